"""A migrated database has the shape that the code writes to."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from evidentia.store.database import Database
from evidentia.store.tables import METADATA


def test_the_migrations_lead_to_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
