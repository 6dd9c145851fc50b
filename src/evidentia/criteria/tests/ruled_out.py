"""The record says that the patient does not have a condition.

Met: it does ("no secondary cause was found"). Not met: it names the condition as the patient's. Unknown: silence, only suspected, or both.

>>> ruled_out: {concept: secondary membranous nephropathy}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.criteria.tests.diagnosis import check as check  # the same argument
from evidentia.model.finding import Assertion
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"concept": "a condition of vocabulary/conditions.yaml"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    concept = str(args["concept"])
    found = context.conditions(concept)
    present = [f for f in found if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    absent = [f for f in found if f.assertion is Assertion.ABSENT]
    figures = {"concept": concept}
    missing = [
        lacks(
            f"no {concept}",
            f"statement on {concept}: found or not",
            "prescriber",
            f"No {concept} was found on ____ (date).",
        )
    ]
    if present and absent:
        template = "The record says both that there is {concept} and that there is none."
        return unknown("ruled_out", Why.CONFLICTING, template, missing, figures, [*present, *absent])
    if absent:
        return answer("ruled_out", MET, "The record says that there is no {concept}.", figures, absent)
    if present:
        return answer("ruled_out", NOT_MET, "The record names {concept}.", figures, present)
    template = "The record does not say that there is no {concept}."
    return unknown("ruled_out", Why.NOT_DOCUMENTED, template, missing, figures, found)
