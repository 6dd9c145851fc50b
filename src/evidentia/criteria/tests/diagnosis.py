"""A diagnosis stands in the record.

Met: the record names it as the patient's (present or historical). Not met: the record says that it is absent ("no renal
disease", "the kidney has never been involved"). Unknown: silence, only suspected, or both stated. A code that was entered
by mistake does not count, and a relative's disease is nobody's.

>>> diagnosis: {concept: lupus nephritis}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.logic.dates import Duration, within
from evidentia.model.finding import Assertion, Finding, Kind
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {
    "concept": "a condition of vocabulary/conditions.yaml",
    "within?": "a duration before the as-of date; what is dated before it, or only historical, decides nothing",
    "kinds?": "conditions that are kinds of it: one of them is enough, and a denial of it denies them",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    concept = str(args["concept"])
    found = context.conditions(concept)
    present = [f for f in found if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    absent = [f for f in found if f.assertion is Assertion.ABSENT]
    kinds = [f for name in args.get("kinds", ()) for f in context.conditions(name)]
    present += [f for f in kinds if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    if kinds and present:
        absent = []
    missing = [lacks(f"diagnosis {concept}", f"documentation of {concept}", "prescriber")]
    figures = {"concept": concept}
    later = [f for f in present if f.when and all(a.when and f.when.earliest > a.when.latest for a in absent)]
    if absent and later:
        return answer("diagnosis", MET, "The record names {concept}.", figures, later[:3])
    if present and "within" in args:
        recent = [f for f in present if _is_recent(f, Duration.parse(args["within"]), context)]
        if not recent:
            figures |= {"date": str(present[0].when or "no date"), "length": str(Duration.parse(args["within"]))}
            template = "The record names {concept} ({date}), not as one of the last {length}."
            return unknown("diagnosis", Why.OUTDATED, template, missing, figures, present[:3])
        present = recent
    if absent:  # a statement of absence outweighs a bare mention ("his lupus nephritis question")
        return answer("diagnosis", NOT_MET, "The record says that there is no {concept}.", figures, absent)
    if present:
        figures["concept"] = present[0].concept
        return answer("diagnosis", MET, "The record names {concept}.", figures, present[:3])
    codes = context.vocabulary.get("conditions", {}).get(concept, {}).get("codes", ())
    coded = [f for f in context.chart.of_kind(Kind.CODE) if f.concept in codes and f.assertion is Assertion.PRESENT]
    if coded:
        return answer(
            "diagnosis", MET, "The record codes {concept} ({code}).", {**figures, "code": coded[0].concept}, coded[:1]
        )
    possible = [f for f in found if f.assertion is Assertion.POSSIBLE]
    if possible:
        return unknown("diagnosis", Why.AMBIGUOUS, "{concept} is only suspected.", missing, figures, possible)
    return unknown("diagnosis", Why.NOT_DOCUMENTED, "{concept} is not mentioned in the record.", missing, figures)


def _is_recent(finding: Finding, length: Duration, context: Context) -> bool:
    if finding.when is None:
        return finding.assertion is Assertion.PRESENT
    return within(finding.when, length, context.as_of).is_met


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("concept") not in vocabulary.get("conditions", {}):
        yield f'"{args.get("concept")}" is no condition of vocabulary/conditions.yaml'
    for name in args.get("kinds", ()):
        if name not in vocabulary.get("conditions", {}):
            yield f'"{name}" is no condition of vocabulary/conditions.yaml'
