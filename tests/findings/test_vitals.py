"""Vital signs with their units and days; goals and ranges are none."""

from __future__ import annotations

import pytest

from evidentia.findings import vitals
from tests.findings.pages import NOTE_DATE, found


def read(text: str) -> list[tuple[str, str, str | None]]:
    return [(f.concept, str(f.value.value), f.value.unit) for f in found(vitals, text) if f.value]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BP 124/76", [("systolic blood pressure", "124", None), ("diastolic blood pressure", "76", None)]),
        (
            "Blood pressure was 148/92 mmHg.",
            [("systolic blood pressure", "148", "mmHg"), ("diastolic blood pressure", "92", "mmHg")],
        ),
        (
            "HR 72, P 68, pulse: 80 bpm",
            [("heart rate", "72", None), ("heart rate", "68", None), ("heart rate", "80", "bpm")],
        ),
        ("T 98.4 F; temp 37.2", [("body temperature", "98.4", "°F"), ("body temperature", "37.2", None)]),
        ("SpO2 98% RA, RR 16", [("oxygen saturation", "98", "%"), ("respiratory rate", "16", None)]),
        ("BP goal <130/80", []),
        ("Goal BP 130/80", []),
        ("BP 138-152/80s", []),
        ("T 4", []),  # a class, not a temperature
        ("Mother's BP 150/90.", []),
    ],
)
def test_readings(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert read(text) == expected


def test_a_reading_is_of_its_note_unless_it_has_a_date() -> None:
    today, dated, earlier = (f.when for f in found(vitals, "HR 72. HR 80 on 01/05/2026. On 12/01/2025 HR 90."))
    assert (str(today), str(dated), str(earlier)) == (str(NOTE_DATE), "2026-01-05", "2025-12-01")


def test_both_numbers_of_a_pressure_stand_on_one_span() -> None:
    high, low = found(vitals, "BP 124/76")
    assert high.spans == low.spans
