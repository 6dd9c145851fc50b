"""Medication resources of FHIR R4 -> lines. What an order intends is no proof that a drug is taken.

Only an order (intent order and its kinds) that is active is "current"; a plan, proposal or draft is planned; what is
unknown stays so. Source: https://hl7.org/fhir/R4/medicationrequest.html, medicationstatement.html,
medicationadministration.html.
"""

from __future__ import annotations

import re

from evidentia.findings.formats import fhir_dosage
from evidentia.findings.formats.drug_phrases import Drug, Taken, drug
from evidentia.findings.formats.fhir_bundle import Chart
from evidentia.findings.formats.fhir_values import Json, day_in, day_of, notes_of, obj, objs, unique, word, words_of
from evidentia.findings.formats.record_text import Line

_ORDERS = ("order", "original-order", "reflex-order", "filler-order", "instance-order")
_REQUEST = {
    "active": Taken.CURRENT, "on-hold": Taken.HELD, "completed": Taken.COMPLETED, "stopped": Taken.STOPPED,
    "cancelled": Taken.CANCELLED, "draft": Taken.PROPOSED,
}  # fmt: skip
_STATEMENT = {
    "active": Taken.CURRENT, "on-hold": Taken.HELD, "completed": Taken.COMPLETED, "stopped": Taken.STOPPED,
    "intended": Taken.PLANNED, "not-taken": Taken.NOT_TAKEN,
}  # fmt: skip
_ADMINISTRATION = {
    "completed": Taken.GIVEN, "in-progress": Taken.GIVEN, "not-done": Taken.NOT_GIVEN, "stopped": Taken.INTERRUPTED,
}  # fmt: skip


def request(chart: Chart, r: Json) -> Line | None:
    """MedicationRequest. `doNotPerform` turns the order round. Its start is that of its timing, not `authoredOn`."""
    name, ordered = drug_name(chart, r), day_of(r.get("authoredOn"))
    if not name:
        return None
    instructions = objs(r.get("dosageInstruction"))
    bounds = [fhir_dosage.bounds(d.get("timing")) for d in instructions]
    start, end = min((b[0] for b in bounds if b[0]), default=""), max((b[1] for b in bounds if b[1]), default="")
    days = tuple(sorted({day for d in instructions for day in fhir_dosage.days(d.get("timing"))}))
    taken = status_of(r)
    if taken is Taken.CURRENT and (start > max(chart.day, ordered) or (days and days[0] > max(chart.day, ordered))):
        taken = Taken.PLANNED  # ordered now, for a day that is still to come
    if taken is Taken.CURRENT and days:
        start = start or days[0]
    elif taken in (Taken.CURRENT, Taken.HELD) and end > chart.day and chart.day:
        end = ""  # a last day still to come does not end it
    return drug(Drug(
        name, taken, fhir_dosage.dosages(instructions), start, end, days, ordered, _indication(chart, r),
        words_of(r.get("statusReason")), notes_of(r),
    ))  # fmt: skip


def status_of(r: Json) -> Taken:
    """Where a MedicationRequest stands by its status and intent alone."""
    status, intent = word(r.get("status")), word(r.get("intent"))
    if r.get("doNotPerform") is True:
        return Taken.FORBIDDEN
    if intent in _ORDERS:
        return _REQUEST.get(status, Taken.UNKNOWN)
    if intent in ("plan", "proposal", "option") and status in ("active", "draft", "on-hold"):
        return Taken.PLANNED if intent == "plan" and status == "active" else Taken.PROPOSED
    return Taken.CANCELLED if status in ("cancelled", "stopped") else Taken.UNKNOWN


def statement(chart: Chart, r: Json) -> Line | None:
    """MedicationStatement: what somebody says is taken."""
    name = drug_name(chart, r)
    if not name:
        return None
    period = obj(r.get("effectivePeriod"))
    start, end = day_in(r, "effectiveDateTime", "effectivePeriod"), day_of(period.get("end"))
    taken = _STATEMENT.get(word(r.get("status")), Taken.UNKNOWN)
    if taken in (Taken.CURRENT, Taken.HELD) and chart.day and end > chart.day:
        end = ""
    if taken is Taken.CURRENT and r.get("effectiveDateTime"):
        start = ""  # the day that somebody said so, not the day that it began
    why = "; ".join(unique(words_of(reason) for reason in objs(r.get("statusReason"))))
    dosage = fhir_dosage.dosages(r.get("dosage"))
    return drug(Drug(name, taken, dosage, start, end, (), "", _indication(chart, r), why, notes_of(r)))


def administration(chart: Chart, r: Json) -> Line | None:
    """MedicationAdministration: a dose on a day, or one that was not given."""
    name = drug_name(chart, r)
    if not name:
        return None
    taken = _ADMINISTRATION.get(word(r.get("status")), Taken.UNKNOWN)
    day = day_in(r, "effectiveDateTime", "effectivePeriod")
    dosage = fhir_dosage.dosage(obj(r.get("dosage")))
    why = "; ".join(unique(words_of(reason) for reason in objs(r.get("statusReason"))))
    days = (day,) if day else ()
    return drug(Drug(name, taken, dosage, "", "", days, "", _indication(chart, r), why, notes_of(r)))


def drug_name(chart: Chart, r: Json) -> str:
    """The drug: coded in place or by reference. The strength of a package is no dose and is left out.

    "mycophenolate mofetil 500 MG Oral Tablet [CellCept]" is "mycophenolate mofetil (CellCept)".
    """
    named = words_of(r.get("medicationCodeableConcept"))
    if not named:
        held = chart.resolve(r.get("medicationReference"), r)
        named = words_of(held.get("code")) or words_of(obj(r.get("medicationReference")).get("concept"))
    if not named and obj(r.get("medicationReference")).get("display"):
        named = words_of({"text": obj(r.get("medicationReference")).get("display")})
    return without_strength(named)


_STRENGTH = re.compile(r"\s(?:\d[\d.,]*\s?(?:HR\s|mg|mcg|g|mL|unt|unit|MEQ|%|\[)).*", re.IGNORECASE)
_BRAND = re.compile(r"\[([^\[\]]{2,40})\]")


def without_strength(name: str) -> str:
    """The name of a drug without strength and form.

    >>> without_strength("rituximab-pvvr 10 MG/ML Injectable Solution [Ruxience]")
    'rituximab-pvvr (Ruxience)'
    """
    brand = _BRAND.search(name)
    bare = _STRENGTH.sub("", _BRAND.sub("", name)).strip(" ,")
    bare = re.sub(r"\s+(?:oral|injectable)\s+\w+$", "", bare, flags=re.IGNORECASE)
    return f"{bare} ({brand.group(1)})" if brand and bare else bare or name


def _indication(chart: Chart, r: Json) -> str:
    """What a drug is for: its reason, or the diagnosis that it refers to unless that one is doubtful or past."""
    said = [words_of(reason) for reason in objs(r.get("reasonCode"))]
    for reference in objs(r.get("reasonReference")):
        held = chart.resolve(reference, r)
        if held.get("resourceType") == "Condition" and word(_code(held.get("verificationStatus"))) in ("", "confirmed"):
            said.append(words_of(held.get("code")))
    return " and ".join(unique(said))


def _code(concept: object) -> object:
    return next((c.get("code") for c in objs(obj(concept).get("coding"))), None)
