"""Documents as HTML with their findings marked, so that every line can point to its characters."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from evidentia.model.finding import Chart


def marked(chart: Chart) -> Iterator[str]:
    """Each document with a heading. Marks do not overlap: the longer one wins, the other keeps its anchor."""
    for document in chart.documents:
        marks = sorted(
            (s.start, -s.end, f.id)
            for f in chart.findings
            for s in f.spans
            if s.document == document.id and s.end > s.start
        )
        out, place = [], 0
        seen: set[str] = set()
        for start, negative_end, name in marks:
            anchor = "" if name in seen else f' id="{name}"'
            seen.add(name)
            if start < place:
                out.append(f"<a{anchor}></a>" if anchor else "")
                continue
            out.append(escape(document.text[place:start]))
            out.append(f'<mark{anchor} title="{name}">{escape(document.text[start:-negative_end])}</mark>')
            place = -negative_end
        out.append(escape(document.text[place:]))
        name = escape(document.name)
        yield f'<h3>{name}</h3><pre tabindex="0" aria-label="{name}">{"".join(out)}</pre>'
