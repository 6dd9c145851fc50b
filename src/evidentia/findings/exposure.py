"""An exposure: one time on one drug. Statements of a drug that agree are one exposure; where they differ in dose, time or
status they stay apart.
"""

from __future__ import annotations

from collections.abc import Sequence

from evidentia.findings.drug_names import Mention
from evidentia.findings.outcomes import Result, governing
from evidentia.findings.passages import Passage
from evidentia.findings.regimens import Regimen
from evidentia.findings.statements import Statement
from evidentia.logic.quantities import convert
from evidentia.model.finding import Status
from evidentia.model.frozen import changed, frozen
from evidentia.model.when import When


@frozen
class Exposure:
    """A drug with everything that a part of a chart says of one time on it."""

    statement: Statement
    places: tuple[tuple[int, int], ...]
    passage: Passage
    status: Status | None = None
    results: tuple[Result, ...] = ()
    listed: bool = False  # in a list of current drugs

    @property
    def concept(self) -> str:
        return self.statement.mention.concept


def merged(told: Sequence[Exposure]) -> list[Exposure]:
    kept: list[Exposure] = []
    for exposure in told:
        place = next(
            (k for k in range(len(kept) - 1, max(-1, len(kept) - _BACK), -1) if _agree(kept[k], exposure)), None
        )
        if place is None:
            kept.append(exposure)
        else:
            kept[place] = _joined(kept[place], exposure)
    return kept


_BACK = 100  # exposures of a part among which the same one is looked for; no note has so many
_APART = (Status.PLANNED, Status.REQUESTED, Status.HELD)


def _agree(first: Exposure, second: Exposure) -> bool:
    """Whether two statements may tell of the same time on the same drug."""
    a, b = first.statement, second.statement
    if first.concept != second.concept or first.listed != second.listed or not _same_name(a.mention, b.mention):
        return False
    if (first.status in _APART or second.status in _APART) and first.status != second.status:
        return False
    if (first.status is Status.NEVER) != (second.status is Status.NEVER) and None not in (first.status, second.status):
        return False
    if first.status is Status.PAST and second.status is Status.CURRENT:
        return False
    return _same_dose(a.regimen, b.regimen) and _same_time(a, b)


def _same_name(a: Mention, b: Mention) -> bool:
    return all(
        x == y or x is None or y is None for x, y in ((a.name.product, b.name.product), (a.name.form, b.name.form))
    )


def _same_dose(a: Regimen | None, b: Regimen | None) -> bool:
    if a is None or b is None:
        return True
    for x, y in ((a.daily_dose, b.daily_dose), (a.dose, b.dose)):
        if x is not None and y is not None:
            there = convert(y, x.unit) if x.unit else (y if y.unit is None else None)
            return there is not None and there.value == x.value
    return a.doses is None or b.doses is None or a.doses == b.doses


def _same_time(a: Statement, b: Statement) -> bool:
    if a.begun and b.begun and not _overlap(a.begun, b.begun):
        return False
    if a.ended and b.ended and not _overlap(a.ended, b.ended):
        return False
    return not (a.ended and b.begun and b.begun.earliest > a.ended.latest)


def _overlap(a: When, b: When) -> bool:
    return a.earliest <= b.latest and b.earliest <= a.latest


def _joined(first: Exposure, second: Exposure) -> Exposure:
    """One exposure of two statements: what was said later counts, what was said only once stays."""
    a, b = first.statement, second.statement
    statement = changed(
        a,
        mention=a.mention if a.mention.name.form or a.mention.name.product else b.mention,
        cues=(*a.cues, *b.cues),
        regimen=_both(a.regimen, b.regimen),
        others=(*a.others, *b.others),
        begun=a.begun or b.begun,
        ended=b.ended or a.ended,
        dates=(*a.dates, *b.dates),
        since=a.since or b.since,
    )
    status = second.status or first.status
    return changed(
        first,
        statement=statement,
        status=status,
        results=governing((*first.results, *second.results)),
        places=(*first.places, *second.places),
    )


def _both(a: Regimen | None, b: Regimen | None) -> Regimen | None:
    if a is None or b is None:
        return a or b
    merged = a if (a.dose or a.daily_dose) else b._replace(days=b.days or a.days)
    return merged._replace(
        days=a.days or b.days,
        doses=a.doses or b.doses,
        route=a.route or b.route,
        spacing_days=a.spacing_days or b.spacing_days,
    )
