"""Findings -> the measurements and events of the annotation guidelines."""

from __future__ import annotations

import re

from evidentia.evaluation.notes_entities import Event, Lab
from evidentia.evaluation.notes_fold import folded, places_of, text_of
from evidentia.model import finding as model
from evidentia.model.finding import Assertion, Chart, Finding, Kind

KINDS = {
    "flare": "flare",
    "hospitalisation": "hospitalization",
    "infection": "infection",
    "severe infection": "infection",
    "specific infection": "infection",
    "progressive multifocal leukoencephalopathy": "infection",
    "infusion reaction": "infusion_reaction",
    "overdue": "overdue",
    "biopsy taken": "biopsy",
    "infusion given": "infusion",
    "symptoms back": "symptom_recurrence",
}
_HAPPENED = (Assertion.PRESENT, Assertion.HISTORICAL)


def labs_of(chart: Chart) -> tuple[Lab, ...]:
    found = [lab for f in chart.of_kind(Kind.LAB) if (lab := _lab(f, chart)) is not None]
    dated = {(lab.analyte, lab.value, lab.result) for lab in found if lab.date}
    kept = [lab for lab in found if lab.date or (lab.analyte, lab.value, lab.result) not in dated]
    return folded(kept, lambda lab: (lab.analyte, lab.value, lab.result, lab.date), lambda first, second: True)


def _lab(finding: Finding, chart: Chart) -> Lab | None:
    """A measurement; None where the record names an analyte and gives no result."""
    amount = finding.value
    result = finding.detail.result if isinstance(finding.detail, model.Lab) else None
    if amount is None and result is None:
        return None
    when = str(finding.when) if finding.when else None
    if amount is None:
        return Lab(places_of(finding), _analyte(finding), None, date=when, result=result)
    sign = amount.comparator.strip("=") or None
    return Lab(places_of(finding), _analyte(finding), amount.value, _written_unit(finding, chart), sign, when)


def _written_unit(finding: Finding, chart: Chart) -> str | None:
    """The unit as the note gives it; that of a body mass index is implied where it gives none."""
    assert finding.value is not None
    written = finding.concept != "bmi" or any("kg" in chart.text_of(span) for span in finding.spans)
    return finding.value.unit if written else None


def _analyte(finding: Finding) -> str:
    """A measurement with the side or the nerve that it was taken of: "grip strength right"."""
    specimen = finding.detail.specimen if isinstance(finding.detail, model.Lab) else None
    of_side = specimen is not None and specimen.split()[0] in ("right", "left")
    return f"{finding.concept} {specimen}" if of_side else finding.concept


def events_of(chart: Chart) -> tuple[Event, ...]:
    found = [
        Event(places_of(f), KINDS[f.concept], _event_day(f, chart))
        for f in chart.of_kind(Kind.EVENT)
        if f.concept in KINDS and _is_event(f)
    ]
    found += [
        Event(places_of(f), "biopsy", text_of(f.when)) for f in chart.of_kind(Kind.BIOPSY) if _was_taken(f, chart)
    ]
    found += [
        Event(places_of(f), "infusion", str(day))
        for f in chart.of_kind(Kind.COURSE)
        if isinstance(f.detail, model.Course)
        for day in f.detail.dates
    ]
    dated = {event.type for event in found if event.date} - {"infection"}  # infections differ by name
    kept = [event for event in found if event.date or event.type not in dated]
    return folded(kept, lambda event: (event.type, event.date), lambda first, second: True)


def _is_event(finding: Finding) -> bool:
    return finding.assertion in _HAPPENED or (finding.concept == "flare" and finding.assertion is Assertion.POSSIBLE)


def _event_day(finding: Finding, chart: Chart) -> str | None:
    """The day of an event; a flare that is under way and undated is of the month of its note, a reaction in the record of
    an infusion of its day."""
    today = next((d.date for d in chart.documents if d.id == finding.spans[0].document), None)
    if finding.when is not None or today is None or finding.assertion is Assertion.HISTORICAL:
        return text_of(finding.when)
    if finding.concept == "flare" and today.month is not None:
        return f"{today.year}-{today.month:02d}"
    if finding.concept == "infusion reaction" and "infusion" in chart.documents[0].text[:120].lower():
        return text_of(today)
    return None


def _was_taken(finding: Finding, chart: Chart) -> bool:
    """A biopsy with its date; a class alone ("LN class IV, 2019") is how the disease is called, not an event."""
    detail = finding.detail
    if not isinstance(detail, model.Biopsy) or finding.when is None or detail.status != "result":
        return False
    span = finding.spans[0]
    text = next(d.text for d in chart.documents if d.id == span.document)
    return re.search(r"biops|\bbx", text[max(0, span.start - 80) : span.end + 60], re.IGNORECASE) is not None
