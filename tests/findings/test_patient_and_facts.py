"""Who the patient is, and facts in set words."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia.content.loader import load
from evidentia.findings import conditions, facts, patient
from evidentia.model.finding import Finding
from tests.findings.pages import page

AS_OF = date(2026, 7, 1)


def of(module: object, text: str) -> list[Finding]:
    return module.extract([page(text)], load().vocabulary, AS_OF)  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("47-year-old woman with obesity.", "47 y"), ("52M with OSA.", "52 y"), ("58 y/o female.", "58 y"), ("Age: 16.", "16 y"),
        ("Ms. T., 62, MDD.", "62 y"), ("Mr Ivor Threlfall, 52, geography teacher", "52 y"), ("Patient 0097-T, F, 57 y", "57 y"),
        ("I write for Ms. Ngozi Eberhardt, thirty-three, whom I know.", "33 y"), ("He is 48.", "48 y"), ("Mrs. Falkenrath (54) is well.", "54 y"),
    ],
)  # fmt: skip
def test_ages(text: str, age: str) -> None:
    assert [str(f.value) for f in of(patient, text) if f.concept == "age"] == [age]


@pytest.mark.parametrize(
    "text",
    [
        "Cleared for ages 15 and older.",
        "Her mother, aged 71, is well.",
        "Epilepsy since age 20.",
        "Diagnosed at age 34.",
    ],
)
def test_ages_of_something_else(text: str) -> None:
    assert not [f for f in of(patient, text) if f.concept == "age"]


@pytest.mark.parametrize(
    ("text", "fact", "said"),
    [
        ("Seen in person today.", "face-to-face examination", "present"),
        ("Outpatient psychiatry    Visit #3    06/05/2026    office", "face-to-face examination", "present"),
        ("She has not been seen in person.", "face-to-face examination", "absent"),
        ("He will come in person before treatment.", "face-to-face examination", "hypothetical"),
        ("Not pregnant, no plans to conceive.", "pregnant", "absent"),
        ("Pregnancy test 02/10/2026 negative.", "pregnant", "absent"),
        ("She is 9 weeks pregnant.", "pregnant", "present"),
        ("Last pregnant in 2019.", "pregnant", "historical"),
        ("No personal or family history of MTC. s/p hysterectomy 2019.", "childbearing excluded", "present"),
    ],
)
def test_facts_are_stated_or_denied(text: str, fact: str, said: str) -> None:
    assert {f.assertion.value for f in of(facts, text) if f.concept == fact} == {said}


@pytest.mark.parametrize(
    "heading",
    ["Outpatient psychiatry    Next visit    06/05/2026    office", "Front office    06/05/2026    Visit #3    video"],
)
def test_a_heading_that_does_not_say_that_the_patient_was_seen(heading: str) -> None:
    assert not [f for f in of(facts, heading) if f.concept == "face-to-face examination"]


def test_a_fact_of_a_row_is_of_its_day() -> None:
    row = "05/15/2026     HAM-D17 21. Wife says he is gone again. Relapse, 6 weeks after the last session."
    assert {str(f.when) for f in of(facts, row) if f.concept == "relapse"} == {"2026-05-15"}


def test_what_is_asked_is_not_said() -> None:
    assert not of(facts, "Do you have any amputation or revascularization?")
    assert {f.assertion.value for f in of(conditions, "Has he had a stroke?")} == {"possible"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No personal or family history of MTC.", [("absent", ())]),
        ("No family history of MTC.", [("family", ("denied",))]),
        ("No personal history of MTC.", [("absent", ("of the patient alone",))]),
        ('Personal or family MTC: "No / no."', [("absent", ())]),
        ("MTC personal/family neg.", [("absent", ())]),
        ("Medullary thyroid carcinoma, self or family: no.", [("absent", ())]),
        ("Thyroid medullary ca pt/family NO; MEN2 NO.", [("absent", ())]),
        ("No personal or family history of medullary cancer.", [("absent", ())]),
        ("MTC, family: no.", [("family", ("denied",))]),
        ("MTC family: no.", [("family", ("denied",))]),
        ("MTC, self: no.", [("absent", ("of the patient alone",))]),
        ("No MTC in her, family not asked.", [("absent", ("of the patient alone",))]),
        ("No MTC in him or any relative.", [("absent", ())]),
        ("MTC, self or family: not asked.", [("possible", ())]),
        ("MTC question left blank.", []),
    ],
)
def test_denials_of_patient_and_family(text: str, said: list[tuple[str, tuple[str, ...]]]) -> None:
    found = of(conditions, text)
    assert [(f.assertion.value, f.flags) for f in found if f.concept == "medullary thyroid carcinoma"] == said


@pytest.mark.parametrize(
    "text",
    [
        "Metal or implants within 30 cm of coil: none.",
        "Metal screen negative: implants none.",
        "No implanted or embedded metal.",
        "Implants or metal of head/neck: none.",
        "Metal: checked again, none in skull, face, neck or chest.",
        "Metal in head, face or neck?      NO",
    ],
)
def test_a_field_with_its_answer_denies(text: str) -> None:
    assert {f.assertion.value for f in of(conditions, text) if f.concept == "metal implant"} == {"absent"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Metal in head, face or neck?   YES", {"present"}),
        ("Metal: none but a dental crown.", set()),
        ("Metal: not asked.", set()),
        ("Metal in head? No idea.", {"possible"}),
        ("Implants or devices in the body: none apart from a pacemaker.", {"possible"}),
        ("Works with metal. Seizures: none.", set()),
        ("Small metallic density, right maxilla, 6 mm.", {"present"}),
    ],
)
def test_what_a_field_does_not_deny(text: str, said: set[str]) -> None:
    assert {f.assertion.value for f in of(conditions, text) if f.concept == "metal implant"} == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Substance: denies, tox clear 06/05.", {"absent"}),
        ("No alcohol, no cannabis, no other drug.", {"absent"}),
        ("Drinks no alcohol, uses no drugs.", {"absent"}),
        ("Denies alcohol or illicit drugs.", {"absent"}),
        ("Substances: none since March but drinks daily.", set()),
        ("Substance: denies cocaine.", set()),
        ("Denies alcohol, uses drugs on weekends.", set()),
        ("Drinks no alcohol.", set()),
        ("No alcohol or drug interactions.", set()),
    ],
)
def test_alcohol_and_drugs_are_denied_together(text: str, said: set[str]) -> None:
    assert {f.assertion.value for f in of(conditions, text) if f.concept == "substance use disorder"} == said


def test_what_the_author_asks_to_strike_out_is_not_said() -> None:
    text = "[x] stroke   [x] PAD   (filled in by the MA; I asked her to take off stroke, it was a TIA)"
    assert {f.concept for f in of(conditions, text)} >= {"peripheral arterial disease"}
    assert not [f for f in of(conditions, text) if f.concept == "stroke"]
    assert [f for f in of(conditions, "[x] stroke   [x] PAD   (filled in by the MA)") if f.concept == "stroke"]


def test_a_quotation_that_is_corrected_is_not_said() -> None:
    text = 'The referral sheet says "h/o stroke"; that is an error.'
    assert not [f for f in of(conditions, text) if f.concept == "stroke"]
