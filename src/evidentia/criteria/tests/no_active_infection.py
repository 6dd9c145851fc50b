"""No active severe infection.

Met: the record states none, or an infection that is resolved. Not met: an active severe infection. Unknown: nothing is said, an
infection whose end is not stated, or statements that conflict.

>>> no_active_infection: {severity: severe}
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Assertion, Event, Finding
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"severity": "severe"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    found = [f for f in context.events("infection", "severe infection") if "superseded" not in f.flags]
    none = [f for f in found if f.assertion is Assertion.ABSENT and _is_recent(f, context)]
    here = [f for f in found if f.assertion is Assertion.PRESENT]
    active = [f for f in here if _event(f).severity == "serious" or f.concept == "severe infection" or _event(f).active]
    severe = [f for f in active if _event(f).severity == "serious" or f.concept == "severe infection"]
    over = [f for f in found if f.assertion is Assertion.HISTORICAL and _event(f).resolved]
    missing = [
        lacks(
            "infection statement", "statement on active infection", "prescriber", "No active infection on ____ (date)."
        )
    ]
    if severe and none:
        return unknown(
            "no_active_infection",
            Why.CONFLICTING,
            "The record states both an active infection and none.",
            missing,
            findings=[*severe, *none],
        )
    if severe:
        return answer("no_active_infection", NOT_MET, "An active severe infection is documented.", findings=severe)
    if active:
        return unknown(
            "no_active_infection",
            Why.NEEDS_JUDGEMENT,
            "An infection is documented; whether it is severe is not stated.",
            missing,
            findings=active,
        )
    if none:
        return answer("no_active_infection", MET, "The record states that there is no active infection.", findings=none)
    if over:
        return answer("no_active_infection", MET, "An infection is documented as resolved.", findings=over)
    open_ = [f for f in found if f.assertion is not Assertion.HYPOTHETICAL]
    return unknown(
        "no_active_infection", Why.NOT_DOCUMENTED, "Infection status is not stated.", missing, findings=open_
    )


_RECENT = timedelta(days=180)  # what was absent longer ago says nothing of today


def _is_recent(finding: Finding, context: Context) -> bool:
    return finding.when is None or finding.when.latest >= context.as_of - _RECENT


def _event(finding: Finding) -> Event:
    return finding.detail if isinstance(finding.detail, Event) else Event()
