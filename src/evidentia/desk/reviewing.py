"""Review by people: submit, assign, take up, comment, override, return, approve. Each step is an event that stays.

There is no step that refuses care: a reviewer who is not convinced returns the request with a question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from evidentia.content.errors import InputError
from evidentia.model.evidence import Library
from evidentia.model.policy import Rule
from evidentia.review.events import Kind, Review
from evidentia.store import accounts, cases, reviews
from evidentia.store.accounts import Account
from evidentia.store.canonical import parsed
from evidentia.store.cases import Kept
from evidentia.store.database import Database, Write

LONGEST = 365  # days that an approval may last: criteria are reviewed at least every year
_NONE = "no conflict of interest in this case"


def submit(database: Database, account: Account, kept: Kept, *, note: str, due: date | None) -> Review:
    """Hand an assessment to reviewers. `due` is a day that a person chose: no clock is applied by machine."""
    if kept.hypothetical:
        raise InputError(
            "a what-if",
            "it cannot be submitted",
            "it is not about the record",
            "add the fact to the chart and ask again",
        )
    data = {"note": note.strip(), "due": due.isoformat() if due else None}
    return _add(database, account, kept, Kind.SUBMITTED, data)


def withdraw(database: Database, account: Account, kept: Kept) -> Review:
    return _add(database, account, kept, Kind.WITHDRAWN, {})


def assign(database: Database, account: Account, kept: Kept, *, to: str, due: date | None) -> Review:
    """Give an assessment to a reviewer, of any team. Errors: InputError for an account that may not review it."""
    with database.write(account.id) as w:
        reviewer = accounts.account(w.connection, to)
        if reviewer is None or not reviewer.active or reviewer.role not in ("reviewer", "approver"):
            raise InputError("the assignment", "there is no such reviewer", "", "choose one of the list")
        _not_ones_own(w.connection, reviewer, kept)
        _no_conflict(reviews.review(w.connection, kept.id), reviewer)
        return _event(w, account, kept, Kind.ASSIGNED, {"to": to, "due": due.isoformat() if due else None})


def take_up(database: Database, account: Account, kept: Kept, library: Library, *, declared: bool) -> Review:
    """Begin a review, with a declaration on conflicts of interest."""
    if not declared:
        raise InputError(
            "the declaration",
            "it was not made",
            "a review begins with it",
            "declare it, or step back with a conflict of interest",
        )
    with database.write(account.id) as w:
        _not_ones_own(w.connection, account, kept)
        review = reviews.review(w.connection, kept.id)
        _no_conflict(review, account)
        if review.assignee not in (None, account.id):
            raise InputError("the review", "it is assigned to somebody else", "", "ask for the assignment")
        data = {"declaration": _NONE, "specialty_match": specialty_match(kept, account, library)}
        return _event(w, account, kept, Kind.TAKEN_UP, data)


def step_back(database: Database, account: Account, kept: Kept, *, reason: str) -> Review:
    """Declare a conflict of interest: the review goes back to those who wait, and never to this account again."""
    return _add(database, account, kept, Kind.CONFLICT, {"reason": _needed("the reason", reason)})


def comment(database: Database, account: Account, kept: Kept, *, item: str, text: str) -> Review:
    """A remark on the whole (item "page"), a statement or a criterion."""
    return _add(database, account, kept, Kind.COMMENTED, {"item": item, "text": _needed("the comment", text)})


def override(database: Database, account: Account, kept: Kept, *, criterion: str, reason: str) -> Review:
    """A reviewer judges a criterion to be met that the machine did not find met. It can only be judged in that direction."""
    with database.write(account.id) as w:
        _mine(reviews.review(w.connection, kept.id), account)
        found = dict(criteria(parsed(cases.output(w.connection, kept.id)))).get(criterion)
        if found is None:
            raise InputError("the criterion", "this assessment has none of that name", "", "choose one of the list")
        if found["value"] == "met":
            raise InputError("the criterion", "it is met already", "", "to question it, comment or return the request")
        data = {"criterion": criterion, "from": found["value"], "to": "met", "reason": _needed("the reason", reason)}
        return _event(w, account, kept, Kind.OVERRIDDEN, data)


def send_back(database: Database, account: Account, kept: Kept, *, question: str) -> Review:
    """Return the request to its author with a question."""
    with database.write(account.id) as w:
        _mine(reviews.review(w.connection, kept.id), account)
        return _event(w, account, kept, Kind.RETURNED, {"question": _needed("the question", question)})


def approve(
    database: Database, account: Account, kept: Kept, library: Library, *, rationale: str, days: int, acknowledged: bool
) -> Review:
    """Sign. What was opened before, the acknowledgement of what speaks against, and the specialty are bound to it.

    Errors: InputError where somebody signs their own request, without the acknowledgement, for longer than a year, or
    against the page's verdict without a rationale.
    """
    if not 1 <= days <= LONGEST:
        raise InputError("the expiry", f"an approval lasts 1 to {LONGEST} days", "", "choose a day within it")
    with database.write(account.id) as w:
        _not_ones_own(w.connection, account, kept)
        review = reviews.review(w.connection, kept.id)
        _mine(review, account)
        output = parsed(cases.output(w.connection, kept.id))
        seen = integrity(w.connection, kept.id, account.id, output)
        if seen["contrary"] and not acknowledged:
            raise InputError(
                "the acknowledgement", "it was not given", "what speaks against the request is part of the decision",
                "read it and acknowledge it",
            )  # fmt: skip
        overridden = [str(e.data["criterion"]) for e in review.events if e.kind is Kind.OVERRIDDEN]
        if kept.verdict not in ("supported", "supported_with_conditions") or overridden:
            _needed("the rationale", rationale)
        data = {
            "name": account.name, "credential": account.credential, "specialty": account.specialty,
            "specialty_match": specialty_match(kept, account, library), "rationale": rationale.strip(),
            "expires": (w.moment.date() + timedelta(days=days)).isoformat(), "acknowledged": bool(acknowledged),
            "integrity": seen, "overrides": overridden, "assessment": kept.digest,
        }  # fmt: skip
        return _event(w, account, kept, Kind.APPROVED, data)


def acknowledge(database: Database, account: Account, kept: Kept) -> Review:
    """The owner's word that a recall was seen."""
    return _add(database, account, kept, Kind.ACKNOWLEDGED, {})


def integrity(connection: Connection, assessment_id: str, account_id: str, output: Mapping[str, Any]) -> dict[str, Any]:
    """What an account opened of an assessment: of how many warrants, and of how many statements against; seconds in view."""
    opened = reviews.openings(connection, assessment_id, account_id)
    warrants = [s["id"] for s in output["statements"] if s["citations"] or s["findings"] or s["rests_on"]]
    warrants += [name for name, _ in criteria(output)]
    contrary = [s["id"] for s in output["statements"] if s["role"] == "opposes"]
    return {
        "warrants": len(warrants),
        "warrants_opened": sum(w in opened for w in warrants),
        "contrary": len(contrary),
        "contrary_opened": sum(c in opened for c in contrary),
        "seconds": sum(opened.values()),
        "items": sorted(item for item in opened if item in {*warrants, *contrary}),
    }


def criteria(output: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each criterion of an assessment by the name that it has on the page: "criterion.0.C2"."""
    for number, determination in enumerate(output["determinations"]):
        for criterion in determination["criteria"]:
            yield f"criterion.{number}.{criterion['id']}", criterion


def specialty_match(kept: Kept, account: Account, library: Library) -> str:
    """How the reviewer's specialty stands to those that the applied policies name for the treatment."""
    wanted = sorted(set(_specialties(kept, library)))
    mine = account.specialty or "not stated"
    if not wanted:
        return f"{mine}; no applied policy names a specialty"
    named = ", ".join(wanted)
    return (
        f"{mine}, among those that the policy names ({named})"
        if mine in wanted
        else f"{mine}, not among those that the policy names ({named})"
    )


def _specialties(kept: Kept, library: Library) -> Iterator[str]:
    for name, version in kept.records["policies"].items():
        for policy in library.policies.get(name, ()):
            if policy.version == version:
                for pathway in policy.pathways:
                    for criterion in pathway.criteria:
                        yield from _named_in(criterion.rule)


def _named_in(rule: Rule) -> Iterator[str]:
    if rule.test == "prescriber":
        yield from (str(s) for s in rule.args.get("specialty", ()))
    for child in rule.children:
        yield from _named_in(child)


def _add(database: Database, account: Account, kept: Kept, kind: Kind, data: Mapping[str, Any]) -> Review:
    with database.write(account.id) as w:
        return _event(w, account, kept, kind, data)


def _event(w: Write, account: Account, kept: Kept, kind: Kind, data: Mapping[str, Any]) -> Review:
    try:
        return reviews.add_event(w, kept.id, kind, data, account.id)
    except ValueError as error:
        raise InputError(
            "the review", str(error), "somebody else may have been faster", "look at the page again"
        ) from None


def _needed(name: str, text: str) -> str:
    if not text.strip():
        raise InputError(name, "it is empty", "others will read it", "write it")
    return text.strip()


def _mine(review: Review, account: Account) -> None:
    if review.assignee != account.id:
        raise InputError("the review", "it was not taken up by you", "", "take it up first")


def _no_conflict(review: Review, account: Account) -> None:
    if account.id in review.conflicts:
        raise InputError(
            "the review", "a conflict of interest was declared", "it cannot be taken back", "give it to somebody else"
        )


def _not_ones_own(connection: Connection, account: Account, kept: Kept) -> None:
    """Who asked does not review: neither the owner of the case nor whoever made this version."""
    case = cases.case(connection, kept.case_id)
    if account.id in (kept.created_by, case.owner_id if case else None):
        raise InputError(
            "the review", "it is of one's own request", "nobody reviews what they asked for", "give it to somebody else"
        )
