"""A desk on real content and a real database, with a clock that stands still."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from evidentia.desk.desk import Desk
from evidentia.desk.making import Request
from evidentia.findings.formats.extract import Extract
from evidentia.findings.from_file import split_case
from evidentia.review.rights import Role
from evidentia.store import accounts
from evidentia.store.accounts import Account

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
AS_OF = date(2026, 1, 5)
PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a desk that was just begun: the example is made, the content kept. Tests work on copies."""
    folder = tmp_path_factory.mktemp("desk") / "data"
    Desk(folder, clock=lambda: NOON).close()
    return folder


@pytest.fixture
def desk(begun: Path, tmp_path: Path, quick_passwords: None) -> Iterator[Desk]:
    shutil.copytree(begun, tmp_path / "data")
    opened = Desk(tmp_path / "data", clock=lambda: NOON)
    yield opened
    opened.close()


def person(desk: Desk, role: Role, team: str = "north", login: str = "", specialty: str = "rheumatology") -> Account:
    """An account of a role, made where there is none."""
    login = login or f"{role}.{team}"
    with desk.database.write("test") as w:
        found = accounts.account_named(w.connection, login)
        if found is None:
            accounts.add_account(
                w, login=login, name=f"{role} of {team}".title(), role=role, team_id=accounts.add_team(w, team),
                password=PASSWORD, credential="MD", specialty=specialty,
            )  # fmt: skip
            found = accounts.account_named(w.connection, login)
    assert found is not None
    return found


def seed(root: Path, name: str = "seed_complete") -> tuple[Request, list[Extract]]:
    """The seed's question with one of its example charts."""
    question, chart = split_case((root / "examples" / f"{name}.txt").read_text("utf-8"))
    return Request(question, AS_OF), [Extract("note.txt", chart)]
