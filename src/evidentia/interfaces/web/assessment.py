"""The article, its statements one by one, versions and differences, what-ifs, the thread, and what can be taken away."""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from evidentia.answer.letters import TITLES
from evidentia.content.errors import InputError
from evidentia.desk import reviewing
from evidentia.desk.differences import differences
from evidentia.desk.what_if import Change
from evidentia.interfaces.web import pages
from evidentia.interfaces.web.ask import charts, day_of, policies, request_of
from evidentia.interfaces.web.errors import not_found
from evidentia.interfaces.web.visit import Visit, allowed
from evidentia.review.badge import badge
from evidentia.review.events import Kind
from evidentia.store import accounts, cases, reviews
from evidentia.store.canonical import parsed

ROUTES = APIRouter(prefix="/assessments/{assessment_id}")


@ROUTES.get("")
def article(visit: Visit = Depends(allowed("case.read"))) -> Response:
    """The page as it was made, for the audience of the link, else the one chosen before."""
    audience = pages.audience_of(visit)
    kept = visit.kept
    with visit.desk.database.read() as connection:
        review = reviews.review(connection, kept.id)
        output = _output(connection, kept.id)
        family = cases.versions(connection, kept.case_id)
        values: dict[str, Any] = {
            "body": pages.with_items(cases.page(connection, kept.id, audience), kept.id, _items(output)),
            "review": review,
            "turns": cases.turns(connection, kept.id),
            "versions": [k for k in family if not k.hypothetical],
            "branches": [k for k in family if k.basis_id == kept.id],
            "names": {a.id: a.name for a in accounts.accounts(connection)},
            "compared": _compared(connection, visit),
            "criteria": list(reviewing.criteria(output)) if visit.may("review.override") else [],
            "findings": _quoted(output) if visit.may("whatif") else [],
            "reviewers": _reviewers(connection) if visit.may("review.assign") else [],
            "seen": _seen(connection, visit, output),
        }
    shown = badge(review, visit.desk.today(), hypothetical=kept.hypothetical)
    response = pages.page(
        visit, "assessment.html", kept=kept, case=visit.case, audience=audience, badge=shown, today=visit.desk.today(),
        audiences=pages.AUDIENCES, letters=TITLES, Kind=Kind, policies=policies(visit.desk.library), **values,
    )  # fmt: skip
    if visit.request.query_params.get("audience"):
        pages.remember_audience(visit, response, audience)
    return response


def _output(connection: Any, assessment_id: str) -> dict[str, Any]:
    found: dict[str, Any] = parsed(cases.output(connection, assessment_id))
    return found


def _items(output: dict[str, Any]) -> frozenset[str]:
    """The statements and criteria that have a page of their own."""
    return frozenset(s["id"] for s in output["statements"]) | {name for name, _ in reviewing.criteria(output)}


def _compared(connection: Any, visit: Visit) -> dict[str, Any] | None:
    """For a what-if: what differs from the assessment that it departs from."""
    basis = visit.kept.basis_id
    return differences(_output(connection, basis), _output(connection, visit.kept.id)) if basis else None


def _quoted(output: dict[str, Any]) -> list[tuple[str, str]]:
    """The findings of the chart by their words, to be set aside in a what-if."""
    return [
        (f["id"], f"{f['kind']}: {' … '.join(' '.join(s['text'].split()) for s in f['spans'][:2])[:110]}")
        for f in output["findings"]
        if f["stated_by"] == "record" and f["kind"] != "note"
    ]


def _reviewers(connection: Any) -> list[accounts.Account]:
    return [a for a in accounts.accounts(connection) if a.active and a.role in ("reviewer", "approver")]


def _seen(connection: Any, visit: Visit, output: dict[str, Any]) -> dict[str, Any] | None:
    """What this reviewer has opened so far: it will stand under the signature."""
    if not visit.may("review.take_up") or visit.kept.hypothetical:
        return None
    return reviewing.integrity(connection, visit.kept.id, visit.me.id, output)


@ROUTES.get("/items/{item}")
def item(item: str, visit: Visit = Depends(allowed("case.read"))) -> Response:
    """One statement or criterion with everything behind it and its comments. Looking at it counts as having opened it."""
    with visit.desk.database.read() as connection:
        output = _output(connection, visit.kept.id)
        review = reviews.review(connection, visit.kept.id)
        names = {a.id: a.name for a in accounts.accounts(connection)}
    statement = next((s for s in output["statements"] if s["id"] == item), None)
    criterion = dict(reviewing.criteria(output)).get(item)
    if statement is None and criterion is None:
        raise not_found()
    if visit.may("opening"):
        with visit.desk.database.write(visit.me.id) as w:
            reviews.add_opening(w, visit.kept.id, visit.me.id, item)
    wanted = set((statement or {}).get("findings", ())) | set((criterion or {}).get("findings", ()))
    return pages.page(
        visit, "item.html", kept=visit.kept, item=item, statement=statement, criterion=criterion, names=names,
        records=visit.kept.records["records"], references={r["id"]: r for r in output["references"]},
        findings=[f for f in output["findings"] if f["id"] in wanted],
        comments=[e for e in review.events if e.kind is Kind.COMMENTED and e.data["item"] == item],
    )  # fmt: skip


@ROUTES.get("/differences/{other_id}")
def compare(other_id: str, visit: Visit = Depends(allowed("case.read"))) -> Response:
    """What differs between another version of the same case and this one."""
    with visit.desk.database.read() as connection:
        other = cases.assessment(connection, other_id)
        if other is None or other.case_id != visit.kept.case_id:
            raise not_found()
        found = differences(_output(connection, other.id), _output(connection, visit.kept.id))
    return pages.page(visit, "differences.html", kept=visit.kept, other=other, found=found)


@ROUTES.post("/again")
def again(visit: Visit = Depends(allowed("case.revise"))) -> Response:
    """The next version of a case: more documents, another date or other policies; earlier versions stay as they are."""
    if visit.kept.hypothetical:
        raise InputError("a what-if", "it has no next version", "", "go to the assessment that it departs from")
    request = request_of(visit, visit.text("question") or visit.kept.inputs["question"])
    with visit.desk.database.read() as connection:
        before = cases.documents(connection, visit.kept.case_id, visit.kept.inputs["documents"])
    made = visit.desk.ask(visit.me, request, [*before, *charts(visit)], visit.kept.case_id)
    return pages.go(f"/assessments/{made}")


@ROUTES.post("/what-ifs")
def what_if(visit: Visit = Depends(allowed("whatif"))) -> Response:
    if visit.kept.hypothetical:
        raise InputError(
            "a what-if", "it cannot be changed again", "", "go to the original and make both changes there"
        )
    change = Change(visit.text("add")[:4000], tuple(visit.texts("set_aside")))
    as_of = day_of(visit.text("as_of"), visit.desk.today()) if visit.text("as_of").strip() else None
    return pages.go(f"/assessments/{visit.desk.what_if(visit.me, visit.kept, change, as_of)}")


@ROUTES.post("/follow-ups")
def follow_up(visit: Visit = Depends(allowed("followup"))) -> Response:
    turn = visit.desk.follow_up(visit.me, visit.kept, visit.text("question")[:2000])
    return pages.go(f"/assessments/{visit.kept.id}#turn-{turn}")


@ROUTES.post("/openings")
def openings(visit: Visit = Depends(allowed("opening"))) -> Response:
    """What the page's script tells: that a warrant was opened, or how long the page was in view (at most a minute a time)."""
    seconds = visit.text("seconds")
    with visit.desk.database.write(visit.me.id) as w:
        reviews.add_opening(
            w,
            visit.kept.id,
            visit.me.id,
            visit.text("item")[:200] or "page",
            min(60, int(seconds)) if seconds.isdigit() else 0,
        )
    return Response(status_code=204)


@ROUTES.get("/package")
def package(visit: Visit = Depends(allowed("case.export"))) -> Response:
    data = visit.desk.export(visit.me.id, visit.kept.id)
    return _file(data, "application/zip", f"evidentia-{visit.kept.id}.zip")


@ROUTES.get("/deidentified")
def deidentified(visit: Visit = Depends(allowed("case.export"))) -> Response:
    data = json.dumps(
        visit.desk.without_the_patient(visit.me, visit.kept), ensure_ascii=False, indent=1, sort_keys=True
    )
    return _file(data.encode(), "application/json", f"evidentia-{visit.kept.id}-deidentified.json")


def _file(data: bytes, kind: str, name: str) -> Response:
    return Response(data, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})
