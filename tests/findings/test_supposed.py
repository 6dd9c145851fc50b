"""What is only supposed of a therapy, or told of somebody else, is no therapy of this patient."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia import assess
from evidentia.findings.supposed import is_supposed

AS_OF = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("Plan: if the biopsy shows class IV, Ruxience 1000 mg on 02/01/2026.", "Ruxience"),
        ("Unless she improves, azathioprine 100 mg daily.", "azathioprine"),
        ("In one study, mycophenolate 3 g/day for 6 months gave no response in 40 % of patients.", "mycophenolate"),
        ("Antidepressants in STAR*D: citalopram 40 mg for 12 weeks.", "citalopram"),
        ("The payer asks for mycophenolate 3 g/day for 6 months with no response.", "mycophenolate"),
        ("Mycophenolate 3 g/day for 6 months is what her last insurer required.", "Mycophenolate"),
        ("Another doctor may have given mycophenolate 3 g/day for 6 months.", "mycophenolate"),
        ("Retinopathy is a contraindication to hydroxychloroquine.", "hydroxychloroquine"),
    ],
)
def test_only_supposed(text: str, drug: str) -> None:
    assert is_supposed(text, 0, text.index(drug), len(text))


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("Mycophenolate 3 g/day for 8 months: no response.", "Mycophenolate"),
        ("The plan required azathioprine first, which she took for a year.", "azathioprine"),
        ("Her retinopathy is a contraindication to hydroxychloroquine.", "hydroxychloroquine"),
        ("Continue losartan 100 mg daily; if approved, Ruxience 1000 mg.", "Ruxience"),
        ("She asked whether losartan 100 mg daily may go on.", "losartan"),
    ],
)
def test_told_of_the_patient(text: str, drug: str) -> None:
    assert not is_supposed(text, 0, text.index(drug), len(text))


def _values(text: str, kind: str | None = "initiation") -> dict[str, str]:
    note = f"RHEUMATOLOGY CLINIC NOTE 03/02/2026\nPatient with SLE and lupus nephritis.\n{text}\n"
    question = "Ruxience 1000 mg day 1 and 15 for lupus nephritis?"
    result = assess(question, [("note", note)], as_of=AS_OF, policies=["model/ln-rituximab"], kind=kind)
    return {c.id: str(c.truth.value) for c in result.determinations[0].criteria}


@pytest.mark.parametrize(
    "text",
    [
        "Mycophenolate 3 g/day for 6 months, no response, is what her last insurer required.",
        "In one study, mycophenolate 3 g/day for 6 months gave no response in 40 % of patients.",
        "The payer asks for mycophenolate 3 g/day for 6 months with no response.",
        "Plan: mycophenolate 3 g/day for 6 months. No response is expected by month 3.",
        "Another doctor may have given mycophenolate 3 g/day for 6 months without response.",
        "If she wants a child, mycophenolate and cyclophosphamide are contraindicated.",
        "Mycophenolate and cyclophosphamide: intolerance was feared.",
        "Mycophenolate 3 g/day 05/02/2023 to 02/20/2024: she took about a third of the doses; no response.",
    ],
)
def test_no_trial(text: str) -> None:
    assert _values(text)["I2"] == "unknown"


@pytest.mark.parametrize(
    "text",
    [
        "Allergy: hydroxychloroquine (rash, mother).",
        "Retinopathy is a contraindication to hydroxychloroquine.",
        "If eye exam shows retinopathy, hydroxychloroquine is contraindicated.",
        "Medication list of 2019: hydroxychloroquine 400 mg daily.",
    ],
)
def test_no_hydroxychloroquine(text: str) -> None:
    assert _values(text)["I3"] != "met"


@pytest.mark.parametrize(
    "text",
    [
        "Plan: if the biopsy shows class IV, Ruxience 1000 mg on 02/01/2026.",
        "Ruxience 1000 mg from 04/01/2026.",
        "Anaphylaxis with rituximab in 2020.",
    ],
)
def test_a_condition_a_plan_and_a_reaction_make_no_continuation(text: str) -> None:
    assert "I1" in _values(text, None)


def test_courses_of_an_aunt_are_not_hers() -> None:
    text = "Rituximab for lupus nephritis, 1000 mg each\n  for her aunt: course 1 09/09/2024 and 09/23/2024\n"
    assert _values(text, "continuation")["C1"] != "met"
