"""The course of sessions that is asked for: device, protocol, number of sessions, days a week.

Met: a device is named, the protocol is one of those accepted, and the sessions and the days a week fit. Not met: a stated part is
outside, or the course is of a kind that is not accepted (several sessions a day, maintenance). Unknown: a part is not stated, or
requests of the record differ about it.

>>> requested_sessions: {procedure: transcranial magnetic stimulation, protocols: [left 10 Hz], at_most: 36, per_week: 5}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from evidentia.criteria.context import Context, answer, sessions, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Assertion, Finding, Sessions
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Truth, Why

ARGS = {
    "procedure": "a procedure of vocabulary/drugs.yaml with `sessions`",
    "protocols": "protocols of it that are accepted",
    "at_most": "sessions in all",
    "per_week": "days a week",
    "not_stated?": "facts of vocabulary/facts.yaml that speak of another kind of course",
}
_PARTS = ("device", "protocol", "sessions", "per_week")
_WORDS = {
    "device": "device (model or maker)",
    "protocol": "protocol (site and frequency or pattern)",
    "sessions": "number of sessions",
    "per_week": "days a week",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    found = context.sessions(str(args["procedure"]), given=False)
    asked = [f for f in found if any(getattr(sessions(f), part) for part in (*_PARTS, "per_day", "maintenance"))]
    other = [
        f
        for fact in args.get("not_stated", ())
        for f in context.facts(fact)
        if f.assertion is Assertion.PRESENT and any(context.near(f, a, 0) for a in asked)
    ]
    findings = [*asked, *other]
    figures = {
        "course": "; ".join(dict.fromkeys(describe(sessions(f)) for f in asked)),
        "words": context.words_of(*other),
    }
    odd = [f for f in asked if sessions(f).maintenance or (sessions(f).per_day or 1) > 1]
    if odd or other:
        figures["words"] = figures["words"] or describe(sessions(odd[0]))
        return answer(
            "requested_sessions", NOT_MET, "The record asks for another kind of course ({words}).", figures, findings
        )
    values = {part: _values(part, asked) for part in _PARTS}
    truths = {part: _fits(part, args, values[part]) for part in _PARTS}
    truth = reduce(lambda a, b: a & b, truths.values())
    if truth.is_met:
        return answer("requested_sessions", MET, "Requested: {course}.", figures, findings)
    if truth.is_not_met:
        return answer(
            "requested_sessions",
            NOT_MET,
            "Requested: {course}; that is outside the accepted course.",
            figures,
            findings,
        )
    open_ = [part for part in _PARTS if truths[part].is_unknown]
    missing = [lacks(f"requested {part}", f"requested {_WORDS[part]}", "prescriber") for part in open_]
    figures["what"] = ", ".join(_WORDS[part] for part in open_)
    if any(truths[part].why is Why.CONFLICTING for part in open_):
        return unknown(
            "requested_sessions",
            Why.CONFLICTING,
            "Requests of the record differ: {course}.",
            missing,
            figures,
            findings,
        )
    template = (
        "Requested: {course}; not stated: {what}."
        if asked
        else "The course that is asked for is not described: no {what}."
    )
    return unknown("requested_sessions", Why.NOT_DOCUMENTED, template, missing, figures, findings or found)


def _values(part: str, asked: Sequence[Finding]) -> list[Any]:
    return list(dict.fromkeys(v for v in (getattr(sessions(f), part) for f in asked) if v))


def _fits(part: str, args: Mapping[str, Any], values: Sequence[Any]) -> Truth:
    """One value for a part; several are a conflict unless all give the same answer."""
    if not values:
        return Truth.unknown(Why.NOT_DOCUMENTED)
    if part == "device":
        return MET if len(values) == 1 else Truth.unknown(Why.CONFLICTING)
    answers = {_is_accepted(part, value, args) for value in values}
    return Truth.known(answers.pop()) if len(answers) == 1 else Truth.unknown(Why.CONFLICTING)


def _is_accepted(part: str, value: Any, args: Mapping[str, Any]) -> bool:
    if part == "protocol":
        return value in args["protocols"]
    return bool(value <= int(args["at_most"]) if part == "sessions" else value == int(args["per_week"]))


def describe(asked: Sessions) -> str:
    """ "NeuroStar, left 10 Hz, 36 sessions, 5 days a week" """
    parts = [asked.device or "device not named", asked.protocol or "protocol not stated"]
    parts.append(f"{asked.sessions} sessions" if asked.sessions else "number of sessions not stated")
    parts += [f"{asked.per_week} days a week"] if asked.per_week else []
    parts += [f"{asked.per_day} sessions a day"] if (asked.per_day or 1) > 1 else []
    parts += ["maintenance"] if asked.maintenance else []
    return ", ".join(parts)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    entry = vocabulary.get("drugs", {}).get(args.get("procedure")) or {}
    if not entry.get("sessions"):
        yield f'"{args.get("procedure")}" is no procedure with sessions of vocabulary/drugs.yaml'
    for name in args.get("protocols", ()):
        if name not in (entry.get("protocols") or {}):
            yield f'"{name}" is no protocol of {args.get("procedure")} in vocabulary/drugs.yaml'
    for name in args.get("not_stated", ()):
        if name not in vocabulary.get("facts", {}):
            yield f'"{name}" is no fact of vocabulary/facts.yaml'
