"""Each status of FHIR R4 has its meaning in the findings; what is unknown makes none."""

from __future__ import annotations

from typing import Any

import pytest

from evidentia.model.finding import Assertion, Kind
from tests.findings.formats import lupus
from tests.findings.formats.lupus import concept, condition, dosage, drugs, findings, lab, observation, request, summary

MMF, RTX = "mycophenolate mofetil", "Ruxience"
BID = {"dosageInstruction": [dosage(1.5, "g", 2)]}

REQUESTS = {
    ("active", "order"): "current", ("on-hold", "order"): "held", ("completed", "order"): "past", ("stopped", "order"): "past",
    ("cancelled", "order"): None, ("draft", "order"): "planned", ("unknown", "order"): None, ("entered-in-error", "order"): None,
    ("active", "original-order"): "current", ("active", "reflex-order"): "current", ("active", "filler-order"): "current",
    ("active", "instance-order"): "current", ("active", "plan"): "planned", ("active", "proposal"): "planned", ("active", "option"): "planned",
    ("draft", "plan"): "planned", ("on-hold", "plan"): "planned", ("completed", "plan"): None, ("stopped", "plan"): None, ("cancelled", "proposal"): None,
    ("nonsense", "order"): None, ("active", "nonsense"): None, ("", ""): None,
}  # fmt: skip


@pytest.mark.parametrize(("status", "intent"), REQUESTS)
def test_medication_request(status: str, intent: str) -> None:
    said = drugs(summary(request(MMF, status, intent, **BID), condition("Lupus nephritis")))
    expected = REQUESTS[status, intent]
    assert (
        said in ([("mycophenolate", expected)], [("mycophenolate", "requested")] if expected == "planned" else [])
        if expected
        else said == []
    )


def test_an_order_not_to_give_is_no_therapy() -> None:
    assert drugs(summary(request(MMF, doNotPerform=True, **BID))) == []


def test_an_active_order_for_a_day_to_come_is_planned() -> None:
    future = request(
        RTX, authoredOn="2025-12-18", dosageInstruction=[dosage(1000, "mg", route="Intravenous", event=["2026-01-05"])]
    )
    assert drugs(summary(future)) == [("rituximab", "requested")]


def test_the_day_of_ordering_is_not_the_start() -> None:
    text = summary(request(MMF, authoredOn="2025-01-02", **BID))
    [drug] = [f for f in findings(("t", text)) if f.kind is Kind.MEDICATION]
    assert drug.when is None and "ordered 2025-01-02" in text


STATEMENTS = {
    "active": "current", "completed": "past", "stopped": "past", "on-hold": "held", "intended": "planned",
    "not-taken": None, "unknown": None, "entered-in-error": None, "": None,
}  # fmt: skip


@pytest.mark.parametrize("status", STATEMENTS)
def test_medication_statement(status: str) -> None:
    made = {
        "resourceType": "MedicationStatement",
        "status": status,
        "medicationCodeableConcept": concept(MMF),
        "dosage": [dosage(1.5, "g", 2)],
    }
    expected = STATEMENTS[status]
    assert drugs(summary(made, condition("SLE"))) == ([("mycophenolate", expected)] if expected else [])


ADMINISTRATIONS = {
    "completed": True, "in-progress": True, "stopped": True, "not-done": False, "on-hold": False, "unknown": False, "entered-in-error": False,
}  # fmt: skip


@pytest.mark.parametrize("status", ADMINISTRATIONS)
def test_medication_administration(status: str) -> None:
    made = lupus.administration("2025-03-10", status, statusReason=[concept("insurance")], reasonReference=[])
    text = summary(made, {"resourceType": "Medication", "id": "rux", "code": concept(RTX)}, condition("SLE"))
    found = findings(("t", text))
    assert any(f.kind is Kind.COURSE for f in found) is ADMINISTRATIONS[status]
    assert bool(drugs(text)) is ADMINISTRATIONS[status]


def test_an_administration_not_done_without_a_day_is_no_therapy() -> None:
    made = {**lupus.administration("2025-03-10", "not-done"), "effectiveDateTime": None, "medicationReference": None,
            "medicationCodeableConcept": concept(RTX)}  # fmt: skip
    assert drugs(summary(made, condition("SLE"))) == []


VERIFIED = {
    "confirmed": Assertion.PRESENT, "": Assertion.PRESENT, "unconfirmed": Assertion.POSSIBLE, "provisional": Assertion.POSSIBLE,
    "differential": Assertion.POSSIBLE, "refuted": Assertion.ABSENT, "entered-in-error": None, "nonsense": None,
}  # fmt: skip


def conditions(text: str, kind: Kind = Kind.CONDITION) -> list[Assertion]:
    return [f.assertion for f in findings(("t", text)) if f.kind is kind]


@pytest.mark.parametrize("status", VERIFIED)
def test_verification_status(status: str) -> None:
    coded = concept("Lupus nephritis", (lupus.ICD, "M32.14", ""))
    text = summary(condition("", "active", status, code=coded), lab("IgG", 900, "mg/dL"))
    expected = VERIFIED[status]
    assert conditions(text) == ([expected] if expected else [])
    assert conditions(text, Kind.CODE) == ([expected] if expected is Assertion.PRESENT else [])


CLINICAL = {
    "active": Assertion.PRESENT, "recurrence": Assertion.PRESENT, "relapse": Assertion.PRESENT, "remission": Assertion.PRESENT,
    "inactive": Assertion.HISTORICAL, "resolved": Assertion.HISTORICAL, "nonsense": None,
}  # fmt: skip


@pytest.mark.parametrize("status", CLINICAL)
def test_clinical_status(status: str) -> None:
    text = summary(condition("Lupus nephritis", status, "confirmed"), lab("IgG", 900, "mg/dL"))
    assert conditions(text) == ([CLINICAL[status]] if CLINICAL[status] else [])


def test_a_family_history_is_not_the_patients() -> None:
    member = {
        "resourceType": "FamilyMemberHistory",
        "status": "completed",
        "relationship": concept("Mother"),
        "condition": [{"code": concept("Lupus nephritis")}],
    }
    assert conditions(summary(member)) == [Assertion.FAMILY]
    assert conditions(summary(condition("Family history of lupus nephritis"))) == [Assertion.FAMILY]


OBSERVATIONS = {
    "final": "1.9 g/g", "amended": "1.9 g/g", "corrected": "1.9 g/g", "preliminary": "pending", "registered": "pending", "cancelled": "not done",
    "entered-in-error": None, "unknown": None, "nonsense": None,
}  # fmt: skip


def labs(text: str) -> list[str]:
    found = [f for f in findings(("t", text)) if f.kind is Kind.LAB]
    return [str(f.value or getattr(f.detail, "result", "")) for f in found]


@pytest.mark.parametrize("status", OBSERVATIONS)
def test_observation_status(status: str) -> None:
    text = summary(lab(lupus.PCR, 1.9, "g/g", status=status), condition("SLE"))
    assert labs(text) == ([OBSERVATIONS[status]] if OBSERVATIONS[status] else [])


ABSENT = {
    "not-performed": ["not done"],
    "unknown": [],
    "asked-unknown": [],
    "temp-unknown": [],
    "masked": [],
    "error": [],
    "negative-infinity": [],
}


@pytest.mark.parametrize("reason", ABSENT)
def test_data_absent_reason(reason: str) -> None:
    made = observation(
        concept("HBsAg"),
        dataAbsentReason=concept("", ("http://terminology.hl7.org/CodeSystem/data-absent-reason", reason, "")),
    )
    assert labs(summary(made, condition("SLE"))) == ABSENT[reason]


PROCEDURES = {
    "completed": [], "in-progress": [], "stopped": [], "unknown": [], "entered-in-error": [], "not-done": ["declined"], "preparation": ["scheduled"],
    "on-hold": ["scheduled"],
}  # fmt: skip


@pytest.mark.parametrize("status", PROCEDURES)
def test_procedure(status: str) -> None:
    made = {"resourceType": "Procedure", "status": status, "code": concept("Kidney biopsy"), "performedDateTime": "2025-01-02",
            "statusReason": concept("declined")}  # fmt: skip
    found = findings(("t", summary(made, condition("SLE"))))
    assert [getattr(f.detail, "status", "") for f in found if f.kind is Kind.BIOPSY] == PROCEDURES[status]


REPORTS = dict.fromkeys(("final", "amended", "corrected", "appended"), True) | dict.fromkeys(
    ("registered", "cancelled", "entered-in-error", "unknown", "preliminary", "partial"), False
)


@pytest.mark.parametrize("status", REPORTS)
def test_diagnostic_report(status: str) -> None:
    made = {"resourceType": "DiagnosticReport", "status": status, "code": concept("Kidney biopsy"), "effectiveDateTime": "2023-04-11",
            "conclusion": "Lupus nephritis,\n ISN/RPS class III + V"}  # fmt: skip
    found = [f for f in findings(("t", summary(made, condition("SLE")))) if f.kind is Kind.BIOPSY]
    assert [str(f.when) for f in found if getattr(f.detail, "classes", ())] == ["2023-04-11"] * REPORTS[status]


ENCOUNTERS: dict[str, list[Assertion]] = {
    **{key: [Assertion.PRESENT] for key in ("finished", "in-progress", "arrived", "triaged", "onleave")},
    "planned": [Assertion.HYPOTHETICAL], "cancelled": [], "unknown": [], "entered-in-error": [],
}  # fmt: skip


@pytest.mark.parametrize("status", ENCOUNTERS)
def test_encounter(status: str) -> None:
    made: dict[str, Any] = {"resourceType": "Encounter", "status": status, "type": [concept("Office visit")], "serviceType": concept("nephrology"),
                            "period": {"start": "2025-12-01"}}  # fmt: skip
    assert conditions(summary(made, condition("SLE")), Kind.CONSULTATION) == ENCOUNTERS[status]


def allergy(verified: str = "", clinical: str = "active") -> dict[str, Any]:
    return {"resourceType": "AllergyIntolerance", "code": concept("Azathioprine"), "clinicalStatus": concept("", ("x", clinical, "")),
            "verificationStatus": concept("", ("x", verified, "")) if verified else {}, "reaction": [{"manifestation": [concept("pancreatitis")]}]}  # fmt: skip


@pytest.mark.parametrize(
    ("verified", "clinical", "known"),
    [("confirmed", "active", True), ("", "active", True), ("unconfirmed", "active", False), ("refuted", "active", False),
     ("entered-in-error", "active", False), ("confirmed", "resolved", False), ("confirmed", "inactive", False)],
)  # fmt: skip
def test_allergy(verified: str, clinical: str, known: bool) -> None:
    found = findings(("t", summary(allergy(verified, clinical), condition("SLE"))))
    outcomes = [getattr(f.detail, "outcome", "") for f in found if f.kind is Kind.MEDICATION]
    assert ("intolerance" in outcomes) is known
