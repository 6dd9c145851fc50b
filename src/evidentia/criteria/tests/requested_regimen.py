"""The requested dose and schedule is one of the accepted courses, and courses are far enough apart.

Met: dose, number and spacing of doses fit an accepted course, and a repeat, where one is asked for, is not too early. Not met: a
stated part is outside every accepted course. Unknown: dose or schedule is missing, or two requests of the record differ.

>>> requested_regimen: {accepted: [{dose: 1000 mg, doses: 2, spacing: 14 d, tolerance: 3 d}], repeat_at_least: 16 wk}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import reduce
from itertools import pairwise
from typing import Any

from evidentia.criteria.context import Context, answer, request, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.criteria.tests.measured import threshold_of
from evidentia.logic.dates import Duration
from evidentia.logic.quantities import convert
from evidentia.model.finding import Finding, Request
from evidentia.model.quantity import Quantity
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Truth, Why

ARGS = {
    "accepted": "list of {dose, doses, spacing, tolerance}",
    "repeat_at_least?": "least time between the starts of courses",
}
_DOSE = lacks("requested dose", "requested rituximab dose", "prescriber", "Requested: ____ mg (or mg/m2) IV per dose.")
_SCHEDULE = lacks(
    "requested schedule",
    "requested schedule and interval",
    "prescriber",
    "Doses on ____ and ____ (dates); repeat: ____.",
)


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    asked = [f for f in context.requests() if not _is_bare(request(f))]
    if not asked:
        return unknown(
            "requested_regimen",
            Why.NOT_DOCUMENTED,
            "The documents do not state the requested dose and schedule; a question line is no document.",
            [_DOSE, _SCHEDULE],
            findings=context.requests(),
        )
    results = [(f, _fits(args, request(f), context)) for f in asked]
    known = {truth.value: truth for _, truth in results if not truth.is_unknown}
    figures = {"request": "; ".join(dict.fromkeys(describe(request(f)) for f in asked))}
    if len(known) > 1:
        conflict = lacks("request conflict", "which of the requested regimens is meant", "prescriber")
        return unknown(
            "requested_regimen",
            Why.CONFLICTING,
            "The record asks for different regimens: {request}.",
            [conflict],
            figures,
            asked,
        )
    if MET in known.values():
        return answer("requested_regimen", MET, "Requested: {request}; an accepted dose and schedule.", figures, asked)
    if NOT_MET in known.values():
        return answer(
            "requested_regimen",
            NOT_MET,
            "Requested: {request}; that is outside the accepted doses and schedules.",
            figures,
            asked,
        )
    missing = [
        m
        for m, lacking in (
            (_DOSE, all(request(f).dose is None for f in asked)),
            (_SCHEDULE, any(_open_schedule(request(f)) for f in asked)),
        )
        if lacking
    ]
    return unknown(
        "requested_regimen",
        Why.NOT_DOCUMENTED,
        "Requested: {request}; dose or schedule is not complete.",
        missing or [_SCHEDULE],
        figures,
        asked,
    )


def _is_bare(asked: Request) -> bool:
    return asked.dose is None and asked.doses is None and not asked.dates and asked.spacing_days is None


def _open_schedule(asked: Request) -> bool:
    return _doses(asked) is None or (_spacing(asked) is None and _doses(asked) != 1)


def _fits(args: Mapping[str, Any], asked: Request, context: Context) -> Truth:
    course = reduce(lambda a, b: a | b, (_course(option, asked, context) for option in args["accepted"]))
    if "repeat_at_least" not in args or asked.repeat_days is None:
        return course
    return course & Truth.known(asked.repeat_days >= Duration.parse(args["repeat_at_least"]).days)


def _course(option: Mapping[str, Any], asked: Request, context: Context) -> Truth:
    dose = _dose(threshold_of(option["dose"]), asked.dose, context)
    doses = _doses(asked)
    number = Truth.unknown(Why.NOT_DOCUMENTED) if doses is None else Truth.known(doses == int(option["doses"]))
    spacing = _spacing(asked)
    if spacing is None:
        near = Truth.unknown(Why.NOT_DOCUMENTED)
    else:
        tolerance = Duration.parse(option.get("tolerance", "0 d")).days
        near = Truth.known(abs(spacing - Duration.parse(option["spacing"]).days) <= tolerance)
    return dose & number & near


def _dose(wanted: Quantity, dose: Quantity | None, context: Context) -> Truth:
    """The same amount; 675 mg is 375 mg/m2 for a documented body surface of 1.8 m2 (within 5 %)."""
    if dose is None:
        return Truth.unknown(Why.NOT_DOCUMENTED)
    if dose.unit is None:
        return Truth.unknown(Why.UNIT_MISSING)
    there = convert(dose, wanted.unit or "")
    if there is not None:
        return Truth.known(abs(there.value - wanted.value) <= wanted.value * 2 / 100)
    area = [f for f in context.labs("bsa") if f.value is not None]
    grams = convert(dose, "mg")
    if wanted.unit == "mg/m2" and area and grams is not None and area[-1].value is not None:
        per_area = grams.value / area[-1].value.value
        return Truth.known(abs(per_area - wanted.value) <= wanted.value * 5 / 100)
    return NOT_MET


def _doses(asked: Request) -> int | None:
    return asked.doses or (len(asked.dates) if len(asked.dates) > 1 else None)


def _spacing(asked: Request) -> int | None:
    """The longest distance between neighbouring doses, from dates where the record gives them."""
    days = sorted(w.exact for w in asked.dates if w.exact is not None)
    if len(days) > 1:
        return max((b - a).days for a, b in pairwise(days))
    return asked.spacing_days


def describe(asked: Request) -> str:
    """ "1000 mg x 2, 14 days apart (2026-03-02, 2026-03-16), repeat every 26 weeks" """
    doses, spacing = _doses(asked), _spacing(asked)
    text = str(asked.dose) if asked.dose is not None else "dose not stated"
    text += f" x {doses}" if doses else ""
    text += f", {spacing} days apart" if spacing and doses != 1 else ""
    text += f" ({', '.join(str(w) for w in asked.dates)})" if asked.dates else ""
    if asked.repeat_days:
        return text + f", repeated every {round(asked.repeat_days / 7)} weeks"
    return text + (", single course" if asked.single_course else "")


def first_dates(requests: list[Finding]) -> list[date]:
    return [w.earliest for f in requests for w in request(f).dates if w.day is not None]


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for option in args.get("accepted", ()):
        for key, parse in (("dose", threshold_of), ("spacing", Duration.parse), ("tolerance", Duration.parse)):
            if key in option or key != "tolerance":
                try:
                    parse(option.get(key))
                except (ValueError, ArithmeticError) as error:
                    yield str(error)
    if "repeat_at_least" in args:
        try:
            Duration.parse(args["repeat_at_least"])
        except ValueError as error:
            yield str(error)
