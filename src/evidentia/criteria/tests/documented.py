"""An event is documented: a screening that was done, a specialist's care.

Met: it took place. Not met: the record says that it did not. Unknown: silence, only planned, or outside the period.

>>> documented: {event: malignancy screening}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.logic.dates import Duration, within
from evidentia.model.finding import Assertion
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"event": "an event of vocabulary/events.yaml", "within?": "a duration before the as-of date"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name = str(args["event"])
    found = context.events(name)
    done = [f for f in found if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    absent = [f for f in found if f.assertion is Assertion.ABSENT]
    said = str((context.vocabulary.get("events", {}).get(name) or {}).get("said_as") or name)
    figures = {"name": said[0].upper() + said[1:]}
    missing = [lacks(name, f"{said}, with its date", "prescriber")]
    if done and "within" in args:
        length = Duration.parse(args["within"])
        recent = [f for f in done if within(f.when, length, context.as_of).is_met]
        if not recent:
            figures["length"] = str(length)
            template = "{name} is documented, but not within {length}."
            return unknown("documented", Why.OUTDATED, template, missing, figures, done)
        done = recent
    if done and absent:
        template = "The record says both that there was and that there was no such thing: {name}."
        return unknown("documented", Why.CONFLICTING, template, missing, figures, [*done, *absent])
    if done:
        return answer("documented", MET, "{name} is documented.", figures, done[:3])
    if absent:
        return answer("documented", NOT_MET, "{name}: the record says that there was none.", figures, absent)
    return unknown("documented", Why.NOT_DOCUMENTED, "{name} is not documented.", missing, figures, found)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("event") not in vocabulary.get("events", {}):
        yield f'"{args.get("event")}" is no event of vocabulary/events.yaml'
    if "within" in args:
        try:
            Duration.parse(args["within"])
        except ValueError as error:
            yield str(error)
