"""Days -> places on a picture, and its years as grid lines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from html import escape

from evidentia.model.frozen import frozen


@frozen
class Axis:
    """The days from `first` to `last` over the places `left` to `right` of a picture."""

    first: date
    last: date
    left: int
    right: int

    @classmethod
    def over(cls, days: Iterable[date], left: int, right: int) -> Axis | None:
        """The axis that holds all days with a margin of two weeks; None where there is no day."""
        known = sorted(days)
        margin = timedelta(days=14)
        return cls(known[0] - margin, known[-1] + margin, left, right) if known else None

    def x(self, day: date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(self.left + share * (self.right - self.left), 1)

    def grid(self, top: int, height: int) -> str:
        """A line and a label where a year begins; the first day's year where none does."""
        years = [date(year, 1, 1) for year in range(self.first.year, self.last.year + 1)]
        shown = [day for day in years if self.first <= day <= self.last] or [self.first]
        return "".join(
            f'<line class="grid" x1="{self.x(d)}" x2="{self.x(d)}" y1="{top + 5}" y2="{height}"/>'
            f'<text class="year" x="{self.x(d)}" y="{top}">{d.year}</text>'
            for d in shown
        )


def picture(width: int, height: int, label: str, body: str, caption: str) -> str:
    """An SVG that a screen reader can read (`label`), with a caption under it; a group, because its marks are links."""
    return (
        f'<figure><svg viewBox="0 0 {width} {height}" role="group" aria-label="{escape(label)}">{body}</svg>'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )
