"""The latest value of an analyte lies on one side of a threshold: `at_least`, `above`, `below` or `at_most`.

Met: the latest dated value (of the analytes that have one) does. Not met: it does not. Unknown: no value, no unit, no date,
only values from before the period `within`, or two values of one date that lie on different sides.

>>> measured: {any_of: [{analyte: upcr, at_least: 3.5 g/g}, {analyte: albumin, below: 2.5 g/dL}], within: 90 d}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from evidentia.criteria.context import Context, answer, lab, unknown
from evidentia.criteria.tests._say import amount, analyte, dated, lacks
from evidentia.logic.dates import Duration, within
from evidentia.logic.quantities import above, at_least, convert, dimension
from evidentia.model.finding import Finding
from evidentia.model.quantity import Quantity, plain
from evidentia.model.rationale import Missing, Rationale
from evidentia.model.truth import Truth, Why

ARGS = {
    "any_of": "list of {analyte, at_least | above | below | at_most}",
    "within?": "a duration before the as-of date",
}
SIDES = ("at_least", "above", "below", "at_most")
_SAYS = {
    ("at_least", True): "at or above", ("at_least", False): "below", ("above", True): "above", ("above", False): "not above",
    ("below", True): "below", ("below", False): "not below", ("at_most", True): "at or below", ("at_most", False): "above",
}  # fmt: skip


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    found = [item for option in args["any_of"] for item in _latest(option, args, context)]
    names = " or ".join(dict.fromkeys(analyte(o["analyte"]) for o in args["any_of"]))
    period = f" within {Duration.parse(args['within'])}" if "within" in args else ""
    missing = [
        lacks(
            "current " + args["any_of"][0]["analyte"],
            f"current {names}{period}, with unit and date",
            "laboratory",
            f"{names}: ____ (unit) on ____ (date).",
        )
    ]
    known = [item for item in found if not item[0].is_unknown]
    if known:
        return _judged(known, missing)
    return _open(args, context, names, missing)


def _latest(option: Mapping[str, Any], args: Mapping[str, Any], context: Context) -> list[tuple[Truth, Finding, str]]:
    """The latest usable values of an analyte (several where one date has several), each with its truth and sentence."""
    side, threshold = _bound(option)
    values = [f for f in _known(option["analyte"], context) if f.when is not None]
    if "within" in args:
        values = [f for f in values if within(f.when, Duration.parse(args["within"]), context.as_of).is_met]
    last = max((f.when.latest for f in values if f.when), default=None)
    judged = []
    for finding in values:
        if finding.when is not None and finding.when.latest == last and finding.value is not None:
            truth = compared(finding.value, side, threshold)
            said = f"{_SAYS.get((side, truth.is_met), side)} {amount(threshold)}"
            judged.append((truth, finding, said + _converted(finding.value, threshold)))
    return judged


def _converted(value: Quantity, threshold: Quantity) -> str:
    """What a value in the units of another country is in the unit of the threshold: " (it is 6.36 g/g)"."""
    there = convert(value, threshold.unit or "") if value.unit not in (None, threshold.unit) else None
    if there is None or not value.value or abs(there.value.log10() - value.value.log10()) % 3 == 0:
        return ""
    return f" (it is {plain(there.value.quantize(Decimal('0.01')).normalize())} {there.unit})"


def _known(name: str, context: Context) -> list[Finding]:
    found = [f for f in context.labs(name) if f.value is not None]
    return [f for f in found if f.when is None or f.when.earliest <= context.as_of]


def _judged(known: list[tuple[Truth, Finding, str]], missing: list[Missing]) -> Rationale:
    """The latest value decides; values of that date that differ do so only where they are of different analytes."""
    last = max(f.when.latest for _, f, _ in known if f.when)
    latest = [item for item in known if item[1].when and item[1].when.latest == last]
    truth, finding, said = max(latest, key=lambda item: item[0].is_met)
    rivals = [f for t, f, _ in latest if t.value is not truth.value and f.concept == finding.concept]
    rivals = [f for f in rivals if not _are_two_sides(f, finding)]  # either leg or hand may decide
    if rivals:
        figures = {"one": dated(finding), "other": dated(rivals[0])}
        template = "Values of one date conflict: {one}, {other}."
        return unknown("measured", Why.CONFLICTING, template, missing, figures, [finding, *rivals])
    return answer("measured", truth, "{value} is {said}.", {"value": dated(finding), "said": said}, [finding])


def _are_two_sides(one: Finding, other: Finding) -> bool:
    """Whether two values are of the right and of the left side of the body."""
    return {lab(one).specimen, lab(other).specimen} == {"right", "left"}


def _open(args: Mapping[str, Any], context: Context, names: str, missing: list[Missing]) -> Rationale:
    """Why no value decides: the latest one lacks unit or date, or is too old."""
    analytes = dict.fromkeys(o["analyte"] for o in args["any_of"])
    extra = ["proteinuria"] if {"upcr", "protein 24h"} & set(analytes) else []
    values = [f for name in (*extra, *analytes) for f in _known(name, context)]
    unclear = [f for f in values if f.value is not None and (f.value.unit is None or f.when is None)]
    stale = [f for f in values if f not in unclear and not _is_within(f, args, context)]
    if unclear:
        template = "{value} has no unit or date that allows a comparison."
        return unknown(
            "measured", Why.UNIT_MISSING, template, missing, {"value": dated(unclear[-1])}, [*stale, unclear[-1]]
        )
    if stale and "within" in args:
        figures = {
            "value": dated(stale[-1]),
            "length": str(Duration.parse(args["within"])),
            "as_of": str(context.as_of),
        }
        template = "{value} is of more than {length} before {as_of}; a newer value may exist."
        return unknown("measured", Why.OUTDATED, template, missing, figures, stale[-1:])
    return unknown("measured", Why.NOT_DOCUMENTED, "No {names} is documented.", missing, {"names": names}, stale)


def _is_within(finding: Finding, args: Mapping[str, Any], context: Context) -> bool:
    return "within" in args and within(finding.when, Duration.parse(args["within"]), context.as_of).is_met


def compared(value: Quantity, side: str, threshold: Quantity) -> Truth:
    """Whether a value lies on that side of a threshold."""
    if side == "at_least":
        return at_least(value, threshold)
    if side == "above":
        return above(value, threshold)
    return ~(at_least(value, threshold) if side == "below" else above(value, threshold))


def _bound(option: Mapping[str, Any]) -> tuple[str, Quantity]:
    side = next(side for side in SIDES if side in option)
    return side, threshold_of(option[side])


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
        sides = [side for side in SIDES if side in option]
        if len(sides) != 1:
            yield f"measured needs one of {', '.join(SIDES)} for each analyte"
            continue
        try:
            threshold_of(option[sides[0]])
        except (ValueError, ArithmeticError) as error:
            yield str(error)
