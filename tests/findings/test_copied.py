"""Text carried forward from an older note is of the day of its first appearance."""

from __future__ import annotations

from evidentia.findings import conditions, copied, labs
from evidentia.model.finding import Medication
from tests.findings.pages import found, page
from tests.findings.therapy import told

NOTE = """HPI: doing well on prednisone 5 mg daily.

HPI (carried forward from 09/12/2024):
Here with leg swelling. On prednisone 40 mg daily. UPCR 4.9 g/g.

Labs today: UPCR 0.5 g/g.
"""


def test_the_stretch_ends_with_its_paragraph() -> None:
    read = page(NOTE)
    assert str(copied.first_appeared(read, NOTE.index("leg swelling"))) == "2024-09-12"
    assert copied.first_appeared(read, NOTE.index("doing well")) is None
    assert copied.first_appeared(read, NOTE.index("Labs today")) is None


def test_text_of_last_week_still_holds() -> None:
    assert copied.first_appeared(page(NOTE.replace("09/12/2024", "02/12/2026")), NOTE.index("leg swelling")) is None


def test_symptoms_and_values_are_of_the_older_day() -> None:
    assert [f.assertion.value for f in found(conditions, NOTE) if f.concept == "edema"] == ["historical"]
    assert {str(f.value.value): str(f.when) for f in found(labs, NOTE) if f.value} == {
        "4.9": "2024-09-12",
        "0.5": "2026-02-20",
    }


def test_what_was_taken_then_is_past() -> None:
    statuses = {
        str(f.detail.dose.value): f.detail.status
        for f in told(NOTE)
        if isinstance(f.detail, Medication) and f.detail.dose
    }
    assert statuses == {"5": "current", "40": "past"}
