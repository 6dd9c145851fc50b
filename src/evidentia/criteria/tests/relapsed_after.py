"""The response to an earlier course of sessions held for so long, and then the illness came back.

Met: the record dates the end of the course and the relapse, and so long lies between; or says that the response held for so long.
Not met: less lies between. Unknown: the end, the relapse or the time between them is not stated, or a score of that time shows that
the response was lost before.

>>> relapsed_after: {procedure: transcranial magnetic stimulation, at_least: 2 mo}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from evidentia.criteria.context import Context, answer, sessions, unknown
from evidentia.criteria.tests._say import dated, lacks
from evidentia.logic.dates import Duration, days_between
from evidentia.model.finding import Assertion, Finding
from evidentia.model.rationale import Missing, Rationale
from evidentia.model.truth import MET, NOT_MET, Why
from evidentia.model.when import When

ARGS = {"procedure": "a procedure with `sessions`", "at_least": "a duration"}
_LABEL = "relapsed_after"
_WEEK = timedelta(days=7)
_NEAR = timedelta(days=45)  # days before the start of a course that its first score may be taken


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    said = _by_words(args, context)
    needed = Duration.parse(args["at_least"])
    courses = context.sessions(str(args["procedure"]), given=True)
    early = [pair for course in courses for pair in _lost_early(course, needed, context)] if said.truth.is_met else []
    if not early:
        return said
    before, after = early[0]
    figures = {"before": dated(before), "after": dated(after), "needed": str(needed)}
    template = "A relapse is told, but {before} to {after} does not show that the response held for {needed}."
    return unknown(_LABEL, Why.CONFLICTING, template, [_missing()], figures, [*courses, before, after])


def _missing() -> Missing:
    return lacks(
        "relapse",
        "end of the earlier course, how long the response held, and date of the relapse",
        "prescriber",
        "Course ended ____; response held until ____; relapse ____ (dates).",
    )


def _by_words(args: Mapping[str, Any], context: Context) -> Rationale:
    courses = context.sessions(str(args["procedure"]), given=True)
    ends = [e for e in (sessions(c).stop or sessions(c).start for c in courses) if e is not None]
    relapses = [f for f in context.facts("relapse") if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    held = [f for f in context.facts("maintained response") if f.assertion is Assertion.PRESENT]
    needed = Duration.parse(args["at_least"])
    missing = [_missing()]
    figures = {"needed": str(needed)}
    lost = [f for f in context.facts("maintained response") if f.assertion is Assertion.ABSENT]
    if lost and not held:
        return answer(_LABEL, NOT_MET, "The record states: {words}.", {"words": context.words_of(*lost)}, lost)
    if not relapses or not courses:
        what = "relapse" if courses else "earlier course"
        return unknown(
            _LABEL,
            Why.NOT_DOCUMENTED,
            "No {what} is documented.",
            missing,
            {**figures, "what": what},
            [*courses, *relapses],
        )
    days = [d for d in (_stated(f, context) for f in held) if d is not None]
    until = [w for w in (f.when for f in (*relapses, *held)) if w is not None]
    findings = [*courses, *relapses[:2], *held[:2]]
    if days and max(days) >= needed.days - 2:
        return answer(
            _LABEL, MET, "The response is said to have held for at least {needed}; then a relapse.", figures, findings
        )
    if ends and until:
        return _between(
            max(ends, key=lambda w: w.latest), max(until, key=lambda w: w.latest), needed, figures, findings, missing
        )
    return unknown(
        _LABEL,
        Why.DATE_MISSING,
        "A relapse is told; when the earlier course ended and how long the response held is not.",
        missing,
        figures,
        findings,
    )


def _lost_early(course: Finding, needed: Duration, context: Context) -> list[tuple[Finding, Finding]]:
    """Scores of the time in which the response had to hold that are no longer half of the one before the course."""
    told = sessions(course)
    if told.start is None or told.stop is None:
        return []
    first, end = told.start, told.stop
    kept_until = end.earliest + timedelta(days=needed.days)
    found = []
    for scale in (name for name, entry in context.vocabulary["analytes"].items() if entry.get("score")):
        scores = [(f.when, f.value.value, f) for f in context.labs(scale) if f.when is not None and f.value is not None]
        before = [item for item in scores if first.earliest - _NEAR <= item[0].latest <= first.latest + _WEEK]
        if not before:
            continue
        _, start, baseline = max(before, key=lambda item: item[0].latest)
        within = [item for item in scores if end.latest + _WEEK < item[0].earliest and item[0].latest < kept_until]
        found += [(baseline, f) for _, value, f in within if value * 2 > start]
    return found


def _between(
    end: When, relapse: When, needed: Duration, figures: dict[str, str], findings: list[Finding], missing: list[Any]
) -> Rationale:
    least, most = days_between(end, relapse)
    figures |= {"end": str(end), "relapse": str(relapse)}
    template = "The earlier course ended {end}, the relapse is of {relapse}; at least {needed} are asked for."
    if least >= needed.days - 2:
        return answer(_LABEL, MET, template, figures, findings)
    if most < needed.days:
        return answer(_LABEL, NOT_MET, template, figures, findings)
    return unknown(_LABEL, Why.AMBIGUOUS, template, missing, figures, findings)


def _stated(finding: Finding, context: Context) -> int | None:
    """ "Held for 8 months": the length behind the words."""
    span = finding.spans[0]
    text = next(d.text for d in context.chart.documents if d.id == span.document)[span.end : span.end + 40]
    match = re.match(
        r"\s*(?:for |about |over |almost |nearly |more than |at least )*(?P<n>\d+|two|three|four|five|six|seven|eight|nine|ten|twelve|a|one)\s(?P<u>weeks?|months?|years?)\b",
        text,
        re.IGNORECASE,
    )
    if match is None:
        return None
    words = "zero one two three four five six seven eight nine ten eleven twelve".split()
    raw = match["n"].lower()
    number = int(raw) if raw.isdigit() else 1 if raw == "a" else words.index(raw)
    return number * {"w": 7, "m": 30, "y": 365}[match["u"][0].lower()]


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if not (vocabulary.get("drugs", {}).get(args.get("procedure")) or {}).get("sessions"):
        yield f'"{args.get("procedure")}" is no procedure with sessions of vocabulary/drugs.yaml'
    try:
        Duration.parse(args.get("at_least", ""))
    except ValueError as error:
        yield str(error)
