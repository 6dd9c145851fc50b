"""The body mass index, before a drug where one was begun, reaches a threshold.

It is the dated index of the record, or follows from a dated height and weight with units. Met, not met: by the latest of them before
the drugs of `before` were begun. Unknown: no date, no unit, an index that differs from the one of height and weight by more than
0.5, values of one day that conflict, or only values on the drug (half a year after the dated end of a course it is none any more).

>>> body_mass_index: {at_least: 30 kg/m2, before: [semaglutide]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests import _baseline
from evidentia.criteria.tests._say import dated, lacks
from evidentia.criteria.tests.measured import threshold_of
from evidentia.logic.quantities import convert
from evidentia.model.finding import Finding
from evidentia.model.rationale import Rationale
from evidentia.model.truth import Truth, Why

ARGS = {"at_least": "an amount: 30 kg/m2", "before?": "drugs, or classes of them, before which it counts"}
_APART = Decimal("0.5")
_LABEL = "body_mass_index"


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    bound = threshold_of(args["at_least"]).value
    drugs = _drugs(args.get("before", ()), context)
    taken = _baseline.taken(context, drugs)
    stated = _usable(_baseline.dated(context.labs("bmi")), taken, drugs, context)
    weights = _usable(_baseline.dated(context.labs("weight")), taken, drugs, context)
    reckoned = [(w, h, _index(w, h)) for w in _last(weights) for h in _last(_baseline.dated(context.labs("height")))]
    figures = {"bmi": "; ".join(dict.fromkeys(map(dated, _last(stated)))), "bound": str(args["at_least"])}
    missing = [
        lacks(
            "bmi",
            "body mass index before treatment, or height and weight with units, dated",
            "prescriber",
            "Height: ____ cm, weight: ____ kg, date: ____.",
        )
    ]
    findings = [*_last(stated), *(f for w, h, _ in reckoned for f in (w, h))]
    if stated and reckoned and _conflict(stated, reckoned):
        figures["reckoned"] = _reckoning(reckoned[0])
        template = "{bmi} is not what height and weight give: {reckoned}."
        return unknown(_LABEL, Why.CONFLICTING, template, missing, figures, findings)
    values = [f.value.value for f in _last(stated) if f.value] or [
        index for _, _, index in reckoned if index is not None
    ]
    truths = {v >= bound for v in values}
    if len(truths) > 1:
        return unknown(_LABEL, Why.CONFLICTING, "Values of one day conflict: {bmi}.", missing, figures, findings)
    if truths:
        truth = Truth.known(truths.pop())
        figures["text"] = f"{figures['bmi']} is" if figures["bmi"] else f"{_reckoning(reckoned[0])},"
        template = "{text} at or above {bound}." if truth.is_met else "{text} below {bound}."
        return answer(_LABEL, truth, template, figures, findings)
    return _open(args, context, taken, missing)


def _drugs(names: Sequence[str], context: Context) -> list[str]:
    drugs = context.vocabulary.get("drugs", {})
    return [drug for drug in drugs if drug in names or set(context.classes(drug)) & set(names)]


def _usable(values: list[Finding], taken: Sequence[Finding], drugs: Sequence[str], context: Context) -> list[Finding]:
    """Values up to the day of service; where the record tells of taking a drug, those before it or long after its end."""
    known = [f for f in values if f.when and f.when.earliest <= context.as_of]
    if not taken:
        return known
    return _baseline.free(known, context, drugs) or _baseline.before(known, _baseline.begun(context, drugs))


def _last(values: Sequence[Finding]) -> list[Finding]:
    last = max((f.when.latest for f in values if f.when), default=None)
    return [f for f in values if f.when and f.when.latest == last]


def _index(weight: Finding, height: Finding) -> Decimal | None:
    mass = convert(weight.value, "kg") if weight.value else None
    length = convert(height.value, "m") if height.value else None
    return mass.value / length.value**2 if mass is not None and length is not None and length.value else None


def _reckoning(reckoned: tuple[Finding, Finding, Decimal | None]) -> str:
    weight, height, index = reckoned
    given = f"a BMI of {index:.1f} kg/m2" if index is not None else "no BMI"
    return f"{dated(weight)} and {dated(height)} give {given}"


def _conflict(stated: Sequence[Finding], reckoned: Sequence[tuple[Finding, Finding, Decimal | None]]) -> bool:
    """Whether an index and a weight of the same day do not belong together."""
    return any(
        index is not None and f.value is not None and f.when == weight.when and abs(index - f.value.value) > _APART
        for f in _last(stated)
        for weight, _, index in reckoned
    )


def _open(args: Mapping[str, Any], context: Context, taken: Sequence[Finding], missing: Sequence[Any]) -> Rationale:
    found = context.labs("bmi") or [*context.labs("weight"), *context.labs("height")]
    if not found:
        return unknown(
            _LABEL, Why.NOT_DOCUMENTED, "No body mass index and no height and weight are documented.", missing
        )
    figures = {"values": "; ".join(dict.fromkeys(map(dated, found[-2:])))}
    if taken and _baseline.dated(found):
        return unknown(
            _LABEL,
            Why.NOT_DOCUMENTED,
            "{values}: not shown to be from before the drug.",
            missing,
            figures,
            [*found[-2:], *taken[:1]],
        )
    why = Why.UNIT_MISSING if any(f.value and f.value.unit is None for f in found) else Why.DATE_MISSING
    return unknown(_LABEL, why, "{values}: unit or date is missing.", missing, figures, found[-2:])


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    known = {*vocabulary.get("drugs", {}), *vocabulary.get("drug_classes", {})}
    for name in args.get("before", ()):
        if name not in known:
            yield f'"{name}" is no drug and no class of the vocabulary'
    try:
        threshold_of(args.get("at_least"))
    except (ValueError, ArithmeticError) as error:
        yield str(error)
