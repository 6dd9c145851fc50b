"""The application on a desk with people of every role in two teams, and a case of each team."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from evidentia.desk import reviewing
from evidentia.desk.desk import Desk
from evidentia.interfaces.web.app import create_app
from evidentia.interfaces.web.rates import LIMITS, Rates
from evidentia.review.rights import Role
from evidentia.store import accounts, cases
from evidentia.store.cases import Kept
from tests.desks import PASSWORD, person, seed
from tests.desks import begun as begun
from tests.desks import desk as desk

PLENTY = Rates(dict.fromkeys(LIMITS, 1_000_000))


@dataclass
class Browser:
    """Somebody at a browser: keeps cookies, sends the form's token along."""

    client: TestClient
    csrf: str = ""
    pages: list[str] = field(default_factory=list)

    def get(self, path: str, **values: object) -> object:
        response = self.client.get(path, follow_redirects=False, **values)  # type: ignore[arg-type]
        if found := re.search(r'name="csrf" value="([^"]+)"', response.text):
            self.csrf = found[1]
        return response

    def post(self, path: str, data: dict[str, object] | None = None, **values: object) -> object:
        return self.client.post(path, data={"csrf": self.csrf, **(data or {})}, follow_redirects=False, **values)  # type: ignore[arg-type]


@pytest.fixture
def app(desk: Desk) -> FastAPI:
    return create_app(desk, rates=PLENTY)


def anonymous(app: FastAPI) -> Browser:
    return Browser(TestClient(app, base_url="http://desk", raise_server_exceptions=False))


def signed_in(app: FastAPI, role: Role, team: str = "north", login: str = "") -> Browser:
    """A browser with a session of a role, begun at the form as everybody does."""
    account = person(app.state.desk, role, team, login)
    browser = anonymous(app)
    browser.get("/login")
    response = browser.post("/login", {"login": account.login, "password": PASSWORD})
    assert response.status_code == 303, response.text  # type: ignore[attr-defined]
    browser.get("/profile")
    return browser


def key_of(app: FastAPI, role: Role, team: str = "north") -> dict[str, str]:
    """The header of a program with a key of a role."""
    account = person(app.state.desk, role, team)
    with app.state.desk.database.write(account.id) as w:
        return {"authorization": f"Bearer {accounts.add_key(w, account.id, 'test')}"}


def case_of(desk: Desk, root: Path, team: str = "north", chart: str = "seed_complete") -> Kept:
    """An assessment by the author of a team."""
    author = person(desk, Role.AUTHOR, team, f"writer.{team}")
    with_id = desk.ask(author, *seed(root, chart))
    with desk.database.read() as connection:
        kept = cases.assessment(connection, with_id)
    assert kept is not None
    return kept


def submitted(desk: Desk, root: Path, team: str = "north", *, to: str | None = None) -> Kept:
    kept = case_of(desk, root, team)
    reviewing.submit(desk.database, person(desk, Role.AUTHOR, team, f"writer.{team}"), kept, note="", due=None)
    if to is not None:
        reviewing.assign(desk.database, person(desk, Role.STAFF, team), kept, to=to, due=None)
    return kept
