"""Narrative markup -> text: the XHTML of FHIR and the tables and lists of C-CDA, with columns kept under each other.

Source: https://hl7.org/fhir/R4/narrative.html; NarrativeBlock of HL7 CDA R2. Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser

_BLOCKS = frozenset(("p", "div", "paragraph", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "pre", "blockquote", "text", "caption", "dt", "dd", "ul", "ol", "list", "table"))  # fmt: skip
_SILENT = frozenset(("script", "style", "head", "title", "renderMultiMedia".lower()))
_WIDEST = 60  # characters: a wider cell does not push the other columns


class Blocks:
    """Collects start tags, end tags and text into lines; both markups call it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._run: list[str] = []
        self._rows: list[list[str]] | None = None
        self._cell: list[str] | None = None
        self._silent = 0

    def start(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._close()
            self._rows = []
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th"):
            self._cell = []
        elif tag in ("li", "item"):
            self._close()
            self._run.append("- ")
        elif tag == "br" or tag in _BLOCKS:
            self._close()

    def end(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th") and self._cell is not None:
            if self._rows:
                self._rows[-1].append(_squeezed(" ".join(self._cell)))
            self._cell = None
        elif tag == "table" and self._rows is not None:
            self.lines.extend([*aligned(self._rows), ""])
            self._rows, self._cell = None, None
        elif tag in _BLOCKS or tag in ("li", "item"):
            self._close()

    def data(self, text: str) -> None:
        if not self._silent:
            (self._run if self._cell is None else self._cell).append(text)

    def _close(self) -> None:
        if self._cell is None:
            line = _squeezed("".join(self._run))
            self._run = []
            if line and line != "-":
                self.lines.append(line)

    def text(self) -> str:
        """Everything so far, lines apart by line feeds, no more than one empty line between them."""
        if self._rows is not None:
            self.end("td")
            self.end("table")
        self._close()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip("\n")


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells -> lines whose columns stand under each other, two spaces apart.

    >>> aligned([["Date", "UPCR"], ["2025-01-02", "1.2"]])
    ['Date        UPCR', '2025-01-02  1.2']
    """
    kept = [row for row in rows if any(row)]
    columns = max((len(row) for row in kept), default=0)
    widths = [max((len(r[i]) for r in kept if i < len(r) and len(r[i]) <= _WIDEST), default=0) for i in range(columns)]
    return ["  ".join(cell.ljust(widths[i]) for i, cell in enumerate(row)).rstrip() for row in kept]


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks = Blocks()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.blocks.start(tag)

    def handle_endtag(self, tag: str) -> None:
        self.blocks.end(tag)

    def handle_data(self, data: str) -> None:
        self.blocks.data(data)


def html_text(markup: str) -> str:
    """HTML or XHTML -> text; scripts and styles say nothing. Never raises.

    >>> html_text("<div><p>UPCR <b>1.2</b> g/g</p><ul><li>no rash</li></ul></div>")
    'UPCR 1.2 g/g\\n- no rash'
    """
    parser = _Html()
    parser.feed(markup)
    parser.close()
    return parser.blocks.text()


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\u00a0\u200b-\u200f\u2028-\u202e\ufeff]+", " ", text).strip()
