"""A database by URL: SQLite in WAL mode by default, PostgreSQL where its URL is given; migrated when it is opened.

Everything is written in one transaction that also writes the log; after it, the head of the log is noted in a file beside
the database, so that entries cut off its end are missed.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text

from evidentia.content.errors import InputError
from evidentia.store import log

_LOCK_OF_LOG = 4_201_785  # the advisory lock that orders writers on PostgreSQL


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    """An identifier that says nothing: it may stand in an address."""
    return secrets.token_hex(10)


def stamp(moment: datetime) -> str:
    """A moment as text that sorts: "2026-01-05T09:30:00.123Z"."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


@dataclass
class Write:
    """One transaction of one actor: everything written in it stands in the log, or nothing of it happened."""

    connection: Connection
    actor: str
    moment: datetime
    new_id: Callable[[], str]
    head: log.Head = field(default_factory=log.Head)

    @property
    def at(self) -> str:
        return stamp(self.moment)

    def log(self, action: str, subject: str, **data: Any) -> None:
        """Note an action. `data` holds identifiers and digests, never words of a chart."""
        self.head = log.append(self.connection, at=self.at, actor=self.actor, action=action, subject=subject, data=data)


class Database:
    """The store's door. `url` is an SQLAlchemy URL; None is SQLite in the folder `data`.

    Errors: InputError where the folder cannot be written or the server cannot be reached.
    """

    def __init__(
        self,
        data: Path,
        url: str | None = None,
        *,
        clock: Callable[[], datetime] = now,
        ids: Callable[[], str] = new_id,
    ) -> None:
        self.data, self.clock, self.ids = data, clock, ids
        _make_folder(data)
        self.engine = _engine(url or f"sqlite:///{data / 'evidentia.db'}")
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._ahead = f"{self.engine.url.database}-wal" if self.is_sqlite else None
        self._writer = threading.Lock()  # SQLite has one writer: waiting here is shorter than its own waiting
        from evidentia.store.migrate import upgrade

        upgrade(self.engine)
        self.anchor = log.Anchor(data / "log.head")

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read with; what it sees does not change while it is open."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, actor: str, *, durable: bool = True) -> Iterator[Write]:
        """A transaction: committed and noted as a whole at its end, or not at all.

        When it returns, what was written is on the disk. `durable=False` is for the notes of what was read: they outlive a
        killed process as everything does, and may be lost where the machine loses its power; nobody waits for the disk when a
        page is opened.
        """
        with (
            self._writer if self.is_sqlite else nullcontext(),
            self.engine.connect() as connection,
            connection.execution_options(writes=True).begin(),
        ):
            if not self.is_sqlite:
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK_OF_LOG})"))
                connection.execute(text(f"SET LOCAL synchronous_commit = {'on' if durable else 'off'}"))
            work = Write(connection, actor, self.clock(), self.ids)
            yield work
        if durable:
            self._to_disk()
            if work.head.seq:
                self.anchor.note(work.head)

    def _to_disk(self) -> None:
        """SQLite commits into its write-ahead log without waiting for the disk (`synchronous=NORMAL`); we wait here, where
        nobody else has to wait for us. A missing file was folded into the database, which SQLite itself has synced."""
        if self._ahead is None:
            return
        try:
            file = os.open(self._ahead, os.O_RDONLY)
        except FileNotFoundError:
            return
        try:
            os.fsync(file)
        finally:
            os.close(file)

    def close(self) -> None:
        self.engine.dispose()
        self.anchor.close()


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
        os.chmod(data, 0o700)  # charts lie in it
    except OSError as error:
        raise InputError(
            str(data), f"it cannot be used as the data folder ({error.strerror})", "", "choose a folder that is yours"
        ) from None


def _engine(url: str) -> Engine:
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, pool_size=20, max_overflow=20)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
