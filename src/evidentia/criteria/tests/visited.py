"""A visit to a specialist lies within a period before the as-of date.

Met: a dated visit of the specialty does. Not met: the latest one is older, and the record says that there was none since. Unknown: no
dated visit, or only older ones.

>>> visited: {specialty: [neurology], within: 12 mo}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.logic.dates import Duration, within
from evidentia.model.finding import Assertion, Kind
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"specialty": "specialties of vocabulary/specialties.yaml", "within": "a duration"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    wanted, length = list(args["specialty"]), Duration.parse(args["within"])
    visits = [f for f in context.chart.of_kind(Kind.VISIT) if f.concept in wanted]
    held = [f for f in visits if f.assertion is Assertion.PRESENT]
    consults = [
        f
        for f in context.chart.of_kind(Kind.CONSULTATION)
        if f.concept in wanted and f.assertion is Assertion.PRESENT and f.detail
    ]
    found = sorted((f for f in (*held, *consults) if f.when), key=lambda f: f.when.latest if f.when else context.as_of)
    recent = [f for f in found if within(f.when, length, context.as_of).is_met]
    figures = {"names": " or ".join(wanted), "length": str(length), "as_of": str(context.as_of)}
    if recent:
        figures |= {"date": str(recent[-1].when), "specialty": recent[-1].concept}
        return answer("visited", MET, "Visit to {specialty} on {date}.", figures, recent[-2:])
    missing = [
        lacks(
            "specialist visit", f"visit to {figures['names']} within {length}", "prescriber", "Last visit: ____ (date)."
        )
    ]
    none = [f for f in visits if f.assertion is Assertion.ABSENT]
    if found and none:
        figures["date"] = str(found[-1].when)
        template = "The last visit to {names} was on {date}, more than {length} before {as_of}."
        return answer("visited", NOT_MET, template, figures, [found[-1], *none])
    if found:
        figures["date"] = str(found[-1].when)
        template = "The last documented visit to {names} is of {date}; a later one may exist."
        return unknown("visited", Why.OUTDATED, template, missing, figures, found[-1:])
    return unknown("visited", Why.NOT_DOCUMENTED, "No dated visit to {names} is documented.", missing, figures, visits)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in args.get("specialty", ()):
        if name not in vocabulary.get("specialties", {}):
            yield f'"{name}" is no specialty of vocabulary/specialties.yaml'
    try:
        Duration.parse(args.get("within", ""))
    except ValueError as error:
        yield str(error)
