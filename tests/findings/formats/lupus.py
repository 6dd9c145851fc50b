"""One patient twice: as a text chart, and as the FHIR resources of the same facts."""

from __future__ import annotations

import base64
import json
from datetime import date
from typing import Any

from evidentia.app import documents_of
from evidentia.content.loader import load
from evidentia.findings import from_note
from evidentia.findings.formats.extract import Extract
from evidentia.model.finding import Finding, Kind

AS_OF = date(2026, 1, 5)
Resource = dict[str, Any]

TEXT = """\
RHEUMATOLOGY CLINIC NOTE (2025-12-18)

Prescriber: Miriam Castellane, MD, Rheumatology
Patient: Nora Vance, 34-year-old woman

Diagnoses
- Systemic lupus erythematosus since 2019 (M32.10).
- Lupus nephritis since 2023-04-11 (M32.14).
- Past pneumonia, resolved 2024-05-01.
- No tuberculosis (ruled out).
Allergies: penicillin (rash).

Kidney biopsy 2023-04-11: lupus nephritis, ISN/RPS class IV-G (A/C).

Earlier treatment
- Mycophenolate mofetil 1.5 g twice daily by mouth from 2023-05-02 to 2024-02-20, stopped for lack of response.

Infusions
- Ruxience 1000 mg IV given on 2025-03-10 for lupus nephritis.
- Ruxience 1000 mg IV given on 2025-03-24 for lupus nephritis.

Laboratory
- UPCR 4.4 g/g (2024-02-12), 1.9 g/g (2025-09-02), 1.7 g/g (2025-12-15).
- eGFR 67 mL/min/1.73 m2 (2025-12-15). WBC 5.8 10^9/L (2025-12-15). Hemoglobin 12.1 g/dL (2025-12-15).
- HBsAg negative (2024-08-22), total anti-HBc non-reactive (2024-08-22).

Current medications
- Hydroxychloroquine 400 mg once daily by mouth since 2023-04-20
- Prednisone 5 mg once daily by mouth

Seen in nephrology on 2025-12-01.

Plan: Ruxience 1000 mg IV on 2026-01-05 and 2026-01-19 for lupus nephritis.
"""


def concept(text: str = "", *coding: tuple[str, str, str]) -> Resource:
    codings = [{"system": s, "code": c, **({"display": d} if d else {})} for s, c, d in coding]
    return {**({"text": text} if text else {}), **({"coding": codings} if codings else {})}


def ref(address: str) -> Resource:
    return {"reference": address}


UCUM = "http://unitsofmeasure.org"
LOINC = "http://loinc.org"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"


def condition(name: str, clinical: str = "", verified: str = "", **more: Any) -> Resource:
    made: Resource = {"resourceType": "Condition", "subject": ref("Patient/nv"), "code": concept(name)}
    if clinical:
        made["clinicalStatus"] = concept("", (CLINICAL, clinical, ""))
    if verified:
        made["verificationStatus"] = concept("", (VERIFIED, verified, ""))
    return {**made, **more}


def quantity(value: float, code: str, **more: Any) -> Resource:
    return {"value": value, "unit": code, "system": UCUM, "code": code, **more}


def observation(code: Resource, day: str = "2025-12-15", **more: Any) -> Resource:
    made = {
        "resourceType": "Observation",
        "status": "final",
        "code": code,
        "subject": ref("Patient/nv"),
        "effectiveDateTime": day,
    }
    return {**made, **more}


def lab(display: str, value: float, unit: str, day: str = "2025-12-15", **more: Any) -> Resource:
    return observation(concept("", (LOINC, "0000-0", display)), day, valueQuantity=quantity(value, unit), **more)


def request(name: str, status: str = "active", intent: str = "order", **more: Any) -> Resource:
    made = {"resourceType": "MedicationRequest", "status": status, "intent": intent, "subject": ref("Patient/nv")}
    return {**made, "medicationCodeableConcept": concept(name), **more}


def dosage(value: float, unit: str, times: int | None = None, route: str = "Oral", **timing: Any) -> Resource:
    repeat = (
        {"frequency": times, "period": 1, "periodUnit": "d", **timing.pop("repeat", {})}
        if times
        else timing.pop("repeat", {})
    )
    whole = {**({"repeat": repeat} if repeat else {}), **timing}
    made = {"doseAndRate": [{"doseQuantity": quantity(value, unit)}], "route": concept(f"{route} route")}
    return {**made, **({"timing": whole} if whole else {})}


def administration(day: str, status: str = "completed", **more: Any) -> Resource:
    return {
        "resourceType": "MedicationAdministration", "status": status, "subject": ref("Patient/nv"),
        "medicationReference": ref("Medication/rux"), "effectiveDateTime": f"{day}T09:30:00-05:00",
        "dosage": {"dose": quantity(1000, "mg"), "route": concept("Intravenous route")},
        "reasonReference": [ref("Condition/ln")], **more,
    }  # fmt: skip


PCR = "Protein/Creatinine [Mass Ratio] in Urine"


def resources() -> list[Resource]:
    return [
        {"resourceType": "Patient", "id": "nv", "name": [{"family": "Vance", "given": ["Nora"]}], "gender": "female", "birthDate": "1991-03-02"},
        {"resourceType": "Practitioner", "id": "mc", "name": [{"family": "Castellane", "given": ["Miriam"]}],
         "qualification": [{"code": concept("", ("http://terminology.hl7.org/CodeSystem/v2-0360", "MD", "Doctor of Medicine"))}]},
        {"resourceType": "PractitionerRole", "id": "role", "practitioner": ref("Practitioner/mc"), "specialty": [concept("Rheumatology")]},
        condition("", "active", "confirmed", id="sle", onsetDateTime="2019", code=concept("", (ICD, "M32.10", "Systemic lupus erythematosus"))),
        condition("", "active", "confirmed", id="ln", onsetDateTime="2023-04-11",
                  code=concept("Lupus nephritis", (SNOMED, "68815009", "Lupus nephritis (disorder)"), (ICD, "M32.14", "Glomerular disease in SLE"))),
        condition("Pneumonia", "resolved", "confirmed", id="pn", abatementDateTime="2024-05-01"),
        condition("Tuberculosis", "", "refuted", id="tb"),
        {"resourceType": "AllergyIntolerance", "id": "al", "patient": ref("Patient/nv"), "code": concept("Penicillin"), "type": "allergy",
         "reaction": [{"manifestation": [concept("Rash")]}]},
        {"resourceType": "Procedure", "id": "bx", "status": "completed", "code": concept("Kidney biopsy"), "performedDateTime": "2023-04-11"},
        {"resourceType": "DiagnosticReport", "id": "dr", "status": "final", "code": concept("Kidney biopsy"), "effectiveDateTime": "2023-04-11",
         "conclusion": "Lupus nephritis, ISN/RPS class IV-G (A/C)"},
        request("mycophenolate mofetil 500 MG Oral Tablet", "stopped", id="mmf", statusReason=concept("lack of response"), dosageInstruction=[
            dosage(1.5, "g", 2, repeat={"boundsPeriod": {"start": "2023-05-02", "end": "2024-02-20"}})]),
        {"resourceType": "Medication", "id": "rux", "code": concept("Ruxience")},
        administration("2025-03-10", id="a1"), administration("2025-03-24", id="a2"),
        lab(PCR, 4.4, "g/g", "2024-02-12", id="u1"), lab(PCR, 1.9, "g/g", "2025-09-02", id="u2"), lab(PCR, 1.7, "g/g", id="u3"),
        lab("Glomerular filtration rate/1.73 sq M.predicted [Volume Rate/Area] in Serum, Plasma or Blood", 67, "mL/min/{1.73_m2}", id="g"),
        lab("WBC", 5.8, "10*9/L", id="w"), lab("Hemoglobin [Mass/volume] in Blood", 12.1, "g/dL", id="h"),
        observation(concept("", (LOINC, "5196-1", "")), "2024-08-22", id="hb", valueCodeableConcept=concept("", (SNOMED, "260385009", "Negative (qualifier value)"))),
        observation(concept("", (LOINC, "13952-7", "Hepatitis B virus core Ab [Presence] in Serum or Plasma by Immunoassay")), "2024-08-22",
                    id="hc", valueString="Non-reactive"),
        request("Hydroxychloroquine", id="hcq", dosageInstruction=[dosage(400, "mg", 1, repeat={"boundsPeriod": {"start": "2023-04-20"}})],
                requester=ref("PractitionerRole/role")),
        {"resourceType": "MedicationStatement", "id": "pred", "status": "active", "medicationCodeableConcept": concept("Prednisone"),
         "dosage": [dosage(5, "mg", 1)]},
        {"resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "AMB"}, "type": [concept("Office visit")],
         "serviceType": concept("nephrology"), "period": {"start": "2025-12-01", "end": "2025-12-01"}},
        request("Ruxience", intent="plan", id="next", requester=ref("PractitionerRole/role"), reasonReference=[ref("Condition/ln")],
                dosageInstruction=[dosage(1000, "mg", route="Intravenous", event=["2026-01-05", "2026-01-19"])]),
    ]  # fmt: skip


def bundle(*given: Resource, kind: str = "collection", **more: Any) -> bytes:
    entries = [{"resource": r} for r in (given or resources())]
    return json.dumps(
        {"resourceType": "Bundle", "type": kind, "timestamp": "2025-12-18T10:00:00Z", "entry": entries, **more}
    ).encode()


def attached(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def findings(*documents: tuple[str, str]) -> tuple[Finding, ...]:
    return from_note.read(documents_of(documents), load().vocabulary, AS_OF).findings


def of(extracts: tuple[Extract, ...]) -> tuple[Finding, ...]:
    return findings(*((e.name, e.text) for e in extracts))


def said(found: tuple[Finding, ...]) -> set[tuple[str, ...]]:
    """What findings say, without where: kind, concept, value and unit, date, assertion.

    Who the patient is and how the visit went each form says in its own way (an age, a birth date); they are left out.
    """
    told = (f for f in found if f.kind not in (Kind.PATIENT, Kind.FACT))
    return {(f.kind.value, f.concept, str(f.value), str(f.when), f.assertion.value) for f in told}


def summary(*given: Resource, **more: Any) -> str:
    """The first document of a bundle of these resources."""
    from evidentia.findings.formats import fhir

    return fhir.extract("b.json", bundle(*given, **more))[0].text


def drugs(text: str) -> list[tuple[str, str]]:
    """(ingredient, status) of the MEDICATION findings of a text."""
    from evidentia.model.finding import Kind, Medication

    found = findings(("t.txt", text))
    return [
        (f.concept, f.detail.status.value)
        for f in found
        if f.kind is Kind.MEDICATION and isinstance(f.detail, Medication)
    ]
