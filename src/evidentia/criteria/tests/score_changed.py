"""One of the measures got better by so much since its value before a treatment, in its own units.

Met: one did, or (`or_worse_on`) the record tells that the patient got worse on less of it, or on a late dose, and recovered. Not met: dated values before and after are documented, and every measure is unchanged, worse, or better by less. Unknown:
no measure has both; how the patient feels decides nothing. Where the record does not date the beginning of the treatment, the earliest
value is the one before.

>>> score_changed: {any_of: [{analyte: incat, falls_by: 1}, {analyte: grip strength, rises_by: 8 kPa}], since: immune globulin}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from evidentia.criteria.context import Context, answer, lab, unknown
from evidentia.criteria.tests._say import analyte, dated, lacks
from evidentia.criteria.tests._treatment import begun
from evidentia.criteria.tests.measured import threshold_of
from evidentia.logic.quantities import convert
from evidentia.model.finding import Event, Finding, Kind
from evidentia.model.frozen import frozen
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {
    "any_of": "list of {analyte, falls_by | rises_by}",
    "since": "a drug of vocabulary/drugs.yaml",
    "or_worse_on?": "events of vocabulary/events.yaml: dose reduction, delay",
}


@frozen
class _Pair:
    """A value before and the latest one after; `better` is how much better it got, in the units of the bound."""

    before: Finding
    now: Finding
    better: Decimal
    bound: Decimal


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    pairs = [pair for option in args["any_of"] for pair in _pairs(option, str(args["since"]), context)]
    good = [p for p in pairs if p.better >= p.bound]
    if good:
        figures = {"changes": "; ".join(dict.fromkeys(_told(p) for p in good[:2]))}
        return answer("score_changed", MET, "{changes}.", figures, [f for p in good[:2] for f in (p.before, p.now)])
    proven = [f for f in context.events(*args.get("or_worse_on", ())) if _is_proof(f)]
    if proven:
        figures = {"what": proven[0].concept, "date": f" ({proven[0].when})" if proven[0].when else ""}
        return answer("score_changed", MET, "Worse after a {what}{date}, and recovered.", figures, proven[:2])
    if pairs:
        figures = {"changes": "; ".join(dict.fromkeys(_told(p) for p in pairs[:3]))}
        template = "{changes}: no documented measure got better by what is asked for."
        return answer("score_changed", NOT_MET, template, figures, [f for p in pairs for f in (p.before, p.now)])
    names = ", ".join(analyte(o["analyte"]) for o in args["any_of"])
    missing = [
        lacks(
            "scores before and now", f"one score before treatment and now, with dates ({names})", "prescriber",
            "____ (scale): ____ on ____ (date) before treatment; ____ on ____ (date) now.",
        )
    ]  # fmt: skip
    values = [f for o in args["any_of"] for f in context.labs(o["analyte"]) if f.value is not None]
    praise = context.chart.of_kind(Kind.NOTE, "praise without values")
    figures = {"names": names, "values": "; ".join(dict.fromkeys(dated(f) for f in values[:3]))}
    if values:
        template = "{values}: a dated value before treatment and one after are not both documented."
        return unknown("score_changed", Why.NOT_DOCUMENTED, template, missing, figures, [*values[:3], *praise])
    template = "No score before and after treatment is documented ({names}); how the patient feels does not decide."
    return unknown("score_changed", Why.NOT_DOCUMENTED, template, missing, figures, praise)


def _is_proof(finding: Finding) -> bool:
    """Worse on less, and better when it was given again."""
    detail = finding.detail
    return isinstance(detail, Event) and detail.severity == "worse" and detail.resolved


def _pairs(option: Mapping[str, Any], drug: str, context: Context) -> list[_Pair]:
    """The comparisons of one measure, each side of the body with itself."""
    falls = "falls_by" in option
    bound = threshold_of(option["falls_by" if falls else "rises_by"])
    values = [f for f in context.labs(option["analyte"]) if f.value is not None and f.value.unit is not None and f.when]
    values = [f for f in values if f.when and f.when.earliest <= context.as_of]
    found = []
    for side in dict.fromkeys(lab(f).specimen for f in values):
        own = [f for f in values if lab(f).specimen == side and f.value and convert(f.value, bound.unit or "")]
        pair = _ends(own, drug, context)
        if pair is not None:
            before, now = pair
            change = _in(now, bound.unit or "") - _in(before, bound.unit or "")
            found.append(_Pair(before, now, -change if falls else change, bound.value))
    return found


def _ends(values: list[Finding], drug: str, context: Context) -> tuple[Finding, Finding] | None:
    """The last value before the treatment (else the earliest) and the latest one."""
    start = begun(context, drug)
    before = [f for f in values if f.when and start and f.when.latest <= start.earliest]
    first = before[-1] if before else values[0] if values and start is None else None
    if first is None or first is values[-1] or first.when == values[-1].when:
        return None
    return first, values[-1]


def _in(finding: Finding, unit: str) -> Decimal:
    there = convert(finding.value, unit) if finding.value is not None else None
    assert there is not None
    return there.value


def _told(pair: _Pair) -> str:
    return f"{dated(pair.before)} to {dated(pair.now)}"


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for option in args.get("any_of", ()):
        if option.get("analyte") not in vocabulary.get("analytes", {}):
            yield f'"{option.get("analyte")}" is no analyte of vocabulary/analytes.yaml'
        if ("falls_by" in option) == ("rises_by" in option):
            yield "score_changed needs falls_by or rises_by for each analyte"
            continue
        try:
            threshold_of(option.get("falls_by", option.get("rises_by")))
        except (ValueError, ArithmeticError) as error:
            yield str(error)
    for name in args.get("or_worse_on", ()):
        if name not in vocabulary.get("events", {}):
            yield f'"{name}" is no event of vocabulary/events.yaml'
    if args.get("since") not in vocabulary.get("drugs", {}):
        yield f'"{args.get("since")}" is no drug of vocabulary/drugs.yaml'
