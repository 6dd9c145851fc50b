"""At least one of the measures has a dated value from before a treatment.

Met: one has. Not met: the record says that none was recorded. Unknown: no value, or none with a date that lies before the treatment.

>>> baseline_recorded: {any_of: [incat, grip strength], before: immune globulin}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import analyte, dated, lacks
from evidentia.criteria.tests._treatment import begun
from evidentia.model.finding import Kind
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"any_of": "analytes", "before": "a drug of vocabulary/drugs.yaml"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    start = begun(context, str(args["before"]))
    values = [
        f for name in args["any_of"] for f in context.labs(name) if f.value is not None and f.value.unit is not None
    ]
    before = [
        f
        for f in values
        if f.when is not None and (f.when.latest <= start.earliest if start else f.when.earliest <= context.as_of)
    ]
    names = ", ".join(analyte(name) for name in args["any_of"])
    missing = [
        lacks(
            "baseline score",
            f"one dated score before treatment ({names})",
            "prescriber",
            "____ (scale): ____ on ____ (date), before treatment.",
        )
    ]
    if before:
        text = "; ".join(dict.fromkeys(dated(f) for f in before[:3]))
        return answer("baseline_recorded", MET, "{values} before treatment.", {"values": text}, before[:3])
    none = context.chart.of_kind(Kind.NOTE, "scale not recorded")
    if none and not values:
        return answer("baseline_recorded", NOT_MET, "The record says that no such score was recorded.", findings=none)
    if values:
        figures = {"values": "; ".join(dict.fromkeys(dated(f) for f in values[:3]))}
        template = "{values}: no date that shows it before treatment."
        return unknown("baseline_recorded", Why.DATE_MISSING, template, missing, figures, values[:3])
    template = "No dated score before treatment ({names}) is documented."
    return unknown("baseline_recorded", Why.NOT_DOCUMENTED, template, missing, {"names": names}, none)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in args.get("any_of", ()):
        if name not in vocabulary.get("analytes", {}):
            yield f'"{name}" is no analyte of vocabulary/analytes.yaml'
    if args.get("before") not in vocabulary.get("drugs", {}):
        yield f'"{args.get("before")}" is no drug of vocabulary/drugs.yaml'
