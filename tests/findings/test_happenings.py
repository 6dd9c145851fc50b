"""What happened on a day: biopsies taken, single infusions, symptoms that came back; what is only planned is none."""

from __future__ import annotations

import pytest

from evidentia.findings import events, happenings
from tests.findings.pages import found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LN bx 7/2022.", [("biopsy taken", "2022-07")]),
        ("Biopsied 06/2025.", [("biopsy taken", "2025-06")]),
        ("Repeat biopsy planned for 3/2/2026.", []),
        ("Biopsy scheduled 3/2/2026.", []),
        ("No biopsy since 2019.", []),
        ("Last infusion 10/28/25.", [("infusion given", "2025-10-28")]),
        ("Infused today L+R abdomen.", [("infusion given", "2026-02-20")]),
        ("In October 2025 symptoms returned.", [("symptoms back", "2025-10")]),
        ("His mother's symptoms returned.", []),
        ("Current episode began in the fall of 2023.", [("symptoms back", "2023")]),
    ],
)
def test_happenings(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(f.concept, str(f.when)) for f in found(happenings, text)] == expected


def test_the_dose_of_an_infusion_record_is_given_on_its_day() -> None:
    assert [str(f.when) for f in found(happenings, "INFUSION RECORD\nDose 2 of 2 given without reaction.")] == [
        "2026-02-20"
    ]
    assert list(found(happenings, "CLINIC NOTE\nDose 2 of 2 is due.")) == []


def test_an_overdue_dose_was_due_when_its_delay_says() -> None:
    assert [str(f.when) for f in found(events, "Now 7 months late.") if f.concept == "overdue"] == ["2025-07"]


def test_a_vaccine_is_no_infection() -> None:
    assert [f for f in found(events, "Influenza and COVID vaccines last fall.") if f.assertion != "absent"] == []
