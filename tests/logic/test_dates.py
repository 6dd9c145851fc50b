"""Partial dates: what is certain, what is not, and calendar months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.logic.dates import Duration, days_between, earlier, on_or_after, on_or_before, within
from evidentia.model.when import Period, When

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))


def partial(day: date, precision: int) -> When:
    return (When(day.year), When(day.year, day.month), When.of(day))[precision]


whens = st.builds(partial, days, st.integers(0, 2))


@pytest.mark.parametrize(
    ("when", "result"),
    [
        (When(2025, 7, 5), "met"),
        (When(2025, 7, 4), "not_met"),
        (When(2025, 8), "met"),
        (When(2025, 7), "unknown"),
        (When(2025), "unknown"),
        (When(2026, 1, 5), "met"),
        (When(2026, 1, 6), "not_met"),
        (None, "unknown"),
    ],
)
def test_within_six_months_before_the_fifth_of_january(when: When | None, result: str) -> None:
    assert within(when, Duration.parse("6 mo"), date(2026, 1, 5)).value == result


@pytest.mark.parametrize(
    ("day", "length", "result"),
    [
        (date(2026, 8, 31), "6 mo", date(2026, 2, 28)),
        (date(2024, 2, 29), "1 y", date(2023, 2, 28)),
        (date(2026, 2, 2), "16 wk", date(2025, 10, 13)),
        (date(2026, 1, 15), "14 d", date(2026, 1, 1)),
    ],
)
def test_before_counts_calendar_months(day: date, length: str, result: date) -> None:
    assert Duration.parse(length).before(day) == result


@pytest.mark.parametrize("text", ["6 weaks", "six mo", "6", "", "6 mo mo", "-1 d"])
def test_what_is_no_duration_says_so(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        Duration.parse(text)


@given(whens, days)
def test_certain_answers_hold_for_every_day_of_a_partial_date(when: When, day: date) -> None:
    truth = on_or_after(when, day)
    if truth.is_met:
        assert when.earliest >= day
    elif truth.is_not_met:
        assert when.latest < day
    else:
        assert when.earliest < day <= when.latest


@given(whens, days)
def test_before_and_after_agree(when: When, day: date) -> None:
    assert on_or_before(when, day) == ~on_or_after(when, day + timedelta(days=1))


@given(whens, whens)
def test_earlier_is_never_true_both_ways(a: When, b: When) -> None:
    assert not (earlier(a, b).is_met and earlier(b, a).is_met)
    low, high = days_between(a, b)
    assert low <= high


def test_partial_dates_read_and_print() -> None:
    assert [str(When.parse(t)) for t in ("2025", "2025-03", "2025-03-09")] == [
        "2025",
        "2025-03",
        "2025-03-09",
    ]
    for wrong in ("03/09/2025", "2025-02-30", "25", "2025-13", ""):
        with pytest.raises(ValueError):
            When.parse(wrong)
    with pytest.raises(ValueError, match="needs its month"):
        When(2025, None, 3)


def test_period_ends_are_inside() -> None:
    period = Period(date(2019, 6, 1), date(2025, 10, 15))
    assert period.covers(date(2019, 6, 1)) and period.covers(date(2025, 10, 15))
    assert not period.covers(date(2025, 10, 16))
    assert Period().covers(date(1900, 1, 1))
