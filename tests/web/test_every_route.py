"""Every route x role x owner, against the table of rights; and that no route and no word of the API denies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from evidentia.desk.desk import Desk
from evidentia.interfaces.web.visit import PUBLIC
from evidentia.review.rights import RIGHTS, Relation, Role, may
from evidentia.store.cases import Kept
from tests.desks import person
from tests.web.conftest import anonymous, case_of, key_of, signed_in, submitted

BODIES: dict[str, dict[str, Any]] = {
    "/api/assessments": {"question": "Is rituximab necessary for lupus nephritis?"},
    "/api/assessments/{assessment_id}/versions": {"question": "Is rituximab necessary for lupus nephritis?"},
    "/api/assessments/{assessment_id}/what-ifs": {"add": "HBsAg positive"},
    "/api/assessments/{assessment_id}/follow-ups": {"question": "why not obinutuzumab?"},
    "/api/assessments/{assessment_id}/submission": {},
}


def routes(app: FastAPI) -> Iterator[APIRoute]:
    found = [route for route in _flat(app.routes) if isinstance(route, APIRoute)]
    assert len(found) > 48
    yield from found


def _flat(found: Any) -> Iterator[Any]:
    for route in found:
        inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
        if inner and not isinstance(route, APIRoute):
            yield from _flat(inner)
        else:
            yield route


def action_of(route: APIRoute) -> str:
    actions = [d.call.action for d in route.dependant.dependencies if hasattr(d.call, "action")]
    assert len(actions) == 1, f"{route.path} names {actions} as its action"
    return str(actions[0])


def test_every_route_names_an_action_of_the_table(app: FastAPI) -> None:
    named = {action_of(route) for route in routes(app)}
    assert named - {PUBLIC} == set(RIGHTS)
    public = sorted(f"{sorted(r.methods)[0]} {r.path}" for r in routes(app) if action_of(r) == PUBLIC)
    assert public == [
        "GET /",
        "GET /editorial-policy",
        "GET /health",
        "GET /login",
        "GET /static/{name}",
        "POST /login",
    ]


@pytest.mark.parametrize("word", ["deny", "denied", "denial", "reject", "refuse", "decline"])
def test_no_route_and_no_field_of_the_api_denies(app: FastAPI, word: str) -> None:
    assert not [route.path for route in routes(app) if word in route.path.lower()]
    assert word not in json.dumps(app.openapi()).lower()


def test_no_form_of_any_page_denies(app: FastAPI, desk: Desk, root: Path) -> None:
    """Every button and every address that a form of a reviewer's page sends to."""
    kept = submitted(desk, root)
    approver = signed_in(app, Role.APPROVER)
    approver.get(f"/assessments/{kept.id}")
    approver.post(f"/assessments/{kept.id}/review/take-up", {"declared": "yes"})
    import re

    text = approver.get(f"/assessments/{kept.id}").text  # type: ignore[attr-defined]
    does = re.findall(r'action="([^"]+)"', text) + re.findall(r"<button[^>]*>(.*?)</button>", text)
    assert any("approve" in d for d in does)
    assert not [d for d in does if re.search(r"\bden|reject|refus|declin", d, re.I)]


@pytest.fixture
def owned(app: FastAPI, desk: Desk, root: Path) -> dict[tuple[Role, Relation], Kept]:
    """For each role a case of its team, one of another team that it reviews (where it can), and one of another team."""
    own, other = submitted(desk, root, "north"), submitted(desk, root, "south")
    found: dict[tuple[Role, Relation], Kept] = {}
    for role in Role:
        found[role, Relation.OWN], found[role, Relation.OTHER] = own, other
        if role in (Role.REVIEWER, Role.APPROVER):
            found[role, Relation.ASSIGNED] = submitted(desk, root, "south", to=person(desk, role).id)
    return found


def test_every_route_for_every_role_and_owner(
    app: FastAPI, desk: Desk, root: Path, owned: dict[tuple[Role, Relation], Kept]
) -> None:
    target = person(desk, Role.READER, "east")
    wrong = []
    for role in Role:
        key, browser = key_of(app, role), signed_in(app, role)
        for route in sorted(routes(app), key=lambda r: r.path == "/logout"):
            action = action_of(route)
            about_case = "_id}" in route.path and "account_id" not in route.path and "key_id" not in route.path
            for relation in (r for r in Relation if (role, r) in owned) if about_case else (None,):
                kept = owned[role, relation] if relation else owned[role, Relation.OWN]
                if action == PUBLIC:
                    continue
                path = route.path.format(
                    assessment_id=kept.id, case_id=kept.case_id, other_id=kept.id, item="direct.verdict", account_id=target.id,
                    key_id="none", name="desk.css", kind="necessity", form="text",
                )  # fmt: skip
                method = sorted(route.methods)[0]
                if path.startswith("/api/"):
                    response: Any = browser.client.request(
                        method, path, headers=key, json=BODIES.get(route.path) if method == "POST" else None
                    )
                else:
                    response = browser.get(path) if method == "GET" else browser.post(path)
                allowed = may(role, action, relation)
                let_in = response.status_code not in (401, 403, 404, 405, 500)
                if let_in != allowed or (
                    response.is_redirect and "/login" in response.headers["location"] and path != "/logout"
                ):
                    wrong.append(
                        f"{method} {route.path} as {role} on {relation}: {response.status_code}, allowed {allowed}"
                    )
    assert not wrong, "\n".join(wrong)


def test_nothing_but_the_example_is_open_without_an_account(app: FastAPI, desk: Desk, root: Path) -> None:
    kept, example = case_of(desk, root), desk.examples["seed_complete"]
    stranger = anonymous(app)
    assert stranger.get(f"/assessments/{example}").status_code == 200  # type: ignore[attr-defined]
    for route in routes(app):
        action = action_of(route)
        if action == PUBLIC:
            continue
        for assessment_id in (kept.id, "nothing", example):
            path = route.path.format(
                assessment_id=assessment_id, case_id=kept.case_id, other_id=assessment_id, item="direct.verdict",
                account_id="x", key_id="x", name="x", kind="necessity", form="text",
            )  # fmt: skip
            method = sorted(route.methods)[0]
            if assessment_id == example and action == "case.read" and method == "GET":
                continue
            stranger.get("/login")
            response: Any = (
                stranger.client.request(method, path, json=BODIES.get(route.path) if method == "POST" else None)
                if path.startswith("/api/")
                else stranger.get(path) if method == "GET" else stranger.post(path)
            )  # fmt: skip
            if path.startswith("/api/"):
                assert response.status_code == 401, path
            else:
                assert response.status_code == 303 and response.headers["location"].startswith("/login"), path
