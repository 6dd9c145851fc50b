"""A past event of the patient is documented: with its date, or with the document that shows it.

Met: the record names it with a date or beside a document of it (a report, a procedure). Not met: the record says that there was
none. Unknown: only named, only told by the patient, or not spoken of.

>>> past_event: {concept: myocardial infarction}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.criteria.tests.diagnosis import check as check  # the same argument
from evidentia.model.finding import Assertion, Finding
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"concept": "a condition of vocabulary/conditions.yaml"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    concept = str(args["concept"])
    found = context.conditions(concept)
    named = [f for f in found if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    denied = [f for f in found if f.assertion is Assertion.ABSENT]
    missing = [lacks(f"document {concept}", f"{concept}: date and document (discharge summary, report)", "prescriber")]
    figures = {"concept": concept, "words": context.words_of(*named)}
    if named and denied:
        return unknown(
            "past_event", Why.CONFLICTING, "The record both names and denies {concept}.", missing, figures, found
        )
    if denied:
        return answer("past_event", NOT_MET, "The record says that there was no {concept}.", figures, denied)
    if not named:
        return unknown(
            "past_event", Why.NOT_DOCUMENTED, "{concept} is not mentioned in the record.", missing, figures, found
        )
    papers, hearsay = (
        _beside("document of the event", named, context),
        _beside("only told by the patient", named, context),
    )
    dated = [f for f in named if f.when is not None]
    if hearsay or not (papers or dated):
        return unknown(
            "documented",
            Why.NOT_DOCUMENTED,
            "{concept} is named ({words}), without its date or document.",
            missing,
            figures,
            [*named, *hearsay],
        )
    when = f" ({dated[0].when})" if dated else ""
    figures |= {"name": f"{concept[0].upper()}{concept[1:]}", "when": when}
    return answer(
        "past_event", MET, "{name} is documented{when}: {words}.", figures, [*(dated or named)[:2], *papers[:1]]
    )


def _beside(fact: str, named: list[Finding], context: Context) -> list[Finding]:
    return [
        f
        for f in context.facts(fact)
        if f.assertion is Assertion.PRESENT and any(context.near(f, n, 90) for n in named)
    ]
