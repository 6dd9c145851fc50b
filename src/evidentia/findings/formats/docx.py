"""Word files (.docx): the body with its tables, and the letterhead, as a reader of the page sees them.

Standard library: zipfile and expat. python-docx was tried: it parses with lxml without limits, drops text boxes,
content controls and tracked insertions, and takes 7 MB; what is needed here is one walk over one XML part.
Document properties are not used: their author and date are those of the template as often as those of the note.
Source: ECMA-376 part 1, 17.3 (runs), 17.4 (tables), 17.13 (revisions).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from evidentia.content.errors import InputError
from evidentia.findings.formats.extract import Extract
from evidentia.findings.formats.safe_xml import parse
from evidentia.findings.formats.text_shape import clean, joined, not_too_long, table
from evidentia.findings.formats.unzip import Limits, member, opened

_LIMITS = Limits(files=2_000, megabytes=10, ratio=300)  # pictures are not unpacked; Word's XML packs 1:10 to 1:100
_SKIPPED = {"del", "moveFrom", "instrText", "delText", "Fallback", "rPrChange", "pPrChange", "tblPrChange", "sdtPr"}
_LETTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


def extract(name: str, data: bytes) -> tuple[Extract, ...]:
    """A Word file as one document: headers, body, footers.

    Deleted and hidden text is left out, list items begin with "- ", tables are columns.
    Errors: InputError for damage, a DOCTYPE, a bomb, more than a chart document.
    """
    archive = opened(name, data, _LIMITS)
    parts = {info.filename: info for info in archive.infolist()}
    if "word/document.xml" not in parts:
        raise InputError(name, "its text is missing", "it is no whole Word file", "save it again as .docx")
    lines: list[str] = []
    left = _LIMITS.megabytes * 1_000_000
    for part in (*_like(parts, "header"), "word/document.xml", *_like(parts, "foot"), *_like(parts, "endnotes")):
        xml = member(name, archive, parts[part], left, _LIMITS)
        left -= len(xml)
        found = _Walk()
        parse(name, xml, found.start, found.end, found.text)
        lines += [
            line for line in ([*found.lines, ""] if any(found.lines) else []) if line not in lines or not _runs(part)
        ]
    return (Extract(name, not_too_long(name, clean(joined(lines))), kind="docx"),)


def _like(parts: Mapping[str, object], kind: str) -> list[str]:
    return sorted(p for p in parts if p.startswith(f"word/{kind}") and p.endswith(".xml"))


def _runs(part: str) -> bool:
    """Letterheads come in up to three copies (first, odd, even pages); each line of them is wanted once."""
    return part.startswith(("word/header", "word/footer"))


@dataclass(slots=True)
class _Walk:
    """The state of one walk over a part: lines so far, the paragraph, and the tables that it stands in."""

    lines: list[str] = field(default_factory=list)
    run: list[str] = field(default_factory=list)  # pieces of the paragraph
    skipping: int = 0  # depth inside something that is not shown
    in_text: bool = False
    hidden: bool = False
    tables: list[list[list[list[str]]]] = field(default_factory=list)  # open tables -> rows -> cells -> lines

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self.skipping or tag in _SKIPPED:
            self.skipping += 1
            return
        if tag in _STARTS:
            _STARTS[tag](self)
        elif tag in _LETTERS:
            self.run.append(_LETTERS[tag])
        elif tag == "vanish" and attributes.get("val", "1") not in ("0", "false", "off"):
            self.hidden = True
        elif (tag == "numId" and attributes.get("val") != "0") or (
            tag == "pStyle" and attributes.get("val", "").startswith(("ListBullet", "ListNumber"))
        ):
            self.bullet()
        elif tag == "sym" and attributes.get("char"):
            self.run.append(_symbol(attributes["char"]))

    def end(self, tag: str) -> None:
        if self.skipping:
            self.skipping -= 1
        elif tag in _ENDS:
            _ENDS[tag](self)

    def text(self, text: str) -> None:
        if self.in_text and not self.skipping and not self.hidden:
            self.run.append(text)

    def out(self) -> list[str]:
        """Where lines go: the cell that is open, else the document."""
        if self.tables and self.tables[-1] and self.tables[-1][-1]:
            return self.tables[-1][-1][-1]
        return self.lines

    def open_text(self) -> None:
        self.in_text = True

    def close_text(self) -> None:
        self.in_text = False

    def open_run(self) -> None:
        self.hidden = False

    def bullet(self) -> None:
        if not self.run:
            self.run.append("- ")

    def close_paragraph(self) -> None:
        text = "".join(self.run)
        self.out().extend([""] if text in ("", "- ") else text.split("\n"))
        self.run = []

    def open_table(self) -> None:
        self.tables.append([])

    def open_row(self) -> None:
        if self.tables:
            self.tables[-1].append([])

    def open_cell(self) -> None:
        if self.tables and self.tables[-1]:
            self.tables[-1][-1].append([])

    def close_table(self) -> None:
        if self.tables:
            rows = self.tables.pop()
            self.out().extend(["", *table([["\n".join(cell) for cell in row] for row in rows]), ""])


_STARTS: dict[str, Callable[[_Walk], None]] = {
    "t": _Walk.open_text, "r": _Walk.open_run, "tbl": _Walk.open_table, "tr": _Walk.open_row,
    "tc": _Walk.open_cell,
}  # fmt: skip
_ENDS: dict[str, Callable[[_Walk], None]] = {"t": _Walk.close_text, "p": _Walk.close_paragraph, "tbl": _Walk.close_table}  # fmt: skip


def _symbol(code: str) -> str:
    """A character of a symbol font, by its code: check boxes matter in forms, other dingbats are bullets."""
    return {"F0FE": "[x]", "F0FD": "[x]", "F06F": "[ ]", "F0A8": "[ ]", "F0B3": "≥", "F0A3": "≤"}.get(code.upper(), "-")
