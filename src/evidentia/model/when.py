"""Dates as charts give them: a year, a month or a day, never filled in."""

from __future__ import annotations

import calendar
from datetime import date

from evidentia.model.frozen import frozen


@frozen
class When:
    """A date known to the year, the month or the day.

    `When(2025, 3)` is some day in March 2025; nothing chooses which. Comparison is the business of
    `evidentia.logic.dates`, which answers with a Truth. Source: partial dates of FHIR `date` and ISO 8601.

    >>> str(When(2025, 3)), When(2025, 3).earliest, When(2025, 3).latest
    ('2025-03', datetime.date(2025, 3, 1), datetime.date(2025, 3, 31))
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError(f"a day ({self.day}) needs its month: write When(year, month, day)")
        date(self.year, self.month or 1, self.day or 1)  # raises ValueError for the 30th of February

    @classmethod
    def of(cls, day: date) -> When:
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse(cls, text: str) -> When:
        """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; ValueError for anything else."""
        parts = text.split("-")
        if len(parts) > 3 or not all(part.isdigit() for part in parts) or len(parts[0]) != 4:
            raise ValueError(f'"{text}" is not a date: write YYYY, YYYY-MM or YYYY-MM-DD')
        return cls(*(int(part) for part in parts))

    @property
    def earliest(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def exact(self) -> date | None:
        """The day, where the day is known."""
        return self.earliest if self.day is not None else None

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        return text if self.day is None else f"{text}-{self.day:02d}"


@frozen
class Period:
    """From the first day to the last day, both inclusive; an open end is None."""

    start: date | None = None
    end: date | None = None

    def covers(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def __str__(self) -> str:
        return f"{self.start or '…'} to {self.end or 'now'}"
