"""What can happen to a review, as events that are added and never changed; its state is folded from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under review"
    RETURNED = "returned"  # with a question to the author
    APPROVED = "approved"


class Kind(StrEnum):
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    ASSIGNED = "assigned"  # to a reviewer, with a due date
    TAKEN_UP = "taken up"  # with the reviewer's declaration on conflicts of interest
    CONFLICT = "conflict declared"  # the reviewer steps back
    COMMENTED = "commented"
    OVERRIDDEN = "overridden"  # a reviewer's own judgement on a criterion, with the reason
    RETURNED = "returned"
    APPROVED = "approved"
    RECALLED = "recalled"  # a record that it stands on has changed
    ACKNOWLEDGED = "recall acknowledged"


# kind -> (the states it may happen in, the state after it; None: the same)
TRANSITIONS: Mapping[Kind, tuple[frozenset[State], State | None]] = {
    Kind.SUBMITTED: (frozenset({State.DRAFT, State.RETURNED}), State.SUBMITTED),
    Kind.WITHDRAWN: (frozenset({State.SUBMITTED}), State.DRAFT),
    Kind.ASSIGNED: (frozenset({State.SUBMITTED, State.UNDER_REVIEW}), None),
    Kind.TAKEN_UP: (frozenset({State.SUBMITTED}), State.UNDER_REVIEW),
    Kind.CONFLICT: (frozenset({State.SUBMITTED, State.UNDER_REVIEW}), State.SUBMITTED),
    Kind.COMMENTED: (frozenset(State), None),
    Kind.OVERRIDDEN: (frozenset({State.UNDER_REVIEW}), None),
    Kind.RETURNED: (frozenset({State.UNDER_REVIEW}), State.RETURNED),
    Kind.APPROVED: (frozenset({State.UNDER_REVIEW}), State.APPROVED),
    Kind.RECALLED: (frozenset(State), None),
    Kind.ACKNOWLEDGED: (frozenset(State), None),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `by` is an account's identifier, None where the desk itself found a recall.

    `data` by kind: submitted {note}; assigned {to, due}; taken up {declaration, specialty_match}; commented
    {item, text}; overridden {criterion, to, reason}; returned {question}; approved {rationale, expires, integrity,
    acknowledged, name, credential, specialty}; recalled {changes}.
    """

    kind: Kind
    at: str
    by: str | None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """Where a review stands, with everything that led there."""

    state: State = State.DRAFT
    events: tuple[Event, ...] = ()
    assignee: str | None = None
    due: date | None = None
    expires: date | None = None
    recalled: bool = False
    conflicts: frozenset[str] = frozenset()  # accounts that declared a conflict of interest

    def last(self, kind: Kind) -> Event | None:
        return next((e for e in reversed(self.events) if e.kind is kind), None)


def folded(events: Iterable[Event]) -> Review:
    """The review that a sequence of events leads to. Errors: ValueError for an event that could not happen there.

    >>> folded([Event(Kind.SUBMITTED, "2026-01-05T09:00:00.000Z", "a")]).state
    <State.SUBMITTED: 'submitted'>
    """
    review = Review()
    for event in events:
        review = after(review, event)
    return review


def after(review: Review, event: Event) -> Review:
    """The review after one more event. Errors: ValueError where its state does not allow it."""
    states, target = TRANSITIONS[event.kind]
    if review.state not in states:
        allowed = ", ".join(sorted(states))
        raise ValueError(
            f'"{event.kind}" cannot happen to a review that is {review.state}; it can where it is {allowed}'
        )
    changed = replace(review, state=target or review.state, events=(*review.events, event))
    return _with_data(changed, event)


def _with_data(review: Review, event: Event) -> Review:
    data = event.data
    match event.kind:
        case Kind.ASSIGNED:
            return replace(review, assignee=data.get("to") or None, due=_day(data.get("due")))
        case Kind.TAKEN_UP:
            return replace(review, assignee=event.by)
        case Kind.CONFLICT:
            return replace(review, assignee=None, conflicts=review.conflicts | {str(event.by)})
        case Kind.APPROVED:
            return replace(review, expires=_day(data["expires"]))
        case Kind.SUBMITTED | Kind.WITHDRAWN:
            return replace(review, due=_day(data.get("due")) or review.due)
        case Kind.RECALLED:
            return replace(review, recalled=True)
        case Kind.ACKNOWLEDGED:
            return replace(review, recalled=False)
    return review


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
