"""Narrative markup -> text: the XHTML of FHIR and the tables and lists of C-CDA, with columns kept under each other.

Source: https://hl7.org/fhir/R4/narrative.html; NarrativeBlock of HL7 CDA R2. Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

_BLOCKS = frozenset(("p", "div", "paragraph", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "pre", "blockquote", "text", "caption", "dt", "dd", "ul", "ol", "list", "table"))  # fmt: skip
_SILENT = frozenset(("script", "style", "head", "title", "renderMultiMedia".lower()))
_WIDEST = 60  # characters: a wider cell does not push the other columns


class Blocks:
    """Collects start tags, end tags and text into lines; both markups call it. Missing end tags lose nothing."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._run: list[str] = []
        self._tables: list[list[list[str]]] = []  # of rows of cells; a table in a table parts the outer one
        self._cell: list[str] | None = None
        self._silent = 0

    def start(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            self._close()
            self._rows_out()
            self._tables.append([])
        elif tag == "tr" and self._tables:
            self._cell_out()
            self._tables[-1].append([])
        elif tag in ("td", "th") and self._tables:
            self._cell_out()
            self._cell = []
        elif tag in ("li", "item"):
            self._close()
            self._run.append("- ")
        elif tag == "br" or tag in _BLOCKS:
            self._close()

    def end(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("td", "th"):
            self._cell_out()
        elif tag == "table" and self._tables:
            self._rows_out()
            self._tables.pop()
        elif tag in _BLOCKS or tag in ("li", "item"):
            self._close()

    def data(self, text: str) -> None:
        if not self._silent:
            (self._run if self._cell is None else self._cell).append(text)

    def _close(self) -> None:
        if self._cell is not None:
            self._cell.append(" ")
            return
        line = _squeezed("".join(self._run))
        self._run = []
        if line and line != "-":
            self.lines.append(line)

    def _cell_out(self) -> None:
        if self._cell is not None and self._tables:
            if not self._tables[-1]:
                self._tables[-1].append([])
            self._tables[-1][-1].append(_squeezed("".join(self._cell)))
        self._cell = None

    def _rows_out(self) -> None:
        """The rows so far, and an empty line behind them."""
        self._cell_out()
        if self._tables and any(self._tables[-1]):
            self._close()
            self.lines.extend([*aligned(self._tables[-1]), ""])
            self._tables[-1] = []

    def text(self) -> str:
        """Everything so far, lines apart by line feeds, no more than one empty line between them."""
        while self._tables:
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


_TAG = re.compile(r"(?P<end>/?)(?P<tag>[A-Za-z][\w:-]*+)(?:[^>\"\']|\"[^\"]*+\"|\'[^\']*+\')*+>")


def html_text(markup: str) -> str:
    """HTML or XHTML -> text; scripts and styles say nothing. Never raises.

    Its own few lines, because the time of `html.parser` grows with the square of a hostile page.

    >>> html_text("<div><p>UPCR <b>1.2</b> g/g</p><ul><li>no rash</li></ul></div>")
    'UPCR 1.2 g/g\\n- no rash'
    """
    blocks, in_comment = Blocks(), False
    first, *pieces = markup.split("<")
    blocks.data(unescape(first))
    for piece in pieces:
        if in_comment or piece.startswith("!--"):
            _, closed, behind = piece.partition("-->")
            in_comment = not closed
            blocks.data(unescape(behind))
            continue
        match = _TAG.match(piece)
        if match is None:
            blocks.data(unescape(piece.partition(">")[2] if piece[:1] in ("!", "?", "/") else f"<{piece}"))
            continue
        tag = match["tag"].lower()
        (blocks.end if match["end"] else blocks.start)(tag)
        blocks.data(unescape(piece[match.end() :]))
    return blocks.text()


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\x00-\x1f\u00a0\u200b-\u200f\u2028-\u202e\ufeff]+", " ", text).strip()
