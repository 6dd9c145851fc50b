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
