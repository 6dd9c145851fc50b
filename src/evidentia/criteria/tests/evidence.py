"""What the content knows of the treatment, for policies that ask for compendia, articles or guidelines.

Met: the content has it in force on the as-of date. Not met: the content says that it is not so. Unknown: nobody has read it.

>>> evidence: {of: supporting_articles, at_least: 2}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Truth, Why

ARGS = {"of": "label, compendium, supporting_articles or guideline", "at_least?": "a number of articles"}
_KINDS = ("label", "compendium", "supporting_articles", "guideline")


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    kind, known = str(args["of"]), context.standing
    if kind == "label":
        status = str(known.get("label_status", "unknown"))
        if status == "unknown":
            return unknown(
                "evidence",
                Why.NOT_DOCUMENTED,
                "The label status is not known.",
                [lacks("label status", "label status of the product", "pharmacy")],
            )
        return answer("evidence", Truth.known(status == "on-label"), "The use is {status}.", {"status": status})
    if kind == "compendium":
        listed = str(known.get("compendia", "unknown"))
        if listed == "unknown":
            return unknown(
                "evidence",
                Why.NOT_DOCUMENTED,
                "The compendia were not read; their listing is unknown.",
                [lacks("compendium listing", "compendium listing (AHFS-DI, DRUGDEX) for this use", "pharmacy")],
            )
        return answer("evidence", Truth.known(listed == "listed"), "Compendia: {listed}.", {"listed": listed})
    items = list(known.get("supporting_articles" if kind == "supporting_articles" else "guideline_in_force", ()))
    needed = int(args.get("at_least", 1))
    figures = {
        "n": str(len(items)),
        "needed": str(needed),
        "what": "peer-reviewed studies that support the use"
        if kind == "supporting_articles"
        else "recommendations in force that name the treatment",
    }
    if not known:
        return unknown(
            "evidence",
            Why.NOT_DOCUMENTED,
            "Nothing is known of this treatment.",
            [lacks("evidence", "evidence for this use", "prescriber")],
        )
    return answer(
        "evidence", MET if len(items) >= needed else NOT_MET, "{n} {what} were read; {needed} asked for.", figures
    )


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("of") not in _KINDS:
        yield f'"{args.get("of")}" is no kind of evidence; write one of {", ".join(_KINDS)}'
