"""Notice of determination in plain language: what a named person decided; without a decision it is a form with blanks."""

from __future__ import annotations

from evidentia.answer.letters import parts
from evidentia.answer.letters.case import Case
from evidentia.answer.letters.letter import BLANK, Decided, Part
from evidentia.model.frozen import changed

TITLE = "Notice of a decision on your care"
_BLANKS = (
    f"Who decided (name, job, field of medicine): {BLANK}",
    f"What this person decided: {BLANK}",
    f"Why, in this person's own words, for you alone: {BLANK}",
    f"Date: {BLANK}",
    "A person has to fill in these lines. A program can not say no to your care.",
)
_RIGHTS = (
    f"How to ask for the rules that were used, and for your papers: {BLANK}",
    f"If you do not agree, how to ask for a new look, and by when: {BLANK}",
    f"Who from outside the plan can look at it too, and how to ask: {BLANK}",
)


def compose(case: Case) -> list[Part]:
    form = parts.form(case)
    named = tuple(s for s in form.lines if s.figures["label"] in ("Patient", "Member ID", "Payer", "Treatment"))
    rules = [s for s in case.section("criteria") if case.leading and _is_leading(case, s.id)]
    return [
        changed(form, lines=named),
        decision(case.decided),
        Part("rules", "The rules that were looked at", tuple(rules)),
        Part("missing", "What is not on file yet", tuple(s for s in case.section("missing") if ".flip" not in s.id)),
        Part("rights", "What you can do", after=_RIGHTS),
    ]


def _is_leading(case: Case, identifier: str) -> bool:
    assert case.leading is not None
    return identifier.removeprefix("criteria.").split(".")[0] == case.leading.policy


def decision(decided: Decided | None) -> Part:
    if decided is None:
        return Part("decision", "The decision", after=_BLANKS)
    after = (
        f"{decided.by}, {decided.credential} ({decided.specialty}) decided on {decided.on}: {decided.outcome}.",
        f"Why, in this person's own words: {decided.reason or BLANK}",
    )
    return Part("decision", "The decision", after=after)
