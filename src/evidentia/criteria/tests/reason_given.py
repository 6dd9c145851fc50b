"""The record gives a reason for a step of care.

Met: it does. Unknown: it gives none; that there is none is not said by silence.

>>> reason_given: {for: first choice}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Kind
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, Why

ARGS = {"for": "a step of vocabulary/steps.yaml"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    step = str(args["for"])
    found = context.chart.of_kind(Kind.REASON, step)
    entry = context.vocabulary.get("steps", {}).get(step) or {}
    words = str(entry.get("says", step))
    if found:
        return answer("reason_given", MET, "The record gives a reason {words}.", {"words": words}, found[:2])
    missing = [lacks(f"reason {step}", f"reason {words}", "prescriber", f"Reason {words}: ____.")]
    return unknown("reason_given", Why.NOT_DOCUMENTED, "No reason {words} is documented.", missing, {"words": words})


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("for") not in vocabulary.get("steps", {}):
        yield f'"{args.get("for")}" is no step of vocabulary/steps.yaml'
