"""A drug, a course and a request in one line each."""

from __future__ import annotations

from evidentia.criteria.tests import _say
from evidentia.model.finding import Course, Finding, Medication, Outcome, Request, Sessions, Status, Step

_STATUS = {
    Status.CURRENT: "current",
    Status.PAST: "past",
    Status.PLANNED: "planned",
    Status.NEVER: "never taken",
    Status.HELD: "held",
    Status.REQUESTED: "requested",
}


def exposure(finding: Finding) -> str:
    """ "mycophenolate 3 g/day, past, 2023-05-02 to 2024-02-20: no response" """
    detail = finding.detail
    assert isinstance(detail, Medication)
    product = f" ({detail.product})" if detail.product and detail.product.lower() != finding.concept else ""
    dose = _say.dose(detail)
    facts = [
        f"{detail.form or finding.concept}{product}" + ("" if dose == "dose not stated" else f" {dose}"),
        detail.route,
        detail.schedule if detail.schedule and detail.daily_dose is None else None,
        _STATUS[detail.status],
        _period(detail) or (str(finding.when) if finding.when else None),
        "highest tolerated dose" if detail.highest_tolerated else None,
    ]
    line = ", ".join(fact for fact in facts if fact)
    return line if detail.outcome is Outcome.NOT_STATED else f"{line}: {detail.outcome.value.replace('_', ' ')}"


def _period(detail: Medication) -> str | None:
    if detail.start and detail.stop:
        return f"{detail.start} to {detail.stop}"
    if detail.start:
        return f"since {detail.start}"
    if detail.stop:
        return f"until {detail.stop}"
    return _say.length(detail.days) if detail.days else None


def sessions_of(finding: Finding) -> str:
    """ "transcranial magnetic stimulation, asked for: NeuroStar, left 10 Hz, 36 sessions, 5 days a week" """
    detail = finding.detail
    assert isinstance(detail, Sessions)
    period = " to ".join(str(day) for day in (detail.start, detail.stop) if day)
    said = "given" if detail.given else "asked for"
    facts = [detail.device, detail.protocol, f"{detail.sessions} sessions" if detail.sessions else None]
    facts += [
        f"{detail.per_week} days a week" if detail.per_week else None,
        f"{detail.per_day} a day" if detail.per_day else None,
    ]
    facts += ["with taper" if detail.taper else None, "maintenance" if detail.maintenance else None, period or None]
    told = ", ".join(fact for fact in facts if fact)
    return f"{finding.concept}, {said}{f': {told}' if told else ''}"


def step_of(finding: Finding) -> str:
    """ "semaglutide 1.7 mg taken since 2025-12-29, now" """
    detail = finding.detail
    assert isinstance(detail, Step)
    since = f" since {detail.start}" if detail.start else f" for {_say.length(detail.days)}" if detail.days else ""
    return f"{finding.concept} {_say.amount(finding.value)} {detail.role}{since}{', now' if detail.current else ''}"


def course_of(finding: Finding) -> str:
    """ "rituximab (Ruxience) 1000 mg: 2024-09-09, 2024-09-23, for lupus nephritis" """
    detail = finding.detail
    assert isinstance(detail, Course)
    product = f" ({detail.product})" if detail.product else ""
    dose = f" {_say.amount(detail.dose)}" if detail.dose else ""
    given_for = f", for {detail.indication}" if detail.indication else ""
    conflict = "; another part of the record has other dates" if "conflicting" in finding.flags else ""
    return f"{finding.concept}{product}{dose}: {', '.join(map(str, detail.dates))}{given_for}{conflict}"


def requested(finding: Finding) -> str:
    """ "continuation of rituximab (Ruxience) 1000 mg x 2, 14 days apart, first on 2026-01-05, repeated every 182 days" """
    detail = finding.detail
    assert isinstance(detail, Request)
    product = f" ({detail.product})" if detail.product else ""
    dose = f" {_say.amount(detail.dose)}" if detail.dose else ""
    facts = [
        f"{f'{detail.kind} of ' if detail.kind else ''}{finding.concept}{product}{dose}"
        + (f" x {detail.doses}" if detail.doses else ""),
        f"{detail.spacing_days} days apart" if detail.spacing_days else None,
        f"on {', '.join(map(str, detail.dates))}" if detail.dates else None,
        f"repeated every {detail.repeat_days} days" if detail.repeat_days else None,
        "no repeat is planned" if detail.single_course else None,
        "not decided yet" if detail.undecided else None,
    ]
    return ", ".join(fact for fact in facts if fact)
