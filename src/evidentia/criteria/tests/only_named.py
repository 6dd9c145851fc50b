"""The record names one condition, and none of those that would count in its place.

Met: it does. Not met: it names one of the others, or not the one. Never unknown: it speaks of what the record names.

>>> only_named: {concept: transient ischaemic attack, none_of: [stroke, myocardial infarction, peripheral arterial disease]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer
from evidentia.model.finding import Assertion
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET

ARGS = {"concept": "a condition of vocabulary/conditions.yaml", "none_of": "the conditions that would count"}
_THERE = (Assertion.PRESENT, Assertion.HISTORICAL)


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    concept = str(args["concept"])
    named = [f for f in context.conditions(concept) if f.assertion in _THERE]
    others = [
        f for name in args["none_of"] for f in context.conditions(name) if f.assertion in (*_THERE, Assertion.POSSIBLE)
    ]
    figures = {"concept": concept}
    if named and not others:
        return answer("only_named", MET, "The record names {concept} alone.", figures, named)
    return answer("only_named", NOT_MET, "", figures, named)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in (args.get("concept"), *args.get("none_of", ())):
        if name not in vocabulary.get("conditions", {}):
            yield f'"{name}" is no condition of vocabulary/conditions.yaml'
