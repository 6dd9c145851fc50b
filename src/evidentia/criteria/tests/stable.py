"""An analyte held within so much of its value before a course, or got better, and others did not rise.

Met: the analyte is within the bound (or higher) and a documented comparison of the others shows no rise. Not met: it fell by more,
or one of the others rose in every documented comparison. Unknown: a value, a unit or a date is missing.

>>> stable: {analyte: egfr, within: 15 %, and_no_rise_in: [upcr, protein 24h]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._change import changes, contradicted, overtaken
from evidentia.criteria.tests._say import analyte, dated, lacks, percent
from evidentia.criteria.tests.improved import percent_of
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"analyte": "an analyte", "within": "percent", "and_no_rise_in": "analytes"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    if (ended := overtaken(context)) is not None:
        return ended
    name, bound = str(args["analyte"]), percent_of(args["within"])
    own = changes(context, [name])
    others = changes(context, args["and_no_rise_in"])
    held = [c for c in own if c.percent >= -bound]
    risen = [c for c in others if c.percent > 0]
    pairs = [(h, o) for h in held for o in others if o.baseline == h.baseline and o.percent <= 0]
    label = "stable"
    if pairs and contradicted([o for _, o in pairs], risen):
        kept, other = pairs[0]
        missing = [lacks("proteinuria conflict", "which of the values on one date is right", "laboratory")]
        figures = {"before": dated(other.now), "now": dated(risen[0].now)}
        return unknown(
            label,
            Why.CONFLICTING,
            "Values of one date conflict: {before}, {now}.",
            missing,
            figures,
            [other.now, risen[0].now],
        )
    if pairs:
        kept, other = pairs[0]
        figures = {
            "before": dated(kept.before),
            "now": dated(kept.now),
            "other": dated(other.before),
            "later": dated(other.now),
        }
        return answer(
            label,
            MET,
            "{before} to {now}: stable; {other} to {later}: no rise.",
            figures,
            [kept.before, kept.now, other.before, other.now],
        )
    if own and not held:
        worst = own[0]
        figures = {"before": dated(worst.before), "now": dated(worst.now), "percent": percent(worst.percent)}
        return answer(label, NOT_MET, "{before} to {now}: a fall of {percent} %.", figures, [worst.before, worst.now])
    if risen and len(risen) == len(others):
        worst = risen[0]
        return answer(
            label,
            NOT_MET,
            "{before} to {now}: a rise.",
            {"before": dated(worst.before), "now": dated(worst.now)},
            [worst.before, worst.now],
        )
    missing = [
        lacks(
            f"{name} before and now",
            f"{analyte(name)} before the first or latest course and now, with units and dates",
            "laboratory",
        )
    ]
    unclear = [f for f in context.labs(name) if f.value is not None]
    return unknown(
        label,
        Why.NOT_DOCUMENTED,
        "No {name} before and after a course is documented with unit and date.",
        missing,
        {"name": analyte(name)},
        unclear,
    )


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in (args.get("analyte"), *args.get("and_no_rise_in", ())):
        if name not in vocabulary.get("analytes", {}):
            yield f'"{name}" is no analyte of vocabulary/analytes.yaml'
