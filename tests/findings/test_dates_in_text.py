"""Dates as charts write them."""

from __future__ import annotations

import pytest

from evidentia.findings.dates import find_dates
from tests.findings.pages import page

WRITTEN = [
    ("UPCR on 3/9/26", ["2026-03-09"]),
    ("seen 03/09/2026", ["2026-03-09"]),
    ("seen 2026-03-09", ["2026-03-09"]),
    ("seen 9-Mar-2026", ["2026-03-09"]),
    ("seen March 9, 2026", ["2026-03-09"]),
    ("seen 9 March 2026", ["2026-03-09"]),
    ("given March 24 and April 7, 2025", ["2025-03-24", "2025-04-07"]),
    ("given 16 March and 30 March 2026", ["2026-03-16", "2026-03-30"]),
    ("since 3/2023", ["2023-03"]),
    ("since Mar '25", ["2025-03"]),
    ("in March 2025", ["2025-03"]),
    ("diagnosed in 2021", ["2021"]),
    ("in January", ["2026-01"]),
    ("in December", ["2025-12"]),
    ("restarted 2/17", ["2026-02-17"]),
    ("6 months ago", ["2025-08"]),
    ("2 years ago", ["2024"]),
    ("yesterday", ["2026-02-19"]),
    ("infused 3/10/25 and 3/24/25", ["2025-03-10", "2025-03-24"]),
]
NONE = [
    "BP 118/70",
    "class 3/5 strength",
    "1000 mg",
    "UPCR 2.4 g/g",
    "5/10 pain",
    "2/30/2026",
    "page 3/12",
    "HCPCS Q5119",
    "dsDNA 1:640",
]


@pytest.mark.parametrize(("text", "dates"), WRITTEN)
def test_written_dates(text: str, dates: list[str]) -> None:
    assert [str(d.when) for d in find_dates(page(text))] == dates


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(page(text)) == []
