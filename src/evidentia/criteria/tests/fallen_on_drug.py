"""A measure fell on a drug, compared with its value before it: by so much after so long at the full dose, by anything before that.

Met: both values stand with unit and date and the fall is enough for the time at the full dose. Not met: it is not. Unknown: a value,
unit or date is missing, or the answer depends on a time at the full dose that is not stated.

>>> fallen_on_drug: {analyte: weight, ingredient: semaglutide, by_at_least: 5 %, after: 3 mo, at: [1.7 mg, 2.4 mg]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from evidentia.criteria.context import Context, answer, step, unknown
from evidentia.criteria.tests import _baseline
from evidentia.criteria.tests._say import dated, lacks, percent_in_full
from evidentia.criteria.tests.improved import percent_of
from evidentia.criteria.tests.measured import threshold_of
from evidentia.logic.dates import Duration
from evidentia.logic.quantities import percent_change
from evidentia.model.finding import Finding
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {
    "analyte": "an analyte",
    "ingredient": "the drug, with `steps`",
    "by_at_least": "percent",
    "after": "a time at the full dose",
    "at": "the doses that are full",
}
_LABEL = "fallen_on_drug"


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name, drug = str(args["analyte"]), str(args["ingredient"])
    values = [f for f in _baseline.dated(context.labs(name)) if f.when and f.when.earliest <= context.as_of]
    old = _baseline.before(values, _baseline.begun(context, [drug]))
    later = [
        f for f in values if f not in old and old and f.when and old[0].when and f.when.earliest > old[0].when.latest
    ]
    last = max((f.when.latest for f in later if f.when), default=None)
    now = [f for f in later if f.when and f.when.latest == last]
    changes = [
        c for a in old for b in now if a.value and b.value and (c := percent_change(a.value, b.value)) is not None
    ]
    missing = [
        lacks(f"{name} before", f"{name} before {drug}, with unit and date", "prescriber"),
        lacks(f"{name} now", f"current {name}, with unit and date", "prescriber"),
    ]
    found = [f for f in context.labs(name) if f.value is not None]
    if not changes:
        why = Why.UNIT_MISSING if any(f.value and f.value.unit is None for f in found) else Why.NOT_DOCUMENTED
        figures = {"values": "; ".join(dict.fromkeys(map(dated, found[:3]))), "name": name, "drug": drug}
        template = (
            "{values}: no {name} before {drug} and now with units and dates." if found else "No {name} is documented."
        )
        return unknown(_LABEL, why, template, missing, figures, found[:3])
    figures = {
        "before": dated(old[0]),
        "now": dated(now[0]),
        "percent": percent_in_full(changes[0]),
        "word": "a fall" if changes[0] < 0 else "a rise",
    }
    return _judged(args, changes, _full(args, drug, context), figures, [*old, *now], context)


def _judged(
    args: Mapping[str, Any],
    changes: list[Decimal],
    full: list[tuple[Finding, int | None]],
    figures: dict[str, str],
    findings: list[Finding],
    context: Context,
) -> Rationale:
    needed, bound = Duration.parse(args["after"]).days, -percent_of(args["by_at_least"])
    template = "{before} to {now}: {word} of {percent} %."
    if len({c <= bound for c in changes}) > 1:
        missing = [lacks("conflict", "which of the values of one day is right", "prescriber")]
        return unknown(
            _LABEL, Why.CONFLICTING, "Values of one day conflict: {before}, {now}.", missing, figures, findings
        )
    if changes[0] <= bound:
        return answer(_LABEL, MET, template, figures, findings)
    if changes[0] >= 0:
        return answer(_LABEL, NOT_MET, template, figures, findings)
    if any(days is not None and days >= needed for _, days in full):
        figures["time"] = str(Duration.parse(args["after"]))
        return answer(
            _LABEL,
            NOT_MET,
            template + " At the full dose for {time} or more, that is less than asked for.",
            figures,
            [*findings, *(f for f, _ in full)],
        )
    if full and all(days is not None for _, days in full):
        return answer(
            _LABEL,
            MET,
            template + " The full dose is not reached long enough to ask for more.",
            figures,
            [*findings, *(f for f, _ in full)],
        )
    if not full and _is_on_the_way(str(args["ingredient"]), context):
        return answer(_LABEL, MET, template + " The full dose is not reached yet.", figures, findings)
    missing = [
        lacks(
            "maintenance",
            "since when the maintenance dose is taken",
            "prescriber",
            "Maintenance dose ____ since ____ (date).",
        )
    ]
    return unknown(
        _LABEL,
        Why.NOT_DOCUMENTED,
        template + " Since when the full dose is taken is not stated.",
        missing,
        figures,
        findings,
    )


def _full(args: Mapping[str, Any], drug: str, context: Context) -> list[tuple[Finding, int | None]]:
    """The statements of a full dose that is taken, with the days at it where the record tells them; the longest one counts."""
    doses = {threshold_of(d).value for d in args["at"]}
    found = [(f, _days(f, context)) for f in context.steps(drug, "taken") if f.value and f.value.value in doses]
    return [(f, d) for f, d in found if d is not None] or found


def _days(finding: Finding, context: Context) -> int | None:
    taken = step(finding)
    return taken.days if taken.days is not None else (context.anchor - taken.start.latest).days if taken.start else None


def _is_on_the_way(drug: str, context: Context) -> bool:
    return any(step(f).current for f in context.steps(drug, "taken"))


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("analyte") not in vocabulary.get("analytes", {}):
        yield f'"{args.get("analyte")}" is no analyte of vocabulary/analytes.yaml'
    if not (vocabulary.get("drugs", {}).get(args.get("ingredient")) or {}).get("steps"):
        yield f'"{args.get("ingredient")}" is no drug with steps of vocabulary/drugs.yaml'
    try:
        percent_of(args.get("by_at_least"))
        Duration.parse(args.get("after", ""))
        for text in args.get("at", ()):
            threshold_of(text)
    except (ValueError, ArithmeticError) as error:
        yield str(error)
