"""A reviewer's rationale: every policy's criteria, what speaks for and against, what is open; the decision is left blank."""

from __future__ import annotations

from evidentia.answer.letters import parts
from evidentia.answer.letters.case import Case
from evidentia.answer.letters.letter import BLANK, Decided, Part
from evidentia.model.assessment import Role

TITLE = "Reviewer rationale"
_SIDE = 4  # records of each side: a reviewer reads more than a letter holds
_BLANKS = (
    f"Reviewer, credential, specialty, licence: {BLANK}",
    f"Same or similar specialty as the prescriber: {BLANK}   Conflict of interest: {BLANK}",
    f"Decision: {BLANK}   Date: {BLANK}",
    f"Reason, specific to this patient: {BLANK}",
    "A program made this draft. It decides nothing and can deny nothing; a named clinician decides.",
)


def compose(case: Case) -> list[Part]:
    facts = parts.facts(case)
    certainty, speaks, opposes, more = parts.evidence(case, _SIDE)
    stands = parts.standing_of_use(case)
    side = [s for s in (*facts, *stands) if s.role is Role.SUPPORTS]
    other = [s for s in (*facts, *stands) if s.role is Role.OPPOSES]
    return [
        parts.form(case),
        Part("request", "", (*parts.asked(case), *parts.outcome(case)), prose=True),
        *(parts.criteria(case, determination) for determination in case.assessment.determinations),
        *parts.therapy(case),
        certainty,
        Part("speaks", "What speaks for the request", (*side, *speaks.lines)),
        Part("opposes", "What speaks against it", (*other, *opposes.lines)),
        more,
        Part("open", "What cannot be told", tuple(parts.doubts(case))),
        parts.lacking(case),
        parts.safety(case),
        decision(case.decided),
        parts.enclosures(case),
    ]


def decision(decided: Decided | None) -> Part:
    """What a named person decided, in that person's words; else blanks."""
    if decided is None:
        return Part("decision", "Decision", after=_BLANKS)
    return Part(
        "decision",
        "Decision",
        after=(
            f"{decided.by}, {decided.credential}, {decided.specialty}; {decided.on}",
            f"Decision: {decided.outcome}",
            f"Reason: {decided.reason or BLANK}",
        ),
    )
