"""A score fell by so much over an earlier course of sessions, by the same scale at its start and its end.

Met: one scale has both scores and the fall. Not met: one has both, and none has the fall. Unknown: no scale
has both, or the record gives several scores for the end that lead to different answers.

>>> course_response: {procedure: transcranial magnetic stimulation, scales: [phq-9, madrs], by_at_least: 50 %}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from evidentia.criteria.context import Context, answer, sessions, unknown
from evidentia.criteria.tests._say import dated, lacks, percent_in_full
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
_WEEK = timedelta(days=7)
_NEAR = timedelta(days=45)  # days before the start and after the end of a course that its scores may be taken
_LABEL = "course_response"


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    courses = context.sessions(str(args["procedure"]), given=True)
    pairs = [pair for course in courses for scale in args["scales"] for pair in _pairs(scale, course, context)]
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
        told = [f for c in courses for n in args["scales"] for f in context.labs(n) if _told_with(f, c, context)]
        scores = "; ".join(dict.fromkeys(map(dated, told)))
        figures = {"told": f" It tells of {scores}, on different scales." if len(told) > 1 else ""}
        return unknown(_LABEL, Why.NOT_DOCUMENTED, template + "{told}", missing, figures, [*courses, *told])
    best = min(changes, key=lambda c: c[2])
    if len({c[2] <= bound for c in changes if c[0].concept == best[0].concept}) > 1:
        figures = {"scores": "; ".join(dict.fromkeys(dated(c[1]) for c in changes))}
        return unknown(
            _LABEL,
            Why.CONFLICTING,
            "The record gives different scores for the end of the earlier course: {scores}.",
            missing,
            figures,
            [f for c in changes for f in c[:2]],
        )
    truth = MET if best[2] <= bound else NOT_MET
    shown = sorted(changes, key=lambda c: c[2])[:2]
    figures = {"changes": " ".join(dict.fromkeys(_sentence(change, bound) for change in shown))}
    return answer(_LABEL, truth, "{changes}", figures, [*(f for c in shown for f in c[:2]), *courses[:1]])


def _sentence(change: tuple[Finding, Finding, Decimal], bound: Decimal) -> str:
    before, after, by = change
    size = f"{'a fall' if by < 0 else 'a rise'} of {percent_in_full(by)} %"
    held = f"{'at least' if by <= bound else 'below'} {percent_in_full(bound)} %" if by < 0 else "no fall"
    return f"{dated(before)} to {dated(after)}: {size}, {held}."


def _pairs(scale: str, course: Finding, context: Context) -> list[tuple[Finding, Finding]]:
    """The first and the last score of a course: those near its first and last day, else those told with it."""
    scores = [f for f in context.labs(scale) if f.value is not None]
    told = sessions(course)
    if told.start is not None and told.stop is not None:
        first, last = told.start, told.stop
        early = [
            f
            for f in scores
            if f.when and first.earliest - _NEAR <= f.when.latest and f.when.earliest <= first.latest + _WEEK
        ]
        late = [
            f
            for f in scores
            if f.when and last.earliest - _WEEK <= f.when.latest and f.when.earliest <= last.latest + _NEAR
        ]
        late = [f for f in late if f not in early]
        at_end = [f for f in late if f.when and f.when.earliest <= last.latest + _WEEK]
        late = at_end or late  # a score of the day of the end counts, not a later one on which it came back
        if early and late:
            return [(max(early, key=_order), later) for later in sorted(late, key=_order)]
    own = sorted((f for f in scores if _told_with(f, course, context)), key=_order)
    return [(own[0], later) for later in own[1:]]


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
