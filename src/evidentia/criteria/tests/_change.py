"""Values before and after a course: which ones may be compared, and what they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from evidentia.criteria.context import Context, course
from evidentia.logic.quantities import percent_change
from evidentia.model.finding import Finding

_WINDOW = timedelta(days=400)  # a baseline more than a year before a course is none


@dataclass(frozen=True, slots=True)
class Change:
    """A value before a course and the latest value after its start, with the change in percent (negative: a fall)."""

    before: Finding
    now: Finding
    percent: Decimal
    baseline: str  # "first" | "latest"


def starts(context: Context) -> list[tuple[str, date]]:
    """Day 1 of the first and of the latest course, where the day is known. Documents that disagree give both."""
    days = [(f, course(f).dates[0].exact) for f in context.courses()]
    known = [(f, day) for f, day in days if day is not None and day < context.anchor]
    if not known:
        return []
    found = [("first", min(day for _, day in known)), ("latest", max(day for _, day in known))]
    return found[:1] if found[0][1] == found[1][1] else found


def changes(context: Context, analytes: Sequence[str]) -> list[Change]:
    """Every comparison that the record allows: same analyte, both with unit and date, before and after a course."""
    found = []
    for name in analytes:
        values = usable(context, name)
        for baseline, day in starts(context):
            for before in _before(values, day):
                for now in _now(values, day, context.as_of):
                    if before.value is None or now.value is None:
                        continue
                    change = percent_change(before.value, now.value)
                    if change is not None:
                        found.append(Change(before, now, change, baseline))
    return found


def usable(context: Context, name: str) -> list[Finding]:
    """Values with unit and date."""
    return [f for f in context.labs(name) if f.value is not None and f.value.unit is not None and f.when is not None]


def _before(values: Sequence[Finding], day: date) -> list[Finding]:
    """The last value on or before day 1; all of them where one date has several."""
    earlier = [f for f in values if f.when and f.when.latest <= day and f.when.latest >= day - _WINDOW]
    last = max((f.when.latest for f in earlier if f.when), default=None)
    return [f for f in earlier if f.when and f.when.latest == last]


def _now(values: Sequence[Finding], day: date, as_of: date) -> list[Finding]:
    later = [f for f in values if f.when and f.when.earliest > day and f.when.earliest <= as_of]
    last = max((f.when.latest for f in later if f.when), default=None)
    return [f for f in later if f.when and f.when.latest == last]
