"""Doses that are no single amount, as they are written; plain amounts are left to the regimen."""

from __future__ import annotations

import pytest

from evidentia.findings.odd_doses import odd_dose


@pytest.mark.parametrize(
    ("behind", "dose"),
    [
        (" 50 to 125 mg daily", "50-125 mg"),
        (" 10-20 mg", "10-20 mg"),
        (" 60 mg -> 20 mg over 9 months", "60 mg to 20 mg taper"),
        (" 60 mg → 20 mg", "60 mg to 20 mg taper"),
        (" 2 g/kg load over 5 days, then 1 g/kg every 3 weeks", "2 g/kg load then 1 g/kg"),
        (" 160/25", "160/25"),
        (" 600 mg-400 unit tab", "600 mg-400 unit"),
        (" DS 3x/week", "DS"),
        (" 2 puffs PRN", "2 puffs"),
        (" burst in May", "burst"),
        (" 500 mg BID", None),
        (" 1 g BID", None),
        (" 3/4/2025", None),
        (" 2019-2020", None),
        (" 500 mg to 1 g BID", None),  # a dose that was raised is the one that was reached
    ],
)
def test_odd_doses(behind: str, dose: str | None) -> None:
    text = f"drug{behind}"
    assert odd_dose(text, 4, len(text)) == dose
