"""A question that is not asked yet: it outlives the page, nobody else sees it, and it does not stay for ever."""

from __future__ import annotations

import html
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select

from evidentia.desk.desk import Desk
from evidentia.review.rights import Role
from evidentia.store import accounts, audit, drafts
from evidentia.store.tables import DRAFT, LOG
from tests.desks import NOON, person
from tests.web.conftest import Browser, signed_in

TYPED: dict[str, object] = {
    "question": "Is rituximab <b>necessary</b> for lupus nephritis?",
    "chart": "MRN 5551\n\nUPCR 1.7 g/g",
    "as_of": "2026-01-05",
    "kind": "continuation",
    "audience": "reviewer",
    "policy": "model/ln.rituximab",
}


def page(browser: Browser, path: str = "/") -> str:
    return str(browser.get(path).text)  # type: ignore[attr-defined]


def kept(desk: Desk) -> list[str]:
    with desk.database.read() as connection:
        return list(connection.execute(select(DRAFT.c.account_id)).scalars())


def drafted(app: FastAPI) -> Browser:
    author = signed_in(app, Role.AUTHOR)
    policy = next(iter(app.state.desk.library.policies))
    page(author)
    assert author.post("/draft", {**TYPED, "policy": policy}).headers["location"] == "/"  # type: ignore[attr-defined]
    return author


def test_a_draft_comes_back_as_it_was_typed_in_another_session(app: FastAPI, desk: Desk) -> None:
    drafted(app)
    shown = page(signed_in(app, Role.AUTHOR))
    assert "Your draft of 2026-01-05" in shown
    for words in ("question", "chart"):
        assert html.escape(str(TYPED[words])) in shown
    policy = next(iter(desk.library.policies))
    for field in (
        'name="as_of" value="2026-01-05"',
        "<option selected>continuation",
        "<option selected>reviewer",
        f'value="{policy}" checked',
    ):
        assert field in shown
    assert shown.count(" checked>") == 1


def test_nobody_else_sees_it_and_the_log_has_no_word_of_it(app: FastAPI, desk: Desk) -> None:
    drafted(app)
    for other in (signed_in(app, Role.STAFF), signed_in(app, Role.AUTHOR, login="second.author"), signed_in(app, Role.ADMINISTRATOR)):  # fmt: skip
        assert "MRN 5551" not in page(other) and "Your draft" not in page(other)
    with desk.database.read() as connection:
        log = [tuple(row) for row in connection.execute(select(LOG))]
    assert [row for row in log if "draft.kept" in row] and "5551" not in str(log) and "necessary" not in str(log)
    assert audit.verify(desk.database).faults == ()


def test_it_goes_when_it_is_asked_and_stays_when_something_else_is(app: FastAPI, desk: Desk) -> None:
    author = drafted(app)
    assert "Your draft" not in page(author, "/?example=0")
    author.post("/ask", {"question": "May rituximab be started for class V lupus nephritis?", "draft": ""})
    assert "Your draft" in page(author)
    refused: Any = author.post("/ask", {**TYPED, "as_of": "tomorrow", "draft": "2026-01-05"})
    assert refused.status_code == 400 and "Your draft" in page(author)
    made: Any = author.post("/ask", {**TYPED, "draft": "2026-01-05"})
    assert made.headers["location"].startswith("/assessments/")
    assert "Your draft" not in page(author) and kept(desk) == []


def test_the_newer_takes_the_place_of_the_older_and_is_discarded(app: FastAPI, desk: Desk) -> None:
    author = drafted(app)
    author.post("/draft", {"question": "Another one"})
    assert "Another one" in page(author) and "MRN 5551" not in page(author) and len(kept(desk)) == 1
    author.post("/draft/discard")
    author.post("/draft/discard")
    assert "Another one" not in page(author) and kept(desk) == []


def test_one_that_is_too_long_is_not_kept_and_not_lost(app: FastAPI, desk: Desk) -> None:
    author = drafted(app)
    refused: Any = author.post("/draft", {"question": "Long", "chart": "x" * 1_000_001})
    assert refused.status_code == 400 and "longer than a million characters" in refused.text and "xxx" in refused.text
    assert "MRN 5551" in page(author)


def test_after_a_month_it_is_neither_shown_nor_kept(app: FastAPI, desk: Desk) -> None:
    author = drafted(app)
    with desk.database.write("desk") as w:
        drafts.expire(w)
    me = person(desk, Role.AUTHOR).id
    with desk.database.read() as connection:
        assert drafts.draft(connection, me, NOON + drafts.KEPT_FOR) is not None
        assert drafts.draft(connection, me, NOON + drafts.KEPT_FOR + timedelta(seconds=1)) is None
    assert "MRN 5551" in page(author)
    desk.database.clock = lambda: NOON + drafts.KEPT_FOR + timedelta(days=1)
    with desk.database.write("desk") as w:
        drafts.expire(w)
    assert kept(desk) == []


def test_a_closed_account_leaves_none(app: FastAPI, desk: Desk) -> None:
    drafted(app)
    me = person(desk, Role.AUTHOR).id
    with desk.database.write("test") as w:
        accounts.set_active(w, me, False)
    assert kept(desk) == []
