"""One of the analytes has been below a target at some time since the first course.

Met: a dated value since then is. Not met: values since then are documented and none is. Unknown: there is none with unit and date,
or no dated course.

>>> reached: {any_of: [{analyte: upcr, below: 0.3 g/g}, {analyte: protein 24h, below: 0.3 g/d}]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._change import starts, usable
from evidentia.criteria.tests._say import analyte, dated, lacks
from evidentia.criteria.tests.measured import threshold_of
from evidentia.logic.quantities import below
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"any_of": "list of {analyte, below}"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    first = min((day.latest for _, day in starts(context)), default=None)
    names = " or ".join(analyte(o["analyte"]) for o in args["any_of"])
    judged = [
        (f, below(f.value, threshold_of(o["below"])), str(o["below"]))
        for o in args["any_of"]
        for f in usable(context, o["analyte"])
        if first is not None and f.value is not None and f.when and first < f.when.earliest <= context.as_of
    ]
    good = [(f, bound) for f, truth, bound in judged if truth.is_met]
    if good:
        figures = {"value": dated(good[-1][0]), "bound": good[-1][1].replace("g/d", "g/day")}
        return answer("reached", MET, "{value} is below {bound}.", figures, [good[-1][0]])
    if judged and all(truth.is_not_met for _, truth, _ in judged):
        template = "No {names} since the first course is below the target; the latest is {value}."
        last = max((f for f, _, _ in judged), key=lambda f: f.when.latest if f.when else context.as_of)
        return answer("reached", NOT_MET, template, {"names": names, "value": dated(last)}, [last])
    missing = [lacks("values since the course", f"{names} since the first course, with units and dates", "laboratory")]
    return unknown("reached", Why.NOT_DOCUMENTED, "", missing, {"names": names})


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for option in args.get("any_of", ()):
        if option.get("analyte") not in vocabulary.get("analytes", {}):
            yield f'"{option.get("analyte")}" is no analyte of vocabulary/analytes.yaml'
        try:
            threshold_of(option.get("below"))
        except (ValueError, ArithmeticError) as error:
            yield str(error)
