"""Where a record contradicts itself. Nothing chooses a side: both findings are named."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from evidentia.criteria.tests import _say
from evidentia.ledger.entries import Entry
from evidentia.logic.quantities import convert
from evidentia.model.finding import Assertion, Biopsy, Chart, Finding, Kind, Medication, Status

_TAKEN = (Status.CURRENT, Status.PAST, Status.HELD)


def conflicts(chart: Chart) -> Iterator[Entry]:
    """Two values of one day, a condition both present and excluded, a drug both taken and never taken, two readings of one
    biopsy, and courses that another part of the record dates differently."""
    for a, b in combinations(chart.of_kind(Kind.LAB), 2):
        if a.concept == b.concept and a.when is not None and a.when == b.when and _differ(a, b):
            yield _pair(f"{_say.analyte(a.concept)} on {a.when}: {_value(a)} and {_value(b)}", a, b)
    for name in dict.fromkeys(f.concept for f in chart.of_kind(Kind.CONDITION)):
        found = chart.of_kind(Kind.CONDITION, name)
        present = [f for f in found if f.assertion is Assertion.PRESENT]
        absent = [f for f in found if f.assertion is Assertion.ABSENT]
        if present and absent:
            yield _pair(f"{name}: stated, and denied or excluded", *present, *absent)
    for name in dict.fromkeys(f.concept for f in chart.of_kind(Kind.MEDICATION)):
        drugs = chart.of_kind(Kind.MEDICATION, name)
        taken = [f for f in drugs if _status(f) in _TAKEN]
        never = [f for f in drugs if _status(f) is Status.NEVER]
        if taken and never:
            yield _pair(f"{name}: taken, and never taken", *taken, *never)
    for a, b in combinations(chart.of_kind(Kind.BIOPSY), 2):
        if a.when is not None and a.when == b.when and _classes(a) and _classes(b) and _classes(a) != _classes(b):
            yield _pair(f"{a.concept} of {a.when}: class {_stated(a)} and class {_stated(b)}", a, b)
    apart = [f for f in chart.of_kind(Kind.COURSE) if "conflicting" in f.flags]
    for name in dict.fromkeys(f.concept for f in apart):
        yield _pair(
            f"courses of {name}: parts of the record date them differently", *(f for f in apart if f.concept == name)
        )


def _pair(text: str, *findings: Finding) -> Entry:
    return Entry(text, tuple(f.id for f in findings))


def _differ(a: Finding, b: Finding) -> bool:
    if a.value is not None and b.value is not None:
        if a.value.unit is None or b.value.unit is None:
            return a.value.unit == b.value.unit and a.value.value != b.value.value
        same = convert(b.value, a.value.unit)  # what does not convert does not contradict
        return same is not None and abs(same.value - a.value.value) > abs(a.value.value) / 50
    results = {getattr(f.detail, "result", None) for f in (a, b)}
    return {"negative", "positive"} <= results


def _value(finding: Finding) -> str:
    return _say.amount(finding.value) if finding.value is not None else str(getattr(finding.detail, "result", ""))


def _status(finding: Finding) -> Status | None:
    return finding.detail.status if isinstance(finding.detail, Medication) else None


def _classes(finding: Finding) -> tuple[str, ...]:
    return finding.detail.classes if isinstance(finding.detail, Biopsy) else ()


def _stated(finding: Finding) -> str:
    return (
        (finding.detail.as_stated or " + ".join(finding.detail.classes)) if isinstance(finding.detail, Biopsy) else ""
    )
