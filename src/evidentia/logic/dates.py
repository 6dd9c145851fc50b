"""Comparison of partial dates: certain, or unknown. "In force on", "within six months before"."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from evidentia.model.frozen import frozen
from evidentia.model.truth import Truth, Why
from evidentia.model.when import When

_UNITS = {
    "d": "days",
    "day": "days",
    "days": "days",
    "wk": "weeks",
    "week": "weeks",
    "weeks": "weeks",
    "mo": "months",
    "month": "months",
    "months": "months",
    "y": "years",
    "yr": "years",
    "year": "years",
    "years": "years",
}


@frozen
class Duration:
    """A length of time in calendar units: months are months, not 30 days.

    >>> Duration.parse("16 wk").days, str(Duration.parse("6 mo"))
    (112, '6 months')
    """

    number: int
    unit: str  # days, weeks, months, years

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read "6 wk", "3 mo", "14 d", "1 y". ValueError with the way out for anything else."""
        parts = str(text).split()
        if len(parts) != 2 or not parts[0].isdigit() or parts[1] not in _UNITS:
            raise ValueError(f'"{text}" is not a duration. Write a number and one of d, wk, mo, y: "6 wk".')
        return cls(int(parts[0]), _UNITS[parts[1]])

    @property
    def days(self) -> int:
        """Days, taking a month as 30.4375 and a year as 365.25 days (rounded down)."""
        return int(self.number * {"days": 1, "weeks": 7, "months": 30.4375, "years": 365.25}[self.unit])

    def before(self, day: date) -> date:
        """The day that lies this long before `day`; the 31st becomes the last day of a shorter month."""
        if self.unit in ("days", "weeks"):
            return day - timedelta(days=self.number * (7 if self.unit == "weeks" else 1))
        months = self.number * (12 if self.unit == "years" else 1)
        total = day.year * 12 + day.month - 1 - months
        year, month = divmod(total, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

    def __str__(self) -> str:
        return f"{self.number} {self.unit if self.number != 1 else self.unit[:-1]}"


def on_or_after(when: When | None, day: date) -> Truth:
    """Whether a partial date is certainly `day` or later; unknown where its precision leaves it open."""
    if when is None:
        return Truth.unknown(Why.DATE_MISSING)
    if when.earliest >= day:
        return Truth.met()
    if when.latest < day:
        return Truth.not_met()
    return Truth.unknown(Why.AMBIGUOUS)


def on_or_before(when: When | None, day: date) -> Truth:
    """Whether a partial date is certainly `day` or earlier."""
    return ~on_or_after(when, day + timedelta(days=1))


def within(when: When | None, length: Duration, before: date) -> Truth:
    """Whether a date lies in the period of `length` that ends on `before` (both ends included).

    >>> within(When(2025, 8, 1), Duration.parse("6 mo"), date(2026, 2, 2))
    not_met
    """
    return on_or_after(when, length.before(before)) & on_or_before(when, before)


def earlier(first: When, second: When) -> Truth:
    """Whether the first date is certainly before the second."""
    if first.latest < second.earliest:
        return Truth.met()
    if first.earliest >= second.latest:
        return Truth.not_met()
    return Truth.unknown(Why.AMBIGUOUS)


def days_between(first: When, second: When) -> tuple[int, int]:
    """The smallest and the largest number of days from the first to the second partial date."""
    return (second.earliest - first.latest).days, (second.latest - first.earliest).days


def years_between(first: date, second: date) -> int:
    """Full years from the first day to the second.

    >>> years_between(date(2008, 3, 2), date(2026, 3, 1))
    17
    """
    return second.year - first.year - ((second.month, second.day) < (first.month, first.day))
