"""Medication activities of C-CDA -> lines. Source: templates 2.16.840.1.113883.10.20.22.4.16 (medication activity),
.42 (planned), .147 (free text sig), .19 (indication)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from evidentia.findings.formats import fhir_dosage
from evidentia.findings.formats.ccda_entries import status_of
from evidentia.findings.formats.ccda_values import (
    NOTHING,
    Narrative,
    attribute,
    child,
    children,
    inner,
    is_negated,
    period,
    quantity,
    templates,
    words_of,
)
from evidentia.findings.formats.drug_phrases import Drug, Taken, drug
from evidentia.findings.formats.fhir_medications import without_strength
from evidentia.findings.formats.record_text import Line, one_line

_TAKEN = {"active": Taken.CURRENT, "suspended": Taken.HELD, "completed": Taken.COMPLETED, "aborted": Taken.STOPPED}
_UNITS = {"h": "hours", "d": "days", "wk": "weeks", "mo": "months", "a": "years"}


def medications(entry: Element, told: Narrative, day: str) -> Iterator[Line]:
    """Drugs of the Medications section."""
    for activity in children(entry, "substanceAdministration"):
        yield from _activity(activity, told, day, planned=False, given=False)


def given(entry: Element, told: Narrative, day: str) -> Iterator[Line]:
    """Drugs of the Medications Administered section: each a dose on a day."""
    for activity in children(entry, "substanceAdministration"):
        yield from _activity(activity, told, day, planned=False, given=True)


def planned(entry: Element, told: Narrative, day: str) -> Iterator[Line]:
    """Drugs of the Plan of Treatment section; nothing else of a plan is read from its entries."""
    for activity in children(entry, "substanceAdministration"):
        yield from _activity(activity, told, day, planned=True, given=False)


def _activity(a: Element, told: Narrative, day: str, *, planned: bool, given: bool) -> Iterator[Line]:
    name = _name(a, told)
    one, start, end = period(a)
    if not name or status_of(a) == "nullified":
        return
    taken = _taken(a, day, (one, start, end), planned=planned, given=given)
    if taken in (Taken.CURRENT, Taken.HELD) and day and end > day:
        end = ""
    days = (one or start,) if taken in (Taken.GIVEN, Taken.NOT_GIVEN, Taken.PLANNED) and (one or start) else ()
    indication = " and ".join(
        words_of(child(i, "value"), told) for i in inner(a, "observation", "4.19") if not is_negated(i)
    )
    yield drug(
        Drug(name, taken, _dosage(a, told), "" if days else start or one, end, days, "", indication, _why(a, told))
    )


def _taken(a: Element, day: str, times: tuple[str, str, str], *, planned: bool, given: bool) -> Taken:
    """Where the drug stands: section, negation, mood and status together."""
    one, start, end = times
    status, intended = status_of(a), a.get("moodCode") not in ("EVN", None)
    if is_negated(a):
        return Taken.NOT_GIVEN if given else Taken.NOT_TAKEN
    if status == "cancelled":
        return Taken.CANCELLED
    if planned or (intended and (start or one) > day and status in ("active", "")):
        return Taken.PLANNED
    if status == "completed" and not intended and (given or (one and not start and not end)):
        return Taken.GIVEN  # a single time is a dose, an interval is a course of taking
    return _TAKEN.get(status, Taken.UNKNOWN)


def _name(a: Element, told: Narrative) -> str:
    material = child(a, "consumable", "manufacturedProduct", "manufacturedMaterial")
    coded = words_of(child(material, "code"), told)
    return without_strength(coded or one_line(child(material, "name").text))


def _dosage(a: Element, told: Narrative) -> str:
    """ "1.5 g every 12 hours by mouth": amount, frequency and route; the free text sig where no amount is coded."""
    dose, way = child(a, "doseQuantity"), _route(words_of(child(a, "routeCode"), told))
    amount = quantity(dose) or quantity(child(dose, "low"))
    if not amount:
        sig = next((s for s in inner(a, "substanceAdministration", "4.147")), NOTHING)
        text = told.at(child(sig, "text", "reference")) or one_line(child(sig, "text").text)
        if text:
            return fhir_dosage.said(text)
    amount = amount if " " in amount else ""  # a bare number counts tablets, or nobody knows what
    often = next((o for o in map(_often, children(a, "effectiveTime")) if o), "")
    count = attribute(child(a, "repeatNumber"), "value")
    times = f"x {count}" if count.isdigit() and often and 1 < int(count) < 100 else ""
    parts = (amount, way, often, times) if way == "IV" else (amount, often, times, way)
    return " ".join(part for part in parts if part)


def _route(name: str) -> str:
    return fhir_dosage.route({"text": name.removesuffix(" route").removesuffix(" Route of Administration")})


def _often(time: Element) -> str:
    """A PIVL_TS period: 24 h is "once daily", 12 h "twice daily", other periods as they are."""
    every = child(time, "period")
    number, unit = attribute(every, "value"), one_line(every.get("unit"))
    if not number.isdigit() or unit not in _UNITS or len(number) > 3:
        return ""
    known = {("24", "h"): "once daily", ("1", "d"): "once daily", ("12", "h"): "twice daily", ("8", "h"): "three times daily",
             ("6", "h"): "four times daily", ("7", "d"): "weekly", ("1", "wk"): "weekly", ("1", "mo"): "monthly"}  # fmt: skip
    return known.get((number, unit)) or f"every {number} {_UNITS[unit]}"


def _why(a: Element, told: Narrative) -> str:
    """Why it was stopped or not given: a reason (typeCode RSON) that is no indication."""
    for relation in children(a, "entryRelationship"):
        for observation in children(relation, "observation") if relation.get("typeCode") == "RSON" else ():
            if "4.19" not in templates(observation):
                return words_of(child(observation, "value"), told)
    return ""
