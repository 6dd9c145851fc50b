"""The store of truth: one SQLite file with every publication, notice and feed. The index can be lost; this cannot.

Standard library sqlite3 rather than SQLAlchemy: the library is embedded and has one schema on one engine, nothing here is
translated, and it opens in milliseconds. Write-ahead log with full synchronisation: what was reported as added survives a kill and a
power cut. Every change takes the next number, so an index that was behind knows what it has missed.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evidentia.library.errors import LibraryError
from evidentia.library.items import Item, Problem, Removal, Report
from evidentia.library.publication import Notice, NoticeKind, Publication, from_data
from evidentia.model.when import When

_VERSION = 2
_TABLES = """
CREATE TABLE publications (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, work TEXT NOT NULL, kind TEXT NOT NULL, digest TEXT NOT NULL,
  changed INTEGER NOT NULL, noted INTEGER NOT NULL, data BLOB NOT NULL);
CREATE INDEX publications_noted ON publications (noted) WHERE noted = 1;
CREATE INDEX publications_changed ON publications (changed);
CREATE INDEX publications_work ON publications (work);
CREATE TABLE identifiers (identifier TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (identifier, number)) WITHOUT ROWID;
CREATE INDEX identifiers_number ON identifiers (number);
CREATE TABLE removed (number INTEGER PRIMARY KEY, id TEXT NOT NULL, changed INTEGER NOT NULL);
CREATE TABLE notices (
  target TEXT NOT NULL, kind TEXT NOT NULL, by TEXT NOT NULL, said_by TEXT NOT NULL, day TEXT NOT NULL,
  PRIMARY KEY (target, kind, by, said_by)) WITHOUT ROWID;
CREATE TABLE feeds (
  source TEXT NOT NULL, query TEXT NOT NULL, state TEXT NOT NULL, cursor TEXT NOT NULL, counts TEXT NOT NULL,
  started TEXT NOT NULL, ended TEXT NOT NULL, PRIMARY KEY (source, query)) WITHOUT ROWID;
CREATE TABLE problems (source TEXT NOT NULL, query TEXT NOT NULL, place TEXT NOT NULL, what TEXT NOT NULL,
  PRIMARY KEY (source, query, place, what)) WITHOUT ROWID;
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Change:
    """One step of the store's history: a publication as it is now, or None where it was removed."""

    number: int
    changed: int
    publication: Publication | None


@dataclass(frozen=True, slots=True)
class Feed:
    """Something that was added once and can be asked for again: a query to a source, or a file."""

    source: str
    query: str
    state: str = "running"  # running | done | stopped | failed
    cursor: Mapping[str, Any] | None = None  # where to go on
    counts: Mapping[str, int] | None = None
    started: str = ""
    ended: str = ""


class Store:
    """The publications of a library. Errors: LibraryError for a file that is none, or was written by a newer Evidentia."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
            if version == 0:
                self._create()
        except sqlite3.DatabaseError as error:
            raise LibraryError(
                str(path), f"it is no library ({error})", "", "move it away, or restore a copy"
            ) from None
        if version == 1:
            self._upgrade_from_1()
        if version > _VERSION:
            raise LibraryError(
                str(path), "it was written by a newer Evidentia", "parts would be lost", "update Evidentia"
            )

    def _create(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        if int(self._db.execute("PRAGMA user_version").fetchone()[0]) == 0:  # nobody else was faster
            for statement in _TABLES.split(";\n"):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {_VERSION}")
        self._db.execute("COMMIT")

    def _upgrade_from_1(self) -> None:
        """Version 2 marks publications that carry notices of their own."""
        with self.writing():
            if int(self._db.execute("PRAGMA user_version").fetchone()[0]) != 1:
                return  # another process was faster
            self._db.execute("ALTER TABLE publications ADD COLUMN noted INTEGER NOT NULL DEFAULT 0")
            rows = self._db.execute("SELECT number, data FROM publications")
            noted = [(number,) for number, data in rows.fetchall() if _unpacked(data).notices]
            self._db.executemany("UPDATE publications SET noted = 1 WHERE number = ?", noted)
            self._db.execute("CREATE INDEX publications_noted ON publications (noted) WHERE noted = 1")
            self._db.execute("PRAGMA user_version = 2")

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All changes inside, or none of them."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def put(self, items: Iterable[Item]) -> Counter[str]:
        """Add or replace publications and notices, inside `writing`. Counts: added, changed, same, notices, removed."""
        counts: Counter[str] = Counter()
        changed = self.changed
        for item in items:
            changed += 1
            if isinstance(item, Report):
                counts["notices"] += self._put_notice(item, changed)
            elif isinstance(item, Removal):
                counts["removed"] += self._remove(item.target, changed)
            else:
                counts[self._put(item, changed)] += 1
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('changed', ?)", (str(changed),))
        return counts

    def _put(self, publication: Publication, changed: int) -> str:
        digest = publication.digest
        known = self._db.execute("SELECT number, digest FROM publications WHERE id = ?", (publication.id,)).fetchone()
        if known and known[1] == digest:
            return "same"
        noted = int(bool(publication.notices))
        row = (publication.work, str(publication.kind), digest, changed, noted, _packed(publication))
        if known:
            number = int(known[0])
            self._db.execute(
                "UPDATE publications SET work = ?, kind = ?, digest = ?, changed = ?, noted = ?, data = ? WHERE number = ?",
                (*row, number),
            )
            self._db.execute("DELETE FROM identifiers WHERE number = ?", (number,))
        else:
            number = self._next_number()
            self._db.execute(
                "INSERT INTO publications (number, id, work, kind, digest, changed, noted, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (number, publication.id, *row),
            )
        names = [(name, number) for name in names_of(publication)]
        self._db.executemany("INSERT OR IGNORE INTO identifiers VALUES (?, ?)", names)
        return "changed" if known else "added"

    def _next_number(self) -> int:
        """Never one that was in use: the index may still hold entries of a publication that was removed."""
        row = self._db.execute("SELECT value FROM meta WHERE name = 'numbers'").fetchone()
        number = int(row[0]) + 1 if row else 1
        self._db.execute("INSERT OR REPLACE INTO meta VALUES ('numbers', ?)", (str(number),))
        return number

    def _put_notice(self, report: Report, changed: int) -> bool:
        notice = report.notice
        row = (report.target.lower(), str(notice.kind), notice.by.lower(), notice.said_by, str(notice.on or ""))
        new = self._db.execute("INSERT OR IGNORE INTO notices VALUES (?, ?, ?, ?, ?)", row).rowcount > 0
        if new:  # what is indexed of the publication has changed: its status
            numbers = "SELECT number FROM identifiers WHERE identifier = ?"
            self._db.execute(f"UPDATE publications SET changed = ? WHERE number IN ({numbers})", (changed, row[0]))
        return new

    def _remove(self, name: str, changed: int) -> bool:
        row = self._db.execute("SELECT number FROM publications WHERE id = ?", (name,)).fetchone()
        if row:
            self._db.execute("INSERT INTO removed VALUES (?, ?, ?)", (row[0], name, changed))
            self._db.execute("DELETE FROM identifiers WHERE number = ?", row)
            self._db.execute("DELETE FROM publications WHERE number = ?", row)
        return row is not None

    @property
    def changed(self) -> int:
        """The number of the latest change; 0 for an empty library."""
        return int(self.note("changed") or 0)

    def note(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def set_note(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def changes(self, after: int) -> Iterator[Change]:
        """What happened after a change, oldest first; a publication stands once, as it is now."""
        for number, changed in self._db.execute(
            "SELECT number, changed FROM removed WHERE changed > ? ORDER BY changed", (after,)
        ):
            yield Change(number, changed, None)
        cursor = self._db.cursor()
        for number, changed, data in cursor.execute(
            "SELECT number, changed, data FROM publications WHERE changed > ? ORDER BY changed", (after,)
        ):
            yield Change(number, changed, self._with_notices(_unpacked(data)))

    def numbered(self, numbers: Iterable[int]) -> dict[int, Publication]:
        """Publications by their number; those that are gone are left out."""
        found = {}
        for number in numbers:
            row = self._db.execute("SELECT data FROM publications WHERE number = ?", (number,)).fetchone()
            if row:
                found[number] = self._with_notices(_unpacked(row[0]))
        return found

    def get(self, name: str) -> Publication | None:
        """A publication by its id or any identifier ("pmid:22231479", "doi:10.1002/art.34359")."""
        row = self._db.execute("SELECT data FROM publications WHERE id = ?", (name,)).fetchone()
        if row is None:
            row = self._db.execute(
                "SELECT data FROM publications JOIN identifiers USING (number) WHERE identifier = ? ORDER BY id",
                (name.lower(),),
            ).fetchone()
        return self._with_notices(_unpacked(row[0])) if row else None

    def values_of(self, scheme: str) -> list[str]:
        """Every identifier of a scheme ("doi"), lower case, in order."""
        start, end = f"{scheme}:", f"{scheme};"  # ";" follows ":"
        rows = self._db.execute(
            "SELECT DISTINCT identifier FROM identifiers WHERE identifier >= ? AND identifier < ? ORDER BY 1",
            (start, end),
        )
        return [str(name)[len(start) :] for (name,) in rows]

    def all(self) -> Iterator[Publication]:
        """Every publication, by id."""
        for (data,) in self._db.execute("SELECT data FROM publications ORDER BY id"):
            yield self._with_notices(_unpacked(data))

    def with_notices(self) -> Iterator[Publication]:
        """Every publication that some notice is about, its own or another source's, by id."""
        told = "SELECT number FROM identifiers JOIN notices ON identifier = target"
        rows = self._db.execute(f"SELECT data FROM publications WHERE noted = 1 OR number IN ({told}) ORDER BY id")
        for (data,) in rows.fetchall():
            yield self._with_notices(_unpacked(data))

    def notices_by_name(self) -> dict[str, tuple[Notice, ...]]:
        """The notices that sources have sent, by the identifier that they are about."""
        found: dict[str, list[Notice]] = {}
        for target, kind, by, said_by, day in self._db.execute(
            "SELECT target, kind, by, said_by, day FROM notices ORDER BY 1, 2, 3, 4"
        ):
            found.setdefault(target, []).append(Notice(NoticeKind(kind), by, When.parse(day) if day else None, said_by))
        return {target: tuple(notices) for target, notices in found.items()}

    def counts(self) -> dict[str, int]:
        """How many publications there are of each kind."""
        return dict(self._db.execute("SELECT kind, count(*) FROM publications GROUP BY kind ORDER BY kind"))

    def digest(self) -> str:
        """sha256 over ids and digests in order of ids, and the notices: equal contents, however they came in, are equal here.

        It is kept until the next change: over millions of publications it takes seconds.
        """
        known, _, kept = self.note("digest").partition(" ")
        if kept and known == str(self.changed):
            return kept
        found = self._digest()
        with suppress(sqlite3.OperationalError):  # a library that may only be read has its digest all the same
            self.set_note("digest", f"{self.changed} {found}")
        return found

    def _digest(self) -> str:
        whole = hashlib.sha256()
        for row in self._db.execute("SELECT id, digest FROM publications ORDER BY id"):
            whole.update("\t".join(row).encode() + b"\n")
        for row in self._db.execute("SELECT target, kind, by, said_by, day FROM notices ORDER BY 1, 2, 3, 4"):
            whole.update("\t".join(row).encode() + b"\n")
        return whole.hexdigest()

    def _with_notices(self, publication: Publication) -> Publication:
        """With the notices that other sources have sent about it."""
        notices, names = list(publication.notices), names_of(publication)
        marks = ", ".join("?" * len(names))
        rows = self._db.execute(f"SELECT kind, by, said_by, day FROM notices WHERE target IN ({marks})", names)
        for kind, by, said_by, day in rows:
            notices.append(Notice(NoticeKind(kind), by, When.parse(day) if day else None, said_by))
        if len(notices) == len(publication.notices):
            return publication
        return replace(publication, notices=tuple(dict.fromkeys(notices)))

    def feeds(self) -> list[Feed]:
        """Everything that was asked for, in order of source and query."""
        rows = self._db.execute("SELECT source, query, state, cursor, counts, started, ended FROM feeds ORDER BY 1, 2")
        return [
            Feed(s, q, state, json.loads(cursor), json.loads(counts), a, b)
            for s, q, state, cursor, counts, a, b in rows
        ]

    def feed(self, source: str, query: str) -> Feed | None:
        return next((f for f in self.feeds() if (f.source, f.query) == (source, query)), None)

    def put_feed(self, feed: Feed) -> None:
        cursor, counts = (json.dumps(dict(value or {}), sort_keys=True) for value in (feed.cursor, feed.counts))
        row = (feed.source, feed.query, feed.state, cursor, counts, feed.started, feed.ended)
        self._db.execute("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def put_problems(self, source: str, query: str, found: Iterable[Problem]) -> None:
        rows = [(source, query, problem.place, problem.what) for problem in found]
        self._db.executemany("INSERT OR IGNORE INTO problems VALUES (?, ?, ?, ?)", rows)

    def clear_problems(self, source: str, query: str) -> None:
        self._db.execute("DELETE FROM problems WHERE source = ? AND query = ?", (source, query))

    def problems(self) -> list[tuple[str, str, str, str]]:
        """(source, query, place, what) of every record that could not be read."""
        return list(self._db.execute("SELECT source, query, place, what FROM problems ORDER BY 1, 2, 3, 4"))


def names_of(publication: Publication) -> list[str]:
    """The identifiers of a publication as they are looked up: "scheme:value", lower case, its own id among them."""
    names = [f"{scheme}:{value}".lower() for scheme, value in publication.identifiers.items() if scheme != "url"]
    return list(dict.fromkeys([publication.id.lower(), *names]))


def _packed(publication: Publication) -> bytes:
    return zlib.compress(json.dumps(publication.as_data(), ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _unpacked(data: bytes) -> Publication:
    return from_data(json.loads(zlib.decompress(data)))
