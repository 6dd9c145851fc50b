"""Assessment -> Article: ordered sections for one audience, from the one ledger. Order and register differ; facts do not."""

from __future__ import annotations

from evidentia.answer import phrases
from evidentia.model.assessment import Assessment, Audience, Reference, Statement
from evidentia.model.evidence import Library
from evidentia.model.frozen import frozen

TITLES: dict[str, tuple[str, str]] = {
    "direct": ("Direct answer", "The short answer"),
    "missing": ("What is missing, and what it would change", "What is not on file yet"),
    "criteria": ("Criteria", "The rules that were checked"),
    "necessity": ("Medical necessity: what the record shows", "What your chart shows"),
    "standard": ("Standard of care and label status", "What experts and the label say"),
    "investigational": ("Experimental or investigational?", "Is it a test use?"),
    "dosing": ("Dosing and schedule", "Dose and dates"),
    "for": ("Evidence for", "Studies that speak for it"),
    "against": ("Evidence against", "Studies that speak against it"),
    "found": ("Results found, direction not judged", "What else studies say"),
    "alternatives": ("Alternatives", "Other treatments"),
    "timing": ("Timing", "Timing"),
    "since": ("What changed since the date of service", "What is new since then"),
    "safety": ("Safety prerequisites and monitoring", "Staying safe"),
    "pitfalls": ("Common pitfalls", "What is often missed"),
    "definitions": ("Definitions", "What words mean"),
    "coding": ("Coding", "Codes"),
    "precedents": ("Precedents", "Past cases"),
    "searched": ("How the library was searched", "How we looked"),
    "to_check": ("To be checked", "Still to be checked"),
    "checked": ("How this was checked", "How this was checked"),
    "status": ("Review status", "Who has looked at this"),
}
_ORDER = tuple(TITLES)
_ORDERS: dict[Audience, tuple[str, ...]] = {
    Audience.CLINICIAN: _ORDER,
    Audience.STAFF: (
        "direct",
        "missing",
        "criteria",
        "coding",
        "dosing",
        *(s for s in _ORDER if s not in ("direct", "missing", "criteria", "coding", "dosing")),
    ),
    Audience.REVIEWER: (
        "direct",
        "criteria",
        "missing",
        "against",
        "for",
        *(s for s in _ORDER if s not in ("direct", "criteria", "missing", "against", "for")),
    ),
    Audience.PATIENT: _ORDER,
}
DISCLAIMER = (
    "For clinicians, reviewers and staff: it informs and does not replace judgement. It shows its inputs, sources and logic so that a professional can review the basis of each statement and does not have to rely on it; it analyses no image or signal and is not for emergencies. It never denies: a named clinician decides, and a program may not deny, delay or change care.",
    "This page helps you talk with your doctor. It does not take the place of your doctor. It can not say no to your care. A doctor decides.",
)
EDITORIAL = (
    "Editorial policy: every sentence stands on a record with its source, or on the characters of the chart; what was only recalled is not stated; evidence for and against always stands side by side. Report an error with the identifier of the statement.",
    "Each line here comes from a source or from your chart. If you see an error, please tell us.",
)
FOLLOW_UP = (
    "Follow-up: ask again with the missing facts added to the chart, with --as-of another date, or with --policy another policy.",
    "Do you have more papers? Add them and ask again.",
)


@frozen
class Line:
    """A statement as shown to one audience: its words, and the numbers of its references."""

    statement: Statement
    text: str
    numbers: tuple[int, ...]


@frozen
class Section:
    id: str
    title: str
    lines: tuple[Line, ...]


@frozen
class Article:
    """What a reader gets."""

    audience: Audience
    question: str
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    assessment: Assessment
    closing: tuple[str, ...]


def article(assessment: Assessment, library: Library, audience: Audience = Audience.CLINICIAN) -> Article:
    """The article of an assessment for an audience. Every statement of the ledger stands in every audience's article.

    >>> [s.id for s in article(assessment, library).sections][:2]  # doctest: +SKIP
    ['direct', 'missing']
    """
    patient = audience is Audience.PATIENT
    number = {reference.source.id: reference.number for reference in assessment.references}
    by_section: dict[str, list[Line]] = {}
    for statement in (*assessment.statements, *_closing_statements(assessment)):
        numbers = tuple(dict.fromkeys(number[c.source] for c in statement.citations))
        by_section.setdefault(statement.section, []).append(
            Line(statement, statement.plain if patient else statement.text, numbers)
        )
    sections = tuple(
        Section(name, TITLES[name][patient], tuple(by_section[name]))
        for name in _ORDERS[audience]
        if name in by_section
    )
    return Article(
        audience,
        assessment.question.text,
        sections,
        assessment.references,
        assessment,
        (EDITORIAL[patient], DISCLAIMER[patient], FOLLOW_UP[patient]),
    )


def _closing_statements(assessment: Assessment) -> list[Statement]:
    """Counts of the check, and the review status: facts about this page, not about the patient."""
    from evidentia.answer.inputs import phrased

    verdicts = [s.check.verdict for s in assessment.statements if s.check]
    counts = {
        "supported": verdicts.count("supported"),
        "marked": verdicts.count("marked"),
        "removed": len(assessment.removed),
    }
    return [phrased("checked", "counts", phrases.CHECKED, counts, rests_on=("page:counts",))]


def facts(page: Article) -> frozenset[tuple[object, ...]]:
    """What an article asserts: each statement by what it stands on and its verdict; equal for all audiences."""
    return frozenset(
        (
            line.statement.id,
            tuple(c.record for c in line.statement.citations),
            line.statement.findings,
            line.statement.rests_on,
            str(line.statement.role),
        )
        for section in page.sections
        for line in section.lines
    ) | {("verdict", str(page.assessment.verdict))}


def article_order(audience: Audience) -> tuple[str, ...]:
    """The order of sections for an audience."""
    return _ORDERS[audience]
