"""Letter of medical necessity: what is asked, what the record shows, the criteria, the evidence both ways."""

from __future__ import annotations

from evidentia.answer.letters import parts
from evidentia.answer.letters.case import Case
from evidentia.answer.letters.letter import Part

TITLE = "Letter of medical necessity"


def compose(case: Case) -> list[Part]:
    criteria = [parts.criteria(case, case.leading)] if case.leading else []
    return [
        parts.draft(case),
        parts.form(case),
        Part(
            "request",
            "",
            (*parts.asked(case, "This letter asks"), *parts.outcome(case)),
            before=("To the medical director:",),
            prose=True,
        ),
        parts.record(case),
        *parts.therapy(case),
        *criteria,
        parts.lacking(case),
        parts.guidelines(case),
        *parts.evidence(case),
        parts.safety(case),
        parts.signature(),
        parts.enclosures(case),
        parts.for_office(case),
    ]
