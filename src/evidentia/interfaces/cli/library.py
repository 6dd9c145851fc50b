"""`library add`, `status`, `update`, `search`, `show`: the literature on disk."""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evidentia.answer.render.text import fill
from evidentia.content.errors import InputError
from evidentia.content.loader import load
from evidentia.interfaces.cli import case, output
from evidentia.library.backend import ASKED
from evidentia.library.collection import Collection
from evidentia.library.connect.registry import NAMES, WITHOUT_QUERY, source
from evidentia.library.errors import LibraryError
from evidentia.library.ingest import FILES, Outcome, Step, add_files, add_source
from evidentia.library.publication import Publication
from evidentia.library.root import default_root
from evidentia.library.search import STUDY_TYPES, Found, Wanted
from evidentia.library.search import search as find

_EVERY = 0.2  # seconds between two lines of progress


def root_of(arguments: argparse.Namespace) -> Path:
    return Path(arguments.library or default_root())


def add(arguments: argparse.Namespace) -> int:
    """Files, or a source with its query. Returns 1 where something could not be read to its end."""
    with Collection(root_of(arguments), create=True) as library:
        if arguments.what in NAMES:
            if not arguments.more and arguments.what not in WITHOUT_QUERY:
                raise InputError(
                    arguments.what,
                    "the query is missing",
                    "a source is not taken in whole",
                    f'write evidentia library add {arguments.what} "QUERY"',
                )
            asked = source(arguments.what, library)
            return _told(iter([add_source(library, asked, " ".join(arguments.more), now=_now(), progress=Bar())]))
        paths = [Path(name) for name in (arguments.what, *arguments.more)]
        return _told(add_files(library, paths, now=_now(), progress=Bar()))


def _told(outcomes: Iterator[Outcome]) -> int:
    """One line an outcome, then a sum; stopping keeps everything that was told."""
    total: Counter[str] = Counter()
    failed = 0
    try:
        for outcome in outcomes:
            total += outcome.counts
            failed += bool(outcome.error)
            print(_line(outcome), flush=True)
    except KeyboardInterrupt:
        print("stopped; what was read is kept. The same command goes on from there.", file=sys.stderr)
        return 130
    print(f"together: {_counted(total)}" + (f"; {failed} not read to the end" if failed else ""))
    return 1 if failed else 0


def _line(outcome: Outcome) -> str:
    if outcome.unchanged:
        return f"{outcome.name}: unchanged since it was added"
    problems = f"; {outcome.problems} records could not be read (evidentia library status)" if outcome.problems else ""
    error = f"\n  {outcome.error}" if outcome.error else ""
    return f"{outcome.name}: {_counted(outcome.counts)}{problems}{error}"


def _counted(counts: Counter[str]) -> str:
    words = ("added", "changed", "same", "removed", "notices")
    return ", ".join(f"{counts[word]:,} {word}" for word in words if counts[word]) or "nothing new"


class Bar:
    """Progress on the terminal: one line that is written over; silent where nobody looks."""

    def __init__(self) -> None:
        self._started, self._last = time.monotonic(), 0.0
        self._shown = sys.stderr.isatty()

    def __call__(self, step: Step) -> None:
        now = time.monotonic()
        if not self._shown or now - self._last < _EVERY:
            return
        self._last = now
        rate = step.read / max(now - self._started, 0.001)
        share = f" of {step.total:,} ({100 * step.read // step.total} %)" if step.total else ""
        sys.stderr.write(f"\r\033[K{step.name}: {step.read:,}{share}, {rate:,.0f} a second; Ctrl-C stops and keeps\r")
        sys.stderr.flush()


def ask(arguments: argparse.Namespace) -> int:
    """The article from the library alone, whatever is curated. Errors: LibraryError where there is no library."""
    Collection(root_of(arguments)).close()  # says what to do where there is none
    assessment, content = case.assessed(arguments, curated=False)
    form = arguments.format or output.format_of(arguments.out)
    output.deliver(output.rendered(assessment, content, form, arguments.audience), arguments.out)
    return 0


def status(arguments: argparse.Namespace) -> int:
    """What is in the library, where it came from, and what could not be read."""
    with Collection(root_of(arguments)) as library:
        store = library.store
        print(f"library   {library.root}")
        for kind, count in store.counts().items():
            print(f"  {count:>9,}  {kind}")
        print(
            f"passages  {library.index.count():,} in the index"
            + (f"; {library.behind:,} changes behind" if library.behind else "")
        )
        print(f"digest    {store.digest()}")
        for feed in store.feeds():
            counts = Counter({key: int(value) for key, value in (feed.counts or {}).items()})
            print(f"{feed.state:<9} {feed.source}  {feed.query}  {_counted(counts)}  {feed.ended or feed.started}")
        for source, query, place, what in store.problems()[: arguments.problems]:
            print(f"problem   {source}  {Path(query).name if source == 'files' else query}, {place}: {what}")
    return 0


def update(arguments: argparse.Namespace) -> int:
    """Everything that was added, asked for again: changed files, new answers of the sources."""
    with Collection(root_of(arguments)) as library:
        return _told(_again(library))


def _again(library: Collection) -> Iterator[Outcome]:
    """Files that are still there, then every query to a source, notices last: they are about what has come in by then."""
    feeds = library.store.feeds()
    files = [Path(feed.query) for feed in feeds if feed.source == FILES]
    there = [path for path in files if path.is_file()]
    for path in sorted(set(files) - set(there)):
        print(f"{path.name}: the file is gone; what was read from it is kept")
    yield from add_files(library, there, now=_now(), progress=Bar())
    order = list(NAMES)
    for feed in sorted((f for f in feeds if f.source in NAMES), key=lambda f: (order.index(f.source), f.query)):
        yield add_source(library, source(feed.source, library), feed.query, now=_now(), progress=Bar())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def search(arguments: argparse.Namespace) -> int:
    """The best passages, one a work, each with its best sentence in its place."""
    types = (*arguments.type, *(name for study in arguments.study for name in STUDY_TYPES[study]))
    wanted = Wanted(
        " ".join(arguments.words), tuple(arguments.kind), types, tuple(arguments.section), arguments.since, arguments.until,
        not arguments.good, arguments.feedback,
    )  # fmt: skip
    with Collection(root_of(arguments)) as library:
        with contextlib.suppress(LibraryError):  # somebody is adding: what is in the index is searched
            library.catch_up()
        found, query = find(library, wanted, _between("--limit", arguments.limit, 1000), load().vocabulary)
        asked = [term.words[0] for term in query.terms if term.origin == ASKED]
        shown = [_shown(library, number, hit, asked) for number, hit in enumerate(found, start=1)]
        if arguments.explain:
            for hit, one in zip(found, shown, strict=True):
                one["why"] = [
                    {"words": " ".join(term.words), "because": term.origin, "adds": round(score, 3)}
                    for term, score in library.index.explain(query, hit.key)
                ]
                one["not_in_it"] = sorted(set(asked) - {w["words"] for w in one["why"]})
    if arguments.format == "json":
        print(json.dumps({"query": wanted.text, "hits": shown}, ensure_ascii=False, indent=1))
    else:
        print(
            "\n\n".join(map(_as_text, shown))
            or "nothing was found; evidentia library status says what is in the library"
        )
    return 0


def _shown(library: Collection, number: int, hit: Found, asked: list[str]) -> dict[str, Any]:
    """A hit as data: the publication, and the sentence of the passage with most of the asked words."""
    publication = hit.publication
    section, start, end = hit.best_sentence(asked, library.index)
    one: dict[str, Any] = {
        "rank": number, "score": round(hit.score, 3), "id": publication.id, "kind": str(publication.kind), "title": publication.title,
        "where": publication.container, "published": str(publication.published or ""), "types": list(publication.types),
        "status": list(hit.status), "read": publication.read_depth, "others": hit.others,
    }  # fmt: skip
    if end:
        passage = publication.passage(section, start, end)
        heading = publication.sections[section].heading
        one |= {"section": heading, "locator": passage.locator, "quote": passage.text, "digest": passage.digest}
    return one


def _as_text(one: dict[str, Any]) -> str:
    marks = "".join(f"  {word.upper()}" for word in one["status"])
    facts = " · ".join(
        filter(None, (one["id"], one["where"], one["published"], ", ".join(one["types"][:3]), f"read: {one['read']}"))
    )
    lines = [fill(f"{one['title'] or one['id']}{marks}", f"{one['rank']:>2}. ", "    "), fill(facts, "    ", "    ")]
    if "quote" in one:
        lines.append(fill(f"“{one['quote']}”", "    ", "    "))
        lines.append(f"    {one['locator']}" + (f"  {one['section']}" if one["section"] else ""))
    if one["others"]:
        lines.append(f"    and {one['others']} more passages of it")
    lines += [f"    {why['adds']:>8.3f}  {why['words']}  ({why['because']})" for why in one.get("why", ())]
    if one.get("not_in_it"):
        lines.append(f"    {'-':>8}  {', '.join(one['not_in_it'])}  (asked, not in this passage)")
    return "\n".join(lines)


def _between(name: str, value: int, most: int) -> int:
    if not 1 <= value <= most:
        raise InputError(name, f"{value} is not between 1 and {most}", "", "choose another number")
    return value


def show(arguments: argparse.Namespace) -> int:
    """A publication with its sections, or a passage with what stands before and behind it. InputError where there is none."""
    name, _, place = arguments.id.partition("#")
    with Collection(root_of(arguments)) as library:
        publication = library.store.get(name)
        if publication is None:
            raise InputError(
                f'"{name}"', "there is no such publication in the library", "", "evidentia library search finds them"
            )
        print(fill(publication.title or publication.id))
        facts = (
            publication.id,
            publication.authors,
            publication.container,
            str(publication.published or ""),
            publication.version,
        )
        print(" · ".join(filter(None, (*facts, ", ".join(publication.types), f"read: {publication.read_depth}"))))
        for notice in publication.notices:
            print(
                f"{str(notice.kind).upper()}  {notice.by or 'no notice named'}  {notice.on or 'undated'}  ({notice.said_by or 'the source'})"
            )
        print()
        print(_in_context(publication, place) if place else _whole(publication))
    return 0


def _whole(publication: Publication) -> str:
    parts = [f"[{n}] {s.heading or s.kind}\n{s.text}" for n, s in enumerate(publication.sections)]
    return "\n\n".join(parts) or "no text of it is in the library"


def _in_context(publication: Publication, place: str) -> str:
    """The section, with the passage between double marks."""
    found = re.fullmatch(r"(\d+):(\d+)-(\d+)", place)
    try:
        section, start, end = (int(number) for number in found.groups()) if found else (-1, 0, 0)
        passage = publication.passage(section, start, end)
    except ValueError:
        raise InputError(
            f'"{place}"', "there is no such place in it", "", "a place is SECTION:START-END, as search shows it"
        ) from None
    text, heading = publication.sections[section].text, publication.sections[section].heading
    return f"[{section}] {heading}\n{text[:start]}>>{passage.text}<<{text[end:]}\n\nsha256 {passage.digest}"


def audit(arguments: argparse.Namespace) -> int:
    from evidentia.interfaces.cli import library_audit

    return library_audit.audit(arguments, root_of(arguments))
