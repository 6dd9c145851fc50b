"""Two opposing briefs from one ledger: the strongest case for, and the strongest case against."""

from __future__ import annotations

from evidentia.answer.render.text import fill
from evidentia.model.assessment import Assessment, Role, Statement
from evidentia.model.evidence import Library

_HEADS = {
    "for": ("BRIEF FOR", "What speaks for the request", "What the other side will say", "What would make it stronger"),
    "against": (
        "BRIEF AGAINST",
        "What speaks against the request, or is not shown",
        "What the other side will say",
        "What would settle it",
    ),
}


def brief(assessment: Assessment, library: Library, side: str) -> str:
    """One side's case, every statement from the verified ledger, with the other side's strongest points.

    Neither brief decides: the case against is "not established on this record", never a denial.
    """
    mine, theirs = (Role.SUPPORTS, Role.OPPOSES) if side == "for" else (Role.OPPOSES, Role.SUPPORTS)
    head, own, other, open_ = _HEADS[side]
    number = {r.source.id: r.number for r in assessment.references}
    speaks = [s for s in assessment.statements if s.role is mine]
    gaps = [s for s in assessment.statements if s.role is Role.GAP and s.section in ("missing", "necessity")]
    counter = [s for s in assessment.statements if s.role is theirs]
    lines = [
        head,
        fill(assessment.question.text),
        f"As of {assessment.as_of}; verdict of the assessment: {str(assessment.verdict).replace('_', ' ')}.",
        "",
        own.upper(),
    ]
    lines += [_line(s, number) for s in speaks] or ["  Nothing on this record."]
    if side == "against":
        lines += [_line(s, number) for s in gaps if s.section == "necessity"]
    lines += ["", other.upper(), *([_line(s, number) for s in counter[:8]] or ["  Nothing on this record."])]
    lines += [
        "",
        open_.upper(),
        *([_line(s, number) for s in gaps if s.section == "missing"] or ["  Nothing is missing for the criteria."]),
    ]
    cited = {c.source for s in (*speaks, *counter[:8]) for c in s.citations}
    lines += ["", "REFERENCES"]
    lines += [
        f"[{r.number}] {r.source.title} ({r.source.year or 'no year'}); read: {r.source.read_depth}; {r.currency}"
        for r in assessment.references
        if r.source.id in cited
    ]
    return "\n".join(
        [*lines, "", "Both briefs come from one ledger. A named clinician decides; a program never denies."]
    )


def _line(statement: Statement, number: dict[str, int]) -> str:
    refs = "".join(f" [{number[c.source]}]" for c in statement.citations)
    return fill(f"{statement.text}{refs}", "- ", "  ")
