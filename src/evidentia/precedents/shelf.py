"""Where decisions are kept: one SQLite file beside the library. What was added is there without a network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidentia.content.errors import InputError
from evidentia.precedents.decision import Decision, encoded

if TYPE_CHECKING:  # a start without decisions does not load it
    import sqlite3

FILE = "precedents.sqlite"


class Shelf:
    """The decisions of a folder. An addition is whole or not at all; a decision that is there already is replaced by one
    that says more (a longer text), never by one that says less.

    >>> Shelf(Path("library")).add(decisions)                                # doctest: +SKIP
    (99, 0)
    """

    def __init__(self, root: Path) -> None:
        self._path = root / FILE

    @property
    def exists(self) -> bool:
        return self._path.is_file()

    def add(self, decisions: Iterable[Decision]) -> tuple[int, int]:
        """How many were added and how many replaced."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        added = replaced = 0
        with self._open() as store:
            for decision in decisions:
                row = store.execute(
                    "SELECT body FROM decision WHERE issuer = ? AND id = ?", (decision.body, decision.id)
                ).fetchone()
                if row is not None and not _says_more(decision, _decoded(row[0])):
                    continue
                store.execute(
                    "INSERT OR REPLACE INTO decision VALUES (?, ?, ?)", (decision.body, decision.id, encoded(decision))
                )
                added, replaced = added + (row is None), replaced + (row is not None)
        return added, replaced

    def all(self) -> Iterator[Decision]:
        """Every decision, by issuer and number."""
        if not self.exists:
            return
        with self._open() as store:
            for (body,) in store.execute("SELECT body FROM decision ORDER BY issuer, id"):
                yield _decoded(body)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        import sqlite3

        try:
            store = sqlite3.connect(self._path)
            try:
                with store:
                    store.execute(
                        "CREATE TABLE IF NOT EXISTS decision (issuer TEXT, id TEXT, body TEXT, PRIMARY KEY (issuer, id))"
                    )
                    yield store
            finally:
                store.close()
        except sqlite3.DatabaseError as error:
            raise InputError(
                str(self._path), f"it cannot be used ({error})", "nothing was changed", "move it away and add again"
            ) from None


def _says_more(new: Decision, old: Decision) -> bool:
    return (len(new.text), len(new.requested)) > (len(old.text), len(old.requested))


def _decoded(body: str) -> Decision:
    fields: list[Any] = [tuple(value) if isinstance(value, list) else value for value in json.loads(body)]
    return Decision(*fields)
