"""Semaglutide and transcranial magnetic stimulation before and after each approval, clearance and new guideline."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia.app import assess
from evidentia.model.assessment import Assessment

WEIGHT = "Is semaglutide 2.4 mg (Wegovy) medically necessary for weight management in obesity?"
HEART = "Is semaglutide 2.4 mg (Wegovy) medically necessary to reduce cardiovascular risk in obesity?"
BRAIN = "Is transcranial magnetic stimulation medically necessary for major depression?"

PAIRS = [
    (WEIGHT, "label.wegovy.weight", "2021-06-03", "2021-06-04"),
    (HEART, "label.wegovy.cardiovascular", "2024-03-07", "2024-03-08"),
    (WEIGHT, "label.wegovy.established", "2025-08-14", "2025-08-15"),
    (WEIGHT, "rec.aga-2022.semaglutide", "2021-12-31", "2022-01-01"),
    (WEIGHT, "rec.ada-2026.agent", "2025-12-31", "2026-01-01"),
    (WEIGHT, "rec.oa-2026.initial", "2026-01-12", "2026-01-13"),
    (WEIGHT, "alt.wegovy-pill", "2025-12-21", "2025-12-22"),
    (WEIGHT, "alt.wegovy-hd", "2026-03-18", "2026-03-19"),
    (WEIGHT, "coverage.glp1-bridge", "2026-06-30", "2026-07-01"),
    (BRAIN, "label.tms.adolescent", "2024-03-21", "2024-03-22"),
    (BRAIN, "label.tms.saint", "2022-08-31", "2022-09-01"),
    (BRAIN, "rec.va-dod-2022.structure", "2021-12-31", "2022-01-01"),
    (BRAIN, "pitfall.va-dod-2016", "2021-12-31", "2022-01-01"),
    (BRAIN, "coverage.tms.l34998", "2022-12-10", "2022-12-11"),
    (BRAIN, "coverage.tms.cigna", "2026-03-14", "2026-03-15"),
]


def on(question: str, day: str) -> Assessment:
    return assess(question, as_of=date.fromisoformat(day))


def spoken(question: str, day: str) -> set[str]:
    return {c.record for s in on(question, day).statements if s.section != "since" for c in s.citations}


@pytest.mark.parametrize(("question", "record", "before", "after"), PAIRS)
def test_nothing_speaks_before_its_day(question: str, record: str, before: str, after: str) -> None:
    assert record not in spoken(question, before)
    assert record in spoken(question, after)


@pytest.mark.parametrize(
    ("question", "day", "status"),
    [
        (WEIGHT, "2021-06-03", "unknown"),
        (WEIGHT, "2021-06-04", "on-label"),
        (HEART, "2024-03-07", "off-label"),  # on the market for weight alone
        (HEART, "2024-03-08", "on-label"),
        (BRAIN, "2008-09-30", "unknown"),
        (BRAIN, "2008-10-01", "on-label"),
    ],
)
def test_the_label_is_that_of_the_day_and_of_the_use_asked_for(question: str, day: str, status: str) -> None:
    standing = on(question, day).standing
    assert standing is not None
    assert standing.label_status == status


def test_the_use_asked_for_is_named() -> None:
    said = " ".join(s.text for s in on(HEART, "2026-05-01").statements if s.section == "direct")
    assert "Semaglutide for cardiovascular risk reduction" in said
    said = " ".join(s.text for s in on(WEIGHT, "2026-05-01").statements if s.section == "direct")
    assert "Semaglutide for obesity" in said


@pytest.mark.parametrize("question", [WEIGHT, BRAIN])
def test_the_policy_says_where_it_was_not_in_force(question: str) -> None:
    assert any("does not cover 2025-12-31" in s.text for s in on(question, "2025-12-31").statements)
    assert not any("does not cover 2026-01-01" in s.text for s in on(question, "2026-01-01").statements)
