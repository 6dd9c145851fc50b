"""A programme was followed for so long within a period, by its dates, and goes on.

Met: the dates show the length within the period, and it is current or said to continue. Not met: it is certainly shorter, or it was
stopped, or the record says that there was none. Unknown: no dates, or whether it goes on is not stated.

>>> programme: {ingredient: lifestyle modification program, for_at_least: 3 mo, within: 24 mo}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from evidentia.criteria.context import Context, answer, is_taken, medication, unknown
from evidentia.criteria.tests._say import lacks, length
from evidentia.logic.dates import Duration
from evidentia.model.finding import Assertion, Finding, Status
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Truth, Why

ARGS = {
    "ingredient": "a programme of vocabulary/drugs.yaml",
    "for_at_least": "a duration",
    "within": "a duration before the service",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name = str(args["ingredient"])
    found = [f for f in context.medications(name) if is_taken(f)]
    missing = [
        lacks(
            f"{name} dates",
            f"{name}: begin, end or that it continues, with dates",
            "prescriber",
            "Programme: ____ from ____ to ____ (dates); continuing: ____.",
        )
    ]
    if not found:
        never = [f for f in context.medications(name) if medication(f).status is Status.NEVER]
        if never:
            return answer("programme", NOT_MET, "The record says that there was no {name}.", {"name": name}, never)
        return unknown("programme", Why.NOT_DOCUMENTED, "No {name} is documented.", missing, {"name": name})
    days = {f.id: _days(f, args, context) for f in found}
    best = max(found, key=lambda f: (days[f.id] is not None, days[f.id] or 0))
    lasted, goes_on = days[best.id], _goes_on(found, context)
    needed = Duration.parse(args["for_at_least"]).days
    long_enough = Truth.unknown(Why.DATE_MISSING) if lasted is None else Truth.known(lasted >= needed - 2)
    truth = long_enough & goes_on
    figures = {
        "name": name[0].upper() + name[1:],
        "time": f", {length(lasted)}" if lasted else "",
        "dates": _dates(best),
        "needed": str(Duration.parse(args["for_at_least"])),
    }
    if truth.is_met:
        return answer("programme", MET, "{name}{dates}{time}, continuing.", figures, found)
    if long_enough.is_not_met:
        return answer("programme", NOT_MET, "{name}{dates}{time}: less than {needed}.", figures, found)
    if truth.is_not_met:
        return answer("programme", NOT_MET, "{name}{dates}: it was stopped.", figures, found)
    template = (
        "{name}{dates}: dates are missing."
        if long_enough.is_unknown
        else "{name}{dates}: whether it goes on is not stated."
    )
    return unknown("programme", truth.why or Why.NOT_DOCUMENTED, template, missing, figures, found)


def _days(finding: Finding, args: Mapping[str, Any], context: Context) -> int | None:
    """The days of a programme that lie within the period; from its dates, or its stated length where it is dated at all."""
    taken = medication(finding)
    first = Duration.parse(args["within"]).before(context.anchor)
    if taken.start is not None:
        last = (
            taken.stop.earliest
            if taken.stop
            else min(context.anchor, context.told_until(taken))
            if taken.status is Status.CURRENT
            else _after(taken, context)
        )
        return None if last is None else max(0, (min(last, context.anchor) - max(taken.start.latest, first)).days)
    return taken.days if taken.days is not None and taken.status is Status.CURRENT else None


def _after(taken: Any, context: Context) -> date | None:
    return taken.start.earliest + timedelta(days=taken.days) if taken.days else None


def _goes_on(found: list[Finding], context: Context) -> Truth:
    said = [
        f
        for f in context.facts("continuing")
        if f.assertion is Assertion.PRESENT and any(context.near(f, p, 80) for p in found)
    ]
    ended = [f for f in found if medication(f).status is Status.PAST and (medication(f).reason or medication(f).stop)]
    if said or any(medication(f).status is Status.CURRENT for f in found):
        return MET if not (ended and not said) else Truth.unknown(Why.CONFLICTING)
    stopped = [
        f
        for f in context.facts("programme left")
        if f.assertion is Assertion.PRESENT and any(context.near(f, p, 120) for p in found)
    ]
    return NOT_MET if stopped else Truth.unknown(Why.NOT_DOCUMENTED)


def _dates(finding: Finding) -> str:
    taken = medication(finding)
    parts = [f"from {taken.start}"] if taken.start else []
    parts += [f"to {taken.stop}"] if taken.stop else []
    return f" {' '.join(parts)}" if parts else ""


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("ingredient") not in vocabulary.get("drugs", {}):
        yield f'"{args.get("ingredient")}" is no programme of vocabulary/drugs.yaml'
    for key in ("for_at_least", "within"):
        try:
            Duration.parse(args.get(key, ""))
        except ValueError as error:
            yield str(error)
