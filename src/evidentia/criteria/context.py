"""What a test may look at, and how it answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from evidentia.model.finding import (
    Assertion,
    Chart,
    Course,
    Finding,
    Kind,
    Lab,
    Medication,
    Request,
    Sessions,
    Status,
    Step,
)
from evidentia.model.frozen import field, frozen
from evidentia.model.rationale import Because, Missing, Rationale
from evidentia.model.truth import Truth, Why

PROTEINS = ("upcr", "protein 24h")


_FRESH = timedelta(days=31)  # a note as old as this still speaks of the date of service
_PAST = timedelta(days=45)  # a dose asked for so long before the day of service is not the one asked for now


@frozen
class Context:
    """A chart as of a date. `standing` holds what the content knows of the treatment, for tests over evidence."""

    chart: Chart
    as_of: date
    vocabulary: Mapping[str, Any] = field(default_factory=dict)
    standing: Mapping[str, Any] = field(default_factory=dict)

    @property
    def anchor(self) -> date:
        """The first requested dose, from which intervals count; the as-of date where the chart gives none."""
        days = [w.earliest for r in self.requests() for w in _detail(r, Request).dates if w.day is not None]
        return min((day for day in days if day >= self.as_of - _PAST), default=self.as_of)

    def labs(self, *analytes: str) -> list[Finding]:
        """Results of analytes with a value or a result, oldest first; the undated ones at the end."""
        found = [f for f in self.chart.of_kind(Kind.LAB) if f.concept in analytes and f.assertion is Assertion.PRESENT]
        return sorted(found, key=lambda f: (f.when is None, f.when.latest if f.when else self.as_of, f.id))

    def medications(self, *ingredients: str) -> list[Finding]:
        return [f for f in self.chart.of_kind(Kind.MEDICATION) if f.concept in ingredients]

    def told_until(self, taken: Medication) -> date:
        """The day up to which a treatment that "goes on" may be counted: the date of service, where a document that says so is
        of the month before it or has no date; else the latest day that such a document knows of. An old note does not know
        what came after it."""
        finding = next((f for f in self.chart.of_kind(Kind.MEDICATION) if f.detail is taken), None)
        days = [self._last_day(span.document) for span in finding.spans] if finding else []
        known = [day for day in days if day is not None]
        if not known or len(known) < len(days):
            return self.as_of
        return self.as_of if max(known) >= self.as_of - _FRESH else max(known)

    def _last_day(self, name: str) -> date | None:
        """The date of a document, or a later one that its findings (but for requests) carry; None where it has no date."""
        document = next((d for d in self.chart.documents if d.id == name), None)
        if document is None or document.date is None:
            return None
        told = (
            f.when.latest
            for f in self.chart.findings
            if f.when is not None and f.kind is not Kind.REQUEST and any(s.document == name for s in f.spans)
        )
        return max((document.date.latest, *(day for day in told if day <= self.as_of)))

    def taken_now(self, findings: Iterable[Finding]) -> list[Finding]:
        """Those that are being taken, and that no later part of the record says were stopped."""
        return [f for f in findings if medication(f).status is Status.CURRENT and "superseded" not in f.flags]

    def is_class(self, name: str) -> bool:
        return name in self.vocabulary.get("drug_classes", {})

    def drugs(self, *names: str) -> list[Finding]:
        """What the record says of drugs, of the members of classes and of the classes themselves."""
        return [f for name in names for f in (self.of_class(name) if self.is_class(name) else self.medications(name))]

    def of_class(self, name: str) -> list[Finding]:
        """Drugs of a class, and statements about the class itself."""
        return [f for f in self.chart.of_kind(Kind.MEDICATION) if f.concept == name or name in self.classes(f.concept)]

    def classes(self, ingredient: str) -> tuple[str, ...]:
        drugs = self.vocabulary.get("drugs", {})
        return tuple((drugs.get(ingredient) or {}).get("classes") or ())

    def requests(self) -> tuple[Finding, ...]:
        """What the record asks for; a plan of an older note, whose days are past, is history where there is a newer one."""
        found = self.chart.of_kind(Kind.REQUEST)
        current = tuple(f for f in found if not self._is_history(f))
        return current or found

    def _is_history(self, finding: Finding) -> bool:
        days = [w for w in _detail(finding, Request).dates if w.day is not None]
        return bool(days) and max(w.latest for w in days) < self.as_of - _PAST

    def courses(self, ingredient: str | None = None) -> list[Finding]:
        """Courses given on known dates, oldest first."""
        found = [
            f for f in self.chart.of_kind(Kind.COURSE) if ingredient in (None, f.concept) and _detail(f, Course).dates
        ]
        return sorted(found, key=lambda f: (_detail(f, Course).dates[0].earliest, f.id))

    def events(self, *concepts: str) -> list[Finding]:
        return [f for f in self.chart.of_kind(Kind.EVENT) if f.concept in concepts]

    def facts(self, concept: str) -> list[Finding]:
        return list(self.chart.of_kind(Kind.FACT, concept))

    def patient(self, concept: str) -> list[Finding]:
        return list(self.chart.of_kind(Kind.PATIENT, concept))

    def sessions(self, procedure: str, *, given: bool) -> list[Finding]:
        """Courses of a procedure that were given, or that are asked for, in the order of the record."""
        return [f for f in self.chart.of_kind(Kind.SESSIONS, procedure) if _detail(f, Sessions).given == given]

    def steps(self, ingredient: str, role: str) -> list[Finding]:
        """Doses of a drug that is raised in steps, "asked" or "taken", in the order of the record."""
        return [f for f in self.chart.of_kind(Kind.STEP, ingredient) if _detail(f, Step).role == role]

    def label(self, analyte: str) -> str:
        """An analyte as people write it: the first of its names."""
        names = (self.vocabulary.get("analytes", {}).get(analyte) or {}).get("names") or ()
        return str(names[0]) if names else analyte

    def words_of(self, *findings: Finding) -> str:
        """The words of the record at findings, each once, in quotation marks."""
        texts = dict.fromkeys(" ".join(self.chart.text_of(f.spans[0]).split()) for f in findings)
        return ", ".join(f'"{text}"' for text in list(texts)[:2])

    def near(self, one: Finding, other: Finding, reach: int = 160) -> bool:
        """Whether two findings stand within so many characters of each other."""
        return any(
            a.document == b.document and max(a.start, b.start) - min(a.end, b.end) <= reach
            for a in one.spans
            for b in other.spans
        )

    def conditions(self, concept: str) -> list[Finding]:
        return list(self.chart.of_kind(Kind.CONDITION, concept))

    def product(self, name: str | None) -> Mapping[str, Any]:
        """The vocabulary's entry of a product: biosimilar or reference."""
        for drug in self.vocabulary.get("drugs", {}).values():
            entry = ((drug or {}).get("products") or {}).get(name)
            if entry is not None:
                return dict(entry)
        return {}


def answer(
    label: str,
    truth: Truth,
    template: str,
    figures: Mapping[str, str] | None = None,
    findings: Iterable[Finding] = (),
    missing: Sequence[Missing] = (),
) -> Rationale:
    """The result of a test, as a leaf of the proof."""
    return Rationale(
        label,
        truth,
        Because(template, dict(figures or {})),
        tuple(dict.fromkeys(f.id for f in findings)),
        tuple(missing),
    )


def unknown(
    label: str,
    why: Why,
    template: str,
    missing: Sequence[Missing],
    figures: Mapping[str, str] | None = None,
    findings: Iterable[Finding] = (),
) -> Rationale:
    """An unknown result with what would settle it."""
    return answer(label, Truth.unknown(why), template, figures, findings, missing)


def medication(finding: Finding) -> Medication:
    return _detail(finding, Medication)


def request(finding: Finding) -> Request:
    return _detail(finding, Request)


def course(finding: Finding) -> Course:
    return _detail(finding, Course)


def sessions(finding: Finding) -> Sessions:
    return _detail(finding, Sessions)


def step(finding: Finding) -> Step:
    return _detail(finding, Step)


def lab(finding: Finding) -> Lab:
    return finding.detail if isinstance(finding.detail, Lab) else Lab()


def is_taken(finding: Finding) -> bool:
    """Whether the drug was ever taken, by the record."""
    return medication(finding).status in (Status.CURRENT, Status.PAST, Status.HELD)


T = TypeVar("T")


def _detail(finding: Finding, kind: type[T]) -> T:
    assert isinstance(finding.detail, kind), (finding.kind, finding.detail)
    return finding.detail
