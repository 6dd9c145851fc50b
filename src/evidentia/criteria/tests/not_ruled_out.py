"""The record does not say that a condition is absent.

Not met: it does ("no renal disease"). Met: it does not. For criteria whose other parts show the condition by themselves (a biopsy
class), so that only a statement to the contrary counts against them.

>>> not_ruled_out: {concept: lupus nephritis}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidentia.criteria.context import Context, answer
from evidentia.criteria.tests.diagnosis import check as check  # the same argument
from evidentia.model.finding import Assertion
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET

ARGS = {"concept": "a condition of vocabulary/conditions.yaml"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    concept = str(args["concept"])
    absent = [f for f in context.conditions(concept) if f.assertion is Assertion.ABSENT]
    found = [f for f in context.conditions(concept) if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    since = any(f.when and all(a.when and f.when.earliest > a.when.latest for a in absent) for f in found)
    if absent and not since:
        return answer(
            "not_ruled_out", NOT_MET, "The record says that there is no {concept}.", {"concept": concept}, absent
        )
    return answer("not_ruled_out", MET, "", {"concept": concept})
