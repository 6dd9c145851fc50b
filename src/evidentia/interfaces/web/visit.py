"""Who asks for what, and whether they may: every route names its action, and `allowed` looks it up in `review.rights`."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from evidentia.desk.desk import Desk
from evidentia.interfaces.web.errors import Stop, forbidden, not_found, sign_in, too_many
from evidentia.interfaces.web.rates import Rates
from evidentia.review.rights import Relation, Role, may
from evidentia.store import accounts, cases, reviews
from evidentia.store.accounts import Account
from evidentia.store.cases import Case, Kept

COOKIE = "evidentia_session"
FORM_COOKIE = "evidentia_form"  # the CSRF token of those who are not signed in yet
PUBLIC = "public"
_RATE = {
    "ask": "ask",
    "case.revise": "ask",
    "whatif": "ask",
    "followup": "ask",
    "letter": "ask",
    "letter.appeal": "ask",
}


@dataclass
class Visit:
    """One request: its account, the assessment or case that it is about, and its form."""

    desk: Desk
    request: Request
    account: Account | None = None
    csrf: str = ""
    form: FormData = field(default_factory=FormData)
    case: Case | None = None
    found: Kept | None = None
    relation: Relation | None = None

    @property
    def me(self) -> Account:
        assert self.account is not None
        return self.account

    @property
    def kept(self) -> Kept:
        assert self.found is not None
        return self.found

    def text(self, name: str) -> str:
        """A field of the form as text; empty where it is not there."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        return [value for value in self.form.getlist(name) if isinstance(value, str)]

    def files(self, name: str) -> list[UploadFile]:
        found = (value for value in self.form.getlist(name) if isinstance(value, UploadFile))
        return [value for value in found if value.filename]

    def may(self, action: str) -> bool:
        """Whether this account may do an action on the case of this visit."""
        return self.account is not None and may(self.account.role, action, self.relation)


def allowed(action: str, *, api: bool = False) -> Callable[[Request], Awaitable[Visit]]:
    """A dependency that lets a request through where the table of rights does, and notes what it reads or refuses.

    Public pages know the account where there is one. The public example may be read by everybody, and nothing else of it.
    """

    async def visit(request: Request) -> Visit:
        form = await _form(request) if request.method == "POST" and not api else FormData()
        return await run_in_threadpool(_resolve, request, action, form, api)

    visit.action = action  # type: ignore[attr-defined]  # the tests walk routes and actions
    return visit


async def _form(request: Request) -> FormData:
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        raise Stop(415, "Not a form", "Send the form of the page.")
    return await request.form(max_files=50, max_fields=2000, max_part_size=2_000_000)


def _resolve(request: Request, action: str, form: FormData, api: bool) -> Visit:
    desk: Desk = request.app.state.desk
    visit = Visit(desk, request, form=form)
    _identify(visit, api)
    _limit(visit, action, api)
    if request.method == "POST" and not api:
        _check_csrf(visit)
    _locate(visit)
    if action == PUBLIC:
        return visit
    if visit.case is not None and visit.case.public and action == "case.read" and request.method == "GET":
        return visit
    if visit.account is None:
        raise Stop(401, "Sign in", "A valid key is needed.") if api else sign_in(request.url.path)
    if visit.account.must_change and not request.url.path.startswith(("/profile", "/logout")):
        raise Stop(403 if api else 303, "Choose a password", "Choose a new password first.", "/profile")
    if not may(visit.account.role, action, visit.relation):
        _note(visit, "refused", action)
        hidden = (
            visit.case is not None and visit.relation is Relation.OTHER and visit.account.role is not Role.ADMINISTRATOR
        )
        raise not_found() if hidden else forbidden()
    if request.method == "GET" and visit.case is not None:
        _note(visit, "read", action)
    return visit


def _identify(visit: Visit, api: bool) -> None:
    now = visit.desk.clock()
    with visit.desk.database.read() as connection:
        if api:
            scheme, _, key = visit.request.headers.get("authorization", "").partition(" ")
            if scheme.lower() == "bearer" and key.startswith(accounts.KEY_PREFIX):
                visit.account = accounts.account_of_key(connection, key.strip(), now)
            return
        token = visit.request.cookies.get(COOKIE)
        session = accounts.session(connection, token, now) if token else None
    if session is not None:
        visit.account, visit.csrf = session.account, session.csrf
    else:
        visit.csrf = visit.request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)


def _check_csrf(visit: Visit) -> None:
    """The form carries the session's token; before a session, that of a cookie which no other site can set or read."""
    given = visit.text("csrf") or visit.request.headers.get("x-csrf-token", "")
    expected = visit.csrf if visit.account else visit.request.cookies.get(FORM_COOKIE, "")
    if not expected or not secrets.compare_digest(given.encode(), expected.encode()):
        raise Stop(403, "The form is too old", "Go back, load the page again, and send it again.")


def _limit(visit: Visit, action: str, api: bool) -> None:
    rates: Rates = visit.request.app.state.rates
    kind = "api" if api else _RATE.get(action, "read" if visit.request.method == "GET" else "write")
    who = visit.account.id if visit.account else address(visit.request)
    if not rates.allow(kind, who):
        raise too_many()


def address(request: Request) -> str:
    return request.client.host if request.client else "nobody"


def _locate(visit: Visit) -> None:
    """The assessment or case that the address names, and how the account stands to it."""
    names = visit.request.path_params
    if "assessment_id" not in names and "case_id" not in names:
        return
    with visit.desk.database.read() as connection:
        if "assessment_id" in names:
            visit.found = cases.assessment(connection, names["assessment_id"])
        case_id = visit.found.case_id if visit.found else names.get("case_id", "")
        visit.case = cases.case(connection, case_id) if case_id else None
        if visit.case is None or visit.case.deleted_at:
            if visit.account is None and not visit.request.url.path.startswith("/api/"):
                raise sign_in(visit.request.url.path)  # whether it exists is not told to those who are not signed in
            raise (Stop(401, "Sign in", "A valid key is needed.") if visit.account is None else not_found())
        if visit.account is not None:
            visit.relation = _relation(connection, visit.account, visit.case, visit.found)


def _relation(connection: Any, account: Account, case: Case, kept: Kept | None) -> Relation:
    if case.team_id == account.team_id:
        return Relation.OWN
    if kept is not None and _is_assigned(connection, account, kept):
        return Relation.ASSIGNED
    return Relation.OTHER


def _is_assigned(connection: Any, account: Account, kept: Kept) -> bool:
    """Whether the account was given this assessment, or the one that a what-if departs from, for review."""
    ids = [kept.id] + ([kept.basis_id] if kept.basis_id else [])
    return any(reviews.review(connection, name).assignee == account.id for name in ids)


def _note(visit: Visit, what: str, action: str) -> None:
    subject = visit.found.id if visit.found else visit.case.id if visit.case else "desk"
    with visit.desk.database.write(visit.me.id, durable=False) as w:
        w.log(f"case.{what}", subject, right=action)
