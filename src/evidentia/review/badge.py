"""The badge of a page: what happened to it, and nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from evidentia.review.events import Event, Kind, Review, State


@dataclass(frozen=True, slots=True)
class Badge:
    """`tone` is for colour only; `title` and `lines` say everything."""

    tone: str  # draft | waiting | returned | approved | warning
    title: str
    lines: tuple[str, ...]


_UNREVIEWED = "No clinician has reviewed this page."


def badge(review: Review, today: date, *, hypothetical: bool = False) -> Badge:
    """What may be said of a review on a day.

    >>> badge(Review(), date(2026, 1, 5)).title
    'Not submitted for review'
    """
    if hypothetical:
        return Badge("warning", "What-if: not about the record", (_UNREVIEWED, "It cannot be submitted for review."))
    lines = _lines(review, today)
    if review.recalled:
        return Badge("warning", f"Recalled: a record behind it has changed ({review.state})", lines)
    if review.state is State.APPROVED and _expired(review, today):
        return Badge("warning", f"Approval expired on {review.expires}", lines)
    titles = {
        State.DRAFT: ("draft", "Not submitted for review"),
        State.SUBMITTED: ("waiting", "Submitted, not yet under review"),
        State.UNDER_REVIEW: ("waiting", "Under review"),
        State.RETURNED: ("returned", "Returned with a question"),
        State.APPROVED: ("approved", "Approved by a clinician"),
    }
    tone, title = titles[review.state]
    return Badge(tone, title, lines)


def approval(review: Review, today: date) -> Event | None:
    """The approval that holds on a day; None where there is none, it has expired, or a record behind it has changed."""
    if review.state is not State.APPROVED or review.recalled or _expired(review, today):
        return None
    return review.last(Kind.APPROVED)


def _expired(review: Review, today: date) -> bool:
    return review.expires is not None and review.expires < today


def _lines(review: Review, today: date) -> tuple[str, ...]:
    lines: list[str] = []
    if review.state is State.APPROVED and (event := review.last(Kind.APPROVED)):
        lines += _approval(event.data, event.at)
        lines.append(f"Valid until {review.expires}.")
    else:
        lines.append(_UNREVIEWED)
    if review.state is State.RETURNED and (event := review.last(Kind.RETURNED)):
        lines.append(f"Question of {event.at[:10]}: {event.data['question']}")
    if review.state in (State.SUBMITTED, State.UNDER_REVIEW) and review.due:
        late = " (past)" if review.due < today else ""
        lines.append(f"Due {review.due}{late}.")
    if review.recalled and (event := review.last(Kind.RECALLED)):
        lines += [f"{change}." for change in event.data["changes"]]
    return tuple(lines)


def _approval(data: object, at: str) -> list[str]:
    assert isinstance(data, dict)
    who = ", ".join(part for part in (data["name"], data["credential"], data["specialty"]) if part)
    seen = data["integrity"]
    lines = [
        f"{who}, on {at[:10]}.",
        f"Opened before signing: {seen['warrants_opened']} of {seen['warrants']} warrants, "
        f"{seen['contrary_opened']} of {seen['contrary']} statements against; {_time(seen['seconds'])} on the page.",
        f"Specialty: {data['specialty_match']}.",
    ]
    if data.get("overrides"):
        lines.append(
            f"Against the record's own reading in {', '.join(data['overrides'])}; the reasons are in the thread."
        )
    return lines


def _time(seconds: int) -> str:
    return "less than a minute" if seconds < 60 else f"{seconds // 60} min"
