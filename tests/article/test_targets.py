"""Targets of a guideline, held against the patient's own values."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia.app import assess
from evidentia.model.assessment import Role

QUESTION = "Is continuation of rituximab medically necessary for lupus nephritis?"
COURSE = "Lupus nephritis. Rituximab 1000 mg IV given 01/10/2025 and 01/24/2025.\n"
RECORD = "definition.targets"  # 25 % at 3 months, 50 % at 6 months


def lines(values: str, as_of: str = "2026-01-05") -> dict[str, Role]:
    result = assess(QUESTION, [("chart.txt", COURSE + values)], as_of=date.fromisoformat(as_of))
    assert not result.removed
    found = [s for s in result.statements if f"target:{RECORD}" in s.rests_on]
    return {s.text: s.role for s in found}


SITUATIONS = [
    ("halved at six months", "UPCR 3.0 g/g on 01/02/2025, UPCR 1.2 g/g on 07/08/2025.", "50 %", Role.SUPPORTS),
    ("not halved at six months", "UPCR 3.0 g/g on 01/02/2025, UPCR 1.8 g/g on 07/08/2025.", "50 %", Role.OPPOSES),
    ("reached early, no later value", "UPCR 3.0 g/g on 01/02/2025, UPCR 1.2 g/g on 04/08/2025.", "50 %", Role.SUPPORTS),
    ("reached early, lost again", "UPCR 3.0 g/g on 01/02/2025, UPCR 1.2 g/g on 04/08/2025, UPCR 2.5 g/g on 07/08/2025.", "50 %", Role.OPPOSES),
    ("measured too early to miss", "UPCR 3.0 g/g on 01/02/2025, UPCR 2.5 g/g on 02/08/2025.", "50 %", Role.GAP),
    ("no value before the course", "UPCR 1.2 g/g on 07/08/2025.", "50 %", Role.GAP),
    ("no unit", "UPCR 3.0 on 01/02/2025, UPCR 1.2 on 07/08/2025.", "50 %", Role.GAP),
    ("two values of one day", "UPCR 3.0 g/g on 01/02/2025. UPCR 1.2 g/g on 07/08/2025. UPCR 2.4 g/g on 07/08/2025.", "50 %", Role.GAP),
]  # fmt: skip


@pytest.mark.parametrize(("values", "figure", "role"), [s[1:] for s in SITUATIONS], ids=[s[0] for s in SITUATIONS])
def test_a_target_is_reached_missed_or_open(values: str, figure: str, role: Role) -> None:
    assert [r for text, r in lines(values).items() if figure in text] == [role]


def test_nothing_is_said_before_the_month_is_over() -> None:
    values = "UPCR 3.0 g/g on 01/02/2025, UPCR 1.2 g/g on 04/08/2025."
    assert not any("50 %" in text for text in lines(values, as_of="2025-06-01"))


def test_nothing_is_said_without_a_dated_course() -> None:
    result = assess(QUESTION, [("c.txt", "Lupus nephritis. UPCR 3.0 g/g on 01/02/2025.")], as_of=date(2026, 1, 5))
    assert not any(r.startswith("target:") for s in result.statements for r in s.rests_on)
