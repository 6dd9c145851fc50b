"""One of several rating scales reaches its threshold, by its latest score within a period before the service.

Met: one of them does. Not met: none does, and at least one was scored within the period. Unknown: none was scored within it (an
older score is named), or the scores of one day conflict about the threshold.

>>> scored: {any_of: [{scale: phq-9, at_least: 20}, {scale: madrs, at_least: 35}], within: 30 d}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import dated, lacks
from evidentia.logic.dates import Duration, within
from evidentia.model.finding import Finding
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"any_of": "list of {scale, at_least}", "within": "a duration before the service"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    length = Duration.parse(args["within"])
    bounds = {str(o["scale"]): Decimal(str(o["at_least"])) for o in args["any_of"]}
    scores = {name: [f for f in context.labs(name) if f.value is not None] for name in bounds}
    latest = {name: _latest(found, length, context) for name, found in scores.items()}
    reached = [f for name, found in latest.items() for f in found if _value(f) >= bounds[name]]
    short = [f for name, found in latest.items() for f in found if _value(f) < bounds[name]]
    figures = {"scores": "; ".join(dict.fromkeys(map(dated, reached + short))), "length": str(length)}
    names = " or ".join(f"{context.label(n)} of at least {b}" for n, b in list(bounds.items())[:3])
    missing = [
        lacks(
            "score",
            f"a score on a standard scale within {length} ({names})",
            "prescriber",
            "Scale: ____, score: ____, date: ____.",
        )
    ]
    clear = [f for f in reached if not any(s.concept == f.concept for s in short)]
    if clear:
        figures["scores"] = "; ".join(dict.fromkeys(f"{dated(f)}, at least {bounds[f.concept]}" for f in clear))
        return answer("scored", MET, "{scores}.", figures, clear)
    if reached:
        return unknown(
            "scored", Why.CONFLICTING, "Scores of one day conflict: {scores}.", missing, figures, reached + short
        )
    if short:
        figures["scores"] = "; ".join(dict.fromkeys(f"{dated(f)}, below {bounds[f.concept]}" for f in short))
        older = [f for f in _reached_before(scores, bounds, context) if f not in short][-2:]
        told = "; ".join(map(dated, older))
        figures["old"] = f" Not within {length} before the service: {told}." if older else ""
        return answer("scored", NOT_MET, "{scores}.{old}", figures, [*short, *older])
    others = [f for found in scores.values() for f in found]
    if others:
        old = max(others, key=lambda f: f.when.latest if f.when else context.as_of.replace(year=1))
        why = Why.OUTDATED if old.when else Why.DATE_MISSING
        return unknown(
            "scored",
            why,
            "{score}: not within {length} before the service.",
            missing,
            {**figures, "score": dated(old)},
            [old],
        )
    return unknown("scored", Why.NOT_DOCUMENTED, "No score on a standard scale is documented.", missing)


def _reached_before(
    scores: Mapping[str, list[Finding]], bounds: Mapping[str, Decimal], context: Context
) -> list[Finding]:
    """Dated scores at a threshold before the service, oldest first; the newest of them may be out of date."""
    found = [(f.when, f) for name, listed in scores.items() for f in listed if f.when and _value(f) >= bounds[name]]
    return [f for w, f in sorted(found, key=lambda item: (item[0].latest, item[1].id)) if w.earliest <= context.anchor]


def _latest(found: list[Finding], length: Duration, context: Context) -> list[Finding]:
    """The scores of the latest day within the period before the service; several where documents differ."""
    inside = [f for f in found if within(f.when, length, context.anchor).is_met]
    last = max((f.when.latest for f in inside if f.when), default=None)
    return [f for f in inside if f.when and f.when.latest == last]


def _value(finding: Finding) -> Decimal:
    assert finding.value is not None
    return finding.value.value


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for option in args.get("any_of", ()):
        if not (vocabulary.get("analytes", {}).get(option.get("scale")) or {}).get("score"):
            yield f'"{option.get("scale")}" is no scale of vocabulary/analytes.yaml (score: true)'
        try:
            Decimal(str(option.get("at_least")))
        except InvalidOperation:
            yield f'"{option.get("at_least")}" is no score'
    try:
        Duration.parse(args.get("within", ""))
    except ValueError as error:
        yield str(error)
