"""Values before a drug was begun and now, for drugs that are taken without a planned end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from evidentia.criteria.context import Context, medication, step
from evidentia.model.finding import Finding, Status
from evidentia.model.when import When

_AFTER = timedelta(days=21)  # a value of the first weeks at the lowest dose still counts as before treatment
_WASHED_OUT = timedelta(days=180)  # after so long without a drug a value is one before the next treatment


def begun(context: Context, names: Sequence[str]) -> When | None:
    """When the first of the drugs was begun, as far as the record dates it."""
    found = [
        medication(f).start
        for f in context.medications(*names)
        if medication(f).status in (Status.CURRENT, Status.PAST, Status.HELD)
    ]
    found += [step(f).start for name in names for f in context.steps(name, "taken")]
    return min((w for w in found if w is not None), key=lambda w: w.earliest, default=None)


def taken(context: Context, names: Sequence[str]) -> list[Finding]:
    """What the record says of taking one of the drugs, now or before."""
    return [
        f for f in context.medications(*names) if medication(f).status in (Status.CURRENT, Status.PAST, Status.HELD)
    ]


def before(values: Sequence[Finding], start: When | None) -> list[Finding]:
    """The last values before a drug was begun, by their dates or by the record's own word for them."""
    named = [f for f in values if "baseline" in f.flags]
    dated = [f for f in values if start is not None and f.when is not None and f.when.latest <= start.latest + _AFTER]
    last = max((f.when.latest for f in dated if f.when), default=None)
    latest = [f for f in dated if f.when and f.when.latest == last]
    return latest or [f for f in named if f.when is not None]


def free(values: Sequence[Finding], context: Context, names: Sequence[str]) -> list[Finding]:
    """Values of a time without the drugs: every course of them is over, its end is dated and lies half a year or more before."""
    courses = taken(context, names)
    ends = [medication(f).stop for f in courses if medication(f).status is Status.PAST]
    known = [end.latest for end in ends if end is not None]
    if not courses or len(known) < len(courses) or any(context.steps(name, "taken") for name in names):
        return []
    return [f for f in values if f.when is not None and f.when.earliest >= max(known) + _WASHED_OUT]


def dated(values: Sequence[Finding]) -> list[Finding]:
    return [f for f in values if f.value is not None and f.when is not None and f.value.unit is not None]
