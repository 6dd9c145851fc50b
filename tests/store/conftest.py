"""A store on each database that it runs on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidentia.findings.formats.extract import Extract
from evidentia.review.rights import Role
from evidentia.store import accounts, cases
from evidentia.store.cases import Made, Packed
from evidentia.store.database import Database
from tests.postgres import new_schema

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'evidentia.db'}"
    return new_schema(request.getfixturevalue("postgres"))


@pytest.fixture
def database(url: str, tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path, url, clock=lambda: NOON)
    yield opened
    opened.close()


MADE = Made(
    inputs={"question": "q", "as_of": "2026-01-05", "policies": [], "kind": None, "documents": []},
    verdict="supported",
    summary={"condition": "lupus nephritis"},
    records={"records": {}, "sources": {}, "policies": {}},
    digests={"content": "c"},
    output=Packed.of('{"verdict": "supported"}'),
    pages={"clinician": Packed.of("<p>page</p>"), "patient": Packed.of("<p>plain</p>")},
)


@pytest.fixture
def filled(database: Database, quick_passwords: None) -> Callable[[], tuple[str, str, str]]:
    """Makes an author, a case with a document, and an assessment; returns their identifiers."""

    def fill() -> tuple[str, str, str]:
        with database.write("test") as w:
            team = accounts.add_team(w, "north")
            author = accounts.add_account(
                w, login=w.new_id(), name="Ann Author", role=Role.AUTHOR, team_id=team, password="long enough to keep"
            )
            case = cases.create_case(w, team, author, retain_until="2030-01-01")
            cases.add_documents(w, case, [Extract("note.txt", "UPCR 1.7 g/g\n")])
            return author, case, cases.add_assessment(w, case, MADE, by=author)

    return fill
