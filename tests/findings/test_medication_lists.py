"""Which list of current drugs is the whole list, and where it ends."""

from __future__ import annotations

import pytest

from evidentia.findings import medications
from evidentia.model.finding import Kind, MedicationList
from tests.findings.pages import found

LISTS = [
    ("MEDS (complete, reconciled today)\n - MMF 1000 mg BID\n - HCQ 300 mg daily", True),
    ("Med list reviewed, this is everything he takes: Plaquenil 200 BID; prednisone 10.", True),
    ("Current medications: HCQ 400 mg, prednisone 5 mg. These are all her medications.", True),
    ("Inpatient MAR (complete active orders): vancomycin IV, methylprednisolone 40 mg IV daily.", True),
    ("Everything she takes (bag emptied on the desk): amlodipine 5, olmesartan 20.", True),
    ("Rosuvastatin 40, clopidogrel 75, lisinopril 20. That is the complete list.", True),
    ("Meds: HCQ 400 mg, MMF 1 g BID, prednisone 5 mg.", None),
    ("Meds (partial, from pharmacy): HCQ 400 mg, prednisone 5 mg.", None),
]


@pytest.mark.parametrize(("text", "complete"), LISTS)
def test_complete(text: str, complete: bool | None) -> None:
    lists = [f.detail for f in found(medications, text) if f.kind is Kind.MEDICATION_LIST]
    assert [item.complete for item in lists if isinstance(item, MedicationList)] == [complete]


def test_a_plan_below_a_list_is_no_part_of_it() -> None:
    text = "Meds today (complete): MMF 750 BID, pred 30.\nP: RUXIENCE 375 mg/m2 IV weekly x 4 starting 3/9/2026."
    listed = next(f.detail for f in found(medications, text) if isinstance(f.detail, MedicationList))
    assert len(listed.medications) == 2


def test_a_list_of_what_was_tried_is_no_list_of_what_is_taken() -> None:
    text = "Tried rosuvastatin 40 and clopidogrel. That is the complete list of trials."
    assert not [f for f in found(medications, text) if f.kind is Kind.MEDICATION_LIST]
