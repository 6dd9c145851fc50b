"""Targets that a guideline sets, held against this patient's own values: reached, missed, or not measured in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from evidentia.answer import phrases
from evidentia.answer.inputs import Inputs, phrased
from evidentia.criteria.context import Context, course
from evidentia.criteria.tests import _say
from evidentia.criteria.tests._change import last_before, starts, usable
from evidentia.logic.quantities import below, percent_change
from evidentia.model.assessment import Role, Statement
from evidentia.model.evidence import Record
from evidentia.model.finding import Finding
from evidentia.model.frozen import frozen
from evidentia.model.quantity import Quantity

_GRACE = timedelta(days=42)  # a value this long before or after the month that is asked for stands for it
_SIDES = {True: Role.SUPPORTS, False: Role.OPPOSES}


@frozen
class Target:
    """One demand of a record's `data.targets`: which analytes, by which month, and what they are to have come to."""

    analytes: tuple[str, ...]
    month: int
    aim: str  # "fall" | "keep" | "below"
    figure: Decimal
    unit: str = ""

    @classmethod
    def of(cls, entry: Mapping[str, object], record: Record) -> Target:
        """`{of: [upcr], fall: a, month: ma}`: the names are those of the record's figures, so a figure stands once."""
        aim = next(word for word in ("fall", "keep", "below") if word in entry)
        names = entry["of"]
        assert isinstance(names, list)
        return cls(
            tuple(names),
            int(record.figures[str(entry["month"])]),
            aim,
            Decimal(str(record.figures[str(entry[aim])])),
            str(entry.get("unit", "")),
        )

    @property
    def words(self) -> str:
        names = " or ".join(map(_say.analyte, self.analytes))
        return phrases.AIMS[self.aim].format(name=names, figure=self.figure, unit=self.unit)

    def reached(self, before: Finding | None, value: Finding) -> bool | None:
        """Whether a value reaches the target; None where it cannot be told (no value before, units that do not compare)."""
        assert value.value is not None
        if self.aim == "below":
            truth = below(value.value, Quantity(self.figure, self.unit))
            return None if truth.is_unknown else truth.is_met
        if before is None or before.value is None:
            return None
        change = percent_change(before.value, value.value)
        if change is None:
            return None
        return change <= -self.figure if self.aim == "fall" else 100 + change >= self.figure


def against(inputs: Inputs, record: Record, number: int) -> Iterator[Statement]:
    """One line a target of the record, for the first course that the chart dates to the day."""
    context = Context(inputs.chart, inputs.as_of, inputs.library.vocabulary)
    known = starts(context)
    if not known or known[0][1].day is None:
        return
    start = known[0][1].earliest
    open_ones: list[Target] = []
    for part, entry in enumerate(record.data.get("targets", ()), start=1):
        target = Target.of(entry, record)
        if _due(start, target) > inputs.as_of:
            continue
        found = _best(context, target, start)
        if found is None:
            open_ones.append(target)
        else:
            yield _line(record, f"{number}.target-{part}", target, _first(context, start), found)
    if open_ones:
        figures = {"start": start, "aims": "; ".join(f"{target.words} by month {target.month}" for target in open_ones)}
        name = f"{number}.targets-open"
        rests_on = (f"target:{record.id}",)
        yield phrased(
            "timing", name, phrases.TARGETS_OPEN, figures, role=Role.GAP, citations=(record,), rests_on=rests_on
        )


def _due(start: date, target: Target) -> date:
    months = start.year * 12 + start.month - 1 + target.month
    return date(months // 12, months % 12 + 1, min(start.day, 28))


Judged = tuple[Finding | None, Finding, bool]  # the value before the course, the one that decides, whether it reaches


def _best(context: Context, target: Target, start: date) -> Judged | None:
    """What decides: the last value around the month; where there is none, an earlier one that had already reached it.

    Values of one day that disagree decide nothing, and a filtration that was kept early may be lost later. None: not measured.
    """
    due = _due(start, target)
    for name in target.analytes:
        values = usable(context, name)
        before = next(iter(last_before(values, start)), None)
        later = [f for f in values if f.when and start < f.when.earliest and f.when.latest <= due + _GRACE]
        around = [f for f in later if f.when and f.when.earliest >= due - _GRACE and f.when.latest == _last(later)]
        judged = [(f, target.reached(before, f)) for f in around or later]
        shown = before if target.aim != "below" else None
        if around and len({reached for _, reached in judged}) == 1 and judged[0][1] is not None:
            return shown, around[0], judged[0][1]
        if not around and target.aim != "keep":
            early = [f for f, reached in judged if reached]
            if early:
                return shown, early[-1], True
    return None


def _last(values: Sequence[Finding]) -> date | None:
    return max((f.when.latest for f in values if f.when), default=None)


def _first(context: Context, start: date) -> Finding:
    return next(f for f in context.courses() if course(f).dates[0].earliest == start)


def _line(record: Record, name: str, target: Target, first: Finding, found: Judged) -> Statement:
    before, value, reached = found
    shown = [f for f in (before, value) if f is not None]
    figures = {
        "aim": target.words,
        "month": target.month,
        "start": course(first).dates[0],
        "values": " to ".join(map(_say.dated, shown)),
        "verdict": "reached" if reached else "not reached",
    }
    return phrased(
        "timing",
        name,
        phrases.TARGET,
        figures,
        role=_SIDES[reached],
        citations=(record,),
        findings=[f.id for f in (first, *shown)],
        rests_on=(f"target:{record.id}",),
    )
