"""Sessions, forms from elsewhere, guessing, rates, headers; and that words of a chart stand in no log, address or error page."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from evidentia.desk.desk import Desk
from evidentia.interfaces.web.app import create_app
from evidentia.interfaces.web.rates import LIMITS, Rates
from evidentia.review.rights import Role
from evidentia.store import accounts
from tests.desks import PASSWORD, person
from tests.web.conftest import anonymous, case_of, key_of, signed_in

SECRET = "Zebedee Quartermain, born 03/04/1971, MRN 55512345"
QUESTION = "Is rituximab medically necessary for lupus nephritis?"


def test_a_form_without_the_token_of_the_session_is_refused(app: FastAPI) -> None:
    browser = signed_in(app, Role.AUTHOR)
    for csrf in ("", "wrong", "ü"):
        browser.csrf = csrf
        response: Any = browser.post("/ask", {"question": QUESTION})
        assert response.status_code == 403 and "The form is too old" in response.text


def test_the_form_of_one_session_is_not_good_for_another(app: FastAPI) -> None:
    one, two = signed_in(app, Role.AUTHOR), signed_in(app, Role.STAFF)
    two.csrf = one.csrf
    assert two.post("/ask", {"question": QUESTION}).status_code == 403  # type: ignore[attr-defined]


def test_signing_in_needs_the_form_of_this_place(app: FastAPI) -> None:
    person(app.state.desk, Role.AUTHOR)
    stranger = anonymous(app)
    response: Any = stranger.post("/login", {"login": "author.north", "password": PASSWORD})
    assert response.status_code == 403


def test_cookies_are_kept_from_scripts_and_other_sites(desk: Desk) -> None:
    browser = anonymous(create_app(desk, secure_cookies=True))
    browser.client.base_url = "https://desk"
    person(desk, Role.AUTHOR)
    browser.get("/login")
    response: Any = browser.post("/login", {"login": "author.north", "password": PASSWORD})
    cookie = response.headers["set-cookie"]
    assert response.headers["strict-transport-security"].startswith("max-age=")
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" in cookie


def test_five_wrong_passwords_lock_the_account_and_an_administrator_opens_it(app: FastAPI) -> None:
    account = person(app.state.desk, Role.AUTHOR)
    stranger = anonymous(app)
    stranger.get("/login")
    for _ in range(5):
        assert stranger.post("/login", {"login": account.login, "password": "wrong password"}).status_code == 403  # type: ignore[attr-defined]
    assert stranger.post("/login", {"login": account.login, "password": PASSWORD}).status_code == 403  # type: ignore[attr-defined]
    administrator = signed_in(app, Role.ADMINISTRATOR)
    page: Any = administrator.post(f"/accounts/{account.id}/password")
    new = re.search(r"first sign-in: <code>([^<]+)</code>", page.text)
    assert new is not None
    response: Any = stranger.post("/login", {"login": account.login, "password": new[1]})
    assert response.status_code == 303
    assert stranger.get("/work").headers["location"] == "/profile"  # type: ignore[attr-defined]  # a new password first
    stranger.get("/profile")
    changed: Any = stranger.post("/profile/password", {"old": new[1], "new": PASSWORD + "!", "again": PASSWORD + "!"})
    assert changed.headers["location"] == "/login"


def test_login_tells_nothing_about_accounts(app: FastAPI) -> None:
    person(app.state.desk, Role.AUTHOR)
    stranger = anonymous(app)
    stranger.get("/login")
    texts = {
        re.sub(r'value="[^"]*"', "", stranger.post("/login", {"login": name, "password": "wrong password"}).text)  # type: ignore[attr-defined]
        for name in ("author.north", "nobody")
    }
    assert len(texts) == 1


def test_after_signing_in_one_stays_inside(app: FastAPI) -> None:
    person(app.state.desk, Role.AUTHOR)
    for place in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        stranger = anonymous(app)
        stranger.get("/login")
        response: Any = stranger.post("/login", {"login": "author.north", "password": PASSWORD, "next": place})
        assert response.headers["location"] == "/"


def test_a_session_that_was_ended_opens_nothing(app: FastAPI) -> None:
    browser = signed_in(app, Role.AUTHOR)
    token = browser.client.cookies["evidentia_session"]
    browser.post("/logout")
    browser.client.cookies.set("evidentia_session", token)
    assert browser.get("/work").status_code == 303  # type: ignore[attr-defined]


def test_too_many_requests_are_refused(desk: Desk) -> None:
    app = create_app(desk, rates=Rates({**LIMITS, "login": 3, "api": 2}))
    stranger = anonymous(app)
    stranger.get("/login")
    codes = [stranger.post("/login", {"login": "x", "password": "y"}).status_code for _ in range(4)]  # type: ignore[attr-defined]
    assert codes == [403, 403, 403, 429]
    key = key_of(app, Role.AUTHOR)
    answers = [stranger.client.get("/api/policies", headers=key) for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429] and answers[-1].headers["retry-after"] == "60"


def test_every_answer_carries_strict_headers_and_no_inline_script(app: FastAPI, desk: Desk, root: Path) -> None:
    kept = case_of(desk, root)
    browser = signed_in(app, Role.AUTHOR)
    for path in ("/", "/login", "/work", f"/assessments/{kept.id}", "/nowhere", "/api/openapi.json", "/static/desk.js"):
        response: Any = browser.get(path)
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "script-src 'self'" in policy and "unsafe" not in policy
        assert (
            response.headers["referrer-policy"] == "no-referrer"
            and response.headers["x-content-type-options"] == "nosniff"
        )
        assert ("no-store" in response.headers["cache-control"]) == (not path.startswith("/static/"))
        assert not re.search(
            r"<script(?![^>]*src=)|\son\w+=|javascript:|\sstyle=",
            response.text if "html" in response.headers["content-type"] else "",
        )


def test_words_of_a_chart_stand_in_no_log_address_or_error_page(
    app: FastAPI, desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = signed_in(app, Role.AUTHOR)
    made: Any = browser.post("/ask", {"question": f"{QUESTION} {SECRET}", "chart": SECRET})
    place = made.headers["location"]
    assert re.fullmatch(r"/assessments/[0-9a-f]{20}", place)
    browser.get(place)
    browser.post(f"{place}/follow-ups", {"question": f"what if {SECRET} took belimumab?"})
    pages = [
        browser.get(f"/{SECRET}"),
        browser.get(f"/assessments/{SECRET}"),
        browser.post("/ask", {"question": ""}, files={"files": (f"{SECRET}.pdf", b"%PDF-broken")}),
        browser.post(f"{place}/what-ifs", {"add": f"the moon and {SECRET.split(',')[0]}"}),
        browser.client.post(
            "/api/assessments", headers=key_of(app, Role.AUTHOR), json={"question": 7, "documents": [{"name": SECRET}]}
        ),
    ]
    monkeypatch.setattr(desk, "follow_up", lambda *_: 1 / len(""))
    broken: Any = browser.post(f"{place}/follow-ups", {"question": SECRET})
    assert broken.status_code == 500 and "Nothing was kept of this request" in broken.text
    for page in (*pages, broken):
        for word in ("Zebedee", "Quartermain", "55512345", "03/04/1971"):
            assert word not in page.text  # type: ignore[attr-defined]
    entries = " ".join(
        record.getMessage() + str(record.exc_text or "") for record in caplog.records if record.name != "httpx"
    )
    assert "ZeroDivisionError" in entries and "/assessments/{assessment_id}" in entries
    with desk.database.read() as connection:
        from evidentia.store import log

        entries += " ".join(f"{e.subject} {e.data}" for e in log.entries(connection))
    for word in ("Zebedee", "Quartermain", "55512345", "03/04/1971"):
        assert word not in entries


def test_reading_and_being_refused_stand_in_the_log(app: FastAPI, desk: Desk, root: Path) -> None:
    kept = case_of(desk, root, "south")
    signed_in(app, Role.READER, "south").get(f"/assessments/{kept.id}")
    assert signed_in(app, Role.READER, "north").get(f"/assessments/{kept.id}").status_code == 404  # type: ignore[attr-defined]
    with desk.database.read() as connection:
        from evidentia.store import log

        found = [
            (e.action, e.actor)
            for e in log.entries(connection, subjects=frozenset({kept.id}))
            if e.action.startswith("case.")
        ]
    assert found == [
        ("case.read", person(desk, Role.READER, "south").id),
        ("case.refused", person(desk, Role.READER, "north").id),
    ]


def test_a_key_that_was_revoked_opens_nothing(app: FastAPI, desk: Desk) -> None:
    browser = signed_in(app, Role.AUTHOR)
    page: Any = browser.post("/profile/keys", {"label": "batch"})
    key = re.search(r"<code>(evd_[^<]+)</code>", page.text)
    assert key is not None
    header = {"authorization": f"Bearer {key[1]}"}
    assert browser.client.get("/api/work", headers=header).status_code == 200
    assert key[1] not in browser.get("/profile").text  # type: ignore[attr-defined]
    with desk.database.read() as connection:
        key_id = accounts.keys(connection, person(desk, Role.AUTHOR).id)[0]["id"]
    browser.post(f"/profile/keys/{key_id}/revoke")
    assert browser.client.get("/api/work", headers=header).status_code == 401


def test_a_session_is_no_key_and_a_key_no_session(app: FastAPI) -> None:
    browser = signed_in(app, Role.AUTHOR)
    assert browser.client.get("/api/work").status_code == 401
    other = TestClient(app, base_url="http://desk")
    assert other.get("/work", headers=key_of(app, Role.AUTHOR), follow_redirects=False).status_code == 303


def test_a_request_larger_than_any_chart_is_refused(app: FastAPI) -> None:
    browser = signed_in(app, Role.AUTHOR)
    response = browser.client.post("/ask", headers={"content-length": "99000000"}, content=b"x")
    assert response.status_code == 413
    assert browser.client.post("/ask", content=iter([b"x", b"y"])).status_code == 413  # its length is not said
