"""Reviews: their events, added one by one; where each stands, for lists; and what reviewers opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from evidentia.review.events import Event, Kind, Review, after, folded
from evidentia.store.canonical import canonical, parsed, sha256
from evidentia.store.database import Write
from evidentia.store.tables import ACCOUNT, ASSESSMENT, CASE, OPENING, REVIEW, REVIEW_EVENT


def review(connection: Connection, assessment_id: str) -> Review:
    """The review of an assessment, folded from its events."""
    query = select(REVIEW_EVENT).where(REVIEW_EVENT.c.assessment_id == assessment_id).order_by(REVIEW_EVENT.c.number)
    return folded(
        Event(Kind(row.kind), row.created_at, row.created_by, parsed(row.content)) for row in connection.execute(query)
    )


def add_event(w: Write, assessment_id: str, kind: Kind, data: Mapping[str, Any], by: str | None) -> Review:
    """Add what happened. Errors: ValueError where the state of the review does not allow it."""
    before = review(w.connection, assessment_id)
    now = after(before, Event(kind, w.at, by, data))
    event_id, text = w.new_id(), canonical(dict(data))
    w.connection.execute(
        insert(REVIEW_EVENT).values(
            id=event_id, assessment_id=assessment_id, number=len(now.events), kind=str(kind), content=text,
            digest=sha256(text), created_at=w.at, created_by=by,
        )
    )  # fmt: skip
    _project(w, assessment_id, now, new=not before.events)
    w.log(f"review.{str(kind).replace(' ', '_')}", event_id, assessment=assessment_id, digest=sha256(text))
    return now


def _project(w: Write, assessment_id: str, review: Review, *, new: bool) -> None:
    values = {
        "state": str(review.state),
        "assignee_id": review.assignee,
        "due_on": review.due.isoformat() if review.due else None,
        "expires_on": review.expires.isoformat() if review.expires else None,
        "recalled": int(review.recalled),
        "updated_at": w.at,
    }
    if new:
        w.connection.execute(insert(REVIEW).values(assessment_id=assessment_id, **values))
    else:
        w.connection.execute(update(REVIEW).where(REVIEW.c.assessment_id == assessment_id).values(**values))


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the work list."""

    assessment_id: str
    case_id: str
    team_id: str
    number: int
    verdict: str
    summary: Mapping[str, Any]
    state: str
    assignee_id: str | None
    assignee: str | None
    due_on: str | None
    expires_on: str | None
    recalled: bool
    updated_at: str


def worklist(
    connection: Connection,
    *,
    team_id: str,
    account_id: str,
    state: str = "",
    mine: bool = False,
    recalled: bool = False,
) -> list[Item]:
    """The assessments that a team has, or that are given to an account: the earliest due first."""
    query = (
        select(ASSESSMENT.c.id, ASSESSMENT.c.case_id, CASE.c.team_id, ASSESSMENT.c.number, ASSESSMENT.c.verdict,
               ASSESSMENT.c.summary, func.coalesce(REVIEW.c.state, "draft"), REVIEW.c.assignee_id, ACCOUNT.c.name,
               REVIEW.c.due_on, REVIEW.c.expires_on, func.coalesce(REVIEW.c.recalled, 0),
               func.coalesce(REVIEW.c.updated_at, ASSESSMENT.c.created_at))
        .join(CASE, CASE.c.id == ASSESSMENT.c.case_id)
        .outerjoin(REVIEW, REVIEW.c.assessment_id == ASSESSMENT.c.id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == REVIEW.c.assignee_id)
        .where(ASSESSMENT.c.basis_id.is_(None), CASE.c.public == 0)
        .where((CASE.c.team_id == team_id) | (REVIEW.c.assignee_id == account_id))
        .order_by(func.coalesce(REVIEW.c.due_on, "9999"), ASSESSMENT.c.created_at.desc())
        .limit(500)
    )  # fmt: skip
    if state:
        query = query.where(func.coalesce(REVIEW.c.state, "draft") == state)
    if mine:
        query = query.where(REVIEW.c.assignee_id == account_id)
    if recalled:
        query = query.where(REVIEW.c.recalled == 1)
    return [_item(row) for row in connection.execute(query)]


def _item(row: Any) -> Item:
    values: dict[str, Any] = dict(zip(Item.__slots__, row, strict=True))
    return Item(**{**values, "summary": parsed(values["summary"]), "recalled": bool(values["recalled"])})


def add_opening(w: Write, assessment_id: str, account_id: str, item: str, seconds: int = 0) -> None:
    """Note that an account opened a statement, a criterion or the page, and how long it was in view."""
    w.connection.execute(
        insert(OPENING).values(
            id=w.new_id(),
            assessment_id=assessment_id,
            account_id=account_id,
            item=item,
            seconds=seconds,
            created_at=w.at,
        )
    )


def openings(connection: Connection, assessment_id: str, account_id: str) -> dict[str, int]:
    """What an account opened of an assessment: item -> seconds."""
    query = (
        select(OPENING.c.item, func.sum(OPENING.c.seconds))
        .where(OPENING.c.assessment_id == assessment_id, OPENING.c.account_id == account_id)
        .group_by(OPENING.c.item)
    )
    return {item: int(seconds) for item, seconds in connection.execute(query)}
