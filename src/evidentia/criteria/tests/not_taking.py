"""No drug of a class is taken now, other than the one asked for.

Met: the record says so ("no other biologic"), or a complete list of current drugs has none. Not met: one is current. Unknown: no
such statement and no complete list, or one place says that it was stopped and another that it is taken; a list that may be partial decides nothing.

>>> not_taking: {class: b-cell-directed biologic}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from evidentia.criteria.context import Context, answer, course, medication, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Finding, Kind, MedicationList, Status
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {
    "class": "a class of vocabulary/drug_classes.yaml",
    "unless_asked?": "drugs that are taken to be asked for where the record asks for none",
    "products?": "the products that the rule is about; another one of the same drug counts too",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name = str(args["class"])
    asked = {f.concept for f in context.requests()} or set(args.get("unless_asked", ()))
    members = [f for f in context.of_class(name) if f.concept not in asked or _is_other(f, args.get("products", ()))]
    current = context.taken_now(members)
    figures = {"class": name, "drugs": ", ".join(dict.fromkeys(f.concept for f in current))}
    never = {f.concept for f in members if medication(f).status is Status.NEVER}
    denied = [f for f in members if f.concept in never]
    if current and all(f.concept in never for f in current):
        statement = lacks("current biologics", f"whether {figures['drugs']} is taken", "prescriber and pharmacy")
        return unknown(
            "not_taking",
            Why.CONFLICTING,
            "The record says both that {drugs} is taken and that it is not.",
            [statement],
            figures,
            denied,
        )
    ended = _said_to_have_ended(current, members, context)
    if ended:
        statement = lacks("current biologics", f"whether {figures['drugs']} has been stopped, and when", "prescriber")
        return unknown(
            "not_taking",
            Why.CONFLICTING,
            "The record says both that {drugs} was stopped and that it is current or still filled.",
            [statement],
            figures,
            [*ended, *current],
        )
    if current:
        return answer("not_taking", NOT_MET, "{drugs} is current.", figures, current)
    recent = [f for f in context.chart.of_kind(Kind.COURSE) if f.concept not in asked and _is_running(f, name, context)]
    if recent:
        figures["drugs"] = ", ".join(dict.fromkeys(f.concept for f in recent))
        statement = lacks("current biologics", f"whether {figures['drugs']} has been stopped, and when", "prescriber")
        return unknown(
            "not_taking",
            Why.CONFLICTING,
            "{drugs} was given within the last year, and the record does not say that it was stopped.",
            [statement],
            figures,
            recent,
        )
    blinded = [f for f in context.chart.of_kind(Kind.NOTE, "trial participation") if _names_member(f, name, context)]
    if blinded:
        statement = lacks("current biologics", "which treatment the trial gives", "prescriber")
        return unknown(
            "not_taking",
            Why.AMBIGUOUS,
            "The record tells of a trial of a {class}; what is given is not known.",
            [statement],
            figures,
            blinded,
        )
    wider = {name, *context.vocabulary.get("drug_classes", {}).get(name, {}).get("part_of", ())}
    denied = [
        f for f in context.chart.of_kind(Kind.MEDICATION) if f.concept in wider and medication(f).status is Status.NEVER
    ]
    if denied:
        return answer("not_taking", MET, "The record says that no other {class} is taken.", figures, denied)
    complete = [f for f in context.chart.of_kind(Kind.MEDICATION_LIST) if _is_complete(f)]
    stopped = [f for f in members if medication(f).status in (Status.PAST, Status.NEVER)]
    if complete:
        return answer(
            "not_taking",
            MET,
            "The complete list of current medications has no {class}.",
            figures,
            [*complete, *stopped],
        )
    stated = (context.vocabulary.get("drug_classes", {}).get(name) or {}).get("stated_as", f"every other {name}")
    missing = [
        lacks(
            "complete medication list",
            f"complete medication list, or a statement on {stated}",
            "prescriber",
            f"Current medications (complete list): ____. No other {name}.",
        )
    ]
    lists = list(context.chart.of_kind(Kind.MEDICATION_LIST))
    return unknown(
        "not_taking",
        Why.NOT_DOCUMENTED,
        "No complete medication list and no statement about a {class} is documented.",
        missing,
        figures,
        [*lists, *stopped],
    )


def _is_other(finding: Finding, products: Sequence[str]) -> bool:
    """Another product of the drug that is asked for, where the rule names its own products."""
    product = medication(finding).product
    return bool(products) and product is not None and product not in products


def _names_member(note: Finding, name: str, context: Context) -> bool:
    text = " ".join(context.chart.text_of(span).lower() for span in note.spans)
    members = [d for d, e in context.vocabulary.get("drugs", {}).items() if name in ((e or {}).get("classes") or ())]
    return any(member in text for member in members if member != "rituximab")


def _is_running(finding: Finding, name: str, context: Context) -> bool:
    """A course of a drug of the class within a year, which nothing says was the last."""
    classes = (context.vocabulary.get("drugs", {}).get(finding.concept) or {}).get("classes") or ()
    last = max(course(finding).dates, key=lambda when: when.latest).latest
    ended = any(
        medication(f).status is Status.PAST and medication(f).stop for f in context.medications(finding.concept)
    )
    return name in classes and context.as_of - timedelta(days=365) <= last and not ended


def _said_to_have_ended(current: list[Finding], members: list[Finding], context: Context) -> list[Finding]:
    """Dated ends within the last year of each drug that another place calls current, without a day on which it was begun again."""
    ends = {f.concept: f for f in members if medication(f).status is Status.PAST and _is_late(f, context)}
    for finding in current:
        stop, start = (
            medication(ends[finding.concept]).stop if finding.concept in ends else None,
            medication(finding).start,
        )
        if stop is None or (start is not None and start.earliest >= stop.latest):
            return []
    return list(ends.values()) if current else []


def _is_late(finding: Finding, context: Context) -> bool:
    stop = medication(finding).stop
    return stop is not None and context.as_of - timedelta(days=365) <= stop.latest


def _is_complete(finding: Finding) -> bool:
    return isinstance(finding.detail, MedicationList) and finding.detail.complete is True


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    known = {
        *vocabulary.get("drug_classes", {}),
        *(c for d in vocabulary.get("drugs", {}).values() for c in (d or {}).get("classes", ())),
    }
    if args.get("class") not in known:
        yield f'"{args.get("class")}" is no class of vocabulary/drug_classes.yaml'
