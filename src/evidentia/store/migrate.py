"""Migrations, run when a database is opened: numbered steps in `migrations/versions`, by alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring a database to the newest shape (or to a revision). One process migrates at a time; others wait."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    with engine.connect() as connection, connection.execution_options(writes=True).begin():
        config.attributes["connection"] = connection
        command.upgrade(config, to)
