"""A disease came back after a remission that followed a course: by the values alone.

A remission is a value since the first course below `complete`, or below `partial` after a fall of `partial_fall` from the value before
the course. Met: the latest value after it is at `again` or above; or it is at least `multiple` times the lowest one while `marker` is
rising. Not met: no remission was reached, or the latest value shows neither. Unknown: values, units or dates are missing.

>>> relapsed: {analytes: {upcr: {complete: 0.3 g/g, partial: 3.5 g/g, again: 3.5 g/g}}, partial_fall: 50 %, marker: anti-pla2r, multiple: 2}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._change import before_first, starts, usable
from evidentia.criteria.tests._say import analyte, dated, lacks
from evidentia.criteria.tests.improved import percent_of
from evidentia.criteria.tests.measured import threshold_of
from evidentia.logic.quantities import at_least, below, convert, percent_change
from evidentia.model.finding import Finding
from evidentia.model.frozen import frozen
from evidentia.model.quantity import Quantity
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Truth, Why

ARGS = {
    "analytes": "analyte -> {complete, partial, again}: values with unit",
    "partial_fall": "percent",
    "marker?": "an analyte that rises with a relapse",
    "multiple?": "how many times the lowest value, beside a rising marker",
}


@frozen
class _Way:
    """The lowest value since the course, the latest one, and what they show."""

    truth: Truth
    best: Finding
    now: Finding


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    first = min((day.latest for _, day in starts(context)), default=None)
    found = [way for name, bounds in args["analytes"].items() if (way := _way(name, bounds, args, first, context))]
    names = " or ".join(analyte(name) for name in args["analytes"])
    missing = [
        lacks(
            "remission and relapse",
            f"{names} in remission and at the relapse, with units and dates",
            "laboratory",
            f"In remission: ____ on ____ (date). At relapse: ____ on ____ (date). {analyte(str(args.get('marker', '')))}: ____.",
        )
    ]
    if not found:
        template = "No remission and relapse are documented by values of {names}."
        return unknown("relapsed", Why.NOT_DOCUMENTED, template, missing, {"names": names})
    truth = reduce(lambda a, b: a | b, (way.truth for way in found))
    way = next(way for way in found if way.truth.value is truth.value)
    figures = {"best": dated(way.best), "now": dated(way.now), "marker": analyte(str(args.get("marker", "")))}
    cited = [way.best, way.now]
    if truth.is_met:
        return answer("relapsed", MET, "{best}, then {now}: a relapse after remission.", figures, cited)
    if truth.is_not_met:
        return answer("relapsed", NOT_MET, "{best}, then {now}: no relapse after remission.", figures, cited)
    template = "{best}, then {now}: a relapse only with a rising {marker}, which is not documented."
    return unknown("relapsed", Why.NOT_DOCUMENTED, template, missing, figures, cited)


def _way(
    name: str, bounds: Mapping[str, Any], args: Mapping[str, Any], first: date | None, context: Context
) -> _Way | None:
    if first is None:
        return None
    since = [
        f for f in usable(context, name) if f.when and first < f.when.earliest and f.when.earliest <= context.as_of
    ]
    since = [f for f in since if f.value is not None and convert(f.value, threshold_of(bounds["again"]).unit or "")]
    if not since:
        return None
    best, now = min(since, key=lambda f: _amount(f, bounds)), since[-1]
    remission = _is_remission(best, bounds, args, before_first(context, name))
    if not remission:
        return _Way(NOT_MET, best, now)
    if now.value is None or best is now or best.when == now.when:
        return _Way(NOT_MET, best, now)
    again = at_least(now.value, threshold_of(bounds["again"]))
    return _Way(again | _multiplied(best, now, args, first, context), best, now)


def _amount(finding: Finding, bounds: Mapping[str, Any]) -> Any:
    there = convert(finding.value or Quantity.of(0, ""), threshold_of(bounds["again"]).unit or "")
    return there.value if there else 0


def _is_remission(best: Finding, bounds: Mapping[str, Any], args: Mapping[str, Any], before: list[Finding]) -> bool:
    assert best.value is not None
    if below(best.value, threshold_of(bounds["complete"])).is_met:
        return True
    falls = [percent_change(f.value, best.value) for f in before if f.value is not None]
    fell = any(change is not None and change <= -percent_of(args["partial_fall"]) for change in falls)
    return fell and below(best.value, threshold_of(bounds["partial"])).is_met


def _multiplied(best: Finding, now: Finding, args: Mapping[str, Any], first: date, context: Context) -> Truth:
    """Whether the latest value is a multiple of the lowest one while the marker rises."""
    if "marker" not in args or best.value is None or now.value is None:
        return NOT_MET
    change = percent_change(best.value, now.value)
    if change is None or change < (int(args["multiple"]) - 1) * 100:
        return NOT_MET
    titres = [f for f in usable(context, str(args["marker"])) if f.when and f.when.latest > first]
    rising = _rising(titres)
    return Truth.unknown(Why.NOT_DOCUMENTED) if rising is None else Truth.known(rising)


def _rising(titres: list[Finding]) -> bool | None:
    """Whether the latest titre is above an earlier one since the course; None where two are not documented."""
    known = [f for f in titres if f.value is not None]
    changes = [percent_change(f.value, known[-1].value) for f in known[:-1] if f.value and known[-1].value]
    told = [change for change in changes if change is not None]
    below_limit = [f for f in known[:-1] if f.value and f.value.comparator == "<" and known[-1].value]
    if below_limit and known[-1].value is not None and known[-1].value.comparator == "=":
        return any(f.value is not None and at_least(known[-1].value, f.value).is_met for f in below_limit)
    return max(told) > 0 if told else None


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in (*args.get("analytes", {}), *([args["marker"]] if "marker" in args else [])):
        if name not in vocabulary.get("analytes", {}):
            yield f'"{name}" is no analyte of vocabulary/analytes.yaml'
    for bounds in args.get("analytes", {}).values():
        for key in ("complete", "partial", "again"):
            try:
                threshold_of(bounds.get(key))
            except (ValueError, ArithmeticError) as error:
                yield str(error)
