"""Accounts, the log, and the deletion of cases: for administrators, who read no chart."""

from __future__ import annotations

import secrets

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from sqlalchemy import select

from evidentia.content.errors import InputError
from evidentia.interfaces.web import pages
from evidentia.interfaces.web.errors import not_found
from evidentia.interfaces.web.visit import Visit, allowed
from evidentia.review.rights import Role
from evidentia.store import accounts, audit
from evidentia.store.tables import CASE

ROUTES = APIRouter()
_REASONS = ("requested", "retention", "made in error")


@ROUTES.get("/accounts")
def list_accounts(visit: Visit = Depends(allowed("accounts"))) -> Response:
    return _page(visit)


def _page(visit: Visit, told: str = "", password: str = "") -> Response:
    with visit.desk.database.read() as connection:
        found, teams = accounts.accounts(connection), accounts.teams(connection)
    return pages.page(
        visit, "accounts.html", accounts=found, teams=teams, roles=[str(r) for r in Role], told=told, password=password
    )


@ROUTES.post("/accounts")
def add_account(visit: Visit = Depends(allowed("accounts"))) -> Response:
    """A new account with a password that is shown once and has to be changed at the first sign-in."""
    role = visit.text("role")
    if role not in {str(r) for r in Role}:
        raise InputError("the role", "there is none of that name", "", "choose one of the list")
    password = secrets.token_urlsafe(12)
    with visit.desk.database.write(visit.me.id) as w:
        accounts.add_account(
            w, login=visit.text("login")[:80], name=visit.text("name")[:120], role=Role(role), password=password,
            team_id=accounts.add_team(w, visit.text("team").strip()[:80] or "default"),
            credential=visit.text("credential")[:40], specialty=visit.text("specialty")[:80], must_change=True,
        )  # fmt: skip
    return _page(visit, visit.text("login"), password)


def _account(visit: Visit) -> accounts.Account:
    with visit.desk.database.read() as connection:
        found = accounts.account(connection, str(visit.request.path_params["account_id"]))
    if found is None:
        raise not_found()
    return found


@ROUTES.post("/accounts/{account_id}/password")
def reset_password(visit: Visit = Depends(allowed("accounts"))) -> Response:
    account, password = _account(visit), secrets.token_urlsafe(12)
    with visit.desk.database.write(visit.me.id) as w:
        accounts.set_password(w, account.id, password, must_change=True)
    return _page(visit, account.login, password)


@ROUTES.post("/accounts/{account_id}/close")
def close(visit: Visit = Depends(allowed("accounts"))) -> Response:
    account = _account(visit)
    if account.id == visit.me.id:
        raise InputError("the account", "it is your own", "nobody could open it again", "ask another administrator")
    with visit.desk.database.write(visit.me.id) as w:
        accounts.set_active(w, account.id, False)
    return pages.go("/accounts")


@ROUTES.post("/accounts/{account_id}/open")
def open_again(visit: Visit = Depends(allowed("accounts"))) -> Response:
    account = _account(visit)
    with visit.desk.database.write(visit.me.id) as w:
        accounts.set_active(w, account.id, True)
    return pages.go("/accounts")


@ROUTES.get("/log")
def show_log(visit: Visit = Depends(allowed("log"))) -> Response:
    """What `evidentia log verify` says, and the last entries."""
    from evidentia.store.tables import LOG

    report = audit.verify(visit.desk.database)
    with visit.desk.database.read() as connection:
        last = connection.execute(select(LOG).order_by(LOG.c.seq.desc()).limit(100)).all()
        names = {a.id: a.login for a in accounts.accounts(connection)}
    return pages.page(visit, "log.html", report=report, last=last, names=names)


@ROUTES.get("/cases")
def list_cases(visit: Visit = Depends(allowed("case.delete"))) -> Response:
    """Cases by identifier, team and time, without a word of them."""
    query = select(CASE).where(CASE.c.public == 0).order_by(CASE.c.created_at.desc()).limit(500)
    with visit.desk.database.read() as connection:
        found = connection.execute(query).all()
        teams = accounts.teams(connection)
    return pages.page(visit, "cases.html", cases=found, teams=teams, reasons=_REASONS)


@ROUTES.post("/cases/{case_id}/delete")
def delete_case(visit: Visit = Depends(allowed("case.delete"))) -> Response:
    reason = visit.text("reason")
    if reason not in _REASONS or visit.text("sure") != "yes" or visit.case is None:
        raise InputError("the deletion", "it was not confirmed", "it cannot be undone", "choose the reason and confirm")
    visit.desk.delete(visit.me.id, visit.case.id, reason)
    return pages.go("/cases")
