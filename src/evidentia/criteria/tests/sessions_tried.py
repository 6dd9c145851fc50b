"""A treatment in sessions was tried for so many of them without adequate improvement, or it cannot be had.

Met: a treatment of the class with the sessions and an inadequate response; or one of the facts that stand for it (not available,
not able). Not met: fewer sessions, a response, or none taken. Unknown: number or response is not stated, or nothing is.

>>> sessions_tried: {class: psychotherapy, at_least: 6, or_stated: [psychotherapy unavailable]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from evidentia.criteria.context import Context, answer, is_taken, medication, unknown
from evidentia.criteria.tests._say import OUTCOMES, lacks
from evidentia.criteria.tests.tried import BAD
from evidentia.model.finding import Assertion, Finding, Outcome, Status
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Truth, Why

ARGS = {
    "class": "a class of vocabulary/drug_classes.yaml",
    "at_least": "sessions",
    "or_stated?": "facts that stand for it",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name, needed = str(args["class"]), int(args["at_least"])
    barred = [f for fact in args.get("or_stated", ()) for f in context.facts(fact) if f.assertion is Assertion.PRESENT]
    barred += [f for f in context.of_class(name) if medication(f).outcome is Outcome.CONTRAINDICATED]
    found = [f for f in context.of_class(name) if is_taken(f)]
    by_kind: dict[str, list[Finding]] = {}
    for finding in found:
        by_kind.setdefault(finding.concept, []).append(finding)
    results = {kind: _result(listed, needed) for kind, listed in by_kind.items()}
    truth = reduce(lambda a, b: a | b, results.values(), NOT_MET if found else Truth.unknown(Why.NOT_DOCUMENTED))
    figures = {
        "told": "; ".join(_told(k, f) for k, f in by_kind.items()),
        "name": name,
        "words": context.words_of(*barred),
        "n": str(needed),
    }
    if truth.is_met:
        good = [f for kind, result in results.items() if result.is_met for f in by_kind[kind]]
        return answer("sessions_tried", MET, "{told}.", figures, good)
    if barred:
        return answer("sessions_tried", MET, "The record states: {words}.", figures, barred)
    if truth.is_not_met and found:
        return answer(
            "sessions_tried",
            NOT_MET,
            "{told}; at least {n} sessions without adequate improvement are asked for.",
            figures,
            found,
        )
    never = [f for f in context.of_class(name) if medication(f).status is Status.NEVER]
    if never and not found:
        return answer("sessions_tried", NOT_MET, "The record states that {name} was not taken.", figures, never)
    missing = [
        lacks(
            f"{name} trial",
            f"kind of {name}, number of sessions, dates and response",
            "prescriber",
            f"{name.capitalize()}: ____ (kind), ____ sessions from ____ to ____; response: ____.",
        )
    ]
    template = "{told}; number of sessions or response is not stated." if found else "No trial of {name} is documented."
    return unknown("sessions_tried", truth.why or Why.NOT_DOCUMENTED, template, missing, figures, found)


def _result(found: Sequence[Finding], needed: int) -> Truth:
    counts = [n for n in (_sessions(f) for f in found) if n is not None]
    number = Truth.known(max(counts) >= needed) if counts else Truth.unknown(Why.NOT_DOCUMENTED)
    stated = {medication(f).outcome for f in found}
    if stated & set(BAD):
        return number
    if stated & {Outcome.RESPONSE, Outcome.RELAPSE_OFF}:
        return NOT_MET
    return number & Truth.unknown(Why.NOT_DOCUMENTED)


def _sessions(finding: Finding) -> int | None:
    """The sessions that are written, or that a weekly treatment had in its time."""
    taken = medication(finding)
    if taken.doses:
        return taken.doses
    return taken.days // taken.every_days if taken.days and taken.every_days else None


def _told(kind: str, found: Sequence[Finding]) -> str:
    counts = [n for n in map(_sessions, found) if n is not None]
    results = dict.fromkeys(
        OUTCOMES[medication(f).outcome] for f in found if medication(f).outcome is not Outcome.NOT_STATED
    )
    many = f", {max(counts)} sessions" if counts else ", number of sessions not stated"
    return f"{kind[0].upper()}{kind[1:]}{many}: {', '.join(results) or 'response not stated'}"


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("class") not in vocabulary.get("drug_classes", {}):
        yield f'"{args.get("class")}" is no class of vocabulary/drug_classes.yaml'
    for name in args.get("or_stated", ()):
        if name not in vocabulary.get("facts", {}):
            yield f'"{name}" is no fact of vocabulary/facts.yaml'
