"""An analyte fell by at least so much, compared with its value before the first or the latest course.

Of several baselines either comparison is enough. Met: one of them shows the fall. Not met: values before and after are documented and none shows it.
Unknown: a value, a unit or a date is missing; symptoms alone decide nothing.

>>> improved: {analytes: [upcr, protein 24h], by_at_least: 25 %, baseline: [first course, latest course]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._change import Change, changes, contradicted, overtaken, starts
from evidentia.criteria.tests._say import analyte, dated, lacks, percent
from evidentia.model.finding import Kind
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {
    "analytes": "analytes that are compared each with itself",
    "by_at_least": "percent",
    "baseline": "first course, latest course",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    if (ended := overtaken(context)) is not None:
        return ended
    bound = -percent_of(args["by_at_least"])
    found = changes(context, args["analytes"], [str(b).split()[0] for b in args["baseline"]])
    good = [c for c in found if c.percent <= bound]
    bad = [c for c in found if c.percent > bound]
    if good and not contradicted(good, bad):
        best = min(good, key=lambda c: c.percent)
        return answer(
            "improved",
            MET,
            "{before} before the {which} course to {now}: a fall of {percent} %.",
            _figures(best),
            [best.before, best.now],
        )
    if good:
        missing = [lacks("proteinuria conflict", "which of the values on one date is right", "laboratory")]
        return unknown(
            "improved",
            Why.CONFLICTING,
            "Values of one date conflict: {before}, {now}.",
            missing,
            _figures(good[0]),
            [c.before for c in good] + [c.before for c in bad],
        )
    if bad:
        return answer(
            "improved",
            NOT_MET,
            " ".join(_sentence(c, n) for n, c in enumerate(bad[:2])),
            _all(bad[:2]),
            [f for c in bad for f in (c.before, c.now)],
        )
    return _open(args, context)


def _figures(change: Change) -> dict[str, str]:
    return {
        "before": dated(change.before),
        "now": dated(change.now),
        "percent": percent(change.percent),
        "which": change.baseline,
    }


def _sentence(change: Change, number: int) -> str:
    word = "a rise" if change.percent > 0 else "a fall"
    return (
        f"{{before{number}}} before the {{which{number}}} course to {{now{number}}}: {word} of {{percent{number}}} %."
    )


def _all(found: list[Change]) -> dict[str, str]:
    return {f"{key}{n}": value for n, c in enumerate(found) for key, value in _figures(c).items()}


def _open(args: Mapping[str, Any], context: Context) -> Rationale:
    names = " (or ".join(analyte(a) for a in args["analytes"][:2]) + ")"
    values = [f for a in (*args["analytes"], "proteinuria") for f in context.labs(a)]
    missing = []
    unclear = [f for f in values if f.value is not None and (f.value.unit is None or f.when is None)]
    if unclear and unclear[-1].value is not None and unclear[-1].value.unit is None:
        missing.append(
            lacks("proteinuria unit", f"unit and date of the proteinuria value {unclear[-1].value.value}", "laboratory")
        )
    if not starts(context):
        missing.append(
            lacks(
                "course with values", "a prior course with values before and after it", "infusion centre and laboratory"
            )
        )
    missing.append(
        lacks(
            "proteinuria before",
            f"baseline {names}, before the first or latest course, with unit and date",
            "laboratory",
        )
    )
    missing.append(lacks("proteinuria now", f"current {names}, with unit and date", "laboratory"))
    praise = context.chart.of_kind(Kind.NOTE, "praise without values")
    figures = {"names": names, "value": dated(unclear[-1]) if unclear else ""}
    if unclear:
        template = "{value} lacks a unit or a date, and no comparison with a value before a course is possible."
        return unknown("improved", Why.UNIT_MISSING, template, missing, figures, [*unclear, *praise])
    template = "No {names} values before and after a course are documented; symptoms alone do not decide."
    return unknown("improved", Why.NOT_DOCUMENTED, template, missing, figures, [*values, *praise])


def percent_of(text: Any) -> Decimal:
    """ "25 %" -> 25; ValueError for anything else."""
    number, _, sign = str(text).partition(" ")
    if sign.strip() not in ("%", ""):
        raise ValueError(f'"{text}" is no percentage; write 25 %')
    return Decimal(number.rstrip("%"))


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in args.get("analytes", ()):
        if name not in vocabulary.get("analytes", {}):
            yield f'"{name}" is no analyte of vocabulary/analytes.yaml'
    for name in args.get("baseline", ()):
        if name not in ("first course", "latest course"):
            yield f'"{name}" is no baseline; write first course or latest course'
    try:
        percent_of(args.get("by_at_least"))
    except (ValueError, ArithmeticError):
        yield f'"{args.get("by_at_least")}" is no percentage; write 25 %'
