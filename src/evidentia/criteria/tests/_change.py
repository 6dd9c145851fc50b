"""Values before and after a course: which ones may be compared, and what they show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from evidentia.criteria.context import Context, course, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.logic.quantities import percent_change
from evidentia.model.finding import Assertion, Finding
from evidentia.model.frozen import frozen
from evidentia.model.rationale import Rationale
from evidentia.model.truth import Why
from evidentia.model.when import When

BASELINES = ("first", "latest")
_WINDOW = timedelta(days=400)  # a baseline more than a year before a course is none


@frozen
class Change:
    """A value before a course and the latest value after its start, with the change in percent (negative: a fall)."""

    before: Finding
    now: Finding
    percent: Decimal
    baseline: str  # "first" | "latest"


def starts(context: Context) -> list[tuple[str, When]]:
    """Day 1 of the first and of the latest course, as exact as the record has it. Documents that disagree give both."""
    asked = {f.concept for f in context.requests()}
    courses = [f for f in context.courses() if not asked or f.concept in asked]
    known = [course(f).dates[0] for f in courses if course(f).dates[0].latest < context.anchor]
    if not known:
        return []
    first, last = min(known, key=lambda w: w.earliest), max(known, key=lambda w: w.latest)
    return [("first", first)] if first == last else [("first", first), ("latest", last)]


def changes(context: Context, analytes: Sequence[str], baselines: Sequence[str] = BASELINES) -> list[Change]:
    """Every comparison that the record allows: same analyte, both with unit and date, before and after a course."""
    found = []
    for name in analytes:
        values = usable(context, name)
        for baseline, start in [(b, s) for b, s in starts(context) if b in baselines]:
            for before in last_before(values, start.earliest):
                for now in _now(values, start.latest, context.as_of):
                    if before.value is None or now.value is None:
                        continue
                    change = percent_change(before.value, now.value)
                    if change is not None:
                        found.append(Change(before, now, change, baseline))
    return found


def contradicted(good: Sequence[Change], bad: Sequence[Change]) -> bool:
    """Two values of one date that lead to different answers for the same baseline."""
    return all(any(b.baseline == g.baseline and b.before.concept == g.before.concept for b in bad) for g in good)


def overtaken(context: Context) -> Rationale | None:
    """Dialysis since: what the urine or a filtration rate showed before says nothing of benefit now."""
    found = [f for f in context.events("dialysis") if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    if not found:
        return None
    missing = [lacks("kidney function now", "kidney function now, and whether dialysis goes on", "nephrologist")]
    return unknown(
        "benefit",
        Why.CONFLICTING,
        "Dialysis is documented; earlier values do not show benefit.",
        missing,
        findings=found,
    )


def rebound(context: Context, name: str, *, worse: str, least: Decimal = Decimal(25)) -> Change | None:
    """The way from the best value since the first course to the latest one, where it is worse again by `least` percent or more."""
    known = starts(context)
    if not known:
        return None
    later = [f for f in usable(context, name) if f.when and f.when.earliest > known[0][1].latest]
    now = _now(later, known[0][1].latest, context.as_of)
    sign = 1 if worse == "rise" else -1
    found = []
    for last in now:
        for best in later:
            if (
                best.value is None
                or last.value is None
                or not (best.when and last.when and best.when.latest < last.when.earliest)
            ):
                continue
            percent = percent_change(best.value, last.value)
            if percent is not None and percent * sign >= least:
                found.append(Change(best, last, percent, "best"))
    return max(found, key=lambda c: (c.percent * sign, c.before.id), default=None)


def usable(context: Context, name: str) -> list[Finding]:
    """Values with unit and date."""
    return [f for f in context.labs(name) if f.value is not None and f.value.unit is not None and f.when is not None]


def before_first(context: Context, name: str) -> list[Finding]:
    """The last values of an analyte before the first course."""
    known = starts(context)
    return last_before(usable(context, name), known[0][1].earliest) if known else []


def last_before(values: Sequence[Finding], day: date) -> list[Finding]:
    """The last value on or before day 1; all of them where one date has several."""
    earlier = [f for f in values if f.when and f.when.latest <= day and f.when.latest >= day - _WINDOW]
    last = max((f.when.latest for f in earlier if f.when), default=None)
    return [f for f in earlier if f.when and f.when.latest == last]


def _now(values: Sequence[Finding], day: date, as_of: date) -> list[Finding]:
    later = [f for f in values if f.when and f.when.earliest > day and f.when.earliest <= as_of]
    last = max((f.when.latest for f in later if f.when), default=None)
    return [f for f in later if f.when and f.when.latest == last]
