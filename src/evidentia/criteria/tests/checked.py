"""A test was done within a period before the as-of date.

Met: a dated result within it. Not met: the record says that none was done within it (stale, "not repeated since"; "never
checked"). Unknown: no result, an undated or copied one, or a stale one with possibly newer ones elsewhere.

>>> checked: {analyte: igg, within: 6 mo}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evidentia.criteria.context import Context, answer, lab, unknown
from evidentia.criteria.tests._say import amount, analyte, lacks
from evidentia.logic.dates import Duration, within
from evidentia.model.finding import Assertion, Finding, Kind
from evidentia.model.rationale import Missing, Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"analyte": "an analyte of vocabulary/analytes.yaml", "within": "a duration"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name, length = str(args["analyte"]), Duration.parse(args["within"])
    found = _results(name, context)
    done = [f for f in found if f.assertion is Assertion.PRESENT and not lab(f).copied]
    recent = [f for f in done if within(f.when, length, context.as_of).is_met]
    figures = {"name": analyte(name), "length": str(length), "as_of": str(context.as_of)}
    missing = [_missing(name, length)]
    if _is_whole(name, recent, context):
        last = max(recent, key=lambda f: f.when.latest if f.when else context.as_of)
        return answer("checked", MET, "{name} on {date}.", {**figures, "date": str(last.when)}, recent[-3:])
    denied = [f for f in found if lab(f).result == "not done" or lab(f).not_repeated]
    denied += context.chart.of_kind(Kind.NOTE, "no blood drawn since")
    stale = [f for f in done if within(f.when, length, context.as_of).is_not_met]
    newer = [f for f in found if lab(f).newer_elsewhere]
    if denied and not newer and not _unclear(done, length, context):
        last_date = max((str(f.when) for f in stale if f.when), default="")
        figures["last"] = (
            f"{analyte(name)} was last checked {last_date}" if last_date else f"{analyte(name)} was not checked"
        )
        return answer(
            "checked",
            NOT_MET,
            "{last}, and the record says that it was not repeated within {length} before {as_of}.",
            figures,
            [*stale, *denied],
        )
    if stale:
        figures["date"] = max(str(f.when) for f in stale)
        return unknown(
            "checked",
            Why.OUTDATED,
            "The latest documented {name} is of {date}, more than {length} before {as_of}; a newer one may exist.",
            missing,
            figures,
            stale,
        )
    quoted = [f for f in found if lab(f).copied and f.when is not None]
    if quoted and not done:
        return unknown(
            "checked",
            Why.OUTDATED if within(quoted[-1].when, length, context.as_of).is_not_met else Why.NOT_DOCUMENTED,
            "{name} of {date} is only copied from an earlier document; within {length} before {as_of} none is documented.",
            missing,
            {**figures, "date": str(quoted[-1].when)},
            quoted[-1:],
        )
    if done:
        return unknown(
            "checked",
            Why.DATE_MISSING,
            "{name} is documented without a date that shows it within {length}.",
            missing,
            figures,
            done,
        )
    return unknown("checked", Why.NOT_DOCUMENTED, "No {name} is documented.", missing, figures, found)


def _results(name: str, context: Context) -> list[Finding]:
    """Results of the analyte, of its panel's parts, and statements that it was not done."""
    parts = [a for a, facts in context.vocabulary.get("analytes", {}).items() if (facts or {}).get("panel") == name]
    return [f for f in context.chart.of_kind(Kind.LAB) if f.concept in (name, *parts)]


def _is_whole(name: str, recent: Sequence[Finding], context: Context) -> bool:
    """A panel is shown by its name with a date or by two of its parts; a test by its result."""
    own = [f for f in recent if f.concept == name]
    parts = {f.concept for f in recent if f.concept != name}
    return bool(own) or len(parts) >= 2


def _unclear(done: Sequence[Finding], length: Duration, context: Context) -> bool:
    dated = {f.value for f in done if f.when is not None}
    return any(
        f.value not in dated if f.when is None else within(f.when, length, context.as_of).is_unknown for f in done
    )  # a value that is told again without its date is the dated one


def _missing(name: str, length: Duration) -> Missing:
    label = analyte(name)
    return lacks(f"{name} recent", f"{label} within {length}", "laboratory", f"{label}: ____ on ____ (date).")


def value(finding: Finding) -> str:
    return amount(finding.value)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("analyte") not in vocabulary.get("analytes", {}):
        yield f'"{args.get("analyte")}" is no analyte of vocabulary/analytes.yaml'
    try:
        Duration.parse(args.get("within", ""))
    except ValueError as error:
        yield str(error)
