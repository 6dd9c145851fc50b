"""Laboratory values: inline, series, panels, tables; and what is no value."""

from __future__ import annotations

import pytest

from evidentia.findings import labs
from evidentia.model.finding import Finding, Lab
from tests.findings.pages import found


def shown(f: Finding) -> str:
    result = f.detail.result if isinstance(f.detail, Lab) else None
    return f"{f.concept} {f.value if f.value is not None else result} {f.when}"


VALUES = [
    ("UPCR 2.4 g/g (02/18/2026)", ["upcr 2.4 g/g 2026-02-18"]),
    ("UPCR 1.7", ["upcr 1.7 (no unit) None"]),
    ("Proteinuria has improved to 1.7 on treatment", ["proteinuria 1.7 (no unit) None"]),
    ("Proteinuria 4.0 g/24 h on 02/01/2026", ["protein 24h 4.0 g/d 2026-02-01"]),
    ("24-hour urine protein 980 mg/day on 02/02/2026", ["protein 24h 980 mg/d 2026-02-02"]),
    ("UPCR 5.1 -> 4.8 g/g", ["upcr 5.1 g/g None", "upcr 4.8 g/g None"]),
    ("UPCR 1.9 g/g 11/18/25, repeat 2.8 g/g 2/17/26", ["upcr 1.9 g/g 2025-11-18", "upcr 2.8 g/g 2026-02-17"]),
    ("UPCR 3.0 g/g on 1/2/2025, UPCR 1.2 g/g on 7/8/2025", ["upcr 3.0 g/g 2025-01-02", "upcr 1.2 g/g 2025-07-08"]),
    ("1/2/2025 UPCR 3.0 g/g, 7/8/2025 UPCR 1.2 g/g", ["upcr 3.0 g/g 2025-01-02", "upcr 1.2 g/g 2025-07-08"]),
    ("UPCR 210 mg/mmol 2/1/2026", ["upcr 210 mg/mmol 2026-02-01"]),
    (
        "UPCR (mg/g): 2,400 on 05/05/2025; 1,820 on 01/27/2026",
        ["upcr 2400 mg/g 2025-05-05", "upcr 1820 mg/g 2026-01-27"],
    ),
    ("eGFR 3/6/2023 44 ; 5/14/2025 49", ["egfr 44 (no unit) 2023-03-06", "egfr 49 (no unit) 2025-05-14"]),
    ("Labs 02/18/2026: IgG 812 mg/dL", ["igg 812 mg/dL 2026-02-18"]),
    ("IgG < 400 mg/dL on 02/18/2026", ["igg < 400 mg/dL 2026-02-18"]),
    ("HBsAg neg, total anti-HBc neg (6/2/23)", ["hbsag negative 2023-06-02", "anti-hbc negative 2023-06-02"]),
    ("HBsAg / anti-HBc total negative 02/2025", ["hbsag negative 2025-02", "anti-hbc negative 2025-02"]),
    (
        "Hepatitis B sAg and core total Ab: negative 10-Jan-2025",
        ["hbsag negative 2025-01-10", "anti-hbc negative 2025-01-10"],
    ),
    ("HBsAg ............. Non-reactive", ["hbsag negative None"]),
    ("anti-HBc IgM negative", ["anti-hbc igm negative None"]),
    ("HBsAg POSITIVE", ["hbsag positive None"]),
    ("Hepatitis panel: negative 2023", ["hepatitis panel negative 2023"]),
]


@pytest.mark.parametrize(("text", "expected"), VALUES)
def test_values(text: str, expected: list[str]) -> None:
    assert [shown(f) for f in found(labs, text)] == expected


NOTHING = [
    "Goal UPCR < 0.5 g/g",
    "If UPCR > 1 g/g we will biopsy",
    "Recheck UPCR in 12 weeks",
    "Her mother is HBsAg positive",
    "In the trial proteinuria fell to 0.5 g/g in 40 % of patients",
    "IgG reference range 700-1600 mg/dL",
]


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_value_of_the_patient(text: str) -> None:
    assert [shown(f) for f in found(labs, text)] == []


COLUMNS = """LABORATORY
   Date         UPCR (g/g)   eGFR    IgG (mg/dL)
   09/16/2025   1.2          58      -
   02/17/2026   2.6          41      not done
"""
ROWS = """Test          01/02/2026   02/03/2026
UPCR g/g      2.1          1.4
IgG mg/dL     900          850
"""


def test_a_table_with_a_column_an_analyte() -> None:
    assert [shown(f) for f in found(labs, COLUMNS)] == [
        "upcr 1.2 g/g 2025-09-16",
        "egfr 58 (no unit) 2025-09-16",
        "upcr 2.6 g/g 2026-02-17",
        "egfr 41 (no unit) 2026-02-17",
        "igg not done 2026-02-17",
    ]


def test_a_table_with_a_row_an_analyte() -> None:
    assert [shown(f) for f in found(labs, ROWS)] == [
        "upcr 2.1 g/g 2026-01-02",
        "upcr 1.4 g/g 2026-02-03",
        "igg 900 mg/dL 2026-01-02",
        "igg 850 mg/dL 2026-02-03",
    ]


def test_what_was_not_repeated_says_so() -> None:
    (only,) = found(labs, "IgG last checked 01/2025, not repeated since")
    assert isinstance(only.detail, Lab) and only.detail.not_repeated and str(only.when) == "2025-01"


def values(text: str) -> list[tuple[str, str, str | None, str | None]]:
    return [
        (
            f.concept,
            str(f.value.value) if f.value else f.detail.result,
            (f.value.unit or None) if f.value else None,
            str(f.when) if f.when else None,
        )
        for f in found(labs, text)
        if isinstance(f.detail, Lab)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MRC sum score 52/60", ("mrc sum score", "52", None, "2026-02-20")),
        ("INCAT was 7", ("incat", "7", None, None)),  # another time, and it does not say which
        ("HAM-D 24", ("ham-d", "24", None, "2026-02-20")),  # the score, not the version of 24 items
        ("HAM-D 24: 31", ("ham-d24", "31", None, "2026-02-20")),
        ("WBC 5.8 x10^9/L", ("wbc", "5.8", "10^9/L", None)),
        ("Baseline creatinine 1.2-1.3", ("creatinine", "1.2-1.3", None, None)),
        ("CSF (01/05/2026): WBC 4", ("csf white blood cells", "4", None, "2026-01-05")),
        ("BK PCR undetectable", ("bk virus pcr", "negative", None, None)),
        ("T-score -2.6", ("bone density t-score", "-2.6", None, "2026-02-20")),
        ("Waist 44 in", ("waist", "44", "in", "2026-02-20")),
        ("FVC 2.9 L", ("forced vital capacity", "2.9", "L", "2026-02-20")),
        ("positive ANA and a high dsDNA", ("ana", "positive", None, None)),
    ],
)
def test_scores_units_and_ranges(text: str, expected: tuple[str, str, str | None, str | None]) -> None:
    assert values(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Grip 44 kPa R, 49 kPa L", [("right", "44", "kPa"), ("left", "49", "kPa")]),
        ("Grip R 38, L 35 kPa", [("right", "38", "kPa"), ("left", "35", "kPa")]),
        ("grip 60/58 kPa", [("right", "60", "kPa"), ("left", "58", "kPa")]),
    ],
)
def test_grip_of_both_hands(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    got = [
        (f.detail.specimen, str(f.value.value), f.value.unit)
        for f in found(labs, text)
        if isinstance(f.detail, Lab) and f.value
    ]
    assert got == expected


@pytest.mark.parametrize("text", ["C3 84 mg/dL (90-180)", "C3 84 mg/dL (ref 90-180)", "C3 84 mg/dL (normal: >90)"])
def test_a_reference_range_in_brackets_is_no_value(text: str) -> None:
    assert [value for _, value, _, _ in values(text)] == ["84"]


def test_the_studies_and_trials_of_a_patient_are_no_publications() -> None:
    assert values("Laboratory studies of November 24 showed creatinine 0.64 mg/dL.")[0][1] == "0.64"
    assert values("In published studies creatinine 0.64 mg/dL was usual.") == []


def test_a_note_is_dated_by_its_short_title() -> None:
    assert found(labs, "neph f/u 8/2/25\nwt 63 kg")[0].when is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Spot urine protein / creatinine\n  04/02/2025     3,120 mg/g       before course A\n  10/13/2025     2,050 mg/g",
            ["upcr 3120 mg/g 2025-04-02", "upcr 2050 mg/g 2025-10-13"],
        ),
        (
            "Urine protein/creatinine ratio:\n  01/12/2026    4.6 g/g\n  02/20/2026    3.8 g/g",
            ["upcr 4.6 g/g 2026-01-12", "upcr 3.8 g/g 2026-02-20"],
        ),
        (
            "UPCR (spot)\n  - 02/19/2026: 2.2 g/g\n  - 01/06/2026: 3.1 g/g",
            ["upcr 2.2 g/g 2026-02-19", "upcr 3.1 g/g 2026-01-06"],
        ),
        ("UPCR, g/g\n  02/19/2026   2.2\n  01/06/2026   3.1", ["upcr 2.2 g/g 2026-02-19", "upcr 3.1 g/g 2026-01-06"]),
        (
            "eGFR\n  01/12/2026    86 mL/min/1.73 m2\n  02/19/2026    84",
            ["egfr 86 mL/min/1.73 m2 2026-01-12", "egfr 84 mL/min/1.73 m2 2026-02-19"],
        ),
        ("UPCR, g/g\n  02/19/2026   2 visits missed", []),
        ("UPCR\n  01/12/2026    prednisone 40 mg", []),
        ("UPCR\n  01/12/2026    goal below 0.5 g/g", []),
    ],
)
def test_a_list_under_the_name_of_a_test(text: str, expected: list[str]) -> None:
    assert [shown(f) for f in found(labs, text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SECTION B / laboratory 19-Jan-2026\n   IgG 410 mg/dL (low)     WBC 5.4     PLT 301", {"2026-01-19"}),
        ("IgG 588 mg/dL and CBC (WBC 5.1, Hb 12.2, PLT 208) on 2026-01-19.", {"2026-01-19"}),
        ("CBC (WBC 5.1, was 4.0) on 2026-01-19.", {"None", "2026-01-19"}),
        ("IgG 812 mg/dL, CBC unremarkable; both 01/19/2026.", {"2026-01-19"}),
    ],
)
def test_the_day_of_a_panel(text: str, expected: set[str]) -> None:
    assert {str(f.when) for f in found(labs, text)} <= expected
    assert found(labs, text)


@pytest.mark.parametrize(
    "text", ["COURSE     Protein (24 h)        Albumin        eGFR", "Anti-PLA2R and urine at 3 and 6 months."]
)
def test_a_number_of_hours_or_months_is_no_value(text: str) -> None:
    assert [f for f in found(labs, text) if f.value is not None] == []


def test_both_are_the_last_two() -> None:
    text = "HBsAg negative; IgG 812 mg/dL, CBC unremarkable; both 01/19/2026."
    assert [str(f.when) for f in found(labs, text) if f.concept == "hbsag"] == ["None"]


@pytest.mark.parametrize(
    "text",
    [
        "Urine protein over 24 hours was 6.2 g on 02/01/2026.",
        "Protein/24 h  6.2 g   02/01/2026",
        "24-hour urine: 6.2 g (02/01/2026)",
    ],
)
def test_the_protein_of_a_day_by_its_other_names(text: str) -> None:
    assert [shown(f) for f in found(labs, text)] == ["protein 24h 6.2 g/d 2026-02-01"]
