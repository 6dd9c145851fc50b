"""What the record leaves open: values without unit or date, drugs without dose or result, documents without a date."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from evidentia.criteria.tests import _say
from evidentia.ledger.entries import Entry
from evidentia.model.finding import Chart, Finding, Kind, Medication, Outcome, Status


def gaps(chart: Chart) -> Iterator[Entry]:
    """One line a kind of gap, with the findings that have it."""
    labs = chart.of_kind(Kind.LAB)
    drugs = chart.of_kind(Kind.MEDICATION)
    yield from _line("no unit", (f for f in labs if f.value is not None and f.value.unit is None), _lab)
    yield from _line("no date", (f for f in labs if f.when is None), _lab)
    yield from _line("dose not stated", (f for f in drugs if _taken(f) and _doseless(f)), _drug)
    yield from _line("stopped, result not stated", (f for f in drugs if _past(f) and not _judged(f)), _drug)
    undated = [d.name for d in chart.documents if d.date is None]
    if undated:
        yield Entry(f"document without a date: {', '.join(undated)}", ())


def _line(what: str, findings: Iterator[Finding], name: Callable[[Finding], str]) -> Iterator[Entry]:
    found = list(findings)
    if found:
        yield Entry(f"{what}: {', '.join(dict.fromkeys(map(name, found)))}", tuple(f.id for f in found))


def _lab(finding: Finding) -> str:
    value = f" {finding.value.value}" if finding.value is not None else ""
    return f"{_say.analyte(finding.concept)}{value}"


def _drug(finding: Finding) -> str:
    return finding.concept


def _taken(finding: Finding) -> bool:
    return isinstance(finding.detail, Medication) and finding.detail.status in (
        Status.CURRENT,
        Status.PAST,
        Status.HELD,
    )


def _past(finding: Finding) -> bool:
    return isinstance(finding.detail, Medication) and finding.detail.status is Status.PAST


def _doseless(finding: Finding) -> bool:
    return isinstance(finding.detail, Medication) and finding.detail.dose is None and finding.detail.daily_dose is None


def _judged(finding: Finding) -> bool:
    return isinstance(finding.detail, Medication) and finding.detail.outcome is not Outcome.NOT_STATED
