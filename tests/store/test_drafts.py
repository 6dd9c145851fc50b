"""Drafts on each database: one an account, and gone when they are too old."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from evidentia.store import drafts
from evidentia.store.database import Database
from evidentia.store.migrate import upgrade
from tests.store.conftest import NOON


def test_one_draft_an_account_until_it_is_too_old(
    database: Database, filled: Callable[[], tuple[str, str, str]]
) -> None:
    one, other = filled()[0], filled()[0]
    for content in ({"chart": "first"}, {"chart": "second\u2014\u00fc"}):
        with database.write(one) as w:
            drafts.keep(w, one, content)
    with database.read() as connection:
        found = drafts.draft(connection, one, NOON)
        assert found is not None and found.content == {"chart": "second\u2014\u00fc"}
        assert drafts.draft(connection, other, NOON) is None
    database.clock = lambda: NOON + drafts.KEPT_FOR + timedelta(days=1)
    with database.write(other) as w:
        drafts.keep(w, other, {})
        drafts.expire(w)
    with database.read() as connection:
        assert drafts.draft(connection, one, NOON) is None and drafts.draft(connection, other, NOON) is not None


def test_a_database_of_the_first_tables_is_brought_along(database: Database) -> None:
    with database.engine.connect() as connection, connection.execution_options(writes=True).begin():
        connection.exec_driver_sql("DROP TABLE draft")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    upgrade(database.engine)
    with database.read() as connection:
        assert drafts.draft(connection, "nobody", NOON) is None
