"""The body mass index lies at or above a percentile for age and sex, as the record states it.

>>> percentile: {at_least: 95}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.quantity import plain
from evidentia.model.rationale import Rationale
from evidentia.model.truth import Truth, Why

ARGS = {"at_least": "a percentile: 95"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    found = [f for f in context.patient("bmi percentile") if f.value is not None]
    missing = [lacks("bmi percentile", "body mass index percentile for age and sex, dated", "prescriber")]
    truths = {f.value.value >= int(args["at_least"]) for f in found if f.value}
    if not found:
        return unknown("percentile", Why.NOT_DOCUMENTED, "No percentile of the body mass index is documented.", missing)
    values = ", ".join(dict.fromkeys(plain(f.value.value) for f in found if f.value))
    figures = {"values": values, "bound": str(args["at_least"])}
    if len(truths) > 1:
        return unknown("percentile", Why.CONFLICTING, "Percentiles conflict: {values}.", missing, figures, found)
    truth = Truth.known(truths.pop())
    template = "Percentile {values}: at or above {bound}." if truth.is_met else "Percentile {values}: below {bound}."
    return answer("percentile", truth, template, figures, found)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if not str(args.get("at_least", "")).isdigit():
        yield f'"{args.get("at_least")}" is no percentile; write 95'
