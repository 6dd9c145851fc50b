"""A drug cannot be used in this patient: intolerance or contraindication, with its reason.

Met: the record states one of the two. Not met: the record says that there is none, or that the drug was stopped for another
reason (wish, cost, remission). Unknown: silence; a refusal is no contraindication.

A class counts where the record says it of the class or of one of its drugs.

>>> not_suitable: {ingredient: hydroxychloroquine}
>>> not_suitable: {class: ACE inhibitor}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, medication, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Finding, Kind, Outcome, Status
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {
    "ingredient?": "a drug of vocabulary/drugs.yaml",
    "class?": "or a class of vocabulary/drug_classes.yaml",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name = str(args.get("ingredient") or args["class"])
    found = context.medications(name) if "ingredient" in args else _of_class(name, context)
    barred = [f for f in found if medication(f).outcome in (Outcome.INTOLERANCE, Outcome.CONTRAINDICATED)]
    if barred:
        what = "is contraindicated" if medication(barred[0]).outcome is Outcome.CONTRAINDICATED else "was not tolerated"
        reason = next((medication(f).reason for f in barred if medication(f).reason), None)
        template = "{drug} {what} ({reason})." if reason else "{drug} {what}."
        return answer(
            "not_suitable",
            MET,
            template,
            {"drug": barred[0].concept, "what": what, "reason": " ".join((reason or "").split())},
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


def _of_class(name: str, context: Context) -> list[Finding]:
    """Statements on the drugs of a class, on the class, and on the wider ones that include it ("RAAS blockade")."""
    wider = (context.vocabulary.get("drug_classes", {}).get(name) or {}).get("part_of") or ()
    return [*context.of_class(name), *(f for other in wider for f in context.medications(other))]


def _is_free(finding: Finding) -> bool:
    taken = medication(finding)
    return "no contraindication" in finding.flags or taken.status is Status.CURRENT


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if ("ingredient" in args) == ("class" in args):
        yield "not_suitable needs either ingredient or class"
    if "ingredient" in args and args["ingredient"] not in vocabulary.get("drugs", {}):
        yield f'"{args["ingredient"]}" is no drug of vocabulary/drugs.yaml'
    if "class" in args and args["class"] not in vocabulary.get("drug_classes", {}):
        yield f'"{args["class"]}" is no class of vocabulary/drug_classes.yaml'
