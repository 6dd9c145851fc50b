"""A score fell by so much over an earlier course of sessions, by the same scale at its start and its end.

Met: one scale has both scores and the fall. Not met: one has both, and none has the fall. Unknown: no scale has both.

>>> course_response: {procedure: transcranial magnetic stimulation, scales: [phq-9, madrs], by_at_least: 50 %}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from evidentia.criteria.context import Context, answer, sessions, unknown
from evidentia.criteria.tests._say import dated, lacks, percent
from evidentia.criteria.tests.improved import percent_of
from evidentia.logic.quantities import percent_change
from evidentia.model.finding import Finding
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {
    "procedure": "a procedure with `sessions`",
    "scales": "scales of vocabulary/analytes.yaml",
    "by_at_least": "percent",
}
_REACH = 320  # characters behind the course in which its scores may stand
_NEAR = timedelta(days=45)  # days before the start and after the end of a course that its scores may be taken
_LABEL = "course_response"


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    courses = context.sessions(str(args["procedure"]), given=True)
    pairs = [
        pair for course in courses for scale in args["scales"] if (pair := _pair(scale, course, context)) is not None
    ]
    bound = -percent_of(args["by_at_least"])
    changes = [
        (a, b, c) for a, b in pairs if a.value and b.value and (c := percent_change(a.value, b.value)) is not None
    ]
    missing = [
        lacks(
            "course scores",
            "score at the start and at the end of the earlier course, on the same scale",
            "prescriber",
            "Scale: ____; start: ____ (date ____); end: ____ (date ____).",
        )
    ]
    if not changes:
        template = "The record does not give a score at the start and at the end of the earlier course on one scale."
        return unknown(_LABEL, Why.NOT_DOCUMENTED, template, missing, findings=courses)
    best = min(changes, key=lambda c: c[2])
    figures = {
        "before": dated(best[0]),
        "after": dated(best[1]),
        "percent": percent(best[2]),
        "word": "a fall" if best[2] < 0 else "a rise",
    }
    truth = MET if best[2] <= bound else NOT_MET
    return answer(
        _LABEL, truth, "{before} to {after}: {word} of {percent} %.", figures, [best[0], best[1], *courses[:1]]
    )


def _pair(scale: str, course: Finding, context: Context) -> tuple[Finding, Finding] | None:
    """The first and the last score of a course: those told with it, else those near its first and last day."""
    scores = [f for f in context.labs(scale) if f.value is not None]
    own = sorted((f for f in scores if _told_with(f, course, context)), key=_order)
    if len(own) >= 2:
        return own[0], own[-1]
    told = sessions(course)
    if told.start is None or told.stop is None:
        return None
    early = [
        f
        for f in scores
        if f.when and told.start.earliest - _NEAR <= f.when.latest <= told.start.latest + timedelta(days=7)
    ]
    late = [
        f
        for f in scores
        if f.when and told.stop.earliest - timedelta(days=7) <= f.when.earliest <= told.stop.latest + _NEAR
    ]
    return (max(early, key=_order), min(late, key=_order)) if early and late and early != late else None


def _order(finding: Finding) -> Any:
    return (finding.when.earliest.toordinal() if finding.when else 0, finding.spans[0])


def _told_with(score: Finding, course: Finding, context: Context) -> bool:
    """Whether a score stands in the sentences of a course or right behind them, and is not of today."""
    today = score.when is not None and (context.anchor - score.when.latest).days <= 30
    return not today and any(
        s.document == c.document and c.start <= s.start <= c.end + _REACH for s in score.spans for c in course.spans
    )


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in args.get("scales", ()):
        if not (vocabulary.get("analytes", {}).get(name) or {}).get("score"):
            yield f'"{name}" is no scale of vocabulary/analytes.yaml (score: true)'
    try:
        percent_of(args.get("by_at_least"))
    except (ValueError, ArithmeticError):
        yield f'"{args.get("by_at_least")}" is no percentage; write 50 %'
