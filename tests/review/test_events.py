"""States of a review: what may follow what, and that no sequence of events leads to a denial."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.review.badge import badge
from evidentia.review.events import TRANSITIONS, Event, Kind, Review, State, after, folded

AT = "2026-01-05T09:00:00.000Z"
DATA: dict[Kind, dict[str, object]] = {
    Kind.ASSIGNED: {"to": "r", "due": "2026-01-09"},
    Kind.RETURNED: {"question": "Which product?"},
    Kind.RECALLED: {"changes": ["The record x was changed"]},
    Kind.APPROVED: {
        "name": "Rita", "credential": "MD", "specialty": "rheumatology", "specialty_match": "rheumatology", "rationale": "",
        "expires": "2026-07-04", "overrides": [],
        "integrity": {"warrants": 40, "warrants_opened": 3, "contrary": 7, "contrary_opened": 2, "seconds": 250},
    },
}  # fmt: skip


def event(kind: Kind, by: str = "r") -> Event:
    return Event(kind, AT, by, DATA.get(kind, {}))


def test_every_kind_has_its_transitions() -> None:
    assert set(TRANSITIONS) == set(Kind)


@pytest.mark.parametrize("words", ["deny", "denied", "denial", "reject", "refus", "declin"])
def test_no_state_and_no_event_is_a_denial(words: str) -> None:
    assert not [name for name in (*State, *Kind) if words in name]


@given(st.lists(st.sampled_from(list(Kind)), max_size=25))
def test_whatever_happens_a_review_waits_is_returned_or_is_approved(kinds: list[Kind]) -> None:
    review = Review()
    for kind in kinds:
        before = review
        try:
            review = after(review, event(kind))
        except ValueError:
            assert review is before
            continue
        assert review.events[:-1] == before.events  # events are added, none is lost
        assert review.state in State
    said = badge(review, date(2026, 1, 5))
    assert (said.title == "Approved by a clinician") <= (review.state is State.APPROVED)
    assert (review.state is State.APPROVED) == ("No clinician has reviewed this page." not in said.lines)
    assert not [line for line in (said.title, *said.lines) if "denied" in line.lower() or "denial" in line.lower()]


def test_the_way_to_an_approval() -> None:
    review = folded(
        event(k)
        for k in (
            Kind.SUBMITTED,
            Kind.ASSIGNED,
            Kind.TAKEN_UP,
            Kind.RETURNED,
            Kind.SUBMITTED,
            Kind.TAKEN_UP,
            Kind.APPROVED,
        )
    )
    assert review.state is State.APPROVED and review.expires == date(2026, 7, 4)
    said = badge(review, date(2026, 7, 4))
    assert said.title == "Approved by a clinician"
    assert said.lines == (
        "Rita, MD, rheumatology, on 2026-01-05.",
        "Opened before signing: 3 of 40 warrants, 2 of 7 statements against; 4 min on the page.",
        "Specialty: rheumatology.",
        "Valid until 2026-07-04.",
    )
    assert badge(review, date(2026, 7, 5)).title == "Approval expired on 2026-07-04"
    assert badge(after(review, event(Kind.RECALLED)), date(2026, 1, 6)).title.startswith(
        "Recalled: a record behind it has changed"
    )


@pytest.mark.parametrize("kind", [Kind.APPROVED, Kind.RETURNED, Kind.OVERRIDDEN])
def test_nothing_is_decided_before_the_review_has_begun(kind: Kind) -> None:
    for path in ((), (Kind.SUBMITTED,)):
        with pytest.raises(ValueError, match="cannot happen"):
            after(folded(event(k) for k in path), event(kind))


def test_a_conflict_sends_the_review_back_and_is_remembered() -> None:
    review = folded([event(Kind.SUBMITTED), event(Kind.TAKEN_UP), event(Kind.CONFLICT)])
    assert (review.state, review.assignee, review.conflicts) == (State.SUBMITTED, None, frozenset({"r"}))


def test_due_dates_are_shown_and_said_to_be_past() -> None:
    review = folded([event(Kind.SUBMITTED), event(Kind.ASSIGNED)])
    assert "Due 2026-01-09." in badge(review, date(2026, 1, 9)).lines
    assert "Due 2026-01-09 (past)." in badge(review, date(2026, 1, 10)).lines


def test_a_what_if_is_said_to_be_one() -> None:
    assert badge(Review(), date(2026, 1, 5), hypothetical=True).title == "What-if: not about the record"
