"""An analyte is below a target now, with its value before a course documented as well.

Met: both are documented and the latest is below. Not met: the latest value is at the target or above. Unknown: a value, unit or
date is missing.

>>> complete_response: {analyte: upcr, below: 0.5 g/g}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._change import changes, overtaken, starts, usable
from evidentia.criteria.tests._say import analyte, dated, lacks
from evidentia.criteria.tests.measured import threshold_of
from evidentia.logic.quantities import below
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"analyte": "an analyte", "below": "a value with unit"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    if (ended := overtaken(context)) is not None:
        return ended
    name, target = str(args["analyte"]), threshold_of(args["below"])
    figures = {"name": analyte(name), "target": str(args["below"])}
    day = min((d.latest for _, d in starts(context)), default=None)
    after = [
        f
        for f in usable(context, name)
        if day is not None and f.when and f.when.earliest > day and f.when.earliest <= context.as_of
    ]
    missing = [
        lacks(
            f"{name} before and now",
            f"{analyte(name)} before the first or latest course and now, with units and dates",
            "laboratory",
        )
    ]
    if not after or after[-1].value is None:
        return unknown("complete_response", Why.NOT_DOCUMENTED, "", missing, figures)
    truth = below(after[-1].value, target)
    figures["value"] = dated(after[-1])
    if truth.is_not_met:
        return answer("complete_response", NOT_MET, "{value} is not below {target}.", figures, after[-1:])
    found = [c for c in changes(context, [name]) if c.now == after[-1]]
    if truth.is_met and found:
        return answer(
            "complete_response",
            MET,
            "{value} is below {target}; before: {before}.",
            {**figures, "before": dated(found[0].before)},
            [found[0].before, after[-1]],
        )
    return unknown(
        "complete_response",
        Why.NOT_DOCUMENTED,
        "{value} has no documented value before a course beside it.",
        missing,
        figures,
        after[-1:],
    )


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("analyte") not in vocabulary.get("analytes", {}):
        yield f'"{args.get("analyte")}" is no analyte of vocabulary/analytes.yaml'
    try:
        threshold_of(args.get("below"))
    except (ValueError, ArithmeticError) as error:
        yield str(error)
