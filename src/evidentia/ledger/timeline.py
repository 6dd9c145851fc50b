"""The therapy timeline: a bar a dated exposure, a mark a dose of a course."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape

from evidentia.ledger.axis import Axis, picture
from evidentia.ledger.words import course_of, exposure
from evidentia.model.finding import Chart, Course, Finding, Kind, Medication, Status
from evidentia.model.frozen import frozen

_ROW, _TOP = 26, 24
_LEFT, _RIGHT, _WIDTH = 190, 690, 720  # the names of drugs stand left of the plot
_TAKEN = (Status.CURRENT, Status.PAST, Status.HELD)


@frozen
class _Stretch:
    """One thing on a drug's row: from a day to a day (None: still taken), or the days of a course."""

    finding: Finding
    words: str
    start: date | None
    stop: date | None
    doses: tuple[date, ...] = ()


def timeline(chart: Chart) -> str:
    """The picture, or "" where the record dates no therapy. What has no date is not drawn: the list beside it has it."""
    rows: dict[str, list[_Stretch]] = {}
    for stretch in _stretches(chart):
        rows.setdefault(stretch.finding.concept, []).append(stretch)
    last = max((d.date.latest for d in chart.documents if d.date), default=None)
    days = [d for row in rows.values() for s in row for d in (s.start, s.stop, *s.doses) if d is not None]
    axis = Axis.over([*days, *([last] if last and days else [])], _LEFT, _RIGHT)
    if axis is None:
        return ""
    height = _TOP + _ROW * len(rows)
    body = axis.grid(11, height) + "".join(
        _row(axis, _TOP + _ROW * n, name, row) for n, (name, row) in enumerate(rows.items())
    )
    label = "Therapy timeline. " + "; ".join(s.words for row in rows.values() for s in row)
    return picture(_WIDTH, height, label, body, "Therapy by the dates of the record; a bar without an end is current.")


def _stretches(chart: Chart) -> Iterator[_Stretch]:
    for finding in chart.of_kind(Kind.MEDICATION):
        detail = finding.detail
        if not isinstance(detail, Medication) or detail.status not in _TAKEN or detail.start is None:
            continue
        stop = detail.stop.latest if detail.stop else None
        if stop is not None or detail.status is not Status.PAST:
            yield _Stretch(finding, exposure(finding), detail.start.earliest, stop)
    for finding in chart.of_kind(Kind.COURSE):
        if isinstance(finding.detail, Course) and finding.detail.dates:
            days = tuple(w.earliest for w in finding.detail.dates)
            yield _Stretch(finding, course_of(finding), None, None, days)


def _row(axis: Axis, y: int, name: str, row: list[_Stretch]) -> str:
    label = f'<text class="label" x="{_LEFT - 10}" y="{y + 12}">{escape(name)}</text>'
    return label + "".join(_drawn(axis, y, stretch) for stretch in row)


def _drawn(axis: Axis, y: int, stretch: _Stretch) -> str:
    link = f'<a href="#{stretch.finding.id}"><title>{escape(stretch.words)}</title>'
    if stretch.start is None:
        marks = "".join(f'<circle class="dose" cx="{axis.x(d)}" cy="{y + 8}" r="5"/>' for d in stretch.doses)
        return f"{link}{marks}</a>"
    left, right = axis.x(stretch.start), axis.x(stretch.stop or axis.last)
    css = "bar" if stretch.stop else "bar open"
    return f'{link}<rect class="{css}" x="{left}" y="{y + 2}" width="{max(2, round(right - left, 1))}" height="12" rx="2"/></a>'
