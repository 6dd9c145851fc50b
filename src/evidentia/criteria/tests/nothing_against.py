"""The record names nothing that speaks against the treatment: no such result and no such event of the patient.

Not met: it names one. Met: it names none; silence is enough. For criteria whose other parts show what is asked, so that only a
statement to the contrary counts against them (an earlier anaphylaxis).

>>> nothing_against: {results: {anti-iga: positive}, serious_events: [infusion reaction], ingredient: immune globulin}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, lab
from evidentia.criteria.tests._say import analyte
from evidentia.model.finding import Assertion, Event, Finding
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET

ARGS = {
    "results?": "analyte -> the result that speaks against it",
    "serious_events?": "events of vocabulary/events.yaml that were serious",
    "ingredient?": "the drug to which the events are put down",
}
_SAID = (Assertion.PRESENT, Assertion.HISTORICAL)


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    against = [*_results(args, context), *_events(args, context)]
    figures = {"what": " and ".join(dict.fromkeys(_named(f) for f in against))}
    if against:
        return answer("nothing_against", NOT_MET, "The record names {what}.", figures, against)
    return answer("nothing_against", MET, "", figures)


def _results(args: Mapping[str, Any], context: Context) -> list[Finding]:
    wanted = dict(args.get("results") or {})
    return [f for name, result in wanted.items() for f in context.labs(name) if lab(f).result == result]


def _events(args: Mapping[str, Any], context: Context) -> list[Finding]:
    drug = args.get("ingredient")
    return [
        f
        for f in context.events(*args.get("serious_events", ()))
        if f.assertion in _SAID
        and isinstance(f.detail, Event)
        and f.detail.severity == "serious"
        and f.detail.attributed_to in (drug, "treatment")
    ]


def _named(finding: Finding) -> str:
    if isinstance(finding.detail, Event):
        return f"a serious {finding.concept}" + (f" ({finding.when})" if finding.when else "")
    result = lab(finding).result
    return f"{analyte(finding.concept)} {result}" if result else finding.concept


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for key, part, what in (("results", "analytes", "analyte"), ("serious_events", "events", "event")):
        for name in args.get(key, ()):
            if name not in vocabulary.get(part, {}):
                yield f'"{name}" is no {what} of vocabulary/{part}.yaml'
    if not set(args) & {"results", "serious_events"}:
        yield "nothing_against needs results or serious_events"
