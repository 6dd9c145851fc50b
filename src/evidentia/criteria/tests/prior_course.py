"""At least one earlier course of a drug is documented with its date, given for a condition.

Met: a dated course for it. Not met: the record says that the drug was never received, or that the condition was never there (a
course for another disease does not count). Unknown: no date, or the reason for the course is open.

>>> prior_course: {ingredient: rituximab, for: lupus nephritis}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, course, medication, unknown
from evidentia.criteria.tests import diagnosis
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Finding, Kind, Status
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {
    "ingredient": "a drug of vocabulary/drugs.yaml",
    "for": "a condition of vocabulary/conditions.yaml",
    "with_dose?": "true: the dose of the course is asked for as well",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name, condition = str(args["ingredient"]), str(args["for"])
    courses = [f for f in context.courses(name) if course(f).dates[0].earliest < context.anchor]
    has = diagnosis.evaluate({"concept": condition}, context)
    figures = {"drug": name, "condition": condition, "dates": ", ".join(str(course(f).dates[0]) for f in courses[:6])}
    if not courses:
        return _none(name, condition, context, figures)
    if has.truth.is_not_met:
        by_place = [f for f in context.conditions(condition) if f.id in has.findings]
        return answer(
            "prior_course",
            NOT_MET,
            "Courses are documented ({dates}), but the record says that there is no {condition}.",
            figures,
            [*courses, *by_place],
        )
    mine = [
        f for f in courses if course(f).indication == condition or (course(f).indication is None and has.truth.is_met)
    ]
    if not mine and has.truth.is_met:
        mine = [f for f in courses if course(f).indication in _wider(condition, context)]
    if mine and args.get("with_dose") and not _dosed(mine, name, context):
        missing = [lacks("prior course dose", f"dose of the earlier {name} course", "infusion centre")]
        template = "Courses of {drug} are documented ({dates}); their dose is not."
        return unknown("prior_course", Why.NOT_DOCUMENTED, template, missing, figures, mine)
    if mine:
        return answer(
            "prior_course",
            MET,
            "Courses of {drug} for {condition} are documented: {dates}.",
            {**figures, "dates": ", ".join(str(course(f).dates[0]) for f in mine[:6])},
            mine,
        )
    other = [f for f in courses if course(f).indication is not None]
    missing = [
        lacks("course indication", f"the condition for which the earlier {name} courses were given", "prescriber")
    ]
    if other and len(other) == len(courses):
        reasons = ", ".join(dict.fromkeys(str(course(f).indication) for f in other))
        return answer(
            "prior_course",
            NOT_MET,
            "The documented courses ({dates}) were given for {reasons}.",
            {**figures, "reasons": reasons},
            courses,
        )
    return unknown(
        "prior_course",
        Why.AMBIGUOUS,
        "Courses are documented ({dates}); what they were given for is not.",
        missing,
        figures,
        courses,
    )


def _none(name: str, condition: str, context: Context, figures: Mapping[str, str]) -> Rationale:
    never = [f for f in context.medications(name) if medication(f).status is Status.NEVER]
    notes = list(context.chart.of_kind(Kind.NOTE, "never treated")) if name == "rituximab" else []
    if never or notes:
        return answer(
            "prior_course", NOT_MET, "The record says that {drug} was never received.", figures, [*never, *notes]
        )
    missing = [
        lacks(
            "prior course date",
            f"date of at least one prior {name} course",
            "infusion centre",
            f"{name[0].upper()}{name[1:]} for {condition}: course on ____ and ____ (dates).",
        )
    ]
    spoken: list[Finding] = [
        f for f in context.medications(name) if medication(f).status in (Status.CURRENT, Status.PAST)
    ]
    template = (
        "{drug} is mentioned as earlier or current treatment, but no course is dated."
        if spoken
        else "No earlier course of {drug} is documented."
    )
    return unknown(
        "prior_course", Why.DATE_MISSING if spoken else Why.NOT_DOCUMENTED, template, missing, figures, spoken
    )


def _wider(condition: str, context: Context) -> tuple[str, ...]:
    """A course "for SLE" in a patient with lupus nephritis is for the disease that has the kidney in it (`wider`)."""
    entry = context.vocabulary.get("conditions", {}).get(condition) or {}
    return tuple(entry.get("wider") or ())


def _dosed(courses: list[Finding], name: str, context: Context) -> bool:
    """Whether the record gives a dose with one of the courses, or with the drug as it was given."""
    given = [medication(f) for f in context.medications(name) if medication(f).status in (Status.CURRENT, Status.PAST)]
    return any(course(f).dose for f in courses) or any(m.dose for m in given)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("ingredient") not in vocabulary.get("drugs", {}):
        yield f'"{args.get("ingredient")}" is no drug of vocabulary/drugs.yaml'
    if args.get("for") not in vocabulary.get("conditions", {}):
        yield f'"{args.get("for")}" is no condition of vocabulary/conditions.yaml'
