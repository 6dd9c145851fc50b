"""A value with the day of another value is caught; a table, a free value and a true pair are left alone."""

from __future__ import annotations

import pytest

from evidentia.answer.value_dates import swapped
from evidentia.answer.written import days_with_ends

SERIES = "upcr 09/03/2024 4.1 g/g, 03/03/2025 0.4 g/g (complete response), 12/15/2025 5.0 g/g"
BRACKETS = "upcr 4.1 g/g (09/03/2024), 1.2 g/g (12/15/2025)"
TABLE = "date upcr\n09/03/2024   4.1\n12/15/2025   1.2"


@pytest.mark.parametrize(
    ("said", "chart", "wrong"),
    [
        ("UPCR 4.1 g/g (2024-09-03), 0.4 g/g (2025-03-03)", SERIES, 0),
        ("UPCR 0.4 g/g (2024-09-03), 4.1 g/g (2025-03-03)", SERIES, 2),
        ("UPCR 4.1 g/g (2024-09-03)", BRACKETS, 0),
        ("UPCR 4.1 g/g (2025-12-15)", BRACKETS, 1),
        ("UPCR 1.2 g/g (2024-09-03)", TABLE, 1),
        ("UPCR 1.2 g/g (2025-12-15)", TABLE, 0),
        ("UPCR 4.1 g/g (2024-09-03)", "upcr was 4.1 g/g, as in the letter", 0),
    ],
)
def test_pairs(said: str, chart: str, wrong: int) -> None:
    assert len(swapped(said, chart, days_with_ends)) == wrong
