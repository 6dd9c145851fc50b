"""The patient's age on the day of service lies within bounds.

Met: certainly at least `at_least` and below `below`. Not met: certainly outside. Unknown: no age and no birth date, an age of a
note so old that it leaves the answer open, or statements that conflict.

>>> age: {at_least: 18 y}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.logic.dates import years_between
from evidentia.model.finding import Finding
from evidentia.model.rationale import Rationale
from evidentia.model.truth import Truth, Why

ARGS = {"at_least?": "years: 18 y", "below?": "years: 18 y"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    spans = [(f, *years(f, context)) for f in (*context.patient("birth date"), *context.patient("age"))]
    missing = [lacks("age", "age or date of birth", "prescriber", "Date of birth: ____.")]
    if not spans:
        return unknown("age", Why.NOT_DOCUMENTED, "Neither age nor date of birth is documented.", missing)
    findings = [f for f, _, _ in spans]
    truths = {t.value: t for t in (_within(args, low, high) for _, low, high in spans)}
    if len(truths) > 1 and max(low for _, low, _ in spans) > min(high for _, _, high in spans):
        return unknown("age", Why.CONFLICTING, "The record gives different ages.", missing, {}, findings)
    truth = next((t for t in truths.values() if not t.is_unknown), next(iter(truths.values())))
    figures = {"age": said(findings[0]), "bounds": _bounds(args)}
    if truth.is_unknown:
        return unknown("age", Why.OUTDATED, "{age}; whether that is {bounds} now is open.", missing, figures, findings)
    return answer("age", truth, "{age}: {bounds}." if truth.is_met else "{age}: not {bounds}.", figures, findings[:2])


def years(finding: Finding, context: Context) -> tuple[int, int]:
    """The least and the greatest age in years on the day of service that a finding allows."""
    if finding.concept == "birth date" and finding.when is not None:
        return years_between(finding.when.latest, context.anchor), years_between(finding.when.earliest, context.anchor)
    assert finding.value is not None
    stated = int(finding.value.value)
    since = finding.when.earliest if finding.when is not None else context.anchor
    passed = max(0, years_between(since, context.anchor))
    late = (context.anchor - since).days > passed * 365 + 30
    return stated + passed, stated + passed + int(late)


def said(finding: Finding) -> str:
    if finding.concept == "birth date":
        return f"Born {finding.when}"
    return f"Age {finding.value.value if finding.value else ''}"


def _within(args: Mapping[str, Any], low: int, high: int) -> Truth:
    least, below = _years(args.get("at_least", 0)), _years(args.get("below", 999))
    if low >= least and high < below:
        return Truth.met()
    return Truth.not_met() if high < least or low >= below else Truth.unknown(Why.OUTDATED)


def _bounds(args: Mapping[str, Any]) -> str:
    parts = [f"at least {_years(args['at_least'])}"] if "at_least" in args else []
    parts += [f"below {_years(args['below'])}"] if "below" in args else []
    return " and ".join(parts) + " years"


def _years(text: Any) -> int:
    """ "18 y" -> 18; ValueError for anything else."""
    number, _, unit = str(text).partition(" ")
    if unit not in ("", "y", "years") or not number.isdigit():
        raise ValueError(f'"{text}" is no age; write 18 y')
    return int(number)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if not args.keys() & {"at_least", "below"}:
        yield "age needs at_least or below"
    for name in args.keys() & {"at_least", "below"}:
        try:
            _years(args[name])
        except ValueError as error:
            yield str(error)
