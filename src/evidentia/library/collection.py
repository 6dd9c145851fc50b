"""A library on disk: the store, the index beside it, and the promise that they agree.

The store is written first, then the index, then the mark up to which the index has come. Whatever is killed in between, the next
one who opens the library indexes what is missing once more; doing so twice changes nothing.
"""

from __future__ import annotations

import itertools
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from evidentia.library.backend import SearchBackend
from evidentia.library.errors import LibraryError
from evidentia.library.items import Item, Problem, Removal
from evidentia.library.locking import only_writer
from evidentia.library.passages import PARTS, Part, entries, parts
from evidentia.library.publication import Publication
from evidentia.library.store import Feed, Store

T = TypeVar("T")
BATCH = 2_000  # items that become lasting together
_AT_ONCE = 20_000  # changes that an index takes between two commits
_FORMAT = "2"  # of the index: analysis, fields, cut; a change of any raises it, and the index is built anew


def exists(root: Path) -> bool:
    return (root / "library.sqlite").is_file()


class Collection:
    """A library in a folder. `engine` is "tantivy" or "fts5"; both may stand beside one store.

    Errors: LibraryError where there is none and `create` is false, or where it cannot be read.

    >>> with Collection(Path("library"), create=True) as library:             # doctest: +SKIP
    ...     library.add(publications)
    """

    def __init__(self, root: Path, *, create: bool = False, engine: str = "tantivy") -> None:
        if not create and not exists(root):
            raise LibraryError(str(root), "there is no library", "nothing was added yet", "evidentia library add FILES")
        try:
            root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                str(root), f"it cannot be made ({error.strerror})", "", "choose a folder that is yours"
            ) from None
        self.root, self._engine = root, engine
        self.store = Store(root / "library.sqlite")
        self._mark = f"indexed by {engine}"
        self.index = self._opened()

    def __enter__(self) -> Collection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.index.close()
        self.store.close()

    def _opened(self) -> SearchBackend:
        """The index; where it is of another format, damaged or gone, an empty one that is filled from the store."""
        folder = self.root / f"index-{self._engine}"
        stamp = folder / "FORMAT"
        try:
            if stamp.is_file() and stamp.read_text() == _FORMAT:
                return _backend(self._engine, folder)
        except LibraryError:
            pass  # damaged: built anew below
        with self.locked():
            shutil.rmtree(folder, ignore_errors=True)
            self.store.set_note(self._mark, "0")
            backend = _backend(self._engine, folder)
            backend.commit()
            stamp.write_text(_FORMAT)  # last: a folder without it is not trusted
        return backend

    def locked(self) -> AbstractContextManager[None]:
        """Only one process writes; see `locking.only_writer`."""
        return only_writer(self.root)

    def add(self, items: Iterable[Item], feed: Feed | None = None) -> Counter[str]:
        """Add or replace; lasting, and in the index, when this returns. `feed` is where they came from, and how far one is."""
        counts: Counter[str] = Counter()
        with self.locked():
            for batch in batches(items, BATCH):
                with self.store.writing():
                    counts += self.store.put(batch)
            if feed is not None:
                self.store.put_feed(feed)
            self.catch_up_locked()
        return counts

    def put(self, items: Iterable[Item], feed: Feed, problems: Iterable[Problem] = ()) -> Counter[str]:
        """Under `locked`: one batch with the place to go on from, in one transaction: both are lasting, or neither is.

        The index follows with `catch_up`.
        """
        with self.store.writing():
            counts = self.store.put(items)
            self.store.put_feed(feed)
            self.store.put_problems(feed.source, feed.query, problems)
        return counts

    @property
    def behind(self) -> int:
        """How many changes the index has not seen."""
        return self.store.changed - int(self.store.note(self._mark) or 0)

    def catch_up(self) -> None:
        """Index what is missing. Errors: LibraryError where another process is adding."""
        if self.behind:
            with self.locked():
                self.catch_up_locked()

    def catch_up_locked(self) -> None:
        after = int(self.store.note(self._mark) or 0)
        fresh = self.index.count() == 0  # nothing to take out first
        for changes in batches(self.store.changes(after), _AT_ONCE):
            if not fresh:
                self.index.remove(change.number for change in changes)
            for change in changes:
                if change.publication is not None:
                    self.index.add(entries(change.number, change.publication))
            self.index.commit()
        # Only now: removals come before additions, so the numbers of a batch say nothing about the others
        self.store.set_note(self._mark, str(self.store.changed))

    def remove(self, ids: Iterable[str]) -> int:
        """Take publications out of store and index; how many there were."""
        return self.add(Removal(name) for name in ids)["removed"]

    def opened(self, keys: Iterable[int]) -> dict[int, tuple[Publication, Part]]:
        """The passages behind the keys of hits. Those whose publication has changed since are left out."""
        wanted = list(keys)
        publications = self.store.numbered(dict.fromkeys(key // PARTS for key in wanted))
        found = {}
        for key in wanted:
            publication = publications.get(key // PARTS)
            cut = parts(publication) if publication else []
            if publication and key % PARTS < len(cut):
                found[key] = (publication, cut[key % PARTS])
        return found


def _backend(engine: str, folder: Path) -> SearchBackend:
    if engine == "fts5":
        from evidentia.library.fts5_backend import Fts5Backend

        return Fts5Backend(folder)
    from evidentia.library.tantivy_backend import TantivyBackend

    return TantivyBackend(folder)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size`, in order."""
    walk = iter(items)
    while batch := list(itertools.islice(walk, size)):
        yield batch
