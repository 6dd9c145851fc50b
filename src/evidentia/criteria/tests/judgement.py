"""A question that only a person can decide; the test shows the grounds and leaves it open.

Always unknown, with the reason "needs judgement".

>>> judgement: {by: the Medicare contractor, of: whether the use is medically accepted}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidentia.criteria.context import Context, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.rationale import Rationale
from evidentia.model.truth import Why

ARGS = {"by": "who decides", "of": "what is decided"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    known = context.standing
    figures = {
        "by": str(args["by"]),
        "of": str(args["of"]),
        "articles": str(len(known.get("supporting_articles", ()))),
        "guidelines": str(len(known.get("guideline_in_force", ()))),
        "trials": str(len(known.get("opposing_trials", ()))),
    }
    template = "It is for {by} to decide {of}. The grounds for that judgement stand under the evidence for and against."
    missing = [lacks(f"judgement {args['by']}", f"a decision by {args['by']} on {args['of']}", str(args["by"]))]
    return unknown("judgement", Why.NEEDS_JUDGEMENT, template, missing, figures)
