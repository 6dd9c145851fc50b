"""The record says of each condition that the patient does not have it.

Met: each is denied; with `relatives`, of the patient and the relatives ("no personal or family history of"); a plain denial
("no MTC") counts for both. With `unless`, a condition that is there is spared where one of those facts stands beside it ("in
sustained remission"). Not met: one is there (or, with `relatives`, a relative has it). Unknown: one is not spoken of, only
possible, or denied of one side alone.

>>> stated_absent: {each_of: [substance use disorder], unless: [in remission, in treatment]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Assertion, Finding
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Truth, Why

ARGS = {
    "each_of": "conditions of vocabulary/conditions.yaml; a list in the list is several names for one",
    "relatives?": "true: of the relatives too",
    "unless?": "facts of vocabulary/facts.yaml that spare a condition which is there",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    results = {tuple(names): _one(names, args, context) for names in map(_listed, args["each_of"])}
    there = [names for names, (truth, _) in results.items() if truth.is_not_met]
    if there:
        findings = [f for names in there for f in results[names][1]]
        figures = {"what": _and(names[0] for names in there), "words": context.words_of(*findings)}
        return answer("stated_absent", NOT_MET, "The record names {what}: {words}.", figures, findings)
    open_ = {names: result for names, result in results.items() if result[0].is_unknown}
    findings = [f for _, found in (open_ or results).values() for f in found]
    if open_:
        figures = {"what": _and(names[0] for names in open_)}
        missing = [
            lacks(
                f"absence {n[0]}",
                f"statement on {n[0]}{_relatives(args)}",
                "prescriber",
                f"{n[0][0].upper()}{n[0][1:]}{_relatives(args)}: ____.",
            )
            for n in open_
        ]
        why = next(iter(open_.values()))[0].why or Why.NOT_DOCUMENTED
        if why is Why.CONFLICTING:
            return unknown("stated_absent", why, "The record both names and denies {what}.", missing, figures, findings)
        template = "The record does not settle {what}." if findings else "The record does not speak of {what}."
        return unknown("stated_absent", why, template, missing, figures, findings)
    spared = [f for _, found in results.values() for f in found if f.assertion is not Assertion.ABSENT]
    figures = {"what": _and((names[0] for names in results), "or"), "spared": context.words_of(*spared)}
    template = "Looked after: {spared}." if len(results) == 1 and spared else "The record states no {what}{but}."
    figures["but"] = f" but for {figures['spared']}" if spared else ""
    return answer("stated_absent", MET, template, figures, findings)


def _one(names: Sequence[str], args: Mapping[str, Any], context: Context) -> tuple[Truth, list[Finding]]:
    found = [f for name in names for f in context.conditions(name)]
    present = [f for f in found if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    absent = [f for f in found if f.assertion is Assertion.ABSENT]
    family = [f for f in found if f.assertion is Assertion.FAMILY]
    if args.get("relatives"):
        present += [f for f in family if "denied" not in f.flags]
        own = [f for f in absent if "of the patient alone" in f.flags]
        of_family = [f for f in family if "denied" in f.flags]
        absent = [f for f in absent if f not in own] or (own + of_family if own and of_family else [])
    if present:
        beside = _beside(present, args, context)
        if beside is not None:
            return beside
        if absent:
            return Truth.unknown(Why.CONFLICTING), present + absent
        return NOT_MET, present
    if absent:
        return MET, absent
    return Truth.unknown(Why.AMBIGUOUS if found else Why.NOT_DOCUMENTED), found


def _beside(present: list[Finding], args: Mapping[str, Any], context: Context) -> tuple[Truth, list[Finding]] | None:
    """What the facts that spare a condition say beside it; None where the rule knows none or the record states none."""
    facts = [
        f for name in args.get("unless", ()) for f in context.facts(name) if any(context.near(f, p) for p in present)
    ]
    said = [f for f in facts if f.assertion is Assertion.PRESENT]
    denied = [f for f in facts if f.assertion is Assertion.ABSENT]
    if said:
        apart = [p for p in present if not any(context.near(p, f) for f in said) and _is_active([p], context)]
        if denied or apart:
            return Truth.unknown(Why.CONFLICTING), [*present, *said, *denied]
        return MET, [*present, *said]
    if denied or not args.get("unless"):
        return (NOT_MET, [*present, *denied]) if denied else None
    return None if _is_active(present, context) else (Truth.unknown(Why.NOT_DOCUMENTED), present)


def _is_active(present: list[Finding], context: Context) -> bool:
    """Whether the record calls the condition active."""
    for finding in present:
        span = finding.spans[0]
        text = next(d.text for d in context.chart.documents if d.id == span.document)
        around = text[max(0, span.start - 24) : span.end + 24].lower()
        if any(word in around for word in ("active", "current", "ongoing", "daily", "severe", "uncontrolled")):
            return True
    return False


def _listed(names: Any) -> list[str]:
    return list(map(str, names)) if isinstance(names, list) else [str(names)]


def _and(names: Any, joint: str = "and") -> str:
    *first, last = list(names)
    return f"{', '.join(first)} {joint} {last}" if first else last


def _relatives(args: Mapping[str, Any]) -> str:
    return " (patient and family)" if args.get("relatives") else ""


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in (n for names in args.get("each_of", ()) for n in _listed(names)):
        if name not in vocabulary.get("conditions", {}):
            yield f'"{name}" is no condition of vocabulary/conditions.yaml'
    for name in args.get("unless", ()):
        if name not in vocabulary.get("facts", {}):
            yield f'"{name}" is no fact of vocabulary/facts.yaml'
