"""A follow-up question -> its answer, from the same ledger and by the same engine; nothing is composed freely.

A what-if, a regimen or another date is a new assessment and what differs; another drug and everything else is answered by
verified sentences; what cannot be answered so is said to be, with what can be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from evidentia import app
from evidentia.answer.build import references
from evidentia.desk import asked, look_up, what_if
from evidentia.desk.asked import Asked, Kind
from evidentia.desk.making import Request, assessed
from evidentia.desk.what_if import Change
from evidentia.findings.formats.extract import Extract
from evidentia.model.assessment import Assessment, Statement
from evidentia.model.evidence import Library, Topic
from evidentia.model.finding import Finding
from evidentia.model.finding import Kind as FindingKind
from evidentia.model.finding import Request as RequestDetail

ASK = (
    "Ask for a change (“what if anti-HBc is positive?”), a regimen (“is 375 mg/m2 weekly x 4 acceptable?”), another drug "
    "(“why not obinutuzumab?”), another date (“what about two years ago?”), or for the patient’s version."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """`lines` are verified sentences; `note` says how the answer came about, or why there is none. Where the question made
    another assessment, `request`, `documents` and `assessment` are its own."""

    kind: Kind
    note: str
    lines: tuple[dict[str, Any], ...] = ()
    request: Request | None = None
    documents: tuple[Extract, ...] = ()
    assessment: Assessment | None = None
    set_aside: tuple[str, ...] = ()  # words of the chart that the answer does without


def answer(
    question: str, request: Request, documents: Sequence[Extract], assessment: Assessment, library: Library
) -> Answer:
    """The answer to a question about a case. Errors: InputError for a question that is empty."""
    topic = app.topic_of(assessment.question, assessment.chart, library, request.policies)
    case = _Case(request, documents, assessment, library, topic)
    found = asked.read(question, request.as_of, case.ingredient, library.vocabulary)
    match found.kind:
        case Kind.WHAT_IF:
            return case.changed(found, found.text)
        case Kind.REGIMEN:
            return case.changed(found, f"Plan: {case.product} {found.text}")
        case Kind.AS_OF:
            return case.dated(found)
        case Kind.DRUG:
            return case.drug(found)
        case Kind.PATIENT:
            return case.patient()
    return case.by_words(question)


@dataclass(frozen=True, slots=True)
class _Case:
    request: Request
    documents: Sequence[Extract]
    assessment: Assessment
    library: Library
    topic: Topic | None

    @property
    def ingredient(self) -> str | None:
        return self.assessment.question.ingredient or (self.topic.ingredient if self.topic else None)

    @property
    def product(self) -> str:
        """What is asked for, as the request names it: a question about another dose is about the same product."""
        asked = (f.detail for f in self.assessment.chart.of_kind(FindingKind.REQUEST))
        named = next((d.product for d in asked if isinstance(d, RequestDetail) and d.product), None)
        return self.assessment.question.product or named or self.ingredient or "the drug"

    def changed(self, found: Asked, words: str) -> Answer:
        """The same request where the record said something else."""
        new = what_if.read(Change(words), self.request.as_of, self.library.vocabulary)
        if not new:
            return Answer(
                found.kind, f"Nothing in “{words}” could be read as a fact that a rule uses, so nothing changes. {ASK}"
            )
        gone = what_if.contradicted(self.assessment.chart, new)
        change = Change(words, gone)
        documents = what_if.changed(self.assessment.chart, self.documents, change, self.request.as_of)
        assessment = assessed(self.request, documents, self.library)
        quoted = what_if.words(self.assessment.chart, gone)
        note = f"Read as: {_named(new)}. {_set_aside(quoted)}The record itself is unchanged."
        lines = self._dosing(assessment) if found.kind is Kind.REGIMEN else ()
        return Answer(found.kind, note, lines, self.request, tuple(documents), assessment, tuple(quoted))

    def _dosing(self, assessment: Assessment) -> tuple[dict[str, Any], ...]:
        return _lines((s for s in assessment.statements if s.section == "dosing"), assessment, self.library)

    def dated(self, found: Asked) -> Answer:
        """The same request and record on another day: what was in force then."""
        assert found.day is not None
        request = replace(self.request, as_of=found.day)
        assessment = assessed(request, self.documents, self.library)
        note = f"As of {found.day}: the guidelines, labels and policies that were in force on that day; the record is the same."
        return Answer(found.kind, note, (), request, tuple(self.documents), assessment)

    def drug(self, found: Asked) -> Answer:
        """What the ledger and the records say of another drug."""
        statements = look_up.about_drug(found.text, self.assessment, self.topic, self.library)
        if not statements:
            return Answer(found.kind, f"Nothing that was verified for this case speaks of {found.text}. {ASK}")
        note = (
            f"Everything verified that names {found.text}. Which drug is right for a patient is a clinician's decision."
        )
        return Answer(found.kind, note, _lines(statements, self.assessment, self.library))

    def patient(self) -> Answer:
        """The first sections as the patient's view says them."""
        first = [s for s in self.assessment.statements if s.section in ("direct", "missing") and s.plain]
        lines = tuple({**line, "text": line["plain"]} for line in _lines(first, self.assessment, self.library))
        return Answer(Kind.PATIENT, "In plain words. The whole page is there for the patient too.", lines)

    def by_words(self, question: str) -> Answer:
        """The verified sentences that share the question's telling words."""
        statements = look_up.by_words(question, self.assessment, self.topic, self.library)
        if not statements:
            return Answer(Kind.SEARCH, f"Nothing that was verified for this case answers this. {ASK}")
        note = "Sentences of this case and its records that share the words of the question; they may not answer it."
        return Answer(Kind.SEARCH, note, _lines(statements, self.assessment, self.library))


def _set_aside(quoted: Sequence[str]) -> str:
    if not quoted:
        return "Nothing in the record contradicts it, so it was added. "
    return f"It takes the place of {', '.join(f'“{words}”' for words in quoted)}. "


def _named(findings: Sequence[Finding]) -> str:
    return "; ".join(f"{f.kind} {f.concept}{_value(f)}" for f in findings)


def _value(finding: Finding) -> str:
    value = (
        str(finding.value)
        if finding.value
        else getattr(finding.detail, "result", None) or getattr(finding.detail, "status", None)
    )
    dose = getattr(finding.detail, "dose", None)
    said = dose or value or ("" if finding.assertion.value == "present" else finding.assertion)
    return f" {said}" if said else ""


def _words(assessment: Assessment, finding: Finding) -> str:
    return " … ".join(" ".join(assessment.chart.text_of(span).split()) for span in finding.spans[:1])[:160]


def _lines(statements: Iterable[Statement], assessment: Assessment, library: Library) -> tuple[dict[str, Any], ...]:
    """Sentences with their roles and what they stand on, as they are kept in the thread."""
    chosen = list(statements)
    cited = {r.source.id: r for r in references(chosen, library, assessment.as_of)}
    shown = {s.id for s in assessment.statements}
    return tuple(
        {
            "text": s.text,
            "plain": s.plain,
            "role": str(s.role),
            "item": s.id if s.id in shown else None,
            "records": [c.record for c in s.citations],
            "sources": [
                f"{cited[c.source].source.title} ({cited[c.source].source.year or 'no year'}); read: "
                f"{cited[c.source].source.read_depth}; {cited[c.source].currency}"
                for c in s.citations
            ],
            "chart": [_words(assessment, f) for f in assessment.chart.findings if f.id in s.findings[:4]],
            "check": s.check.verdict if s.check else "not checked",
        }
        for s in chosen
    )
