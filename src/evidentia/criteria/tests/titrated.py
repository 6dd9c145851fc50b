"""A drug that is raised in steps is asked for from its first dose up to its last one, or goes on from the step that was reached.

Met: the first dose that is asked for is the lowest step and the way up is named (its steps, or "by label"); or a higher one follows
on earlier steps that the record documents. Not met: it begins higher without them, goes beyond the last dose, or skips through the
steps faster. Unknown: no dose, or no way up is stated.

>>> titrated: {ingredient: semaglutide, steps: [0.25 mg, 0.5 mg, 1 mg, 1.7 mg, 2.4 mg], step: 4 wk, by_label: titration by label}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.criteria.tests.measured import threshold_of
from evidentia.logic.dates import Duration
from evidentia.model.finding import Assertion, Finding
from evidentia.model.quantity import plain
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {
    "ingredient": "a drug of vocabulary/drugs.yaml with `steps`",
    "steps": "its doses, from the lowest to the last",
    "step": "the time of each step",
    "by_label": "the fact of vocabulary/facts.yaml that names the way up as a whole",
    "too_fast?": "the fact that names a faster way",
}
_LABEL = "titrated"


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name = str(args["ingredient"])
    steps = [threshold_of(s).value for s in args["steps"]]
    asked, earlier = context.steps(name, "asked"), context.steps(name, "taken")
    doses = [_dose(f) for f in asked]
    taken = {_dose(f) for f in earlier}
    way = [f for f in context.facts(str(args["by_label"])) if f.assertion is Assertion.PRESENT]
    fast = [
        f
        for f in context.facts(str(args.get("too_fast", "")))
        if f.assertion is Assertion.PRESENT and any(context.near(f, a, 80) for a in asked)
    ]
    figures = {
        "doses": ", ".join(dict.fromkeys(f"{plain(d)} mg" for d in doses)),
        "taken": ", ".join(f"{plain(d)} mg" for d in sorted(taken)),
        "words": context.words_of(*way),
        "step": str(Duration.parse(args["step"])),
        "first": str(args["steps"][0]),
    }
    findings = [*asked, *way]
    missing = [
        lacks(
            "requested dose",
            f"requested dose of {name}, with its steps",
            "prescriber",
            f"Start {args['steps'][0]} weekly, raised every {figures['step']} to {args['steps'][-1]}.",
        )
    ]
    if not doses:
        if way:
            return (
                answer(_LABEL, MET, "Requested: {words}.", figures, way)
                if _whole(way, context)
                else _open(missing, figures, way)
            )
        return unknown(
            _LABEL,
            Why.NOT_DOCUMENTED,
            "The dose that is asked for is not stated.",
            missing,
            figures,
            context.requests(),
        )
    if max(doses) > steps[-1]:
        return answer(_LABEL, NOT_MET, "Requested: {doses}; that is above the last step.", figures, findings)
    if fast:
        return answer(_LABEL, NOT_MET, "Requested: {doses}, in faster steps.", figures, [*findings, *fast])
    first = min(doses) if doses[0] == steps[0] else doses[0]
    if first == steps[0]:
        if way or _climbs(doses, steps):
            return answer(_LABEL, MET, "Requested: from {first}, in steps ({doses}).", figures, findings)
        return _open(missing, figures, findings)
    reached = [s for s in steps if s < first]
    if taken and set(reached[:1]) <= taken and (first in taken or (reached and reached[-1] in taken)):
        return answer(_LABEL, MET, "Requested: {doses}, after {taken}.", figures, [*findings, *earlier])
    return answer(
        _LABEL,
        NOT_MET,
        "Requested: {doses}; it begins above {first}, and no earlier titration is documented.",
        figures,
        [*findings, *earlier],
    )


def _open(missing: Sequence[Any], figures: Mapping[str, str], findings: Sequence[Finding]) -> Rationale:
    return unknown(
        _LABEL,
        Why.NOT_DOCUMENTED,
        "Requested: {doses}; the steps up from it are not stated.",
        missing,
        figures,
        findings,
    )


def _dose(finding: Finding) -> Decimal:
    assert finding.value is not None
    return finding.value.value


def _climbs(doses: Sequence[Decimal], steps: Sequence[Decimal]) -> bool:
    """Whether the doses name at least the steps but one, up to the last or the last but one."""
    there = {d for d in doses if d in steps}
    return len(there) >= len(steps) - 1 and max(there) >= steps[-2]


def _whole(way: Sequence[Finding], context: Context) -> bool:
    """Whether the way up is asked for where the request stands."""
    return any(context.near(w, r, 80) for w in way for r in context.requests())


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if not (vocabulary.get("drugs", {}).get(args.get("ingredient")) or {}).get("steps"):
        yield f'"{args.get("ingredient")}" is no drug with steps of vocabulary/drugs.yaml'
    try:
        Duration.parse(args.get("step", ""))
        for text in args.get("steps", ()):
            threshold_of(text)
    except (ValueError, ArithmeticError) as error:
        yield str(error)
    for key in ("by_label", "too_fast"):
        if key in args and args[key] not in vocabulary.get("facts", {}):
            yield f'"{args[key]}" is no fact of vocabulary/facts.yaml'
