"""The log: what the database refuses, and what `log verify` finds where somebody went around the database's guards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from evidentia.review.events import Kind
from evidentia.store import audit, log, reviews
from evidentia.store.database import Database
from evidentia.store.log import Head

Fill = Callable[[], tuple[str, str, str]]
AN_ENTRY = "'2026-01-05T00:00:00.000Z', 'x', 'x', 'x', '{}'"


def kinds(database: Database, known: Head | None = None) -> set[str]:
    return {fault.kind for fault in audit.verify(database, known).faults}


def without_guards(database: Database, *statements: str) -> None:
    """What somebody can do who owns the database: take the triggers off, change, and put them on again."""
    with database.engine.connect() as connection, connection.begin():
        if database.is_sqlite:
            found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
            for name, _ in found:
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            for statement in statements:
                connection.execute(text(statement))
            for _, sql in found:
                connection.execute(text(sql.replace(":", "\\:")))
        else:
            connection.execute(text("SET session_replication_role = replica"))
            for statement in statements:
                connection.execute(text(statement))
            connection.execute(text("SET session_replication_role = DEFAULT"))


def test_a_log_that_nobody_touched_is_whole(database: Database, filled: Fill) -> None:
    author, _, assessment = filled()
    with database.write(author) as w:
        reviews.add_event(w, assessment, Kind.SUBMITTED, {"note": "please"}, author)
    report = audit.verify(database)
    assert report.faults == ()
    assert report.head == database.anchor.read() and report.head.seq >= 6


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET actor = 'nobody' WHERE seq = 2",
        "DELETE FROM log WHERE seq = 2",
        "DELETE FROM log",
        f"INSERT INTO log VALUES (2, {AN_ENTRY}, 'p', 'h')",
        f"INSERT INTO log VALUES (999, {AN_ENTRY}, 'p', 'h')",
        "UPDATE assessment SET verdict = 'supported'",
        "DELETE FROM assessment",
        "UPDATE document SET content = 'x'",
        "DELETE FROM rendition",
        "UPDATE review_event SET content = '{}'",
        "DELETE FROM review_event",
    ],
)
def test_the_database_refuses(database: Database, filled: Fill, statement: str) -> None:
    author, _, assessment = filled()
    with database.write(author) as w:
        reviews.add_event(w, assessment, Kind.SUBMITTED, {}, author)
    with pytest.raises(DBAPIError), database.engine.connect() as connection, connection.begin():
        connection.execute(text(statement))
    assert kinds(database) == set()


def test_sqlite_refuses_to_replace_what_is_kept(tmp_path: Path) -> None:
    """INSERT OR REPLACE deletes a row without asking the triggers of deletion."""
    database = Database(tmp_path)
    with database.write("a") as w:
        w.log("one", "x")
    with pytest.raises(DBAPIError), database.engine.connect() as connection, connection.begin():
        connection.execute(text(f"INSERT OR REPLACE INTO log VALUES (1, {AN_ENTRY}, '{'0' * 64}', 'h')"))
    database.close()


def test_postgresql_refuses_to_truncate(database: Database, filled: Fill) -> None:
    filled()
    if database.is_sqlite:
        return  # SQLite has no TRUNCATE; its DELETE is refused above
    with pytest.raises(DBAPIError), database.engine.connect() as connection, connection.begin():
        connection.execute(text("TRUNCATE log"))


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["UPDATE log SET actor = 'nobody' WHERE seq = 3"], "edited"),
        (["UPDATE log SET data = '{}' WHERE seq = 3"], "edited"),
        (["DELETE FROM log WHERE seq = 3"], "missing"),
        (["DELETE FROM log WHERE seq = 1"], "missing"),
        (
            [
                "UPDATE log SET seq = 1003 WHERE seq = 3",
                "UPDATE log SET seq = 3 WHERE seq = 4",
                "UPDATE log SET seq = 4 WHERE seq = 1003",
            ],
            "reordered",
        ),
        (["DELETE FROM log WHERE seq > 3"], "truncated"),
        (["DELETE FROM log"], "truncated"),
        (["UPDATE assessment SET output = (SELECT page FROM rendition LIMIT 1)"], "altered"),
        (["UPDATE document SET content = 'UPCR 0.3 g/g'"], "altered"),
        (['UPDATE review_event SET content = \'{"note"\\:"x"}\''], "altered"),
        (["UPDATE review SET state = 'approved'"], "altered"),
        (["DELETE FROM review_event"], "lost"),
        (["DELETE FROM document"], "lost"),
    ],
)
def test_verify_finds(database: Database, filled: Fill, statements: list[str], found: str) -> None:
    author, _, assessment = filled()
    with database.write(author) as w:
        reviews.add_event(w, assessment, Kind.SUBMITTED, {}, author)
    assert kinds(database) == set()
    without_guards(database, *statements)
    assert found in kinds(database)


def test_entries_cut_off_together_with_the_note_are_found_by_a_head_kept_elsewhere(
    database: Database, filled: Fill
) -> None:
    filled()
    with database.read() as connection:
        known = log.head(connection)
        entries = list(log.entries(connection))
    with database.write("x") as w:
        w.log("later", "x")
    assert kinds(database, known) == set()  # a head of the past is still in the log
    without_guards(database, "DELETE FROM log WHERE seq > 2")
    assert "truncated" in kinds(database, known)
    assert "edited" in kinds(database, Head(2, entries[0].hash))


def test_a_row_that_the_log_never_heard_of_is_found(database: Database, filled: Fill) -> None:
    _, case, _ = filled()
    with database.engine.connect() as connection, connection.begin():
        connection.execute(text(f"INSERT INTO document VALUES ('{case}', 'd', 'record', '{{}}')"))
    assert kinds(database) == {"unlogged"}


def test_a_missing_guard_is_found(database: Database, filled: Fill) -> None:
    filled()
    with database.engine.connect() as connection, connection.begin():
        connection.execute(text("DROP TRIGGER log_kept" + ("" if database.is_sqlite else " ON log")))
    assert kinds(database) == {"unguarded"}


def test_a_change_that_fails_leaves_no_trace(database: Database, filled: Fill) -> None:
    _, _, assessment = filled()
    before = audit.verify(database).head
    with pytest.raises(ValueError, match="cannot happen"), database.write("x") as w:
        w.log("something", assessment)
        reviews.add_event(w, assessment, Kind.APPROVED, {}, None)
    assert audit.verify(database) == audit.Report(before, ())


def test_a_head_is_read_as_it_is_printed() -> None:
    head = Head(7, "a" * 64)
    assert Head.parse(str(head)) == head
    with pytest.raises(ValueError, match="SEQ:HASH"):
        Head.parse("seven")
