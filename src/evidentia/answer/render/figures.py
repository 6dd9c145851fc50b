"""Figures of an article as SVG: drawn from the same numbers as its sentences, each with a table that says the same."""

from __future__ import annotations

import html as _html

from evidentia.appraisal.intervals import wilson_interval
from evidentia.model.assessment import Assessment, Estimate
from evidentia.model.evidence import Library
from evidentia.model.frozen import frozen

_LEFT, _WIDE, _ROW, _TOP = 190, 300, 30, 34  # of the plot, in the picture's units


@frozen
class _Bar:
    """A proportion with its 95 % interval, in percent; `of` is "10/17"."""

    label: str
    of: str
    percent: float
    low: float
    high: float
    pooled: bool = False

    @property
    def said(self) -> str:
        return f"{self.percent:.0f} % ({self.low:.0f} to {self.high:.0f})"


def forest(assessment: Assessment, library: Library) -> str:
    """A forest plot for each pooled result: its studies with Wilson's intervals, and what they give together.

    Empty where nothing was pooled. The picture names itself to a screen reader; the table below it says the same.
    """
    estimates = assessment.standing.estimates if assessment.standing else ()
    return "".join(_plot(number, e, _bars(e, library)) for number, e in enumerate(estimates))


def _bars(estimate: Estimate, library: Library) -> list[_Bar]:
    bars = []
    for name in estimate.studies:
        record = library.records[name]
        events, total = int(record.data["pool"]["events"]), int(record.data["pool"]["n"])
        low, high = wilson_interval(events, total)
        source = library.sources[record.source]
        author = source.authors.split(" ")[0].rstrip(",")
        if not author[:1].isupper():  # "authors not listed on the page": the record's own name
            author = record.id.rsplit(".", 1)[-1].capitalize()
        bars.append(
            _Bar(
                f"{author} {source.year or ''}".strip(),
                f"{events}/{total}",
                100 * events / total,
                100 * low,
                100 * high,
            )
        )
    bars.append(
        _Bar("Together", f"{estimate.events}/{estimate.total}", estimate.percent, estimate.low, estimate.high, True)
    )
    if estimate.random_percent is not None and estimate.random_low is not None and estimate.random_high is not None:
        bars.append(
            _Bar("Letting them differ", "", estimate.random_percent, estimate.random_low, estimate.random_high, True)
        )
    return bars


def _plot(number: int, estimate: Estimate, bars: list[_Bar]) -> str:
    height = _TOP + len(bars) * _ROW + 26
    title = f"{estimate.name[0].upper()}{estimate.name[1:]}: share with a response, and its 95 % interval"
    said = "; ".join(f"{bar.label} {bar.of} {bar.said}".replace("  ", " ") for bar in bars)
    ticks = "".join(
        f'<line x1="{_x(p)}" y1="{_TOP - 10}" x2="{_x(p)}" y2="{height - 24}" class="grid"/>'
        f'<text x="{_x(p)}" y="{height - 8}" text-anchor="middle" class="n">{p} %</text>'
        for p in (0, 25, 50, 75, 100)
    )
    rows = "".join(_row(bar, _TOP + n * _ROW) for n, bar in enumerate(bars))
    table = "".join(
        f'<tr><th scope="row">{_text(b.label)}</th><td>{b.of or "-"}</td><td>{b.said}</td></tr>' for b in bars
    )
    return (
        f'<figure class="forest"><svg viewBox="0 0 640 {height}" role="img" aria-labelledby="forest-{number}-t forest-{number}-d">'
        f'<title id="forest-{number}-t">{_text(title)}</title><desc id="forest-{number}-d">{_text(said)}</desc>{ticks}{rows}</svg>'
        f"<figcaption>{_text(title)}. Studies without a control group: a share, no effect. {_text(estimate.method[0].upper() + estimate.method[1:])}."
        f"</figcaption><details><summary>the figure as a table</summary><table><thead><tr><th scope='col'>Study</th>"
        f"<th scope='col'>Responders</th><th scope='col'>Share (95 % interval)</th></tr></thead><tbody>{table}</tbody></table></details></figure>"
    )


def _row(bar: _Bar, y: int) -> str:
    label = f'<text x="0" y="{y + 4}" class="t">{_text(bar.label)}</text><text x="{_LEFT - 14}" y="{y + 4}" text-anchor="end" class="n">{bar.of}</text>'
    value = f'<text x="{_LEFT + _WIDE + 18}" y="{y + 4}" class="n">{bar.said}</text>'
    if bar.pooled:
        points = f"{_x(bar.low)},{y} {_x(bar.percent)},{y - 7} {_x(bar.high)},{y} {_x(bar.percent)},{y + 7}"
        return f'{label}<polygon points="{points}" class="drug"/>{value}'
    line = f'<line x1="{_x(bar.low)}" y1="{y}" x2="{_x(bar.high)}" y2="{y}" class="whisker"/>'
    return f'{label}{line}<rect x="{_x(bar.percent) - 5:.1f}" y="{y - 5}" width="10" height="10" class="drug"/>{value}'


def _x(percent: float) -> float:
    return round(_LEFT + percent / 100 * _WIDE, 1)


def arms(assessment: Assessment) -> str:
    """Response by arm in the trials that an article cites, as bars with their numbers (readable without the picture)."""
    rows = []
    for record in assessment.records.values():
        a, b = record.figures.get("a"), record.figures.get("b")
        if (
            record.type in ("study", "alternative")
            and isinstance(a, (int, float))
            and isinstance(b, (int, float))
            and record.section in ("against", "alternatives")
            and "week" in record.says
        ):
            rows.append((record.says.split("(")[0].split(",")[0].split(":")[0].strip(), float(a), float(b)))
    if not rows:
        return ""
    bars = []
    for n, (name, a, b) in enumerate(rows):
        y = 24 + n * 44
        bars.append(
            f'<text x="0" y="{y}" class="t">{_text(name)}</text><rect x="150" y="{y - 11}" width="{a * 4:.0f}" height="12" class="drug"/><text x="{156 + a * 4:.0f}" y="{y}" class="n">{a:g} %</text>'
            f'<rect x="150" y="{y + 4}" width="{b * 4:.0f}" height="12" class="control"/><text x="{156 + b * 4:.0f}" y="{y + 15}" class="n">{b:g} % control</text>'
        )
    label = "; ".join(f"{name}: {a:g} % against {b:g} %" for name, a, b in rows)
    return f'<figure><svg viewBox="0 0 520 {24 + len(rows) * 44}" role="img" aria-label="Response by arm: {_text(label)}">{"".join(bars)}</svg><figcaption>Response by arm in placebo-controlled trials; each has its own endpoint, so bars compare arms, not drugs.</figcaption></figure>'


def _text(value: object) -> str:
    return _html.escape(str(value), quote=True)
