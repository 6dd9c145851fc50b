"""The latest value of an analyte reaches a threshold.

Met: the latest dated value (of the first analyte that has one) is at the threshold or above; not met: it is below; unknown: no
value, no unit, no date.

>>> measured: {any_of: [{analyte: upcr, at_least: 0.5 g/g}, {analyte: protein 24h, at_least: 0.5 g/d}]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import analyte, dated, lacks
from evidentia.logic.dates import Duration, within
from evidentia.logic.quantities import at_least, dimension
from evidentia.model.quantity import Quantity
from evidentia.model.rationale import Rationale
from evidentia.model.truth import Truth, Why

ARGS = {"any_of": "list of {analyte, at_least}", "within?": "a duration before the as-of date"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    found: list[tuple[Truth, Any, str]] = []
    for option in args["any_of"]:
        threshold = threshold_of(option["at_least"])
        values = [
            f
            for f in context.labs(option["analyte"])
            if f.value is not None and f.when is not None and f.when.earliest <= context.as_of
        ]
        if "within" in args:
            values = [f for f in values if within(f.when, Duration.parse(args["within"]), context.as_of).is_met]
        if values and values[-1].value is not None:
            found.append((at_least(values[-1].value, threshold), values[-1], str(option["at_least"])))
    names = " or ".join(analyte(o["analyte"]) for o in args["any_of"])
    missing = [lacks("current " + args["any_of"][0]["analyte"], f"current {names}, with unit and date", "laboratory")]
    known = [item for item in found if not item[0].is_unknown]
    if known:
        truth, finding, bound = max(known, key=lambda item: item[1].when.latest)
        template = "{value} is at or above {bound}." if truth.is_met else "{value} is below {bound}."
        return answer(
            "measured", truth, template, {"value": dated(finding), "bound": bound.replace("g/d", "g/day")}, [finding]
        )
    unclear = [f for f in context.labs("proteinuria", *(o["analyte"] for o in args["any_of"])) if f.value is not None]
    if unclear:
        return unknown(
            "measured",
            Why.UNIT_MISSING,
            "{value} has no unit or date that allows a comparison.",
            missing,
            {"value": dated(unclear[-1])},
            unclear[-1:],
        )
    return unknown("measured", Why.NOT_DOCUMENTED, "No {names} is documented.", missing, {"names": names})


def threshold_of(text: Any) -> Quantity:
    """ "0.5 g/g" -> Quantity; ValueError for a unit that is not known."""
    number, _, unit = str(text).partition(" ")
    if dimension(unit) is None:
        raise ValueError(f'"{text}" has no known unit; write for example 0.5 g/g')
    return Quantity.of(number, unit)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for option in args.get("any_of", ()):
        if option.get("analyte") not in vocabulary.get("analytes", {}):
            yield f'"{option.get("analyte")}" is no analyte of vocabulary/analytes.yaml'
        try:
            threshold_of(option.get("at_least"))
        except (ValueError, ArithmeticError) as error:
            yield str(error)
