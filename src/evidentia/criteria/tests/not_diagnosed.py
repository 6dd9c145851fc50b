"""The record does not say that the patient has one of the conditions.

Not met: it does. Met: it does not; silence is enough. For criteria whose other parts show what is asked, so that only a statement
to the contrary counts against them (a secondary cause of a primary disease).

>>> not_diagnosed: {any_of: [secondary membranous nephropathy]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Assertion
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"any_of": "conditions of vocabulary/conditions.yaml"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    found = [f for concept in args["any_of"] for f in context.conditions(concept)]
    present = [f for f in found if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    absent = [f for f in found if f.assertion is Assertion.ABSENT]
    figures = {"concept": " and ".join(dict.fromkeys(f.concept for f in present))}
    if present and absent:
        missing = [lacks(f"diagnosis {present[0].concept}", f"whether there is {figures['concept']}", "prescriber")]
        template = "The record says both that there is {concept} and that there is none."
        return unknown("not_diagnosed", Why.CONFLICTING, template, missing, figures, [*present, *absent])
    if present:
        return answer("not_diagnosed", NOT_MET, "The record names {concept}.", figures, present)
    return answer("not_diagnosed", MET, "", figures)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in args.get("any_of", ()):
        if name not in vocabulary.get("conditions", {}):
            yield f'"{name}" is no condition of vocabulary/conditions.yaml'
