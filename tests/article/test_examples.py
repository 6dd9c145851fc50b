"""The charts of `examples/`: what each is there to show."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia.app import assess
from evidentia.model.assessment import Assessment, Statement
from tests.conftest import ROOT


def example(name: str) -> Assessment:
    question, _, chart = (ROOT / "examples" / f"{name}.txt").read_text(encoding="utf-8").partition("\n\n")
    return assess(question, [(f"{name}.txt", chart)], as_of=date(2026, 10, 12))


def truths(assessment: Assessment) -> dict[str, str]:
    [determination] = assessment.determinations
    return {c.id: c.rationale.truth.value for c in determination.criteria}


@pytest.mark.parametrize(
    ("name", "policy", "first"),
    [
        ("obesity_complete", "model/obesity-semaglutide", "W1"),
        ("obesity_cardiovascular", "model/obesity-semaglutide", "V1"),
        ("tms_complete", "model/mdd-tms", "I1"),
        ("tms_retreatment", "model/mdd-tms", "R1"),
    ],
)
def test_what_is_documented_is_met(name: str, policy: str, first: str) -> None:
    told = example(name)
    assert told.determinations[0].policy == policy
    assert next(iter(truths(told))) == first
    assert set(truths(told).values()) == {"met"}
    assert told.verdict.value == "supported"


@pytest.mark.parametrize("name", ["obesity_poor", "tms_poor"])
def test_what_nobody_documented_stays_open(name: str) -> None:
    told = example(name)
    assert told.verdict.value == "more_information_needed"
    assert "not_met" not in truths(told).values()
    assert list(truths(told).values()).count("met") <= 1


def test_the_other_conditions_of_the_patient_are_told() -> None:
    said = " ".join(s.text for s in example("obesity_cardiovascular").statements if s.section == "necessity")
    assert "Also named in the record: dyslipidaemia, myocardial infarction (2024-03-11)." in said
    assert "Stated in the record not to be there: type 2 diabetes, medullary thyroid carcinoma" in said


@pytest.mark.parametrize(
    "name", ["obesity_complete", "obesity_cardiovascular", "tms_complete", "tms_retreatment", "tms_poor"]
)
def test_nothing_of_another_topic_is_said(name: str) -> None:
    said = " ".join(s.text + " " + s.plain for s in example(name).statements).lower()
    assert not [
        w for w in ("off-label", "lupus", "b-cell", "b cell", "rituximab", "nephritis", "kidney biopsy") if w in said
    ]


@pytest.mark.parametrize(
    ("measures", "told"),
    [
        ("height 165 cm, weight 71.9 kg", "give a BMI of 26.4 kg/m2, below 30 kg/m2"),
        ("height 65 in, weight 214 lb", "give a BMI of 35.6 kg/m2, at or above 30 kg/m2"),
        ("height 170 cm, weight 84.0 kg, BMI 31.2 kg/m2", "give a BMI of 29.1 kg/m2"),
    ],
)
def test_an_index_that_is_reckoned_is_told_and_holds(measures: str, told: str) -> None:
    question = "Is semaglutide 2.4 mg (Wegovy) medically necessary for weight management in obesity?"
    chart = f"CLINIC NOTE 09/14/2026\nPatient: 47-year-old woman with obesity.\nMeasurements 09/14/2026: {measures}."
    answer = assess(question, [("note.txt", chart)], as_of=date(2026, 10, 12))
    assert any(told in s.text for s in answer.statements if s.section == "criteria")
    assert not answer.removed


def test_feet_and_inches_are_told_in_inches() -> None:
    question = "Is semaglutide 2.4 mg (Wegovy) medically necessary for weight management in obesity?"
    chart = "CLINIC NOTE 09/14/2026\n47-year-old woman with obesity. Height 5 ft 5 in, weight 214 lb (09/14/2026)."
    answer = assess(question, [("note.txt", chart)], as_of=date(2026, 10, 12))
    assert any("height 65 in" in s.text for s in answer.statements if s.section == "criteria")


def test_no_criterion_drops_out_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    """A row whose sentence fails its check stays, without its reason."""
    from evidentia.answer import verify

    def strict(statement: Statement, world: verify.World) -> list[str]:
        return ["not found"] if statement.id.endswith(".W1") and "47" in statement.text else []

    monkeypatch.setattr(verify, "_chart", strict)
    question = "Is semaglutide 2.4 mg (Wegovy) medically necessary for weight management in obesity?"
    answer = assess(question, [("n.txt", "47-year-old woman with obesity.")], as_of=date(2026, 10, 12))
    rows = [s.text for s in answer.statements if s.section == "criteria"]
    assert [row.split(maxsplit=1)[0] for row in rows[1:]] == ["W1", "W2", "W3", "W4", "W5", "W6"]
    assert rows[1].startswith("W1 met. Its reason was not found again")
