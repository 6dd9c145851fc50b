"""A ledger as one self-contained page: pictures, the lines with links into the chart, the chart with its findings marked."""

from __future__ import annotations

from html import escape

from evidentia.ledger.entries import Entry, Ledger, Part
from evidentia.ledger.marked import marked
from evidentia.ledger.place import places
from evidentia.ledger.style import STYLE
from evidentia.ledger.timeline import timeline
from evidentia.ledger.trends import trends

_SHOWN = 6


def render(ledger: Ledger) -> str:
    """The page; it needs no script and no outside resource."""
    chart = ledger.chart
    contents = "".join(f'<li><a href="#{part.id}">{escape(part.title)}</a></li>' for part in ledger.parts)
    names = ", ".join(document.name for document in chart.documents)
    documents = "".join(
        f"<li>{escape(d.name)}: {d.date or 'no date'}{f', {escape(d.author)}' if d.author else ''}</li>"
        for d in chart.documents
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Fact ledger: {escape(names)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#content">Skip to the ledger</a>\n'
        '<header><p class="brand">Evidentia · fact ledger</p>'
        f'<h1>What this chart says</h1><p class="meta">{len(chart.findings)} findings; each line leads to its place.</p></header>\n'
        f'<main id="content"><nav aria-label="Contents"><ul>{contents}<li><a href="#chart">The chart, with findings marked</a></li></ul></nav>\n'
        f'<section aria-labelledby="h-documents"><h2 id="h-documents">Documents</h2><ul>{documents}</ul></section>\n'
        + "\n".join(_part(ledger, part) for part in ledger.parts)
        + '\n<section id="chart" aria-labelledby="h-chart"><h2 id="h-chart">The chart, with findings marked</h2>'
        + "".join(marked(chart))
        + "</section></main>\n<footer><p>Read by rules, without a language model. It shows what the record says and where; it judges nothing.</p></footer>\n</body>\n</html>\n"
    )


def _part(ledger: Ledger, part: Part) -> str:
    pictures = {"therapy": timeline, "laboratory": trends}.get(part.id)
    drawn = pictures(ledger.chart) if pictures else ""
    if part.id == "laboratory" and drawn:
        drawn = f'<div class="trends">{drawn}</div>'
    lines = "".join(_line(ledger, entry) for entry in part.entries)
    return f'<section id="{part.id}" aria-labelledby="h-{part.id}"><h2 id="h-{part.id}">{escape(part.title)}</h2>{drawn}<ul class="lines">{lines}</ul></section>'


def _line(ledger: Ledger, entry: Entry) -> str:
    links = "".join(
        f' <a class="ref" href="#{name}" title="{escape("; ".join(places(ledger.chart, (name,))))}">[{name}]</a>'
        for name in entry.findings[:_SHOWN]
    )
    more = (
        f' <span class="place">and {len(entry.findings) - _SHOWN} more</span>' if len(entry.findings) > _SHOWN else ""
    )
    return f"<li>{escape(entry.text)}{links}{more}</li>"
