"""Findings of one note -> the entities of the annotation guidelines. It sees the chart and the vocabulary, no gold.

What the guidelines count in another way than our findings do, and this file therefore changes:
- a biopsy's classes are a condition: lupus nephritis; of several readings the latest is present, the others are
  historical;
- an infection or a reaction is an event and a condition, each date of a course one infusion;
- one entry for one (concept, assertion), (ingredient, status, dose, outcome, start) and (type, date): a second
  mention that adds nothing is folded into the first;
- a lab value is given once: without a date it is folded into the same value with one;
- a requested drug has the schedule of its request; a count of doses that restates a duration is left out;
- a biopsy is an event where it has a date;
- a route is given only where the words say so, not because a product has but one;
- planned and requested drugs have no outcome; a relapse after stopping was a response, a relapse on it was not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from evidentia.evaluation import notes_gaps
from evidentia.evaluation.notes_entities import Annotation, Condition, Event, Lab, Medication, Places, Requested
from evidentia.findings import drug_names
from evidentia.findings.lexicon import Lexicon
from evidentia.model import finding as model
from evidentia.model.finding import Assertion, Chart, Finding, Kind, Outcome, Status
from evidentia.model.frozen import changed, names_of
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
_EVENTS = {
    "flare": "flare",
    "hospitalisation": "hospitalization",
    "infection": "infection",
    "severe infection": "infection",
    "specific infection": "infection",
    "progressive multifocal leukoencephalopathy": "infection",
    "infusion reaction": "infusion_reaction",
    "overdue": "overdue",
}
_AS_CONDITION = ("infection", "infusion_reaction")
_HAPPENED = (Assertion.PRESENT, Assertion.HISTORICAL)
_LUPUS_NEPHRITIS = "lupus nephritis"

Entity = TypeVar("Entity", Condition, Medication, Lab, Event)


def project(chart: Chart, vocabulary: Mapping[str, Any]) -> Annotation:
    """The entities of a chart of one document.

    >>> project(Chart((), ()), {"drugs": {}, "drug_classes": {}, "confusables": {}, "conditions": {}, "events": {}})
    Annotation(conditions=(), medications=(), labs=(), events=(), requested=None, gaps=(), distractors=())
    """
    medications = _medications(chart, vocabulary)
    found = Annotation(
        conditions=_conditions(chart, vocabulary),
        medications=medications,
        labs=_labs(chart),
        events=_events(chart),
        requested=_requested(chart, medications),
    )
    return changed(found, gaps=notes_gaps.gaps(found, chart))


# conditions


def _conditions(chart: Chart, vocabulary: Mapping[str, Any]) -> tuple[Condition, ...]:
    grouped = _surface_concepts(vocabulary)
    infections = Lexicon({n: [n] for n in vocabulary["events"].get("specific infection", {}).get("names", ())})
    named = [c for f in chart.of_kind(Kind.CONDITION) for c in _named(f, chart, grouped)]
    events = [c for f in chart.of_kind(Kind.EVENT) if (c := _event_condition(f, chart, infections)) is not None]
    biopsies = _biopsy_conditions(chart)
    if any(b.assertion == "present" for b in biopsies):
        named = [c for c in named if (c.concept, c.assertion) != (_LUPUS_NEPHRITIS, "present")] + [
            changed(biopsies[-1], places=c.places)
            for c in named
            if (c.concept, c.assertion) == (_LUPUS_NEPHRITIS, "present")
        ]
    return _folded([*named, *events, *biopsies], lambda c: (c.concept, c.assertion), lambda first, second: True)


def _surface_concepts(vocabulary: Mapping[str, Any]) -> frozenset[str]:
    """Concepts of the vocabulary that gather several signs ("synovitis", "arthralgia"), which the gold keeps apart."""
    entries = vocabulary["conditions"]
    return frozenset({"cytopenia", "pleuritis", *(c for c, entry in entries.items() if entry.get("symptom"))})


def _named(finding: Finding, chart: Chart, grouped: frozenset[str]) -> list[Condition]:
    """A finding as one condition; of a concept that gathers several signs, as one for each word that names it."""
    if finding.concept not in grouped:
        return [Condition(_places(finding), finding.concept, finding.assertion.value)]
    by_words: dict[str, Places] = {}
    for span in finding.spans:
        words = " ".join(chart.text_of(span).lower().split())
        by_words[words] = (*by_words.get(words, ()), (span.start, span.end))
    return [Condition(places, words, finding.assertion.value) for words, places in by_words.items()]


def _event_condition(finding: Finding, chart: Chart, infections: Lexicon) -> Condition | None:
    kind = _EVENTS.get(finding.concept)
    if kind not in _AS_CONDITION:
        return None
    named = infections.find(chart.text_of(finding.spans[0])) if kind == "infection" else []
    concept = named[0].concept if named else finding.concept.replace("severe ", "")
    return Condition(_places(finding), concept, finding.assertion.value)


def _biopsy_conditions(chart: Chart) -> list[Condition]:
    """Lupus nephritis as biopsies state it; the last of the list is the one that holds now."""
    read = [f for f in chart.of_kind(Kind.BIOPSY) if isinstance(f.detail, model.Biopsy) and f.detail.classes]
    sure = [f for f in read if f.assertion is not Assertion.POSSIBLE]
    classes = {f.detail.classes: f for f in sorted(sure, key=_by_date) if isinstance(f.detail, model.Biopsy)}
    current = list(classes.values())[-1].detail if classes else None
    ordered = [f for f in read if f.assertion is Assertion.POSSIBLE] + sorted(sure, key=_by_date)
    return [Condition(_places(f), _LUPUS_NEPHRITIS, _biopsy_assertion(f, current)) for f in ordered]


def _biopsy_assertion(finding: Finding, current: object) -> str:
    if finding.assertion is Assertion.POSSIBLE:
        return "possible"
    detail = finding.detail
    same = isinstance(detail, model.Biopsy) and isinstance(current, model.Biopsy) and detail.classes == current.classes
    return "present" if same else "historical"


def _by_date(finding: Finding) -> tuple[str, int]:
    """Dated readings in order of time; one without a date is taken to be about now."""
    return (str(finding.when) if finding.when else "9999", finding.spans[0].start)


# medications


def _medications(chart: Chart, vocabulary: Mapping[str, Any]) -> tuple[Medication, ...]:
    names = drug_names.of(vocabulary)
    routes = _product_routes(vocabulary)
    found = chart.of_kind(Kind.MEDICATION)
    entities = [_medication(f, chart, names, routes) for f in found]
    requests = {f.concept: f for f in sorted(chart.of_kind(Kind.REQUEST), key=_said)}  # the fullest of each drug
    entities = [_with_schedule(m, requests, chart) if m.status == "requested" else m for m in entities]
    asked = {m.ingredient for m in entities if m.status == "requested"}
    entities += [_asked_medication(f, chart, names) for concept, f in requests.items() if concept not in asked]
    return _folded(entities, lambda m: (m.ingredient, m.status), _compatible)


def _medication(finding: Finding, chart: Chart, names: drug_names.DrugNames, routes: Mapping[str, str]) -> Medication:
    detail = finding.detail
    assert isinstance(detail, model.Medication)
    told = detail.status not in (Status.PLANNED, Status.REQUESTED)
    return Medication(
        places=_naming(finding, chart, names),
        ingredient=detail.form or finding.concept,
        status=detail.status.value,
        dose=_dose(detail.dose or detail.daily_dose),
        route=_stated_route(detail, finding, chart, routes),
        frequency=_frequency(detail),
        outcome=_OUTCOMES[detail.outcome] if told else "not_stated",
        start=_text(detail.start),
    )


def _asked_medication(finding: Finding, chart: Chart, names: drug_names.DrugNames) -> Medication:
    """The requested entry that goes with a request."""
    detail = finding.detail
    assert isinstance(detail, model.Request)
    schedule = _schedule(detail, None)
    return Medication(
        _naming(finding, chart, names), finding.concept, "requested", _dose(detail.dose), frequency=schedule
    )


def _with_schedule(entry: Medication, requests: Mapping[str, Finding], chart: Chart) -> Medication:
    """A requested entry with the schedule of its request, which knows of doses and repeats; more than two doses are a duration."""
    asked = requests.get(entry.ingredient)
    if asked is None or not isinstance(asked.detail, model.Request):
        return entry
    days = _requested_days(chart, entry.ingredient)
    counted = asked.detail if (asked.detail.doses or 0) <= 2 else changed(asked.detail, doses=None)
    return changed(entry, frequency=_schedule(counted, days) or entry.frequency)


def _naming(finding: Finding, chart: Chart, names: drug_names.DrugNames) -> Places:
    """Where the drug is named inside the spans; the spans themselves where it is not (a pronoun, a table row)."""
    named = tuple(
        (span.start + mention.start, span.start + mention.end)
        for span in finding.spans
        for mention in drug_names.mentions(chart.text_of(span), names)
        if mention.concept == finding.concept
    )
    return named or _places(finding)


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


def _dose(amount: Quantity | None) -> str | None:
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
    pairs = (
        (first.dose, second.dose),
        (first.route, second.route),
        (first.frequency, second.frequency),
        (first.start, second.start),
    )
    outcomes = {first.outcome, second.outcome} - {"not_stated"}
    return len(outcomes) < 2 and all(a is None or b is None or a == b for a, b in pairs)


# labs and events


def _labs(chart: Chart) -> tuple[Lab, ...]:
    found = [lab for f in chart.of_kind(Kind.LAB) if (lab := _lab(f)) is not None]
    dated = {(lab.analyte, lab.value, lab.result) for lab in found if lab.date}
    kept = [lab for lab in found if lab.date or (lab.analyte, lab.value, lab.result) not in dated]
    return _folded(kept, lambda lab: (lab.analyte, lab.value, lab.result, lab.date), lambda first, second: True)


def _lab(finding: Finding) -> Lab | None:
    """A measurement; None where the record names an analyte and gives no result."""
    amount = finding.value
    result = finding.detail.result if isinstance(finding.detail, model.Lab) else None
    if amount is None and result is None:
        return None
    when = str(finding.when) if finding.when else None
    if amount is None:
        return Lab(_places(finding), finding.concept, None, date=when, result=result)
    sign = amount.comparator.strip("=") or None
    return Lab(_places(finding), finding.concept, amount.value, amount.unit, sign, when)


def _events(chart: Chart) -> tuple[Event, ...]:
    found = [
        Event(_places(f), _EVENTS[f.concept], _text(f.when))
        for f in chart.of_kind(Kind.EVENT)
        if f.concept in _EVENTS and _is_event(f)
    ]
    found += [Event(_places(f), "biopsy", _text(f.when)) for f in chart.of_kind(Kind.BIOPSY) if _was_taken(f)]
    found += [
        Event(_places(f), "infusion", str(day))
        for f in chart.of_kind(Kind.COURSE)
        if isinstance(f.detail, model.Course)
        for day in f.detail.dates
    ]
    dated = {event.type for event in found if event.date} - {"infection"}  # infections differ by name
    kept = [event for event in found if event.date or event.type not in dated]
    return _folded(kept, lambda event: (event.type, event.date), lambda first, second: True)


def _is_event(finding: Finding) -> bool:
    return finding.assertion in _HAPPENED or (finding.concept == "flare" and finding.assertion is Assertion.POSSIBLE)


def _was_taken(finding: Finding) -> bool:
    """A biopsy with its date; a class alone ("LN class IV") is how the disease is called, not an event."""
    return isinstance(finding.detail, model.Biopsy) and finding.when is not None and finding.detail.status == "result"


# the request


def _requested(chart: Chart, medications: Sequence[Medication]) -> Requested | None:
    """The one therapy asked for: the request with most said of it, completed from the medication entry."""
    entity = next((m for m in medications if m.status == "requested"), None)
    asked = max(chart.of_kind(Kind.REQUEST), key=_said, default=None)
    if asked is None:
        return _from_entry(entity, medications) if entity else None
    detail = asked.detail
    assert isinstance(detail, model.Request)
    entity = next((m for m in medications if (m.ingredient, m.status) == (asked.concept, "requested")), None)
    days = _requested_days(chart, asked.concept)
    return Requested(
        ingredient=asked.concept,
        product=None if detail.undecided else detail.product,
        dose=_dose(detail.dose) or (entity.dose if entity else None),
        route=entity.route if entity else None,
        schedule=_schedule(detail, days) or (entity.frequency if entity else None),
        duration=f"{days} days" if days else None,
        kind=detail.kind or _kind(asked.concept, medications),
    )


def _from_entry(entry: Medication, medications: Sequence[Medication]) -> Requested:
    """A drug marked as requested of which the reader made no request."""
    kind = _kind(entry.ingredient, medications)
    return Requested(entry.ingredient, None, entry.dose, entry.route, entry.frequency, None, kind)


def _requested_days(chart: Chart, ingredient: str) -> int | None:
    """How long the drug is asked for."""
    details = [f.detail for f in chart.of_kind(Kind.MEDICATION, ingredient) if isinstance(f.detail, model.Medication)]
    return next((d.days for d in details if d.status is Status.REQUESTED and d.days), None)


def _said(finding: Finding) -> int:
    detail = finding.detail
    if not isinstance(detail, model.Request):
        return 0
    return sum(1 for part in (detail.dose, detail.product, detail.doses, detail.spacing_days, detail.kind) if part)


def _schedule(detail: model.Request, days: int | None) -> str | None:
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


def _kind(ingredient: str, medications: Iterable[Medication]) -> str:
    """As the app takes it: a drug that was given before is continued, else it is begun."""
    given = any(m.ingredient == ingredient and m.status in ("current", "past") for m in medications)
    return "continuation" if given else "initiation"


# what all share


def _places(finding: Finding) -> Places:
    return tuple((span.start, span.end) for span in finding.spans)


def _text(when: object) -> str | None:
    return None if when is None else str(when)


def _folded(
    found: Iterable[Entity], key: Callable[[Entity], object], adds_nothing: Callable[[Entity, Entity], bool]
) -> tuple[Entity, ...]:
    """Entities of one key in one, where the second adds nothing; what the first leaves open is taken from it."""
    kept: list[Entity] = []
    for entity in found:
        place = next((i for i, k in enumerate(kept) if key(k) == key(entity) and adds_nothing(k, entity)), None)
        if place is None:
            kept.append(entity)
        else:
            kept[place] = _both(kept[place], entity)
    return tuple(kept)


def _both(first: Entity, second: Entity) -> Entity:
    open_fields = {
        name: getattr(second, name)
        for name in names_of(type(first))
        if getattr(first, name) in (None, "not_stated") and getattr(second, name) is not None
    }
    places = tuple(sorted({*first.places, *second.places}))
    return changed(first, places=places, **open_fields)
