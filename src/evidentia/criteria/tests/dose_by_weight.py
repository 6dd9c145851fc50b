"""The requested dose by body weight lies in its range, in each phase that is asked for, and so does its schedule.

Met: every phase fits, by the g/kg that are stated, or by the grams and a documented weight with unit and date. Not met: one phase is
outside. Unknown: a phase, its schedule or the weight is missing; grams and g/kg that contradict each other; requests that differ.

>>> dose_by_weight: {maintenance: {least: 0.4 g/kg, most: 1 g/kg, every: [2 wk, 6 wk]}}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import reduce
from itertools import pairwise
from typing import Any

from evidentia.criteria.context import Context, answer, request, unknown
from evidentia.criteria.tests import _say
from evidentia.criteria.tests.measured import threshold_of
from evidentia.logic.dates import Duration
from evidentia.logic.quantities import convert
from evidentia.model.finding import Finding, Phase, Request
from evidentia.model.quantity import Quantity, plain
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Truth, Why

ARGS = {
    "loading?": "{least, most, over: [fewest days, most days]}",
    "maintenance?": "{least, most, every: [shortest, longest]}",
}
_ROUNDING = Decimal("1.05")  # vials: what is over the most by no more than this is the most
_APART = Decimal("0.1")  # grams and g/kg that differ by more contradict each other
_WEIGHT = _say.lacks("body weight", "body weight with unit and date", "prescriber", "Weight: ____ kg on ____ (date).")
_DOSE = _say.lacks(
    "requested dose by weight",
    "requested dose in g/kg (or grams) for each phase",
    "prescriber",
    "Loading: ____ g/kg over ____ days; maintenance: ____ g/kg every ____ weeks.",
)
_SCHEDULE = _say.lacks(
    "requested schedule", "requested schedule and interval", "prescriber", "Over ____ days; every ____ weeks."
)


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    asked = [f for f in context.requests() if request(f).phases]
    weight = _weight(context)
    cited = [*asked, *([weight] if weight else [])]
    if not asked:
        return unknown(
            "dose_by_weight", Why.NOT_DOCUMENTED, "The documents do not state the requested dose and schedule.",
            [_DOSE, _WEIGHT] if weight is None else [_DOSE], findings=context.requests(),
        )  # fmt: skip
    wanted = [name for name in ("loading", "maintenance") if name in args]
    results = [_request(args, wanted, request(f), weight) for f in asked]
    known = {truth.value for truth, _ in results if not truth.is_unknown}
    figures = {
        "request": "; ".join(dict.fromkeys(describe(request(f), weight) for f in asked)),
        "weight": f" (weight {_say.amount(weight.value)}, {weight.when})" if weight else "",
    }
    if len(known) > 1:
        conflict = [_say.lacks("request conflict", "which of the requested regimens is meant", "prescriber")]
        return unknown(
            "dose_by_weight",
            Why.CONFLICTING,
            "The record asks for different regimens: {request}.",
            conflict,
            figures,
            cited,
        )
    missing = {m.code: m for _, lacking in results for m in lacking}
    if known:
        met = MET.value in known
        template = "Requested: {request}{weight}; " + (
            "within the accepted range." if met else "that is outside the accepted range."
        )
        return answer("dose_by_weight", MET if met else NOT_MET, template, figures, cited)
    what = ", ".join(m.text for m in missing.values()) or "the schedule"
    template = "Requested: {request}{weight}; not documented or not clear: {what}."
    return unknown(
        "dose_by_weight",
        Why.NOT_DOCUMENTED,
        template,
        list(missing.values()) or [_SCHEDULE],
        {**figures, "what": what},
        cited,
    )


def _weight(context: Context) -> Finding | None:
    """The latest weight with unit and date."""
    found = [f for f in context.labs("weight") if f.value is not None and f.value.unit and f.when is not None]
    return found[-1] if found else None


def _request(
    args: Mapping[str, Any], wanted: list[str], asked: Request, weight: Finding | None
) -> tuple[Truth, list[Any]]:
    judged = [_named(name, args[name], asked, weight) for name in wanted]
    return reduce(lambda a, b: a & b, (truth for truth, _ in judged)), [m for _, lacking in judged for m in lacking]


def _named(name: str, bounds: Mapping[str, Any], asked: Request, weight: Finding | None) -> tuple[Truth, list[Any]]:
    phases = [p for p in asked.phases if p.name == name]
    if not phases:
        none_planned = name == "maintenance" and asked.single_course
        return (MET, []) if none_planned else (Truth.unknown(Why.NOT_DOCUMENTED), [_DOSE])
    judged = [_phase(p, bounds, asked, weight) for p in phases]
    return reduce(lambda a, b: a & b, (truth for truth, _ in judged)), [m for _, lacking in judged for m in lacking]


def _phase(phase: Phase, bounds: Mapping[str, Any], asked: Request, weight: Finding | None) -> tuple[Truth, list[Any]]:
    per_kg, lacking = _per_kg(phase, weight)
    dose = Truth.unknown(Why.NOT_DOCUMENTED) if per_kg is None else _in_range(per_kg, bounds)
    if phase.name == "loading":
        days = phase.days or _consecutive(asked)
        time = _between(days, [Duration.parse(d).days for d in bounds["over"]])
    else:
        time = _between(phase.every_days or _spacing(asked), [Duration.parse(d).days for d in bounds["every"]])
    if weight is None and not dose.is_not_met:
        dose, lacking = Truth.unknown(Why.NOT_DOCUMENTED), [*lacking, _WEIGHT]
    return dose & time, [*lacking, *([_SCHEDULE] if time.is_unknown else [])]


def _per_kg(phase: Phase, weight: Finding | None) -> tuple[Decimal | None, list[Any]]:
    """The g/kg of a phase: as stated, or from its grams and the weight; None where they contradict each other."""
    kilograms = convert(weight.value, "kg") if weight is not None and weight.value is not None else None
    if phase.dose.unit == "g/kg":
        if phase.stated is not None and kilograms is not None and kilograms.value:
            reckoned = phase.stated.value / kilograms.value
            if (
                abs(reckoned - phase.dose.value) > _APART * phase.dose.value
                and phase.stated.value > kilograms.value / 10
            ):
                wrong = _say.lacks(
                    "grams and g/kg",
                    f"which is right: {phase.dose} or {phase.stated} for {_say.amount(kilograms)}",
                    "prescriber",
                )
                return None, [wrong]
        return phase.dose.value, []
    if kilograms is None or not kilograms.value:
        return None, []
    return phase.dose.value / kilograms.value, []


def _in_range(per_kg: Decimal, bounds: Mapping[str, Any]) -> Truth:
    least, most = threshold_of(bounds["least"]).value, threshold_of(bounds["most"]).value
    return Truth.known(
        least / _ROUNDING <= per_kg <= most * _ROUNDING
        if "over" not in bounds
        else least <= per_kg.quantize(Decimal("0.01")) <= most
    )


def _between(told: tuple[int, int] | None, bounds: list[int]) -> Truth:
    if told is None:
        return Truth.unknown(Why.NOT_DOCUMENTED)
    return Truth.known(bounds[0] <= told[0] and told[1] <= bounds[1] + 2)  # "every month" is 30 days


def _consecutive(asked: Request) -> tuple[int, int] | None:
    """On how many days the doses that are asked for by date are given, one after the other."""
    days = sorted(w.exact for w in asked.dates if w.exact is not None)
    if len(days) < 2 or (days[-1] - days[0]).days > 6:
        return None
    return len(days), len(days)


def _spacing(asked: Request) -> tuple[int, int] | None:
    days = sorted(w.exact for w in asked.dates if w.exact is not None)
    gaps = [(b - a).days for a, b in pairwise(days)]
    longest = max(gaps, default=0)
    return (longest, longest) if longest > 6 else None


def describe(asked: Request, weight: Finding | None) -> str:
    """ "loading 2 g/kg over 4 days, maintenance 1 g/kg every 3 weeks" """
    parts = []
    for phase in asked.phases:
        text = f"{phase.name} {phase.dose}"
        text += f" ({phase.stated})" if phase.stated else ""
        if phase.dose.unit == "g" and weight is not None and weight.value is not None:
            per_kg = grams_per_kg(phase.dose, weight.value)
            text += f" ({per_kg} for {_kilograms(weight.value)})" if per_kg else ""
        text += f" over {_span(phase.days)} day{'' if phase.days == (1, 1) else 's'}" if phase.days else ""
        text += f" every {_interval(phase.every_days)}" if phase.every_days else ""
        parts.append(text)
    return ", ".join(parts)


def _interval(days: tuple[int, int]) -> str:
    """ "3 weeks", "2 to 3 weeks", "week", "10 days" """
    if any(d % 7 for d in days):
        return f"{_span(days)} days"
    return "week" if days == (7, 7) else f"{_span((days[0] // 7, days[1] // 7))} weeks"


def _span(told: tuple[int, int]) -> str:
    return str(told[0]) if told[0] == told[1] else f"{told[0]} to {told[1]}"


def grams_per_kg(grams: Quantity, weight: Quantity) -> str | None:
    """ "0.98 g/kg" of an amount and a weight."""
    kilograms = convert(weight, "kg")
    if kilograms is None or not kilograms.value:
        return None
    return f"{plain((grams.value / kilograms.value).quantize(Decimal('0.01')).normalize())} g/kg"


def _kilograms(weight: Quantity) -> str:
    """A weight in kilograms, to the kilogram where it is given in pounds."""
    if weight.unit == "kg":
        return str(weight)
    there = convert(weight, "kg")
    return str(weight) if there is None else f"{plain(there.value.quantize(Decimal(1)))} kg"


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if not {"loading", "maintenance"} & set(args):
        yield "dose_by_weight needs loading or maintenance"
    for name, key in (("loading", "over"), ("maintenance", "every")):
        bounds = args.get(name)
        if bounds is None:
            continue
        for parse, values in (
            (threshold_of, (bounds.get("least"), bounds.get("most"))),
            (Duration.parse, bounds.get(key) or ("",)),
        ):
            for value in values:
                try:
                    parse(value)
                except (ValueError, ArithmeticError) as error:
                    yield str(error)
