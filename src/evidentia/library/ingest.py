"""Items from a file or a source -> the library, in batches, with progress; stopped or killed, it goes on where it was."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from evidentia.content.errors import InputError
from evidentia.library.collection import BATCH, Collection, batches
from evidentia.library.connect.source import Source
from evidentia.library.formats.read import read
from evidentia.library.items import Item, Problem
from evidentia.library.store import Feed

FILES = "files"
Progress = Callable[["Step"], None]


@dataclass(frozen=True, slots=True)
class Step:
    """How far an ingest is: what it works on, how many items it has read there, and what they came to."""

    name: str
    read: int
    counts: Counter[str]
    problems: int
    total: int | None = None  # items expected, where the source says so


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one file or query came to. `error` says why it was not read to its end; what came before is in the library."""

    name: str
    counts: Counter[str]
    problems: int
    unchanged: bool = False
    error: str = ""


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files, and those in the folders, in order of their names; hidden ones are left out.

    Errors: InputError for one that there is not.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (
                p
                for p in path.rglob("*")
                if p.is_file() and not any(part.startswith(".") for part in p.parts[len(path.parts) :])
            )
            found += sorted(inside)
        elif path.is_file():
            found.append(path)
        else:
            raise InputError(str(path), "there is no such file", "", "check the name")
    return found


def add_files(
    library: Collection, paths: Iterable[Path], *, now: str, progress: Progress = lambda step: None
) -> Iterator[Outcome]:
    """Add files one after another; an outcome each, in the library's index when it is handed out.

    A file whose bytes were read to their end before is left alone; one that was interrupted goes on behind the last batch that is
    lasting. Errors: LibraryError where another process is adding. KeyboardInterrupt passes through: nothing is lost by it.
    """
    for path in files_of(paths):
        with library.locked():
            yield _add_file(library, path, now, progress)


def _add_file(library: Collection, path: Path, now: str, progress: Progress) -> Outcome:
    digest = _digest(path)
    known = library.store.feed(FILES, str(path.resolve()))
    same = known is not None and (known.cursor or {}).get("digest") == digest
    if known is not None and same and known.state == "done":
        return Outcome(path.name, Counter(), 0, unchanged=True)
    done = int((known.cursor or {}).get("read", 0)) if known is not None and same else 0
    feed = Feed(FILES, str(path.resolve()), "running", {"digest": digest, "read": done}, {}, now)
    if not same:
        with library.store.writing():
            library.store.clear_problems(FILES, feed.query)
    return stored(library, feed, path.name, read(path), now, progress, skip=done)


def stored(
    library: Collection,
    feed: Feed,
    name: str,
    items: Iterable[Item | Problem],
    now: str,
    progress: Progress,
    *,
    skip: int = 0,
    total: int | None = None,
) -> Outcome:
    """Under `locked`: items of a feed -> store and index. The first `skip` were stored by an earlier run."""
    counts: Counter[str] = Counter()
    problems = number = 0
    whole = _Until(items)
    try:
        for batch in batches(whole, BATCH):
            number += len(batch)
            if number <= skip:
                continue
            found = [item for item in batch if isinstance(item, Problem)]
            problems += len(found)
            feed = replace(feed, cursor={**(feed.cursor or {}), "read": number})
            counts += library.put((item for item in batch if not isinstance(item, Problem)), feed, found)
            progress(Step(name, number, counts, problems, total))
    finally:
        library.catch_up_locked()
    with library.store.writing():
        state = "failed" if whole.error else "done"
        library.store.put_feed(replace(feed, state=state, counts=dict(counts), ended=now))
        if whole.error:
            library.store.put_problems(feed.source, feed.query, [Problem("the whole", whole.error)])
    return Outcome(name, counts, problems, error=whole.error)


class _Until:
    """Items until the first refusal, which is remembered: what came before it is not lost with its batch."""

    def __init__(self, items: Iterable[Item | Problem]) -> None:
        self._items, self.error = items, ""

    def __iter__(self) -> Iterator[Item | Problem]:
        try:
            yield from self._items
        except InputError as refused:
            self.error = str(refused)


def add_source(
    library: Collection, source: Source, query: str, *, now: str, progress: Progress = lambda step: None
) -> Outcome:
    """Everything that a source has on a query: the first time all of it, afterwards what came in since the day of the last run.

    Each page is lasting, with the place behind it, before the next is asked for; a run that was stopped, killed or cut off from the
    network goes on there. Errors: LibraryError where another process is adding. What the source refuses is in the outcome.
    """
    with library.locked():
        known = library.store.feed(source.name, query)
        going_on = known is not None and known.state in ("running", "failed")
        kept = dict(known.cursor or {}) if known else {}
        since = str(kept.get("since", "")) if going_on else known.ended[:10] if known else ""
        cursor = kept if going_on else {name: kept[name] for name in ("marks",) if name in kept}
        feed = Feed(source.name, query, "running", {**cursor, "since": since}, {}, now, known.ended if known else "")
        counts: Counter[str] = Counter()
        problems, error = 0, ""
        name = f"{source.name} {query}"
        library.put((), feed)
        try:
            for page in source.pages(query, since, cursor):
                found = [item for item in page.items if isinstance(item, Problem)]
                problems += len(found)
                feed = replace(feed, cursor={**page.cursor, "since": since})
                counts += library.put((item for item in page.items if not isinstance(item, Problem)), feed, found)
                progress(Step(name, sum(counts.values()) + problems, counts, problems, page.total))
        except InputError as refused:
            error = str(refused)
        finally:
            library.catch_up_locked()
        with library.store.writing():
            ended = feed.ended if error else now
            library.store.put_feed(replace(feed, state="failed" if error else "done", counts=dict(counts), ended=ended))
            if error:
                library.store.put_problems(source.name, query, [Problem("the whole", error)])
    return Outcome(name, counts, problems, error=error)


def _digest(path: Path) -> str:
    whole = hashlib.sha256()
    try:
        with path.open("rb") as handle:
            while chunk := handle.read(1 << 20):
                whole.update(chunk)
    except OSError as error:
        raise InputError(str(path), f"it cannot be opened ({error.strerror})", "", "check your rights") from None
    return whole.hexdigest()
