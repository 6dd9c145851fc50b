"""Patient, practitioners and visits of FHIR R4 -> lines. Source: https://hl7.org/fhir/R4/practitioner.html, encounter.html."""

from __future__ import annotations

from collections.abc import Iterator

from evidentia.findings.formats.drug_phrases import Taken
from evidentia.findings.formats.fhir_bundle import Chart
from evidentia.findings.formats.fhir_medications import status_of
from evidentia.findings.formats.fhir_values import (
    Json,
    codes_of,
    day_of,
    obj,
    objs,
    person_name,
    unique,
    word,
    words_of,
)
from evidentia.findings.formats.record_text import Line, Section, one_line

_DEGREES = frozenset("MD DO MBBS NP PA APRN FNP DNP CNP RN PharmD PHD".split())


def patient(r: Json) -> Line | None:
    """Name, sex and date of birth, as far as given."""
    name, sex, born = person_name(r.get("name")), word(r.get("gender")), day_of(r.get("birthDate"))
    died = day_of(r.get("deceasedDateTime"))
    late = f"died {died}" if died else "died" if r.get("deceasedBoolean") is True else ""
    sex = sex if sex in ("female", "male", "other") else ""
    said = ", ".join(part for part in (name, sex, born and f"born {born}", late) if part)
    return Line(Section.PEOPLE, "0", f"Patient: {said}") if said else None


def clinician(chart: Chart, reference: object, within: Json) -> str:
    """ "Miriam Castellane, MD, Rheumatology" of a reference to a Practitioner or PractitionerRole."""
    return clinician_of(chart, chart.resolve(reference, within)) or one_line(obj(reference).get("display"))


def clinician_of(chart: Chart, held: Json) -> str:
    """The same of the resource itself; "" for any other resource, and where no name is given."""
    specialties: list[str] = []
    if held.get("resourceType") == "PractitionerRole":
        specialties = [words_of(s) for s in objs(held.get("specialty"))]
        shown = one_line(obj(held.get("practitioner")).get("display"))
        held = chart.resolve(held.get("practitioner"), held) or {"name": {"text": shown}}
    elif held.get("resourceType") == "Practitioner":
        specialties = [words_of(s) for s in chart.specialties.get(id(held), ())]
    name = person_name(held.get("name"))
    return ", ".join(unique([name, *_qualified(held), *specialties])) if name else ""


def _qualified(practitioner: Json) -> list[str]:
    """Degrees first, as letters, then fields."""
    said = []
    for qualification in objs(practitioner.get("qualification")):
        degree = next((c for c in codes_of(qualification.get("code")) if c in _DEGREES), "")
        said.append(degree or words_of(qualification.get("code")))
    return sorted(said, key=lambda words: words not in _DEGREES)


def people(chart: Chart) -> Iterator[Line]:
    """The prescriber of what is planned, else of what is current; other clinicians are only named."""
    by: dict[Taken, list[str]] = {}
    for r in chart.by_kind.get("MedicationRequest", ()):
        if "Patient/" not in one_line(
            obj(r.get("requester")).get("reference")
        ):  # who asks for himself prescribes nothing
            by.setdefault(status_of(r), []).append(clinician(chart, r.get("requester"), r))
    asked = by.get(Taken.PLANNED, []) + by.get(Taken.PROPOSED, [])
    prescribers = unique(asked) or unique(by.get(Taken.CURRENT, []))
    for name in prescribers:
        yield Line(Section.PEOPLE, "1", f"Prescriber: {name}")
    composed = chart.by_kind.get("Composition", ())
    authors = unique(clinician(chart, author, r) for r in composed for author in objs(r.get("author")))
    for name in authors:
        if name not in prescribers:
            yield Line(Section.PEOPLE, "1", f"Author: {name}")
    known = unique(clinician_of(chart, r) for r in chart.by_kind.get("Practitioner", ()))
    for name in known:
        if name not in (*prescribers, *authors):
            yield Line(Section.PEOPLE, "2", f"Also in the record: {name}")


_KINDS = {
    "imp": "Hospital stay",
    "acute": "Hospital stay",
    "nonac": "Hospital stay",
    "emer": "Emergency visit",
    "vr": "Telephone or video visit",
}


def encounter(chart: Chart, r: Json) -> Iterator[Line]:
    """Encounter: the kind of visit, its field and days. One that is planned or cancelled did not take place."""
    status, period = word(r.get("status")), obj(r.get("period"))
    start, end = day_of(period.get("start")), day_of(period.get("end"))
    kind = next((words_of(t) for t in objs(r.get("type"))), "")
    kind = kind or _KINDS.get(word(obj(r.get("class")).get("code")), "Visit")
    field = words_of(r.get("serviceType"))
    if status == "planned":
        words = f"Appointment{f' in {field}' if field else ''}: planned{f' for {start}' if start else ''}"
    elif status == "cancelled":
        words = f"Cancelled: {', '.join(p for p in (field or kind, start) if p)}"
    elif status in ("finished", "in-progress", "onleave", "arrived", "triaged"):
        on = f" from {start} to {end}" if end and end != start else f" on {start}" if start else ""
        reason = " and ".join(unique(words_of(c) for c in objs(r.get("reasonCode"))))
        words = f"{kind}{f' in {field}' if field else ''}{on}{f' for {reason}' if reason else ''}"
    else:
        return
    yield Line(Section.ENCOUNTERS, start, f"{words}.")
