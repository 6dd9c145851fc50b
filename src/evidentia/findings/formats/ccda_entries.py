"""Entries of C-CDA sections -> lines; the wording is that of `phrases`, as for FHIR.

Source: C-CDA R2.1 entry templates 2.16.840.1.113883.10.20.22.4: .3 and .4 problems, .16 medication activity, .42 planned
medication activity, .7 allergy, .9 reaction, .1 and .2 results, .26 and .27 vital signs, .14 procedure, .49 encounter.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from evidentia.findings.formats import result_names
from evidentia.findings.formats.ccda_values import (
    NOTHING,
    Narrative,
    attribute,
    child,
    children,
    icd_of,
    inner,
    is_negated,
    period,
    person,
    templates,
    value,
    words_of,
)
from evidentia.findings.formats.fhir_lines import grade_of_code
from evidentia.findings.formats.phrases import Problem, Standing, allergy, problem, result
from evidentia.findings.formats.record_text import Line, Section

_GENERIC = frozenset(("problem", "disease", "condition", "diagnosis", "finding", "complaint", "clinical finding"))
_STATUS = {"resolved": Standing.RESOLVED, "inactive": Standing.INACTIVE, "remission": Standing.REMISSION}


def status_of(entry: Element) -> str:
    return attribute(child(entry, "statusCode"), "code").lower()


def problems(entry: Element, told: Narrative, day: str) -> Iterator[Line]:
    """A problem concern with its observations, or an observation alone."""
    concern = child(entry, "act")
    found = inner(concern, "observation") if concern is not NOTHING else children(entry, "observation")
    for observation in found:
        coded = child(observation, "value")
        name = words_of(coded, told)
        if (
            not name
            or status_of(observation) in ("nullified", "cancelled")
            or status_of(concern) in ("nullified", "cancelled")
        ):
            continue
        if is_negated(observation) and name.lower() in _GENERIC:
            yield Line(Section.PROBLEMS, "", "No known problems.")
            continue
        _, start, end = period(observation)
        standing = Standing.REFUTED if is_negated(observation) else _standing(observation, concern, end, told)
        yield problem(Problem(name, standing, "", icd_of(coded), "", start, end))


def _standing(observation: Element, concern: Element, end: str, told: Narrative) -> Standing:
    for status in inner(observation, "observation", "4.6"):
        said = words_of(child(status, "value"), told).lower()
        if said in _STATUS or said == "active":
            return _STATUS.get(said, Standing.ACTIVE)
    return Standing.RESOLVED if end else Standing.ACTIVE


def allergies(entry: Element, told: Narrative, day: str) -> Iterator[Line]:
    """An allergy concern: substance, kind and reactions. A negation of all is "no known allergies"."""
    concern = child(entry, "act")
    for observation in inner(concern, "observation") if concern is not NOTHING else children(entry, "observation"):
        playing = child(observation, "participant", "participantRole", "playingEntity")
        name = words_of(child(playing, "code"), told) or person(child(playing, "name"))
        if status_of(concern) in ("nullified", "cancelled"):
            continue
        if is_negated(observation):
            yield Line(Section.ALLERGIES, "", f"No allergy to {name}." if name else "No known allergies.")
        elif name:
            reactions = [words_of(child(r, "value"), told) for r in inner(observation, "observation", "4.9")]
            kind = "intolerance" if "intolerance" in words_of(child(observation, "value"), told).lower() else "allergy"
            over = any(
                words_of(child(s, "value"), told).lower() in _STATUS for s in inner(observation, "observation", "4.28")
            )
            standing = (
                Standing.RESOLVED
                if period(observation)[2] or over or status_of(concern) == "completed"
                else Standing.ACTIVE
            )
            yield allergy(name, kind, [r for r in reactions if r], standing)


def results(entry: Element, told: Narrative, day: str) -> Iterator[Line]:
    """A battery of results or vital signs, or a single observation; each with its own day, else the battery's."""
    organizer = child(entry, "organizer")
    battery = "".join(period(organizer)[:2])[:10]
    specimen = words_of(child(organizer, "specimen", "specimenRole", "specimenPlayingEntity", "code"), told)
    parts = [child(c, "observation") for c in children(organizer, "component")] or list(children(entry, "observation"))
    for observation in parts:
        coded = child(observation, "code")
        loinc = attribute(coded, "code") if coded.get("codeSystem") == "2.16.840.1.113883.6.1" else ""
        name = result_names.plain(words_of(coded, told), loinc, specimen)
        one, start, _ = period(observation)
        status = status_of(observation)
        if not name or observation.get("moodCode", "EVN") != "EVN" or status == "nullified":
            continue
        if is_negated(observation) or status in ("aborted", "cancelled"):
            yield result(name, "not done", one or start or battery)
            continue
        measured = child(observation, "value")
        said = value(measured, told)
        grade = grade_of_code(attribute(child(observation, "interpretationCode"), "code"))
        if not said and not grade:
            if measured is NOTHING:
                continue
            said = "no value given (unknown)" if measured.get("nullFlavor") else "no value given"
        section = Section.VITALS if "4.27" in templates(observation) else Section.RESULTS
        yield result(name, said or grade, one or start or battery, grade if said else "", section=section)


def procedures(entry: Element, told: Narrative, day: str) -> Iterator[Line]:
    """Procedures of the three kinds: procedure, observation, act."""
    for tag in ("procedure", "observation", "act"):
        for done in children(entry, tag):
            name, status = words_of(child(done, "code"), told), status_of(done)
            one, start, _ = period(done)
            when = one or start
            on = f" on {when}" if when else ""
            outcome = value(child(done, "value"), told) if tag == "observation" else ""
            if not name or status == "nullified":
                continue
            if is_negated(done) or status == "cancelled":
                words = f"{name}: not done{f', {when}' if when else ''}"
            elif done.get("moodCode", "EVN") != "EVN":
                words = f"{name} planned{f' for {when}' if when else ''}"
            elif status == "aborted":
                words = f"{name}{on}, stopped before its end"
            else:
                words = f"{name}{f' ({when})' if when else ''}: {outcome}" if outcome else f"{name}{on}"
            yield Line(Section.PROCEDURES, when, f"{words.rstrip('.')}.")


def encounters(entry: Element, told: Narrative, day: str) -> Iterator[Line]:
    """Encounters that took place: kind, field of who was seen, days."""
    for visit in children(entry, "encounter"):
        one, start, end = period(visit)
        kind = words_of(child(visit, "code"), told) or "Visit"
        seen = child(visit, "performer", "assignedEntity", "code")
        field = words_of(seen, told)
        first = one or start
        on = f" from {first} to {end}" if first and end and end != first else f" on {first}" if first else ""
        if status_of(visit) in ("cancelled", "aborted", "nullified") or is_negated(visit):
            yield Line(Section.ENCOUNTERS, first, f"Cancelled: {', '.join(p for p in (field or kind, first) if p)}.")
        elif visit.get("moodCode", "EVN") == "EVN":
            yield Line(Section.ENCOUNTERS, first, f"{kind}{f' in {field}' if field else ''}{on}.")
        else:
            yield Line(
                Section.ENCOUNTERS,
                first,
                f"Appointment{f' in {field}' if field else ''}: planned{f' for {first}' if first else ''}.",
            )
