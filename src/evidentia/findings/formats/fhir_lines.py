"""The other resources of FHIR R4 -> lines: diagnoses, results, procedures, reports, allergies, visits, people.

Source: https://hl7.org/fhir/R4/resourcelist.html and the page of each resource.
"""

from __future__ import annotations

from collections.abc import Iterator

from evidentia.findings.formats import result_names
from evidentia.findings.formats.fhir_bundle import Chart
from evidentia.findings.formats.fhir_values import (
    Json,
    code_of,
    codes_of,
    day_in,
    day_of,
    icd_of,
    notes_of,
    obj,
    objs,
    quantity,
    unique,
    word,
    words_of,
)
from evidentia.findings.formats.phrases import Problem, Standing, allergy, problem, relative
from evidentia.findings.formats.phrases import result as result_line
from evidentia.findings.formats.record_text import Line, Section, one_line

_CLINICAL = {
    "": Standing.ACTIVE, "active": Standing.ACTIVE, "recurrence": Standing.ACTIVE, "relapse": Standing.ACTIVE,
    "inactive": Standing.INACTIVE, "remission": Standing.REMISSION, "resolved": Standing.RESOLVED,
}  # fmt: skip
_VERIFIED = ("", "confirmed")
_DOUBTED = ("unconfirmed", "provisional", "differential")


def standing_of(r: Json) -> Standing | None:
    """Clinical and verification status together; None where one of them is no code that FHIR knows."""
    verified = code_of(r.get("verificationStatus"))
    if verified == "refuted":
        return Standing.REFUTED
    clinical = _CLINICAL.get(code_of(r.get("clinicalStatus")))
    if verified in _DOUBTED:
        return Standing.POSSIBLE if clinical is not None else None
    return clinical if verified in _VERIFIED else None


def condition(chart: Chart, r: Json) -> Iterator[Line]:
    """Condition: what it is, whether it holds, since when. A family history coded as a condition stands apart."""
    name, standing = words_of(r.get("code")), standing_of(r)
    if not name or standing is None:
        return
    if name.lower().startswith(("family history", "fh:", "family hx")):
        yield relative("", name.removesuffix("."))
        return
    stages = unique(words_of(stage.get("summary")) for stage in objs(r.get("stage")))
    start = day_in(r, "onsetDateTime", "onsetPeriod")
    end = day_in(r, "abatementDateTime") or day_of(obj(r.get("abatementPeriod")).get("end"))
    verified = code_of(r.get("verificationStatus"))
    yield problem(Problem(
        name, standing, verified if verified not in _VERIFIED else "", icd_of(r.get("code")), ", ".join(stages), start, end, notes_of(r)
    ))  # fmt: skip


def family(chart: Chart, r: Json) -> Iterator[Line]:
    """FamilyMemberHistory: each condition of a relative."""
    who = words_of(r.get("relationship"))
    for known in objs(r.get("condition")):
        name = words_of(known.get("code"))
        if name and word(r.get("status")) in ("", "completed", "partial"):
            yield relative(who, name)


def allergies(chart: Chart, r: Json) -> Iterator[Line]:
    """AllergyIntolerance with its reactions."""
    name, standing = words_of(r.get("code")), standing_of(r)
    if not name or standing is None:
        return
    if name.lower().startswith("no "):
        yield Line(Section.ALLERGIES, "", f"{name}.")
        return
    reactions = unique(words_of(m) for reaction in objs(r.get("reaction")) for m in objs(reaction.get("manifestation")))
    verified = code_of(r.get("verificationStatus"))
    yield allergy(name, word(r.get("type")), reactions, standing, verified if verified not in _VERIFIED else "")


_SEEN = ("final", "amended", "corrected", "preliminary")
_NOT_FINAL = ("preliminary", "partial")  # a first reading: another may take its place, so nothing rests on it
_GRADES = {
    "h": "high", "hh": "critically high", "hu": "high", "l": "low", "ll": "critically low", "lu": "low", "n": "normal", "pos": "positive",
    "neg": "negative", "r": "reactive", "rr": "reactive", "wr": "reactive", "nr": "non-reactive", "det": "detected", "nd": "not detected",
    "ind": "indeterminate", "e": "equivocal", "a": "abnormal", "aa": "critically abnormal",
}  # fmt: skip
_ABSENT = {
    "not-performed": "not done", "unknown": "no value given (unknown)", "temp-unknown": "no value given yet",
    "masked": "no value given (masked)", "error": "no value given (error)",
}  # fmt: skip


def observation(chart: Chart, r: Json) -> Iterator[Line]:
    """Observation: its value and those of its components, each with the day; what failed is told as such."""
    specimen = words_of(chart.resolve(r.get("specimen"), r).get("type")) or one_line(
        obj(r.get("specimen")).get("display")
    )
    day = day_in(r, "effectiveDateTime", "effectivePeriod", "effectiveInstant", "effectiveTiming")
    status, name = word(r.get("status")), _test_name(r, specimen)
    if r.get("focus") or (status == "unknown" and name):
        return
    if status in ("registered", "cancelled"):
        if name:
            yield result_line(name, "pending" if status == "registered" else "not done", day)
        return
    if status not in _SEEN:
        return
    kinds = {code for category in objs(r.get("category")) for code in codes_of(category)}
    if kinds & {"survey", "sdoh"} and not r.get("valueQuantity"):
        return  # an answer to a question names what may not be there: "Feeling depressed: not at all"
    section = Section.VITALS if "vital-signs" in kinds else Section.RESULTS
    section = Section.OBSERVATIONS if kinds and not kinds & {"laboratory", "vital-signs"} else section
    for part in (r, *objs(r.get("component"))):
        name, value = _test_name(part, specimen), value_of(part)
        grade = ", ".join(unique(grade_of(i) for i in objs(part.get("interpretation"))))
        if status in _NOT_FINAL:
            if name and (value or grade):
                yield result_line(name, "pending", day, "only a preliminary result", section=section)
            continue
        if name and (value or grade):
            note = notes_of(r) if part is r else ""
            yield result_line(name, value or grade, day, grade if value else "", note=note, section=section)


def _test_name(r: Json, specimen: str) -> str:
    code = next(iter(codes_of(r.get("code"), "loinc")), "")
    return result_names.plain(words_of(r.get("code")), code, specimen)


def value_of(r: Json) -> str:
    """The value of an Observation or component in words; "" where there is none."""
    if r.get("valueQuantity"):
        return quantity(r["valueQuantity"])
    ratio, extent = obj(r.get("valueRatio")), obj(r.get("valueRange"))
    if ratio:
        ends = quantity(ratio.get("numerator")), quantity(ratio.get("denominator"))
        return ":".join(ends) if all(ends) else ""
    if extent:
        return "-".join(end for end in (quantity(extent.get("low")).split(" ")[0], quantity(extent.get("high"))) if end)
    said = one_line(r.get("valueString")) or words_of(r.get("valueCodeableConcept")) or day_of(r.get("valueDateTime"))
    if said:
        return said
    if r.get("valueInteger") is not None:
        return quantity({"value": r["valueInteger"]})
    if isinstance(r.get("valueBoolean"), bool):
        return "yes" if r["valueBoolean"] else "no"
    reason = code_of(r.get("dataAbsentReason"))
    return _ABSENT.get(reason, "no value given") if r.get("dataAbsentReason") else ""


def grade_of(concept: Json) -> str:
    return next((g for g in map(grade_of_code, codes_of(concept)) if g), "") or words_of(concept).lower()


def grade_of_code(code: str) -> str:
    """A code of HL7 ObservationInterpretation in words: "H" is "high", "NR" is "non-reactive"."""
    return _GRADES.get(code.lower(), "")


def procedure(chart: Chart, r: Json) -> Iterator[Line]:
    """Procedure: done, not done, or planned, with its outcome."""
    name, status = words_of(r.get("code")), word(r.get("status"))
    day = day_in(r, "performedDateTime", "performedPeriod") or day_of(r.get("performedString"))
    why, outcome = words_of(r.get("statusReason")), words_of(r.get("outcome"))
    on = f" on {day}" if day else ""
    words = {
        "completed": f"{name}{f' ({day})' if day else ''}: {outcome}" if outcome else f"{name}{on}",
        "in-progress": f"{name}{on}, in progress",
        "stopped": f"{name}{on}, stopped before its end{f' ({why})' if why else ''}",
        "not-done": f"{name}: not done{f', {day}' if day else ''}{f' ({why})' if why else ''}",
        "preparation": f"{name} planned{f' for {day}' if day else ''}",
        "on-hold": f"{name} planned{f' for {day}' if day else ''}, on hold",
    }.get(status)
    if name and words:
        note = notes_of(r)
        yield Line(Section.PROCEDURES, day, f"{words.rstrip('.')}.{f' Note: {note}' if note else ''}")


def report(chart: Chart, r: Json) -> Iterator[Line]:
    """DiagnosticReport: its conclusion, once it is final. Its results are Observations of their own."""
    name, status = words_of(r.get("code")) or "Report", word(r.get("status"))
    day = day_in(r, "effectiveDateTime", "effectivePeriod")
    said = one_line(r.get("conclusion")) or ", ".join(unique(words_of(c) for c in objs(r.get("conclusionCode"))))
    if not said or status in ("registered", "cancelled", "unknown", "entered-in-error", ""):
        return
    title = name if name.lower().endswith("report") else f"{name} report"
    if status in _NOT_FINAL:
        yield Line(Section.REPORTS, day, f"{title}{f' ({day})' if day else ''}: pending, only {status}.")
        return
    stated = f", {status}" if status in ("amended", "corrected", "appended") else ""
    yield Line(Section.REPORTS, day, f"{title}{f' ({day})' if day else ''}{stated}: {said.rstrip('.')}.")
