"""Fields of a form: what stands behind the label, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.findings.administrative import BAD_NPI, fields, is_npi
from evidentia.model.finding import Document


def read(text: str) -> dict[str, str]:
    return {f.concept: text[f.spans[0].start : f.spans[0].end] for f in fields([Document("doc1", "a", text, "")])}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Patient: N.V., 34-year-old woman", {"patient": "N.V."}),
        ("Patient: K.E.   DOB: 4/4/1990   Dx: M32.14", {"patient": "K.E.", "date of birth": "4/4/1990"}),
        (
            "Patient: Halloway, Bertrand  M  DOB: 09/17/1960",
            {"patient": "Halloway, Bertrand", "date of birth": "09/17/1960"},
        ),
        ("Patient: Beaufort, Celestine, F, 62", {"patient": "Beaufort, Celestine"}),
        ("Patient: 63-year-old woman, recurrent MDD", {}),  # no name
        ("Patient does not want tacrolimus now.", {}),
        ("Plan: continue Ruxience 1000 mg IV", {}),  # a plan of treatment is no payer
        (
            "Member ID: ZX 9001788\nInsurance: Acme Health Plan",
            {"member id": "ZX 9001788", "payer": "Acme Health Plan"},
        ),
        ("Site of care: hospital outpatient", {}),  # a value begins with a capital or a figure
        ("Site of care: Outpatient infusion suite", {"site of care": "Outpatient infusion suite"}),
        ("Dr. Castellane, NPI: 1234567893", {"npi": "1234567893"}),
        ("Requested duration: 12 months", {"duration": "12 months"}),
    ],
)
def test_a_field_is_what_stands_behind_its_label(text: str, expected: dict[str, str]) -> None:
    assert read(text) == expected


def test_an_npi_with_a_wrong_check_digit_is_marked() -> None:
    (found,) = fields([Document("doc1", "a", "NPI: 1234567890", "")])
    assert found.flags == (BAD_NPI,)


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_one_check_digit_in_ten_fits(start: str) -> None:
    assert sum(is_npi(f"{start}{digit}") for digit in range(10)) == 1
