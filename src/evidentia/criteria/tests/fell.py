"""An analyte fell by so much within a period that ends with its latest value.

Met: an earlier value of that period is higher by at least the bound. Not met: two dated values lie in the period and none shows the
fall. Unknown: fewer than two values with unit and date, or the values of one date differ.

>>> fell: {analyte: egfr, by_at_least: 20 %, within: 12 mo}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._change import usable
from evidentia.criteria.tests._say import analyte, dated, lacks, percent
from evidentia.criteria.tests.improved import percent_of
from evidentia.logic.dates import Duration
from evidentia.logic.quantities import percent_change
from evidentia.model.finding import Finding
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"analyte": "an analyte", "by_at_least": "percent", "within": "a duration"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name, bound, length = str(args["analyte"]), percent_of(args["by_at_least"]), Duration.parse(args["within"])
    values = [f for f in usable(context, name) if f.when and f.when.earliest <= context.as_of]
    pairs = _pairs(values, length)
    figures = {"name": analyte(name), "length": str(length)}
    if pairs:
        before, now, change = min(pairs, key=lambda pair: pair[2])
        figures |= {"before": dated(before), "now": dated(now), "percent": percent(change)}
        word = "a fall" if change < 0 else "a rise" if change > 0 else "a change"
        truth = MET if change <= -bound else NOT_MET
        return answer("fell", truth, f"{{before}} to {{now}}: {word} of {{percent}} %.", figures, [before, now])
    missing = [lacks(f"{name} trend", f"{analyte(name)} at two dates within {length}, with units", "laboratory")]
    template = "Two dated values of {name} within {length} are not documented."
    return unknown("fell", Why.NOT_DOCUMENTED, template, missing, figures, values)


def _pairs(values: list[Finding], length: Duration) -> list[tuple[Finding, Finding, Any]]:
    """The latest value with each earlier one that lies within the period before it."""
    last = max((f.when.latest for f in values if f.when), default=None)
    now = [f for f in values if f.when and f.when.latest == last]
    if len(now) != 1 or last is None:
        return []
    found = []
    for before in values:
        if before.when and length.before(last) <= before.when.latest < last and before.value and now[0].value:
            change = percent_change(before.value, now[0].value)
            if change is not None:
                found.append((before, now[0], change))
    return found


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("analyte") not in vocabulary.get("analytes", {}):
        yield f'"{args.get("analyte")}" is no analyte of vocabulary/analytes.yaml'
    try:
        percent_of(args.get("by_at_least"))
        Duration.parse(args.get("within", ""))
    except (ValueError, ArithmeticError) as error:
        yield str(error)
