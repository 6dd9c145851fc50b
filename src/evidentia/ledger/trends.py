"""Lab trends: the dated values of one analyte in one unit, with the doses of courses as marks of time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape

from evidentia.criteria.tests import _say
from evidentia.ledger.axis import Axis, picture
from evidentia.logic.quantities import convert
from evidentia.model.finding import Assertion, Chart, Course, Finding, Kind
from evidentia.model.quantity import plain

_LEFT, _RIGHT, _WIDTH = 20, 380, 400
_TOP, _BOTTOM = 58, 140  # the highest value, and zero
Point = tuple[date, float, Finding]


def trends(chart: Chart) -> str:
    """A small picture for each analyte with two or more dated values that can stand on one scale; "" where there is none."""
    doses = sorted(
        {
            when.earliest
            for f in chart.of_kind(Kind.COURSE)
            if isinstance(f.detail, Course)
            for when in f.detail.dates[:1]
        }
    )
    names = dict.fromkeys(f.concept for f in chart.of_kind(Kind.LAB))
    drawn = ((name, *_points(chart, name)) for name in names)
    return "".join(_trend(name, unit, points, doses) for name, unit, points in drawn if len(points) > 1)


def _points(chart: Chart, name: str) -> tuple[str, list[Point]]:
    """The unit of the latest dated value, and every value that has it or converts to it. A value without a unit is
    drawn only where none has one (a score)."""
    found = [
        f
        for f in chart.of_kind(Kind.LAB, name)
        if f.value is not None and f.when is not None and f.assertion is Assertion.PRESENT
    ]
    if not found:
        return "", []
    latest = max(found, key=lambda f: f.when.latest if f.when else date.min)
    unit = latest.value.unit if latest.value else None
    return unit or "", sorted(_placed(found, unit), key=lambda p: p[:2])


def _placed(found: list[Finding], unit: str | None) -> Iterator[Point]:
    for finding in found:
        assert finding.value is not None and finding.when is not None
        if finding.value.unit == unit:
            yield finding.when.earliest, float(finding.value.value), finding
        elif unit is not None and (same := convert(finding.value, unit)) is not None:
            yield finding.when.earliest, float(same.value), finding


def _trend(name: str, unit: str, points: list[Point], doses: list[date]) -> str:
    axis = Axis.over((day for day, _, _ in points), _LEFT, _RIGHT)
    assert axis is not None
    top = max(value for _, value, _ in points) or 1.0
    places = [(axis.x(day), _y(value, top), value, finding) for day, value, finding in points]
    line = " ".join(f"{x},{y}" for x, y, _, _ in places)
    marks = "".join(
        f'<line class="course" x1="{axis.x(d)}" x2="{axis.x(d)}" y1="37" y2="{_BOTTOM}"/>'
        for d in doses
        if axis.first <= d <= axis.last
    )
    dots = "".join(
        f'<a href="#{f.id}"><title>{escape(_words(f))}</title><circle class="point" cx="{x}" cy="{y}" r="4"/>'
        f'<text class="value" x="{x}" y="{y - 8}">{_number(f)}</text></a>'
        for x, y, _, f in places
    )
    head = f'<text class="head" x="{_LEFT}" y="14">{escape(_say.analyte(name))}<tspan class="unit" dx="8">{escape(unit)}</tspan></text>'
    base = f'<line class="base" x1="{_LEFT}" x2="{_RIGHT}" y1="{_BOTTOM}" y2="{_BOTTOM}"/>'
    body = f'{axis.grid(32, _BOTTOM)}{marks}{base}{head}<polyline class="line" points="{line}"/>{dots}'
    label = f"{_say.analyte(name)}: " + ", ".join(_words(f) for _, _, f in points)
    courses = "; dashed: first day of a course" if marks else ""
    return picture(_WIDTH, _BOTTOM + 8, label, body, f"{_say.analyte(name)} by date, from zero{courses}.")


def _y(value: float, top: float) -> float:
    return round(_BOTTOM - (value / top) * (_BOTTOM - _TOP), 1)


def _words(finding: Finding) -> str:
    return f"{_say.amount(finding.value)} ({finding.when})"


def _number(finding: Finding) -> str:
    assert finding.value is not None
    sign = "" if finding.value.comparator == "=" else escape(finding.value.comparator)
    return f"{sign}{plain(finding.value.value)}"
