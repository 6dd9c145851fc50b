"""The log: each entry carries the digest of the one before it, so that no entry can be edited, taken out or moved unnoticed.

The digest of an entry is SHA-256 over its canonical JSON (RFC 8785) with all its fields. What a chain cannot show is that
its end was cut off; therefore the last entry is noted outside the database (`Anchor`), and may be kept elsewhere
(`evidentia log head`).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from evidentia.store.canonical import canonical, sha256
from evidentia.store.guards import GENESIS
from evidentia.store.tables import LOG


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry: its number and its digest. Number 0 is the empty log."""

    seq: int = 0
    hash: str = GENESIS

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> Head:
        """Read "SEQ:HASH". ValueError for anything else."""
        seq, _, digest = text.strip().partition(":")
        if not seq.isdigit() or len(digest) != 64:
            raise ValueError(f'"{text}" is not the head of a log: write SEQ:HASH, as `evidentia log head` prints it')
        return cls(int(seq), digest)


@dataclass(frozen=True, slots=True)
class Entry:
    seq: int
    at: str
    actor: str
    action: str
    subject: str
    data: str
    prev: str
    hash: str

    @property
    def expected(self) -> str:
        """The digest that the entry must carry."""
        fields = {name: getattr(self, name) for name in ("seq", "at", "actor", "action", "subject", "data", "prev")}
        return sha256(canonical(fields))


def head(connection: Connection) -> Head:
    row = connection.execute(select(LOG.c.seq, LOG.c.hash).order_by(LOG.c.seq.desc()).limit(1)).first()
    return Head(row.seq, row.hash) if row else Head()


def append(connection: Connection, *, at: str, actor: str, action: str, subject: str, data: Mapping[str, Any]) -> Head:
    """Add an entry. The transaction must be the only writer; the database refuses what does not follow."""
    last = head(connection)
    body = Entry(last.seq + 1, at, actor, action, subject, canonical(dict(data)), last.hash, "")
    values = {name: getattr(body, name) for name in body.__slots__} | {"hash": body.expected}
    connection.execute(insert(LOG).values(values))
    return Head(body.seq, values["hash"])


def entries(connection: Connection, *, subjects: frozenset[str] | None = None) -> Iterator[Entry]:
    """The entries in order, or those about some subjects."""
    query = select(LOG).order_by(LOG.c.seq)
    if subjects is not None:
        query = query.where(LOG.c.subject.in_(sorted(subjects)))
    for row in connection.execute(query):
        yield Entry(*row)


class Anchor:
    """The head of the log, noted in a file outside the database after each commit; it only moves forward.

    A process that is killed between commit and note leaves it behind by those entries: that is no fault, being ahead is.
    """

    _WIDTH = 20 + 1 + 64 + 1

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._lock = threading.Lock()
        self._seq = self.read().seq

    def read(self) -> Head:
        text = os.pread(self._file, self._WIDTH, 0).decode("ascii", "replace")
        return Head.parse(text) if text.strip() else Head()

    def note(self, head: Head) -> None:
        with self._lock:
            if head.seq > self._seq:
                os.pwrite(self._file, f"{head.seq:020d}:{head.hash}\n".encode(), 0)
                self._seq = head.seq

    def close(self) -> None:
        os.close(self._file)
