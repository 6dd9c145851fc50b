"""Units, comparators, days, names, and references of FHIR, in the findings that they give."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evidentia.findings.formats import fhir
from evidentia.model.finding import Kind
from tests.findings.formats import lupus
from tests.findings.formats.lupus import (
    concept,
    condition,
    dosage,
    drugs,
    findings,
    lab,
    observation,
    ref,
    request,
    summary,
)

UNITS = [
    ("Protein/Creatinine [Mass Ratio] in Urine", 900, "mg/g", "upcr", "900 mg/g"),
    ("Protein/Creatinine [Mass Ratio] in Urine", 900, "mg/g{creat}", "upcr", "900 mg/g"),
    ("Protein/Creatinine [Mass Ratio] in Urine", 1.9, "g/g", "upcr", "1.9 g/g"),
    ("Protein/Creatinine [Ratio] in Urine", 120, "mg/mmol", "upcr", "120 mg/mmol"),
    ("Protein/Creatinine [Mass Ratio] in 24 hour Urine", 1.9, "g/g", "upcr", "1.9 g/g"),
    ("Prot/Creat Ur-mRto", 1.9, "g/g", "upcr", "1.9 g/g"),
    ("Protein [Mass/time] in 24 hour Urine", 2.3, "g/(24.h)", "protein 24h", "2.3 g/d"),
    ("Glomerular filtration rate/1.73 sq M.predicted [Volume Rate/Area] in Serum, Plasma or Blood", 61, "mL/min/{1.73_m2}", "egfr", "61 mL/min/1.73 m2"),
    ("WBC", 5.8, "10*9/L", "wbc", "5.8 10^9/L"),
    ("Leukocytes [#/volume] in Blood by Automated count", 5.8, "10*3/uL", "wbc", "5.8 10^9/L"),
    ("Hemoglobin [Mass/volume] in Blood", 12.1, "g/dL", "hemoglobin", "12.1 g/dL"),
    ("IgG [Mass/volume] in Serum or Plasma", 774, "mg/dL", "igg", "774 mg/dL"),
    ("Creat SerPl-mCnc", 1.1, "mg/dL", "creatinine", "1.1 mg/dL"),
    ("CREATININE:MCNC:PT:SER/PLAS:QN:", 0.8, "mg/dL", "creatinine", "0.8 mg/dL"),
    ("Hepatitis B virus DNA [Units/volume] in Serum or Plasma by NAA", 20, "[IU]/mL", "hbv dna", "20 IU/mL"),
]  # fmt: skip


def labs(text: str) -> list[tuple[str, str, str]]:
    return [(f.concept, str(f.value), str(f.when)) for f in findings(("t", text)) if f.kind is Kind.LAB]


@pytest.mark.parametrize(("name", "value", "unit", "analyte", "said"), UNITS)
def test_units(name: str, value: float, unit: str, analyte: str, said: str) -> None:
    assert labs(summary(lab(name, value, unit))) == [(analyte, said, "2025-12-15")]


@pytest.mark.parametrize("name", ["Creatinine [Mass/volume] in Urine", "Creatinine, urine", "Urine creatinine", "Albumin/Creatinine [Mass Ratio] in Urine",
                                  "Leukocytes [#/volume] in Cerebral spinal fluid", "IgG [Mass/volume] in Cerebral spinal fluid"])  # fmt: skip
def test_another_specimen_is_no_blood_value(name: str) -> None:
    assert labs(summary(lab(name, 90, "mg/dL"))) == []


def test_the_specimen_may_be_a_resource_of_its_own() -> None:
    urine = {"resourceType": "Specimen", "id": "s", "type": concept("Urine specimen")}
    assert labs(summary(lab("Creatinine", 90, "mg/dL", specimen=ref("Specimen/s")), urine)) == []
    assert labs(summary(lab("Creatinine", 1.1, "mg/dL"), urine)) == [("creatinine", "1.1 mg/dL", "2025-12-15")]


def test_two_different_units_are_none() -> None:
    torn = observation(
        concept("UPCR"), valueQuantity={"value": 1.9, "unit": "mg/g", "system": lupus.UCUM, "code": "g/g"}
    )
    [(analyte, value, _)] = labs(summary(torn))
    assert (analyte, value) == ("upcr", "1.9 (no unit)")


def test_no_unit_no_day_and_no_number_are_added() -> None:
    assert labs(summary(observation(concept("UPCR"), valueQuantity={"value": 1.9}))) == [
        ("upcr", "1.9 (no unit)", "2025-12-15")
    ]
    undated = {**lab("UPCR", 1.9, "g/g"), "effectiveDateTime": None}
    assert labs(summary(undated)) == [("upcr", "1.9 g/g", "None")]
    assert labs(summary(observation(concept("UPCR"), valueQuantity={"unit": "g/g"}), condition("SLE"))) == []


@pytest.mark.parametrize(
    ("sign", "said"), [("<", "< 0.1 g/g"), ("<=", "<= 0.1 g/g"), (">", "> 0.1 g/g"), (">=", ">= 0.1 g/g")]
)
def test_comparators(sign: str, said: str) -> None:
    made = observation(concept("UPCR"), valueQuantity=lupus.quantity(0.1, "g/g", comparator=sign))
    assert [v for _, v, _ in labs(summary(made))] == [said]


def test_digits_are_kept() -> None:
    raw = lupus.bundle(lab("UPCR", 1.5, "g/g")).replace(b"1.5", b"1.50")
    assert "1.50 g/g" in fhir.extract("b.json", raw)[0].text


def test_components_share_the_day() -> None:
    made = observation(concept("Hepatitis panel"), component=[
        {"code": concept("HBsAg"), "valueString": "negative"}, {"code": concept("Anti-HBc, total"), "valueCodeableConcept": concept("", (lupus.SNOMED, "11214006", ""))},
    ])  # fmt: skip
    said = {
        (f.concept, getattr(f.detail, "result", ""), str(f.when))
        for f in findings(("t", summary(made)))
        if f.kind is Kind.LAB
    }
    assert said == {("hbsag", "negative", "2025-12-15"), ("anti-hbc", "positive", "2025-12-15")}


def test_an_interpretation_alone_is_a_result() -> None:
    made = observation(concept("HBsAg"), interpretation=[concept("", ("x", "NR", "Non-reactive"))])
    assert [getattr(f.detail, "result", "") for f in findings(("t", summary(made))) if f.kind is Kind.LAB] == [
        "negative"
    ]


@pytest.mark.parametrize(("written", "day"), [("2025", "2025"), ("2025-03", "2025-03"), ("2025-03-03", "2025-03-03"),
                                              ("2025-03-03T23:30:00-05:00", "2025-03-03"), ("2025-02-30", "None"), ("soon", "None")])  # fmt: skip
def test_days_are_as_exact_as_written(written: str, day: str) -> None:
    assert [d for _, _, d in labs(summary(lab("UPCR", 1.9, "g/g", written)))] == [day]


DOSES: list[tuple[dict[str, Any], str]] = [
    (dosage(1.5, "g", 2), "1.5 g twice daily by mouth"),
    (dosage(500, "mg", route="Intravenous", repeat={"frequency": 1, "period": 2, "periodUnit": "wk", "count": 6}), "500 mg IV every 2 weeks x 6"),
    (dosage(3, "{tbl}", 2), "three tablets twice daily by mouth"),
    (dosage(200, "mg", route="Subcutaneous", repeat={"frequency": 1, "period": 1, "periodUnit": "wk"}), "200 mg weekly subcutaneous"),
    ({"text": "Take 1 tablet by mouth every morning."}, "one tablet by mouth every morning"),
    ({"text": "5 mg daily", "timing": {"code": {"text": "daily"}}}, "5 mg daily"),
    ({"doseAndRate": [{"doseRange": {"low": {"value": 1}, "high": lupus.quantity(2, "g")}}], "timing": {"code": {"coding": [{"code": "BID"}]}}}, "1-2 g twice daily"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "said"), DOSES)
def test_dosages(given: dict[str, Any], said: str) -> None:
    assert f"- prednisone {said}." in summary(request("prednisone", dosageInstruction=[given]))


def test_the_strength_of_a_package_is_no_dose() -> None:
    text = summary(
        request("mycophenolate mofetil 500 MG Oral Tablet [CellCept]", dosageInstruction=[dosage(1.5, "g", 2)])
    )
    [drug] = [f for f in findings(("t", text)) if f.kind is Kind.MEDICATION]
    assert str(getattr(drug.detail, "dose", "")) == "1.5 g"


def test_references() -> None:
    inside = {
        **request("", medicationReference=ref("#m")),
        "contained": [{"resourceType": "Medication", "id": "m", "code": concept("Ruxience")}],
    }
    del inside["medicationCodeableConcept"]
    assert drugs(summary(inside)) == [("rituximab", "current")]
    by_urn = {**inside, "contained": [], "medicationReference": ref("urn:uuid:1")}
    entries = [
        {"resource": by_urn},
        {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Medication", "code": concept("Ruxience")}},
    ]
    assert (
        "Ruxience" in fhir.extract("b.json", json.dumps({"resourceType": "Bundle", "entry": entries}).encode())[0].text
    )
    by_url = {**by_urn, "medicationReference": ref("https://ehr/fhir/Medication/7/_history/2")}
    entries = [
        {"resource": by_url},
        {
            "fullUrl": "https://ehr/fhir/Medication/7",
            "resource": {"resourceType": "Medication", "id": "7", "code": concept("Ruxience")},
        },
    ]
    assert (
        "Ruxience" in fhir.extract("b.json", json.dumps({"resourceType": "Bundle", "entry": entries}).encode())[0].text
    )
