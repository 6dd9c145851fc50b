"""A drug cannot be used in this patient: intolerance or contraindication, with its reason.

Met: the record states one of the two. Not met: the record says that there is none, or that the drug was stopped for another
reason (wish, cost, remission). Unknown: silence; a refusal is no contraindication.

>>> not_suitable: {ingredient: hydroxychloroquine}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, medication, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Finding, Kind, Outcome, Status
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"ingredient": "a drug of vocabulary/drugs.yaml"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name = str(args["ingredient"])
    found = context.medications(name)
    barred = [f for f in found if medication(f).outcome in (Outcome.INTOLERANCE, Outcome.CONTRAINDICATED)]
    if barred:
        what = "is contraindicated" if medication(barred[0]).outcome is Outcome.CONTRAINDICATED else "was not tolerated"
        reason = next((medication(f).reason for f in barred if medication(f).reason), None)
        template = "{drug} {what} ({reason})." if reason else "{drug} {what}."
        return answer(
            "not_suitable",
            MET,
            template,
            {"drug": name, "what": what, "reason": " ".join((reason or "").split())},
            barred,
        )
    either = context.chart.of_kind(Kind.NOTE, "no contraindication to either")
    free = [f for f in found if _is_free(f) or (either and medication(f).status in (Status.NEVER, Status.PAST))]
    if free:
        return answer(
            "not_suitable",
            NOT_MET,
            "The record states no contraindication to {drug} and no intolerance of it.",
            {"drug": name},
            free,
        )
    missing = [
        lacks(f"{name} contraindication", f"{name}: contraindication or intolerance, with its reason", "prescriber")
    ]
    return unknown(
        "not_suitable",
        Why.NOT_DOCUMENTED,
        "No contraindication to {drug} and no intolerance is documented.",
        missing,
        {"drug": name},
        found,
    )


def _is_free(finding: Finding) -> bool:
    taken = medication(finding)
    return "no contraindication" in finding.flags or taken.status is Status.CURRENT


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("ingredient") not in vocabulary.get("drugs", {}):
        yield f'"{args.get("ingredient")}" is no drug of vocabulary/drugs.yaml'
