"""Findings -> the medication entries of the annotation guidelines, with doses, routes and schedules in their words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from evidentia.evaluation.notes_entities import Medication, Places
from evidentia.evaluation.notes_fold import folded, places_of, text_of
from evidentia.evaluation.notes_names import same_dose
from evidentia.findings import drug_names
from evidentia.model import finding as model
from evidentia.model.finding import Chart, Finding, Kind, Outcome, Status
from evidentia.model.frozen import changed
from evidentia.model.quantity import Quantity, plain

_OUTCOMES = {
    Outcome.RESPONSE: "response",
    Outcome.RELAPSE_OFF: "response",
    Outcome.PARTIAL_RESPONSE: "partial_response",
    Outcome.NO_RESPONSE: "inadequate_response",
    Outcome.RELAPSE_ON: "inadequate_response",
    Outcome.INTOLERANCE: "intolerance",
    Outcome.CONTRAINDICATED: "contraindicated",
    Outcome.NOT_STATED: "not_stated",
}


def medications_of(chart: Chart, vocabulary: Mapping[str, Any]) -> tuple[Medication, ...]:
    names = drug_names.of(vocabulary)
    routes = _product_routes(vocabulary)
    found = chart.of_kind(Kind.MEDICATION)
    entities = [_medication(f, chart, names, routes) for f in found]
    requests = {f.concept: f for f in sorted(chart.of_kind(Kind.REQUEST), key=said)}  # the fullest of each drug
    entities = [_with_schedule(m, requests, chart) if m.status == "requested" else m for m in entities]
    asked = {m.ingredient for m in entities if m.status == "requested"}
    entities += [_asked_medication(f, chart, names) for concept, f in requests.items() if concept not in asked]
    asked = {m.ingredient for m in entities if m.status == "requested"}
    told = [m for m in entities if m.status != "planned" or m.ingredient not in asked]  # a plan that became the request
    return folded(told, lambda m: (m.ingredient, m.status), _compatible)


def _medication(finding: Finding, chart: Chart, names: drug_names.DrugNames, routes: Mapping[str, str]) -> Medication:
    detail = finding.detail
    assert isinstance(detail, model.Medication)
    told = detail.status not in (Status.PLANNED, Status.REQUESTED)
    return Medication(
        places=_naming(finding, chart, names),
        ingredient=_ingredient(detail.form or finding.concept),
        status=detail.status.value,
        dose=detail.dose_words or dose_of(detail.dose or detail.daily_dose),
        route=_stated_route(detail, finding, chart, routes),
        frequency=_frequency(detail),
        outcome=_OUTCOMES[detail.outcome] if told else "not_stated",
        start=text_of(detail.start),
    )


def _ingredient(name: str) -> str:
    """The guidelines read the plain word as the mofetil, unless the note says acid."""
    return "mycophenolate mofetil" if name == "mycophenolate" else name


def _asked_medication(finding: Finding, chart: Chart, names: drug_names.DrugNames) -> Medication:
    """The requested entry that goes with a request."""
    detail = finding.detail
    assert isinstance(detail, model.Request)
    schedule = schedule_of(detail, None)
    return Medication(
        _naming(finding, chart, names), finding.concept, "requested", dose_of(detail.dose), frequency=schedule
    )


def _with_schedule(entry: Medication, requests: Mapping[str, Finding], chart: Chart) -> Medication:
    """A requested entry with the schedule of its request, which knows of doses and repeats; more than two doses are a duration."""
    asked = requests.get(entry.ingredient)
    if asked is None or not isinstance(asked.detail, model.Request):
        return entry
    days = requested_days(chart, entry.ingredient)
    counted = asked.detail if (asked.detail.doses or 0) <= 2 else changed(asked.detail, doses=None)
    return changed(entry, frequency=schedule_of(counted, days) or entry.frequency)


def _naming(finding: Finding, chart: Chart, names: drug_names.DrugNames) -> Places:
    """Where the drug is named inside the spans; the spans themselves where it is not (a pronoun, a table row)."""
    named = tuple(
        (span.start + mention.start, span.start + mention.end)
        for span in finding.spans
        for mention in drug_names.mentions(chart.text_of(span), names)
        if mention.concept == finding.concept
    )
    return named or places_of(finding)


def _product_routes(vocabulary: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: facts["route"]
        for entry in vocabulary["drugs"].values()
        for name, facts in entry.get("products", {}).items()
        if facts.get("route")
    }


@cache
def _route_words() -> Mapping[str, re.Pattern[str]]:
    return {
        "IV": re.compile(r"\bIV|intraven|infus|\bi\.v\.", re.IGNORECASE),
        "SC": re.compile(r"\bsc\b|scig|subcut|sub-?q\b|\bsq\b|inject", re.IGNORECASE),
        "PO": re.compile(r"\bpo\b|oral|mouth|tab|caps?\b", re.IGNORECASE),
    }


def _stated_route(detail: model.Medication, finding: Finding, chart: Chart, routes: Mapping[str, str]) -> str | None:
    """The route; None where only the product implies it, and for routes that the guidelines do not count."""
    if detail.route is None or detail.route not in _route_words():
        return None
    implied = routes.get(detail.product or "") == detail.route
    said = any(_route_words()[detail.route].search(chart.text_of(span)) for span in finding.spans)
    return None if implied and not said else detail.route


def dose_of(amount: Quantity | None) -> str | None:
    if amount is None:
        return None
    unit = (amount.unit or "").replace("g/d", "g/day") if (amount.unit or "").endswith("g/d") else amount.unit or ""
    return f"{plain(amount.value)} {unit}".strip()


_PER_DAY = {Decimal(1): "daily", Decimal(2): "BID", Decimal(3): "TID", Decimal(4): "QID"}
_EVERY = {7: "weekly", 30: "monthly", 182: "every 6 months", 91: "every 3 months", 121: "every 4 months", 365: "yearly"}


def _frequency(detail: model.Medication) -> str | None:
    """A frequency in the words of the guidelines: "BID", "as needed", "every 3 weeks", "day 1 and 15", "2 doses"."""
    said = (detail.schedule or "").lower()
    if re.search(r"\bprn\b|as needed", said):
        return "daily as needed" if detail.per_day == 1 else "as needed"
    if detail.per_day == 1 and re.search(r"qhs|night|bedtime|\bhs\b", said):
        return "nightly"
    if detail.per_day in _PER_DAY:
        return _PER_DAY[detail.per_day]
    if detail.per_day and (weekly := detail.per_day * 7).quantize(Decimal("0.0001")) == weekly.to_integral_value():
        return f"{weekly.to_integral_value()} times weekly"
    if detail.doses == 2 and detail.every_days == 14:
        return "day 1 and 15"
    if detail.every_days:
        return _every(detail.every_days)
    return "2 doses" if detail.doses == 2 else detail.schedule


def _compatible(first: Medication, second: Medication) -> bool:
    """Whether one of two entries of a drug says nothing that the other contradicts."""
    pairs = ((first.route, second.route), (first.frequency, second.frequency), (first.start, second.start))
    outcomes = {first.outcome, second.outcome} - {"not_stated"}
    doses = first.dose is None or second.dose is None or _same_amount(first.dose, second.dose)
    return doses and len(outcomes) < 2 and all(a is None or b is None or a == b for a, b in pairs)


def _same_amount(first: str, second: str) -> bool:
    """Equal doses; "1500" is the "1.5 g" that the note gives elsewhere."""
    return same_dose(first, second) or same_dose(_in_mg(first), _in_mg(second))


def _in_mg(dose: str) -> str:
    return f"{dose} mg" if re.fullmatch(r"\d{2,4}(?:\.\d+)?", dose) else dose


def requested_days(chart: Chart, ingredient: str) -> int | None:
    """How long the drug is asked for."""
    details = [f.detail for f in chart.of_kind(Kind.MEDICATION, ingredient) if isinstance(f.detail, model.Medication)]
    return next((d.days for d in details if d.status is Status.REQUESTED and d.days), None)


def said(finding: Finding) -> int:
    detail = finding.detail
    if not isinstance(detail, model.Request):
        return 0
    return sum(1 for part in (detail.dose, detail.product, detail.doses, detail.spacing_days, detail.kind) if part)


def schedule_of(detail: model.Request, days: int | None) -> str | None:
    """The schedule of a request: "4 doses weekly". A count that only restates the duration is left out."""
    restated = days and detail.doses and detail.spacing_days and detail.doses == days // detail.spacing_days
    count = f"{detail.doses} dose{'s' if detail.doses != 1 else ''}" if detail.doses and not restated else ""
    spacing, repeat = _every(detail.spacing_days), _every(detail.repeat_days)
    if detail.doses == 2 and detail.spacing_days == 14:
        count, spacing = "day 1 and 15", ""
    return " ".join(part for part in (count, spacing, repeat) if part) or None


def _every(days: int | None) -> str:
    if not days:
        return ""
    return _EVERY.get(days) or (f"every {days // 7} weeks" if days % 7 == 0 else f"every {days} days")
