"""Units, comparators, days, names, references and attachments of FHIR, in the findings that they give."""

from __future__ import annotations

import json
from typing import Any

import pytest

from evidentia.content.errors import InputError
from evidentia.findings.formats import fhir
from evidentia.model.finding import Kind
from tests.findings.formats import lupus
from tests.findings.formats.lupus import (
    attached,
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


def note(data: str, kind: str = "text/plain", **more: Any) -> dict[str, Any]:
    return {"resourceType": "DocumentReference", "id": "d", "status": "current", "date": "2025-11-02T09:00:00Z",
            "author": [{"display": "Ann Low, MD"}], "content": [{"attachment": {"contentType": kind, "data": data}}], **more}  # fmt: skip


def test_attached_text_and_html_are_documents_of_their_own() -> None:
    plain, html = (
        note(attached("UPCR 2.4 g/g today.\r\n")),
        note(attached("<p>UPCR <b>2.4</b> g/g</p><script>x</script>"), "text/html", id="e"),
    )
    _, first, second = fhir.extract("b.json", lupus.bundle(condition("SLE"), plain, html))
    assert (first.name, first.text, first.kind, str(first.date), first.author) == (
        "b.json#DocumentReference/d",
        "UPCR 2.4 g/g today.\n",
        "text",
        "2025-11-02",
        "Ann Low, MD",
    )
    assert (second.text, second.kind) == ("UPCR 2.4 g/g\n", "html")


def test_an_attachment_in_a_binary_and_a_presented_form() -> None:
    far = note("", content=[{"attachment": {"contentType": "text/plain", "url": "Binary/b"}}])
    binary = {"resourceType": "Binary", "id": "b", "contentType": "text/plain", "data": attached("class IV")}
    form = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "presentedForm": [{"contentType": "text/plain", "data": attached("class V")}],
    }
    texts = [e.text for e in fhir.extract("b.json", lupus.bundle(condition("SLE"), far, binary, form))]
    assert texts[1:] == ["class IV", "class V"]


def test_an_attachment_that_cannot_be_read_is_named() -> None:
    for broken in (
        note("%%%"),
        note(""),
        note("", content=[{"attachment": {"url": "https://elsewhere/1"}}]),
        note(attached('{"resourceType": "Bundle"}'), "application/fhir+json"),
    ):
        documents = fhir.extract("b.json", lupus.bundle(condition("SLE"), broken))
        assert len(documents) == 1 and "b.json#DocumentReference/d" in documents[0].text


@pytest.mark.parametrize(
    "change", [{"status": "superseded"}, {"status": "entered-in-error"}, {"docStatus": "entered-in-error"}]
)
def test_a_superseded_note_is_dropped(change: dict[str, str]) -> None:
    assert len(fhir.extract("b.json", lupus.bundle(condition("SLE"), note(attached("x y z"), **change)))) == 1


def test_a_composition_gives_the_day_the_author_and_its_free_text() -> None:
    composed = {"resourceType": "Composition", "id": "c", "status": "final", "date": "2025-10-01", "title": "Consult", "author": [{"display": "Ann Low, MD"}],
                "section": [{"title": "Plan", "text": {"div": "<div>Continue MMF.</div>"}},
                            {"title": "Problems", "text": {"div": "<div>SLE</div>"}, "entry": [ref("Condition/1")]}]}  # fmt: skip
    first, second = fhir.extract("b.json", lupus.bundle(composed, condition("SLE", id="1"), kind="document"))
    assert (str(first.date), first.author, second.text) == (
        "2025-10-01",
        "Ann Low, MD",
        "Consult\nPlan:\nContinue MMF.\n",
    )


def test_a_history_counts_once_and_a_deletion_not() -> None:
    old, new = ({**condition("SLE", id="1"), "meta": {"lastUpdated": day, "versionId": v}, "code": concept(name)}
                for day, v, name in (("2024-01-01", "1", "Pericarditis"), ("2025-01-01", "2", "Nephritis")))  # fmt: skip
    text = summary(new, old, kind="history")
    assert "Nephritis" in text and "Pericarditis" not in text
    gone = {
        "resourceType": "Bundle",
        "type": "history",
        "entry": [{"resource": new, "request": {"method": "DELETE"}}, {"resource": condition("SLE")}],
    }
    assert "Nephritis" not in fhir.extract("b.json", json.dumps(gone).encode())[0].text


def test_what_is_left_out_is_counted() -> None:
    text = summary(
        condition("SLE"),
        {"resourceType": "Claim"},
        condition("X", modifierExtension=[{"url": "u"}]),
        condition("Y", "", "entered-in-error"),
    )
    assert "1 Claim, 1 Condition entered in error, 1 Condition with a modifier extension" in text
    assert "\n- X" not in text and "\n- Y" not in text


def test_missing_pages_are_told() -> None:
    text = summary(condition("SLE"), kind="searchset", link=[{"relation": "next", "url": "https://ehr/2"}])
    assert [f.concept for f in findings(("t", text)) if f.kind is Kind.NOTE] == ["pages not received"]


def test_two_patients_are_refused() -> None:
    for other in (
        {"resourceType": "Patient", "id": "other"},
        condition("SLE", subject=ref("Patient/other")),
        condition("SLE", subject=ref("https://ehr/Patient/9")),
    ):
        with pytest.raises(InputError, match="patients"):
            fhir.extract("b.json", lupus.bundle(*lupus.resources(), other))


def test_a_prescriber_is_the_one_who_asks() -> None:
    found = [f for f in lupus.of(fhir.extract("b.json", lupus.bundle())) if f.kind is Kind.PRESCRIBER]
    assert [(f.concept, getattr(f.detail, "name", ""), getattr(f.detail, "credential", "")) for f in found] == [
        ("rheumatology", "Miriam Castellane", "MD")
    ]
