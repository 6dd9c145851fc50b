"""The first page: ask, or see the example; and what stands around it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import PlainTextResponse, Response

from evidentia.content.errors import InputError
from evidentia.desk.making import Request
from evidentia.findings.formats import Extract, from_bytes
from evidentia.interfaces.web import pages
from evidentia.interfaces.web.errors import not_found
from evidentia.interfaces.web.visit import PUBLIC, Visit, allowed
from evidentia.model.evidence import Library
from evidentia.store import drafts, reviews

ROUTES = APIRouter()
EXAMPLES = (
    "Is continuation of Ruxience (rituximab-pvvr) 1000 mg IV on day 1 and 15 every 6 months medically necessary for a patient with "
    "systemic lupus erythematosus complicated by lupus nephritis?",
    "Is rituximab medically necessary for lupus nephritis after mycophenolate and cyclophosphamide failed?",
    "May rituximab be started for class V lupus nephritis?",
)
_FIELDS = ("question", "chart", "as_of", "kind", "audience")
_MOST_PASTED = 1_000_000  # characters


@ROUTES.get("/health")
def health(visit: Visit = Depends(allowed(PUBLIC))) -> Response:
    """That the process answers and its database does."""
    with visit.desk.database.read() as connection:
        connection.exec_driver_sql("SELECT 1")
    return PlainTextResponse(
        json.dumps({"status": "ok", "content": visit.desk.library.digest[:12]}), media_type="application/json"
    )


@ROUTES.get("/")
def first(visit: Visit = Depends(allowed(PUBLIC))) -> Response:
    number = visit.request.query_params.get("example", "")
    if number.isdigit() and int(number) < len(EXAMPLES):
        return _form(visit, {"question": EXAMPLES[int(number)], "audience": pages.audience_of(visit)})
    if visit.account is not None and visit.may("ask"):
        with visit.desk.database.read() as connection:
            kept = drafts.draft(connection, visit.me.id, visit.desk.clock())
        if kept is not None:
            return _form(visit, {**kept.content, "draft": kept.updated_at[:10]}, chosen=kept.content["policies"])
    return _form(visit, {"question": "", "audience": pages.audience_of(visit)})


@ROUTES.post("/draft")
def keep(visit: Visit = Depends(allowed("ask"))) -> Response:
    """Keep what stands in the form, without its files, for the account alone; the first page shows it again."""
    values = _typed(visit)
    if len(values["chart"]) > _MOST_PASTED:
        return _shown_again(visit, _too_long("pasted chart"))
    with visit.desk.database.write(visit.me.id) as w:
        drafts.keep(w, visit.me.id, {**values, "policies": visit.texts("policy")})
    return pages.go("/")


@ROUTES.post("/draft/discard")
def discard(visit: Visit = Depends(allowed("ask"))) -> Response:
    with visit.desk.database.write(visit.me.id) as w:
        drafts.discard(w, visit.me.id)
    return pages.go("/")


def _typed(visit: Visit) -> dict[str, str]:
    return {name: visit.text(name) for name in _FIELDS}


def _shown_again(visit: Visit, error: InputError) -> Response:
    """The form as it was sent, with what is wrong."""
    values = {**_typed(visit), "draft": visit.text("draft")}
    return _form(visit, values, str(error), visit.texts("policy"))


def _form(visit: Visit, values: dict[str, Any], problem: str = "", chosen: list[str] | None = None) -> Response:
    waiting = []
    if visit.account is not None and visit.may("worklist"):
        with visit.desk.database.read() as connection:
            waiting = reviews.worklist(connection, team_id=visit.me.team_id, account_id=visit.me.id)[:5]
    return pages.page(
        visit, "ask.html", 400 if problem else 200, values=values, problem=problem, examples=EXAMPLES, chosen=chosen or [],
        policies=policies(visit.desk.library), shown=visit.desk.examples, audiences=pages.AUDIENCES, waiting=waiting, today=visit.desk.today(),
    )  # fmt: skip


def policies(library: Library) -> list[tuple[str, str]]:
    """The policies that can be chosen: identifier and title."""
    return [(name, versions[-1].title) for name, versions in sorted(library.policies.items())]


@ROUTES.post("/ask")
def ask(visit: Visit = Depends(allowed("ask"))) -> Response:
    """Assess and keep. What cannot be used comes back in the form, so that nothing typed is lost."""
    try:
        made = visit.desk.ask(visit.me, request_of(visit), charts(visit))
    except InputError as error:
        return _shown_again(visit, error)
    if visit.text("draft"):  # what was asked is the draft: it is a case now
        with visit.desk.database.write(visit.me.id) as w:
            drafts.discard(w, visit.me.id)
    response = pages.go(f"/assessments/{made}")
    pages.remember_audience(visit, response, visit.text("audience"))
    return response


def request_of(visit: Visit, question: str | None = None) -> Request:
    """The request of a form. Errors: InputError."""
    text = visit.text("question") if question is None else question
    if not text.strip():
        raise InputError("the question", "it is empty", "", "write what is asked for, and for which condition")
    kind = visit.text("kind")
    known = visit.desk.library.policies
    chosen = tuple(name for name in visit.texts("policy") if name in known)
    return Request(
        " ".join(text.split()),
        day_of(visit.text("as_of"), visit.desk.today()),
        chosen,
        kind if kind in ("initiation", "continuation") else None,
    )


def day_of(text: str, otherwise: date) -> date:
    """A day of a form; empty is `otherwise`. Errors: InputError."""
    if not text.strip():
        return otherwise
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise InputError("the date", "it is not one", "", "write YYYY-MM-DD") from None
    if not 1980 <= day.year <= 2100:
        raise InputError("the date", "it is outside 1980 to 2100", "", "check the year")
    return day


def charts(visit: Visit, pasted_as: str = "pasted chart") -> list[Extract]:
    """The pasted text and the files of a form, read. Errors: InputError, which names a file by its place, not its name."""
    found: list[Extract] = []
    pasted = visit.text("chart").replace("\r\n", "\n")
    if len(pasted) > _MOST_PASTED:
        raise _too_long(pasted_as)
    if pasted.strip():
        found.append(Extract(pasted_as, pasted))
    for number, file in enumerate(visit.files("files"), start=1):
        name = (file.filename or "").replace("\\", "/").rsplit("/", 1)[-1][:200] or f"file {number}"
        try:
            found += from_bytes(name, file.file.read())
        except InputError as error:
            raise InputError(f"file {number}", error.what, error.why, error.way_out) from None
    return found


def _too_long(what: str) -> InputError:
    return InputError(f"the {what}", "it is longer than a million characters", "", "hand it in as files")


@ROUTES.get("/editorial-policy")
def editorial(visit: Visit = Depends(allowed(PUBLIC))) -> Response:
    topics = list(visit.desk.library.topics.values())
    return pages.page(visit, "editorial.html", topics=topics, digest=visit.desk.library.digest)


@ROUTES.get("/static/{name}")
def static(name: str, visit: Visit = Depends(allowed(PUBLIC))) -> Response:
    found = pages.static(name)
    if found is None:
        raise not_found()
    return Response(found[0], media_type=found[1], headers={"cache-control": "public, max-age=3600"})
