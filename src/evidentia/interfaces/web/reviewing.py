"""The work list, and the steps of a review."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from evidentia.desk import reviewing
from evidentia.interfaces.web import pages
from evidentia.interfaces.web.ask import day_of
from evidentia.interfaces.web.visit import Visit, allowed
from evidentia.review.events import State
from evidentia.store import reviews

ROUTES = APIRouter()


@ROUTES.get("/work")
def work(visit: Visit = Depends(allowed("worklist"))) -> Response:
    """The assessments of the team and those assigned to the account, by state, mine, recalled; the earliest due first."""
    asked = visit.request.query_params
    state = asked.get("state", "")
    state = state if state in {str(s) for s in State} else ""
    mine, recalled = asked.get("mine") == "1", asked.get("recalled") == "1"
    with visit.desk.database.read() as connection:
        items = reviews.worklist(
            connection, team_id=visit.me.team_id, account_id=visit.me.id, state=state, mine=mine, recalled=recalled
        )
    return pages.page(
        visit, "work.html", items=items, states=[str(s) for s in State], state=state, mine=mine, recalled=recalled,
        today=visit.desk.today().isoformat(),
    )  # fmt: skip


def _back(visit: Visit) -> Response:
    return pages.go(f"/assessments/{visit.kept.id}#review")


def _due(visit: Visit) -> date | None:
    text = visit.text("due").strip()
    return day_of(text, visit.desk.today()) if text else None


_STEPS = APIRouter(prefix="/assessments/{assessment_id}/review")


@_STEPS.post("/submit")
def submit(visit: Visit = Depends(allowed("review.submit"))) -> Response:
    reviewing.submit(visit.desk.database, visit.me, visit.kept, note=visit.text("note")[:4000], due=_due(visit))
    return _back(visit)


@_STEPS.post("/withdraw")
def withdraw(visit: Visit = Depends(allowed("review.withdraw"))) -> Response:
    reviewing.withdraw(visit.desk.database, visit.me, visit.kept)
    return _back(visit)


@_STEPS.post("/assign")
def assign(visit: Visit = Depends(allowed("review.assign"))) -> Response:
    reviewing.assign(visit.desk.database, visit.me, visit.kept, to=visit.text("to"), due=_due(visit))
    return _back(visit)


@_STEPS.post("/take-up")
def take_up(visit: Visit = Depends(allowed("review.take_up"))) -> Response:
    declared = visit.text("declared") == "yes"
    reviewing.take_up(visit.desk.database, visit.me, visit.kept, visit.desk.library, declared=declared)
    return _back(visit)


@_STEPS.post("/step-back")
def step_back(visit: Visit = Depends(allowed("review.step_back"))) -> Response:
    reviewing.step_back(visit.desk.database, visit.me, visit.kept, reason=visit.text("reason")[:4000])
    return pages.go("/work")


@_STEPS.post("/comment")
def comment(visit: Visit = Depends(allowed("review.comment"))) -> Response:
    item = visit.text("item")[:200] or "page"
    reviewing.comment(visit.desk.database, visit.me, visit.kept, item=item, text=visit.text("text")[:4000])
    return pages.go(f"/assessments/{visit.kept.id}/items/{item}") if item != "page" else _back(visit)


@_STEPS.post("/override")
def override(visit: Visit = Depends(allowed("review.override"))) -> Response:
    reviewing.override(
        visit.desk.database, visit.me, visit.kept, criterion=visit.text("criterion"), reason=visit.text("reason")[:4000]
    )
    return _back(visit)


@_STEPS.post("/return")
def send_back(visit: Visit = Depends(allowed("review.return"))) -> Response:
    reviewing.send_back(visit.desk.database, visit.me, visit.kept, question=visit.text("question")[:4000])
    return _back(visit)


@_STEPS.post("/approve")
def approve(visit: Visit = Depends(allowed("review.approve"))) -> Response:
    days = visit.text("days")
    reviewing.approve(
        visit.desk.database, visit.me, visit.kept, visit.desk.library, rationale=visit.text("rationale")[:8000],
        days=int(days) if days.isdigit() else 0, acknowledged=visit.text("acknowledged") == "yes",
    )  # fmt: skip
    return _back(visit)


@_STEPS.post("/acknowledge")
def acknowledge(visit: Visit = Depends(allowed("recall.acknowledge"))) -> Response:
    reviewing.acknowledge(visit.desk.database, visit.me, visit.kept)
    return _back(visit)


ROUTES.include_router(_STEPS)
