"""Signing in and out, one's own password and keys."""

from __future__ import annotations

import re

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from evidentia.content.errors import InputError
from evidentia.interfaces.web import pages
from evidentia.interfaces.web.errors import too_many
from evidentia.interfaces.web.visit import COOKIE, PUBLIC, Visit, address, allowed
from evidentia.store import accounts

ROUTES = APIRouter()
_INSIDE = re.compile(r"^/[A-Za-z0-9/_-]*$")
_WRONG = "Login or password is not right, or the account is locked for a quarter of an hour after five wrong ones."


@ROUTES.get("/login")
def login_page(visit: Visit = Depends(allowed(PUBLIC))) -> Response:
    return pages.page(visit, "login.html", problem="", next=_inside(visit.request.query_params.get("next", "")))


def _inside(path: str) -> str:
    """Where to go after signing in: only a place of this application."""
    return path if _INSIDE.match(path) and not path.startswith("//") else "/"


@ROUTES.post("/login")
def login(visit: Visit = Depends(allowed(PUBLIC))) -> Response:
    if not visit.request.app.state.rates.allow("login", address(visit.request)):
        raise too_many()
    database, now = visit.desk.database, visit.desk.clock()
    with database.read() as connection:
        account, right = accounts.verified(connection, visit.text("login"), visit.text("password"))
    if account is None or not account.active or accounts.is_locked(account, now) or not right:
        if account is not None and account.active and not accounts.is_locked(account, now):
            with database.write(account.id) as w:
                accounts.note_failure(w, account.id)
        return pages.page(visit, "login.html", 403, problem=_WRONG, next=_inside(visit.text("next")))
    with database.write(account.id) as w:
        token, _ = accounts.begin_session(w, account.id)
    response = pages.go(_inside(visit.text("next")))
    pages.set_cookie(visit, response, COOKIE, token)
    return response


@ROUTES.post("/logout")
def logout(visit: Visit = Depends(allowed("profile"))) -> Response:
    with visit.desk.database.write(visit.me.id) as w:
        accounts.end_session(w, visit.request.cookies[COOKIE])
    response = pages.go("/")
    response.delete_cookie(COOKIE, path="/")
    return response


@ROUTES.get("/profile")
def profile(visit: Visit = Depends(allowed("profile"))) -> Response:
    return _profile(visit)


def _profile(visit: Visit, new_key: str = "") -> Response:
    with visit.desk.database.read() as connection:
        keys = accounts.keys(connection, visit.me.id)
        team = accounts.teams(connection)[visit.me.team_id]
    return pages.page(visit, "profile.html", keys=keys, new_key=new_key, team=team)


@ROUTES.post("/profile/password")
def change_password(visit: Visit = Depends(allowed("profile"))) -> Response:
    with visit.desk.database.read() as connection:
        _, right = accounts.verified(connection, visit.me.login, visit.text("old"))
    if not right:
        raise InputError("the old password", "it is not right", "nothing was changed", "try again")
    if visit.text("new") != visit.text("again"):
        raise InputError("the new password", "the two are not the same", "nothing was changed", "try again")
    with visit.desk.database.write(visit.me.id) as w:
        accounts.set_password(w, visit.me.id, visit.text("new"), must_change=False)
    return pages.go("/login")


@ROUTES.post("/profile/keys")
def add_key(visit: Visit = Depends(allowed("profile"))) -> Response:
    """A new key is shown once, on the answer itself."""
    with visit.desk.database.write(visit.me.id) as w:
        key = accounts.add_key(w, visit.me.id, visit.text("label")[:80])
    return _profile(visit, key)


@ROUTES.post("/profile/keys/{key_id}/revoke")
def revoke_key(key_id: str, visit: Visit = Depends(allowed("profile"))) -> Response:
    with visit.desk.database.write(visit.me.id) as w:
        accounts.revoke_key(w, visit.me.id, key_id)
    return pages.go("/profile")
