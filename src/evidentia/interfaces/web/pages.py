"""Templates -> answers: what every page is given, and how it is sent."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evidentia.answer.render.page import STYLE
from evidentia.interfaces.web.visit import FORM_COOKIE, Visit
from evidentia.model.assessment import Audience

AUDIENCES = tuple(str(audience) for audience in Audience)
_AUDIENCE = "evidentia_audience"
_HERE = Path(__file__).parent
VERDICTS = {
    "supported": "Supported on this record",
    "supported_with_conditions": "Supported with conditions",
    "not_established": "Not established on this record",
    "conflicts": "Conflicts with policy or label",
    "more_information_needed": "More information needed",
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.globals["VERDICTS"] = VERDICTS
    return environment


def page(visit: Visit, template: str, status: int = 200, **values: Any) -> Response:
    """A page for a visit; templates know `me`, `csrf` and `may`."""
    values = {"me": visit.account, "csrf": visit.csrf, "may": visit.may, **values}
    response = HTMLResponse(_environment().get_template(template).render(values), status)
    if visit.account is None and FORM_COOKIE not in visit.request.cookies:
        set_cookie(visit, response, FORM_COOKIE, visit.csrf)
    return response


def set_cookie(visit: Visit, response: Response, name: str, value: str, *, http_only: bool = True) -> None:
    secure = bool(visit.request.app.state.secure_cookies)
    response.set_cookie(name, value, httponly=http_only, samesite="lax", secure=secure, path="/")


def audience_of(visit: Visit) -> str:
    """The reader that the link names, else the one chosen before, else a clinician."""
    asked = visit.request.query_params.get("audience") or visit.request.cookies.get(_AUDIENCE) or ""
    return asked if asked in AUDIENCES else AUDIENCES[0]


def remember_audience(visit: Visit, response: Response, audience: str) -> None:
    if audience in AUDIENCES:
        set_cookie(visit, response, _AUDIENCE, audience)


def error(status: int, title: str, text: str) -> Response:
    """A page that says what went wrong, and nothing about what was asked."""
    values = {"me": None, "csrf": "", "may": lambda _: False, "title": title, "text": text, "bare": True}
    return HTMLResponse(_environment().get_template("error.html").render(values), status)


def go(location: str) -> Response:
    return RedirectResponse(location, 303)


_OPENING = re.compile(r'<details data-item="([^"]+)"><summary>(?:why|proof)</summary>')


def with_items(body: str, assessment_id: str, items: Collection[str]) -> str:
    """A kept page with a link from each warrant and proof to the page where it stands alone, with its comments."""

    def linked(match: re.Match[str]) -> str:
        if match[1] not in items:
            return match[0]
        return (
            f'{match[0]}<a class="alone" href="/assessments/{assessment_id}/items/{match[1]}">alone, with comments</a>'
        )

    return _OPENING.sub(linked, body)


@cache
def static(name: str) -> tuple[bytes, str] | None:
    """A file of the application: its bytes and its type. Style of the article comes from where the article is rendered."""
    if name == "article.css":
        return STYLE.encode(), "text/css; charset=utf-8"
    types = {
        "desk.css": "text/css; charset=utf-8",
        "desk.js": "text/javascript; charset=utf-8",
        "icon.svg": "image/svg+xml",
    }
    return ((_HERE / "static" / name).read_bytes(), types[name]) if name in types else None
