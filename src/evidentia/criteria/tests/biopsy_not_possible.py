"""A kidney biopsy was declined or is contraindicated, and the record says so.

Met: declined or contraindicated, with no biopsy result. Not met: a biopsy result exists. Unknown: everything else; a biopsy
that is merely not obtained, pending or unread is not "declined".

>>> biopsy_not_possible: {organ: kidney}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Assertion, Biopsy, Kind
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"organ": "kidney"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    found = [(f, f.detail) for f in context.chart.of_kind(Kind.BIOPSY) if isinstance(f.detail, Biopsy)]
    results = [f for f, b in found if b.classes and f.assertion is Assertion.PRESENT]
    if results:
        return answer("biopsy_not_possible", NOT_MET, "A biopsy result is documented.", findings=results[:1])
    barred = [f for f, b in found if b.status in ("declined", "contraindicated") and "repeat" not in f.flags]
    if barred:
        status = " and ".join(dict.fromkeys(b.status for f, b in found if f in barred))
        return answer(
            "biopsy_not_possible", MET, "The record says that a biopsy is {status}.", {"status": status}, barred
        )
    missing = [
        lacks(
            "biopsy declined", "statement that a biopsy is contraindicated or declined, with its reason", "prescriber"
        )
    ]
    others = [f for f, b in found if not b.classes]
    return unknown(
        "biopsy_not_possible",
        Why.NOT_DOCUMENTED,
        "The record does not say that a biopsy is declined or contraindicated.",
        missing,
        findings=others,
    )
