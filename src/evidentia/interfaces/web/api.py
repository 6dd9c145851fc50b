"""The JSON API, for programs: a key as bearer token, and the rights of its account. `/api/openapi.json` describes it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.security import HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from evidentia.content.errors import InputError
from evidentia.desk import reviewing
from evidentia.desk.making import Request
from evidentia.desk.what_if import Change
from evidentia.findings.formats.extract import Extract
from evidentia.interfaces.web.visit import Visit, allowed
from evidentia.review.badge import badge
from evidentia.store import cases, reviews
from evidentia.store.canonical import parsed

_KEY = HTTPBearer(auto_error=False, description="A key of the profile page: evd_…")
_ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"description": "No valid key"},
    403: {"description": "The role of the key's account does not allow it"},
    404: {"description": "There is none, or none that the account may see"},
    422: {"description": "It cannot be used; `detail` says why, without repeating it"},
    429: {"description": "Too many requests; wait a minute"},
}
ROUTES = APIRouter(prefix="/api", dependencies=[Depends(_KEY)], responses=_ERRORS, tags=["assessments"])
Text = Annotated[str, Field(min_length=1, max_length=4000)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ChartDocument(_Strict):
    """A document of a chart, as text."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    text: Annotated[str, Field(min_length=1, max_length=1_000_000)]


class Asked(_Strict):
    """A request to assess. `policies` empty: those of the topic. `case_id`: as the next version of that case."""

    question: Text
    documents: Annotated[list[ChartDocument], Field(max_length=50)] = []
    as_of: date | None = None
    policies: Annotated[list[str], Field(max_length=20)] = []
    kind: Annotated[str, Field(pattern="^(initiation|continuation)$")] | None = None


class Made(BaseModel):
    """An assessment that was kept."""

    id: str
    case_id: str
    number: int
    verdict: str
    as_of: date
    hypothetical: bool
    digest: str
    page: str


class WhatIf(_Strict):
    """A change to the record, for the sake of argument."""

    add: Annotated[str, Field(max_length=4000)] = ""
    set_aside: Annotated[list[str], Field(max_length=500)] = []
    as_of: date | None = None


class FollowUp(_Strict):
    question: Text


class ReviewStanding(BaseModel):
    """Where a review stands, in the words of its badge, with everything that led there."""

    state: str
    badge: str
    lines: list[str]
    due: date | None
    expires: date | None
    recalled: bool
    events: list[dict[str, Any]]


class Submission(_Strict):
    note: Annotated[str, Field(max_length=4000)] = ""
    due: date | None = None


def _made(visit: Visit, assessment_id: str) -> Made:
    with visit.desk.database.read() as connection:
        kept = cases.assessment(connection, assessment_id)
    assert kept is not None
    return Made(
        id=kept.id, case_id=kept.case_id, number=kept.number, verdict=kept.verdict, as_of=kept.inputs["as_of"],
        hypothetical=kept.hypothetical, digest=kept.digest, page=f"/assessments/{kept.id}",
    )  # fmt: skip


@ROUTES.post("/assessments", status_code=201)
def make(asked: Asked, visit: Visit = Depends(allowed("ask", api=True))) -> Made:
    """Assess a request and keep it as a new case of the account's team."""
    return _made(visit, visit.desk.ask(visit.me, _request(asked, visit), _documents(asked)))


@ROUTES.post("/assessments/{assessment_id}/versions", status_code=201)
def revise(asked: Asked, visit: Visit = Depends(allowed("case.revise", api=True))) -> Made:
    """Assess a request and keep it as the next version of a case; the documents are all those of this version."""
    if visit.kept.hypothetical:
        raise InputError("a what-if", "it has no next version", "", "use the assessment that it departs from")
    return _made(visit, visit.desk.ask(visit.me, _request(asked, visit), _documents(asked), visit.kept.case_id))


def _request(asked: Asked, visit: Visit) -> Request:
    day = _checked(asked.as_of) or visit.desk.today()
    return Request(" ".join(asked.question.split()), day, tuple(_known(asked.policies, visit)), asked.kind)


def _known(policies: list[str], visit: Visit) -> list[str]:
    if unknown := [name for name in policies if name not in visit.desk.library.policies]:
        raise InputError("policies", f"{len(unknown)} of them are not known", "", "see GET /api/policies")
    return policies


def _checked(day: date | None) -> date | None:
    if day is not None and not 1980 <= day.year <= 2100:
        raise InputError("as_of", "it is outside 1980 to 2100", "", "check the year")
    return day


def _documents(asked: Asked) -> list[Extract]:
    if any(not d.text.strip() for d in asked.documents):
        raise InputError("documents", "one of them is empty", "there is nothing to read", "leave it out")
    return [Extract(d.name, d.text.replace("\r\n", "\n")) for d in asked.documents]


@ROUTES.get("/assessments/{assessment_id}")
def read(visit: Visit = Depends(allowed("case.read", api=True))) -> dict[str, Any]:
    """The assessment, schema `evidentia-assessment/1`, as it was made."""
    with visit.desk.database.read() as connection:
        found: dict[str, Any] = parsed(cases.output(connection, visit.kept.id))
    return found


@ROUTES.get("/assessments/{assessment_id}/review")
def standing(visit: Visit = Depends(allowed("case.read", api=True))) -> ReviewStanding:
    """Where its review stands."""
    with visit.desk.database.read() as connection:
        review = reviews.review(connection, visit.kept.id)
    shown = badge(review, visit.desk.today(), hypothetical=visit.kept.hypothetical)
    return ReviewStanding(
        state=str(review.state), badge=shown.title, lines=list(shown.lines), due=review.due, expires=review.expires,
        recalled=review.recalled,
        events=[{"kind": str(e.kind), "at": e.at, "by": e.by, "data": dict(e.data)} for e in review.events],
    )  # fmt: skip


@ROUTES.post("/assessments/{assessment_id}/submission", status_code=201)
def submit(given: Submission, visit: Visit = Depends(allowed("review.submit", api=True))) -> ReviewStanding:
    """Hand it to reviewers. Reviews themselves are made on the page, where the reviewer sees what speaks against."""
    reviewing.submit(visit.desk.database, visit.me, visit.kept, note=given.note, due=_checked(given.due))
    return standing(visit)


@ROUTES.post("/assessments/{assessment_id}/what-ifs", status_code=201)
def what_if(given: WhatIf, visit: Visit = Depends(allowed("whatif", api=True))) -> Made:
    """The same request where the record said something else; the original stays."""
    if visit.kept.hypothetical:
        raise InputError("a what-if", "it cannot be changed again", "", "use the assessment that it departs from")
    change = Change(given.add, tuple(given.set_aside))
    return _made(visit, visit.desk.what_if(visit.me, visit.kept, change, _checked(given.as_of)))


@ROUTES.post("/assessments/{assessment_id}/follow-ups", status_code=201)
def follow_up(given: FollowUp, visit: Visit = Depends(allowed("followup", api=True))) -> dict[str, Any]:
    """A further question on the same case; the answer stays in its thread."""
    turn = visit.desk.follow_up(visit.me, visit.kept, given.question)
    with visit.desk.database.read() as connection:
        return next(t for t in cases.turns(connection, visit.kept.id) if t["id"] == turn)


@ROUTES.get("/assessments/{assessment_id}/package", response_class=Response)
def package(visit: Visit = Depends(allowed("case.export", api=True))) -> Response:
    """The replayable package, a zip file."""
    return Response(visit.desk.export(visit.me.id, visit.kept.id), media_type="application/zip")


@ROUTES.get("/assessments/{assessment_id}/deidentified")
def deidentified(visit: Visit = Depends(allowed("case.export", api=True))) -> dict[str, Any]:
    """What may leave without the patient."""
    return visit.desk.without_the_patient(visit.me, visit.kept)


@ROUTES.get("/policies")
def policies(visit: Visit = Depends(allowed("profile", api=True))) -> list[dict[str, str]]:
    """The policies that can be asked for."""
    known = visit.desk.library.policies.items()
    return [
        {"id": name, "title": versions[-1].title, "version": versions[-1].version} for name, versions in sorted(known)
    ]


@ROUTES.get("/work")
def work(visit: Visit = Depends(allowed("worklist", api=True))) -> list[dict[str, Any]]:
    """The assessments of the account's team, and those assigned to it."""
    with visit.desk.database.read() as connection:
        items = reviews.worklist(connection, team_id=visit.me.team_id, account_id=visit.me.id)
    return [{name: getattr(i, name) for name in i.__slots__ if name != "summary"} for i in items]
