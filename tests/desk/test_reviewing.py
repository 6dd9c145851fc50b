"""Review by people, as it happens: from the request to the signature, and everything that may not be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from evidentia.content.errors import InputError
from evidentia.desk import reviewing
from evidentia.desk.desk import Desk
from evidentia.desk.recall import changes, recall
from evidentia.desk.what_if import Change
from evidentia.model.frozen import changed
from evidentia.model.when import When
from evidentia.review.badge import badge
from evidentia.review.events import Kind, State
from evidentia.review.rights import Role
from evidentia.store import audit, cases, reviews
from evidentia.store.cases import Kept
from tests.desks import NOON, person, seed


def kept(desk: Desk, assessment_id: str) -> Kept:
    with desk.database.read() as connection:
        found = cases.assessment(connection, assessment_id)
    assert found is not None
    return found


@pytest.fixture
def submitted(desk: Desk, root: Path) -> Kept:
    author = person(desk, Role.AUTHOR)
    found = kept(desk, desk.ask(author, *seed(root)))
    reviewing.submit(desk.database, author, found, note="Please", due=date(2026, 1, 9))
    return found


def take_up(desk: Desk, submitted: Kept, role: Role = Role.APPROVER) -> None:
    reviewing.take_up(desk.database, person(desk, role), submitted, desk.library, declared=True)


def approve(desk: Desk, submitted: Kept, **changed: object) -> None:
    values: dict[str, object] = {"rationale": "The criteria are met.", "days": 180, "acknowledged": True, **changed}
    reviewing.approve(desk.database, person(desk, Role.APPROVER), submitted, desk.library, **values)  # type: ignore[arg-type]


def test_from_the_request_to_the_signature(desk: Desk, submitted: Kept) -> None:
    approver = person(desk, Role.APPROVER)
    take_up(desk, submitted)
    with desk.database.write(approver.id) as w:
        for item in ("against.1", "against.1", "for.1", "criterion.0.C2"):
            reviews.add_opening(w, submitted.id, approver.id, item)
        reviews.add_opening(w, submitted.id, approver.id, "page", 60)
        reviews.add_opening(w, submitted.id, approver.id, "page", 60)
    approve(desk, submitted)
    with desk.database.read() as connection:
        review = reviews.review(connection, submitted.id)
    assert review.state is State.APPROVED and review.expires == date(2026, 7, 4)
    lines = badge(review, NOON.date()).lines
    assert lines[0] == "Approver Of North, MD, rheumatology, on 2026-01-05."
    assert "Opened before signing: 3 of " in lines[1] and "1 of " in lines[1] and "2 min on the page" in lines[1]
    assert "rheumatology, among those that the policy names (nephrology, rheumatology)" in lines[2]
    event = review.last(Kind.APPROVED)
    assert event is not None and event.data["assessment"] == submitted.digest  # the signature is on these bytes
    assert audit.verify(desk.database).faults == ()


def test_returned_with_a_question_and_submitted_again(desk: Desk, submitted: Kept) -> None:
    take_up(desk, submitted)
    reviewing.send_back(desk.database, person(desk, Role.APPROVER), submitted, question="Which product?")
    author = person(desk, Role.AUTHOR)
    assert reviewing.submit(desk.database, author, submitted, note="Ruxience", due=None).state is State.SUBMITTED


def test_a_judgement_goes_one_way_and_needs_its_reason(desk: Desk, root: Path) -> None:
    author, approver = person(desk, Role.AUTHOR), person(desk, Role.APPROVER)
    poor = kept(desk, desk.ask(author, *seed(root, "seed_poor")))
    reviewing.submit(desk.database, author, poor, note="", due=None)
    take_up(desk, poor)
    with desk.database.read() as connection:
        names = {n: c["value"] for n, c in reviewing.criteria(_output(desk, poor))}
    open_ = next(n for n, value in names.items() if value == "unknown")
    with pytest.raises(InputError, match="the reason: it is empty"):
        reviewing.override(desk.database, approver, poor, criterion=open_, reason=" ")
    reviewing.override(desk.database, approver, poor, criterion=open_, reason="Seen in the original record.")
    with pytest.raises(InputError, match="the rationale: it is empty"):
        approve(desk, poor, rationale="")
    approve(desk, poor)
    with desk.database.read() as connection:
        review = reviews.review(connection, poor.id)
        assert connection is not None
    assert any(open_ in line for line in badge(review, NOON.date()).lines)
    assert _output(desk, poor)["verdict"] == "more_information_needed"  # the page itself is not rewritten


def _output(desk: Desk, found: Kept) -> dict[str, object]:
    from evidentia.store.canonical import parsed

    with desk.database.read() as connection:
        output: dict[str, object] = parsed(cases.output(connection, found.id))
    return output


def test_a_met_criterion_cannot_be_judged_away(desk: Desk, submitted: Kept) -> None:
    take_up(desk, submitted)
    with pytest.raises(InputError, match="it is met already"):
        reviewing.override(
            desk.database, person(desk, Role.APPROVER), submitted, criterion="criterion.0.C1", reason="no"
        )


REFUSED: list[tuple[str, Callable[[Desk, Kept], object], str]] = [
    ("without the declaration", lambda d, k: reviewing.take_up(d.database, person(d, Role.APPROVER), k, d.library, declared=False), "the declaration: it was not made"),
    ("before it was taken up", lambda d, k: approve(d, k), "not taken up by you"),
    ("without the acknowledgement", lambda d, k: (take_up(d, k), approve(d, k, acknowledged=False)), "the acknowledgement: it was not given"),
    ("for more than a year", lambda d, k: (take_up(d, k), approve(d, k, days=366)), "1 to 365 days"),
    ("for no day", lambda d, k: (take_up(d, k), approve(d, k, days=0)), "1 to 365 days"),
    ("what a colleague took up", lambda d, k: (take_up(d, k, Role.REVIEWER), approve(d, k)), "not taken up by you"),
    ("submitted twice", lambda d, k: reviewing.submit(d.database, person(d, Role.AUTHOR), k, note="", due=None), "cannot happen"),
    ("assigned to an author", lambda d, k: reviewing.assign(d.database, person(d, Role.STAFF), k, to=person(d, Role.AUTHOR).id, due=None), "no such reviewer"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "message"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_what_may_not_be(desk: Desk, submitted: Kept, step: Callable[[Desk, Kept], object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        step(desk, submitted)


def test_nobody_reviews_their_own_request(desk: Desk, root: Path) -> None:
    """A person may change the role; the request stays theirs."""
    approver = person(desk, Role.APPROVER)
    own = kept(desk, desk.ask(approver, *seed(root)))
    reviewing.submit(desk.database, person(desk, Role.AUTHOR), own, note="", due=None)
    with pytest.raises(InputError, match="one's own request"):
        take_up(desk, own)
    with pytest.raises(InputError, match="one's own request"):
        reviewing.assign(desk.database, person(desk, Role.STAFF), own, to=approver.id, due=None)


def test_a_conflict_of_interest_cannot_be_taken_back(desk: Desk, submitted: Kept) -> None:
    approver = person(desk, Role.APPROVER)
    take_up(desk, submitted)
    reviewing.step_back(desk.database, approver, submitted, reason="A relative")
    with pytest.raises(InputError, match="conflict of interest was declared"):
        take_up(desk, submitted)
    with pytest.raises(InputError, match="conflict of interest was declared"):
        reviewing.assign(desk.database, person(desk, Role.STAFF), submitted, to=approver.id, due=None)


def test_a_specialty_that_the_policy_does_not_name_is_said(desk: Desk, submitted: Kept) -> None:
    other = person(desk, Role.APPROVER, login="dora", specialty="dermatology")
    assert reviewing.specialty_match(submitted, other, desk.library) == (
        "dermatology, not among those that the policy names (nephrology, rheumatology)"
    )


def test_a_what_if_is_never_reviewed(desk: Desk, submitted: Kept) -> None:
    author = person(desk, Role.AUTHOR)
    branch = kept(desk, desk.what_if(author, submitted, Change("HBsAg positive")))
    with pytest.raises(InputError, match="cannot be submitted"):
        reviewing.submit(desk.database, author, branch, note="", due=None)


def test_a_changed_record_recalls_every_assessment_on_it_once(desk: Desk, submitted: Kept) -> None:
    name = next(iter(submitted.records["records"]))
    source = next(iter(submitted.records["sources"]))
    records = {**desk.library.records, name: changed(desk.library.records[name], digest="changed")}
    sources = {
        **desk.library.sources,
        source: changed(desk.library.sources[source], retracted=True, published=When(2020)),
    }
    library = changed(desk.library, records=records, sources=sources, digest="newer")
    said = list(changes(submitted, library))
    assert said == [f"The record {name} was changed", f"The source {source} was retracted"]
    found = recall(desk.database, library)
    assert submitted.id in found and recall(desk.database, library) == []
    with desk.database.read() as connection:
        items = reviews.worklist(connection, team_id=person(desk, Role.AUTHOR).team_id, account_id="", recalled=True)
        assert [item.assessment_id for item in items] == [submitted.id]
    reviewing.acknowledge(desk.database, person(desk, Role.AUTHOR), submitted)
    with desk.database.read() as connection:
        assert not reviews.review(connection, submitted.id).recalled


def test_the_same_content_recalls_nothing(desk: Desk, submitted: Kept) -> None:
    assert recall(desk.database, desk.library) == []
