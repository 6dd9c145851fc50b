"""Whether a treatment belongs to the current episode of an illness: by the words around it, or by the dates of both."""

from __future__ import annotations

from evidentia.criteria.context import Context, medication
from evidentia.model.finding import Assertion, Finding, Status
from evidentia.model.truth import MET, NOT_MET, Truth, Why
from evidentia.model.when import When

_REACH = 900  # characters: the heading of a list speaks of its entries


def in_current_episode(finding: Finding, context: Context) -> Truth:
    """Met: taken now, begun after the episode, or told under "this episode". Not met: ended before it, or told of an
    earlier one. Unknown: the record does not speak of the episode."""
    spoken = _nearest(finding, context)
    if spoken == "earlier episode":
        return NOT_MET
    onset = _onset(context)
    taken = medication(finding)
    if onset is not None and taken.stop is not None and taken.stop.latest < onset.earliest:
        return NOT_MET
    if taken.status is Status.CURRENT or spoken == "current episode":
        return MET
    if onset is not None and taken.start is not None and taken.start.latest >= onset.earliest:
        return MET
    return Truth.unknown(Why.NOT_DOCUMENTED)


def _onset(context: Context) -> When | None:
    dated = [
        f.when for f in context.facts("current episode") if f.when is not None and f.assertion is Assertion.PRESENT
    ]
    return min(dated, key=lambda w: w.earliest, default=None)


def _nearest(finding: Finding, context: Context) -> str:
    """The episode that is named nearest around a treatment: in its own line, else above it."""
    marks = [
        (mark, span)
        for name in ("current episode", "earlier episode")
        for mark in context.facts(name)
        for span in mark.spans
        if mark.assertion is Assertion.PRESENT
    ]
    here = finding.spans[0]
    inside = [m for m, s in marks if s.document == here.document and here.start <= s.start < here.end]
    if inside:
        return inside[0].concept
    above = [(s.start, m) for m, s in marks if s.document == here.document and 0 <= here.start - s.start <= _REACH]
    if above:
        return max(above, key=lambda item: item[0])[1].concept
    below = [(s.start, m) for m, s in marks if s.document == here.document and 0 <= s.start - here.end <= 240]
    return min(below, key=lambda item: item[0])[1].concept if below else ""
