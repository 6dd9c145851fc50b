"""Heights, weights, body mass indexes and rating scales: values, units and the day that each is of."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia.content.loader import load
from evidentia.findings import labs
from tests.findings.pages import page

AS_OF = date(2027, 1, 1)


def values(text: str, *names: str) -> list[tuple[str, str, str]]:
    found = labs.extract([page(text)], load().vocabulary, AS_OF)
    return [(f.concept, str(f.value), str(f.when)) for f in found if f.value is not None and f.concept in names]


@pytest.mark.parametrize(
    ("text", "height"),
    [
        ("Height 170 cm.", "170 cm"),
        ("Ht 5'7\".", "67 in"),
        ("Height: 5 ft 6 in today.", "66 in"),
        ("Height 67 in, weight 200 lb.", "67 in"),
        ("Ht: 1.70 m.", "1.70 m"),
        ("Ht 64, Wt 214.", "64 (no unit)"),
    ],
)
def test_heights(text: str, height: str) -> None:
    assert [v for _, v, _ in values(text, "height")] == [height]


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("PHQ-9 22/27 on 03/05/2026.", ("phq-9", "22", "2026-03-05")),
        ("PHQ-9: 22 out of 27 (03/05/2026).", ("phq-9", "22", "2026-03-05")),
        ("HAM-D17 24 (severe) on 03/05/2026.", ("ham-d17", "24", "2026-03-05")),
        ("PHQ-9 24 at start (03/03/2025).", ("phq-9", "24", "2025-03-03")),
        ("HAM-D17   03/10/2025 (session 1)     26", ("ham-d17", "26", "2025-03-10")),
        ("PHQ-9 (read aloud, scored as the PHQ-9): 23 on 06/02/2026", ("phq-9", "23", "2026-06-02")),
    ],
)
def test_a_score_counts_and_has_the_day_behind_it(text: str, score: tuple[str, str, str]) -> None:
    assert values(text, score[0]) == [score]


@pytest.mark.parametrize(
    ("text", "dated"),
    [
        ("BMI 27.3 kg/m2, weight 84 kg, height 175 cm (03/02/2026).", {"2026-03-02"}),
        ("Height 180 cm, weight 92 kg (02/10/2026), BMI 28.4.", {"2026-02-10"}),
        ("06/12/2025: height 162 cm, weight 88.0 kg, BMI 33.5 kg/m2", {"2025-06-12"}),
        ("VISIT NOTE 04/10/2026\nBMI 26.6 kg/m2.", {"2026-04-10"}),
        ("LETTER 04/10/2026\nHer BMI is 26.6 kg/m2.", {"None"}),
        ("VISIT NOTE 04/10/2026\nBMI was about 30 last year.", {"2025"}),
        ("Started 07/07/2025 (weight that day 102.0 kg).", {"2025-07-07"}),
    ],
)
def test_measures_of_one_day_share_its_date(text: str, dated: set[str]) -> None:
    assert {when for _, _, when in values(text, "bmi", "weight", "height")} == dated


def test_a_dated_heading_inside_a_note_dates_what_stands_under_it() -> None:
    text = "PROGRESS NOTES 01/13/2026\n--- 01/13/2026 --- in person\nPHQ-9 today 24.\n\n--- 02/24/2026 --- in person\nScores: PHQ-9 19."
    assert [(v, when) for _, v, when in values(text, "phq-9")] == [("24", "2026-01-13"), ("19", "2026-02-24")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On 5 March 2026 he measured 178 cm and weighed 116.0 kg.", {("height", "178 cm"), ("weight", "116.0 kg")}),
        (
            "He is 5 ft 6 in and 214 lb (BMI 34.5 kg/m2).",
            {("height", "66 in"), ("weight", "214 lb"), ("bmi", "34.5 kg/m2")},
        ),
        ("She weighed 94.0 kg (31.8 kg/m2).", {("weight", "94.0 kg"), ("bmi", "31.8 kg/m2")}),
        (
            "WEIGHTS (office)\n  07/17/2025   247.0 lb   start\n  11/10/2025   243.6 lb",
            {("weight", "247.0 lb"), ("weight", "243.6 lb")},
        ),
        ("Weight stable. His wife lost 37 kg.", set()),
        ("The box weighs 30 lb more.", set()),
    ],
)
def test_measures_told_by_their_units(text: str, found: set[tuple[str, str]]) -> None:
    assert {(name, value) for name, value, _ in values(text, "height", "weight", "bmi")} == found


@pytest.mark.parametrize(
    "log",
    [
        "  Date          Weight      Dose that day\n  1 Sep 2025    118.4 kg    before the first\n  29 Sep 2025   116.0 kg    0.5 mg\n",
        "CC: refill.\nWeight log (clinic scale)\n  09/01/25    118.4 kg    before injection\n  09/29/25    116.0 kg    0.5 mg\n",
    ],
)
def test_a_log_of_weights_is_read_by_its_heading(log: str) -> None:
    assert values(f"NOTE 02/20/2026\n\n{log}", "weight") == [
        ("weight", "118.4 kg", "2025-09-01"),
        ("weight", "116.0 kg", "2025-09-29"),
    ]


def test_a_highest_weight_is_not_of_the_day_of_the_sheet() -> None:
    text = "Lakeside Clinic    02/19/2026\n\nHis highest weight 244.6 lb, weight now 231.5 lb.\n"
    assert values(text, "weight") == [("weight", "244.6 lb", "None"), ("weight", "231.5 lb", "2026-02-19")]


def test_in_a_row_of_scores_each_date_is_of_the_score_behind_it() -> None:
    text = "In between      MADRS 6/20/2025 11, 9/12/2025 10, 12/12/2025 12."
    assert [(value, when) for _, value, when in values(text, "madrs")] == [
        ("11", "2025-06-20"),
        ("10", "2025-09-12"),
        ("12", "2025-12-12"),
    ]
