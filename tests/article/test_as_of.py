"""What was in force on the date of service, and what was not known yet."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia.app import assess
from evidentia.model.assessment import Assessment

QUESTION = "Is rituximab medically necessary for lupus nephritis?"


def spoken(day: str) -> set[str]:
    return {c.record for s in on(day).statements for c in s.citations}


def on(day: str) -> Assessment:
    return assess(QUESTION, as_of=date.fromisoformat(day))


PAIRS = [
    ("rec.eular-2025-kidney.scope", "2025-10-15", "2025-10-16"),
    ("rec.acr-2025.excludes", "2025-11-02", "2025-11-03"),
    ("regulator.japan", "2023-08-22", "2023-08-23"),
    ("alt.belimumab", "2020-12-16", "2020-12-17"),
    ("alt.voclosporin", "2021-01-21", "2021-01-22"),
    ("rec.eular-2019-ln", "2019-12-31", "2020-01-01"),
]


@pytest.mark.parametrize(("record", "before", "after"), PAIRS)
def test_nothing_speaks_before_its_day(record: str, before: str, after: str) -> None:
    assert record not in spoken(before)
    assert record in spoken(after)


GONE = [("rec.eular-2019-ln", "2025-10-15", "2025-10-16"), ("rec.eular-2012-ln", "2019-12-31", "2020-01-01")]


@pytest.mark.parametrize(("record", "last", "gone"), GONE)
def test_what_is_superseded_no_longer_speaks(record: str, last: str, gone: str) -> None:
    assert record in spoken(last)
    assert record not in spoken(gone)


def test_a_study_is_not_known_before_it_is_published() -> None:
    assert "trial.bliss-believe" not in spoken("2022-01-01")
    assert "alt.obinutuzumab.regency" not in spoken("2022-01-01")


def test_currency_is_that_of_the_day() -> None:
    early = {r.source.id: r.currency for r in on("2020-06-01").references}
    assert early["src.eular-2019-ln"] in ("current", "older than three years")
    assert "superseded" not in early["src.eular-2019-ln"]


def test_the_policy_says_where_it_was_not_in_force() -> None:
    assert any("does not cover 2024-01-01" in s.text for s in on("2024-01-01").statements)
    assert not any("does not cover" in s.text for s in on("2026-01-01").statements)
