"""FHIR R4 (JSON, NDJSON; a Bundle of any type or one resource) -> a clinical text, one line a fact.

The text reader then reads it like any chart: every finding has a span that a person can look up, and conflicts,
courses and merging go one way. Source: HL7 FHIR R4, https://hl7.org/fhir/R4/.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from evidentia.content.errors import InputError
from evidentia.findings.formats import fhir_lines, fhir_medications, fhir_people
from evidentia.findings.formats.drug_phrases import plans
from evidentia.findings.formats.extract import Extract
from evidentia.findings.formats.fhir_attachments import documents
from evidentia.findings.formats.fhir_bundle import Chart, read
from evidentia.findings.formats.fhir_values import Json, code_of, objs, unique, word
from evidentia.findings.formats.record_text import Line, Section, layout, one_line
from evidentia.model.when import When

LIMIT_MB = 20
_MOST_TEXT_MB, _MOST_LINES = 1, 20_000


def extract(name: str, data: bytes) -> tuple[Extract, ...]:
    """The structured facts as one document, then each note that is attached.

    The first Extract has the resources under headings (Problem list, Current medications, Laboratory results …); its
    date is that of the Composition, else the Bundle's timestamp, else None. Attached text and HTML follow as
    "bundle.json#DocumentReference/3". What was entered in error is dropped; what is not read is counted at the end.
    Errors: InputError, and nothing else, for bytes that are no FHIR JSON, too large, or of more than one patient.

    >>> data = b'{"resourceType": "Condition", "code": {"text": "Lupus nephritis"}}'
    >>> print(extract("c.json", data)[0].text, end="")
    RECORD SUMMARY
    <BLANKLINE>
    Problem list
    - Lupus nephritis.
    """
    chart = read(name, data)
    lines, found, left = _read(name, chart)
    if not lines and not found:
        raise InputError(
            name, "it holds nothing of a chart", f"in it: {_counted(left)}" if left else "", "export clinical resources"
        )
    when = When.parse(chart.day) if chart.day else None
    text = layout(plans([*lines, *_about(chart, left)]), chart.day)
    if len(text) > _MOST_TEXT_MB * 1_000_000:
        raise InputError(name, "it holds more text than one patient's chart", "", "export fewer categories or years")
    summary = (Extract(name, text, (0,), "fhir", when, _author(chart)),) if lines or left else ()
    return (*summary, *found)


_Reader = Callable[[Chart, Json], Iterable[Line]]


def _one(reader: Callable[[Chart, Json], Line | None]) -> _Reader:
    def lines(chart: Chart, r: Json) -> Iterator[Line]:
        line = reader(chart, r)
        if line is not None:
            yield line

    return lines


_READERS: dict[str, _Reader] = {
    "Patient": _one(lambda chart, r: fhir_people.patient(r)),
    "Condition": fhir_lines.condition,
    "FamilyMemberHistory": fhir_lines.family,
    "AllergyIntolerance": fhir_lines.allergies,
    "MedicationRequest": _one(fhir_medications.request),
    "MedicationStatement": _one(fhir_medications.statement),
    "MedicationAdministration": _one(fhir_medications.administration),
    "Observation": fhir_lines.observation,
    "Procedure": fhir_lines.procedure,
    "DiagnosticReport": fhir_lines.report,
    "Encounter": fhir_people.encounter,
}
_SUPPORT = frozenset("Practitioner PractitionerRole Organization Location Medication Specimen Binary OperationOutcome Provenance Device RelatedPerson".split())  # fmt: skip


def _read(name: str, chart: Chart) -> tuple[list[Line], list[Extract], list[str]]:
    """Lines, attached documents, and in words what was left out."""
    lines: list[Line] = []
    found: list[Extract] = []
    left: list[str] = []
    for r in chart.resources:
        kind = one_line(r["resourceType"])
        if "entered-in-error" in (word(r.get("status")), code_of(r.get("verificationStatus"))):
            left.append(f"{kind} entered in error")
            continue
        if r.get("modifierExtension") or r.get("implicitRules"):  # it may turn the meaning round: must not be read
            left.append(f"{kind} with a modifier extension")
            continue
        here = list(_READERS[kind](chart, r)) if kind in _READERS else []
        lines.extend(here)
        if len(lines) > _MOST_LINES:
            raise InputError(
                name, "it holds more facts than one patient's chart", "", "export fewer categories or years"
            )
        attached = list(documents(name, chart, r))
        found.extend(a for a in attached if isinstance(a, Extract))
        left.extend(a for a in attached if isinstance(a, str))
        is_panel = bool(r.get("hasMember") or r.get("result"))  # its members speak for it
        if not here and not attached and not is_panel and kind not in _SUPPORT:
            left.append(kind)
    return [*lines, *fhir_people.people(chart)], found, left


def _counted(left: Iterable[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in sorted(Counter(left).items()))


def _about(chart: Chart, left: list[str]) -> Iterator[Line]:
    if left:
        yield Line(Section.ABOUT, "", f"Resources that are not laid out here: {_counted(left)}.")
    if chart.goes_on:
        yield Line(Section.ABOUT, "", "Missing pages: the search result goes on, and the rest was not exported.")


def _author(chart: Chart) -> str | None:
    """Who wrote the document that the Bundle is, where it is one."""
    composed = chart.by_kind.get("Composition", ())
    return (
        ", ".join(unique(fhir_people.clinician(chart, a, r) for r in composed for a in objs(r.get("author")))) or None
    )
