"""Enough time lies between day 1 of the latest course and the first requested dose.

Met: certainly at least the time. Not met: certainly less. Unknown: no dated course, a date too coarse to tell, or documents that
date the latest course differently.

>>> since_latest_course: {at_least: 16 wk}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from evidentia.criteria.context import Context, answer, course, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.logic.dates import Duration
from evidentia.model.finding import Finding
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"at_least": "a duration", "ingredient?": "the drug; default: any with courses"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    asked = {str(args["ingredient"])} if "ingredient" in args else {f.concept for f in context.requests()}
    courses = [f for f in context.courses() if (not asked or f.concept in asked) and _start(f) < context.anchor]
    anchor = context.anchor
    if not courses:
        missing = [
            lacks(
                "latest course date",
                "date of the start of the latest course",
                "infusion centre",
                "Latest course: day 1 on ____ (date).",
            )
        ]
        return unknown(
            "since_latest_course",
            Why.NOT_DOCUMENTED,
            "The date of the latest course is not documented.",
            missing,
            findings=context.events("overdue"),
        )
    latest = max(courses, key=_start)
    rivals = [f for f in courses if "conflicting" in f.flags]
    if "conflicting" in latest.flags and rivals:
        ends = sorted({str(course(f).dates[0]) for f in rivals})
        figures = {
            "dates": " or ".join(ends),
            "weeks": " or ".join(str(_weeks(f, anchor)) for f in sorted(rivals, key=_start)),
        }
        missing = [
            lacks(
                "latest course date",
                f"confirmed date of the start of the latest course ({'; '.join(ends)})",
                "infusion centre",
            )
        ]
        return unknown(
            "since_latest_course",
            Why.CONFLICTING,
            "Documents disagree on the latest course: {dates} ({weeks} weeks before the request).",
            missing,
            figures,
            rivals,
        )
    first = course(latest).dates[0]
    needed = Duration.parse(args["at_least"]).days
    fewest, most = (anchor - first.latest).days, (anchor - first.earliest).days
    figures = {
        "weeks": str(_weeks(latest, anchor)),
        "date": str(first),
        "needed": str(Duration.parse(args["at_least"])),
    }
    template = "{weeks} weeks since the start of the latest course ({date}); at least {needed} are asked for."
    if fewest >= needed:
        return answer("since_latest_course", MET, template, figures, [latest])
    if most < needed:
        return answer("since_latest_course", NOT_MET, template, figures, [latest])
    missing = [lacks("latest course date", "day of the start of the latest course", "infusion centre")]
    return unknown(
        "since_latest_course",
        Why.AMBIGUOUS,
        "The latest course is dated {date}; whether {needed} have passed depends on the day.",
        missing,
        figures,
        [latest],
    )


def _start(finding: Finding) -> date:
    return course(finding).dates[0].earliest


def _weeks(finding: Finding, anchor: date) -> int:
    return (anchor - _start(finding)).days // 7


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    try:
        Duration.parse(args.get("at_least", ""))
    except ValueError as error:
        yield str(error)
