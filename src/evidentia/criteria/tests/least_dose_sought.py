"""Whether less of a long treatment would do has been tried, or a reason against trying is given.

Met: the treatment has lasted no longer than `after`; or a reduction, a longer interval or a trial off within the period; or a stated
reason against it. Not met: it has lasted longer, and the record says that none was tried. Unknown: its beginning is not documented, or
nothing is said of a trial.

>>> least_dose_sought: {ingredient: immune globulin, after: 12 mo, within: 24 mo, event: dose reduction, or_reason: no dose reduction}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.criteria.tests._treatment import begun
from evidentia.logic.dates import Duration, on_or_after, within
from evidentia.model.finding import Assertion, Kind
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {
    "ingredient": "a drug of vocabulary/drugs.yaml",
    "after": "a duration of treatment",
    "within": "a duration before the as-of date",
    "event": "dose reduction",
    "or_reason": "a step of vocabulary/steps.yaml",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name = str(args["ingredient"])
    start, after = begun(context, name), Duration.parse(args["after"])
    short = on_or_after(start, after.before(context.as_of)) if start else None
    length = Duration.parse(args["within"])
    found = [f for f in context.events(str(args["event"])) if f.assertion is not Assertion.ABSENT]
    none = [f for f in context.events(str(args["event"])) if f.assertion is Assertion.ABSENT]
    recent = [f for f in found if within(f.when, length, context.as_of).is_met]
    reasons = context.chart.of_kind(Kind.REASON, str(args["or_reason"]))
    figures = {"drug": name, "start": str(start or ""), "after": str(after), "length": str(length)}
    told = [f for f in context.medications(name) if f.when] + context.courses(name)[:1]
    label = "least_dose_sought"
    if short is not None and short.is_met:
        return answer(label, MET, "{drug} since {start}: not longer than {after}.", figures, told[:2])
    if recent:
        return answer(label, MET, "Less was tried ({date}).", {**figures, "date": str(recent[-1].when)}, recent)
    if reasons:
        return answer(label, MET, "The record gives a reason against trying less.", figures, reasons[:2])
    missing = [
        lacks("least dose", f"a taper, a longer interval or a trial off within {length}, or a reason against it", "prescriber",
              "Dose reduction on ____ (date): ____ (result); or reason against it: ____.")
    ]  # fmt: skip
    if none and short is not None and short.is_not_met:
        return answer(
            label,
            NOT_MET,
            "{drug} since {start}; the record says that less was not tried.",
            figures,
            [*told[:2], *none],
        )
    if short is None and not found:
        missing.append(lacks(f"{name} start", f"date since which {name} is given", "prescriber"))
        return unknown(
            label,
            Why.DATE_MISSING,
            "Since when {drug} is given is not documented, nor that less was tried.",
            missing,
            figures,
            none,
        )
    if found:
        template = "A trial of less is documented, but not dated within {length}."
        return unknown(label, Why.OUTDATED, template, missing, figures, found)
    template = "{drug} since {start}: longer than {after}; nothing is said of trying less."
    return unknown(label, Why.NOT_DOCUMENTED, template, missing, figures, told[:2])


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("ingredient") not in vocabulary.get("drugs", {}):
        yield f'"{args.get("ingredient")}" is no drug of vocabulary/drugs.yaml'
    if args.get("event") not in vocabulary.get("events", {}):
        yield f'"{args.get("event")}" is no event of vocabulary/events.yaml'
    if args.get("or_reason") not in vocabulary.get("steps", {}):
        yield f'"{args.get("or_reason")}" is no step of vocabulary/steps.yaml'
    for key in ("after", "within"):
        try:
            Duration.parse(args.get(key, ""))
        except ValueError as error:
            yield str(error)
