"""A letter as a Word file on a plain page: headings, lists and tables that a practice can edit; blanks are marked."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

from evidentia.answer.letters.blocks import Block, blocks
from evidentia.answer.letters.letter import BLANK, Letter
from evidentia.content.errors import InputError

if TYPE_CHECKING:
    from docx.document import Document

_FONT = "Calibri"
_SIZES = {"title": 15, "heading": 11.5, "small": 8.5, "table": 9.5}
_BODY = 10.5
_EPOCH = (1980, 1, 1, 0, 0, 0)


def render(letter: Letter) -> bytes:
    """The bytes of a .docx; the same letter gives the same bytes. Errors: InputError without python-docx."""
    try:
        import docx
    except ImportError:
        raise InputError(
            "docx", "python-docx is not installed", "Word files are written with it", "pip install python-docx"
        ) from None
    document = docx.Document()
    _set_up(document, letter)
    for block in blocks(letter):
        _add(document, block)
    held = io.BytesIO()
    document.save(held)
    return _dateless(held.getvalue())


def _set_up(document: Document, letter: Letter) -> None:
    from docx.shared import Cm, Pt

    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(_BODY)
    style.paragraph_format.space_after = Pt(4)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21.59), Cm(27.94)  # US letter
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(1.9)
    about = document.core_properties
    about.title, about.author, about.language = letter.title, "Evidentia", "en-US"
    about.created = about.modified = datetime(letter.as_of.year, letter.as_of.month, letter.as_of.day)


def _add(document: Document, block: Block) -> None:
    from docx.shared import Pt

    if block.kind in ("table", "fields"):
        _table(document, block)
        return
    if block.kind == "break":
        document.add_paragraph().paragraph_format.page_break_before = True
        return
    style = {"title": "Title", "heading": "Heading 2", "item": "List Bullet"}.get(block.kind, "Normal")
    paragraph = document.add_paragraph(style=style)
    paragraph.paragraph_format.space_after = Pt(1 if block.kind in ("small", "item") else 4)
    paragraph.paragraph_format.keep_with_next = block.kind in ("title", "heading")
    if block.kind == "heading":
        paragraph.paragraph_format.space_before = Pt(8)
    _write(paragraph, block.text, _SIZES.get(block.kind, _BODY))


def _table(document: Document, block: Block) -> None:
    """A table whose first row is its head, repeated on each page; no row is broken over a page."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement
    from docx.shared import Pt

    table = document.add_table(rows=1, cols=len(block.head))
    table.style = "Table Grid"
    for number, texts in enumerate((block.head, *block.rows)):
        row = table.rows[0] if number == 0 else table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            mark = OxmlElement("w:tblHeader")
            mark.set(qn("w:val"), "true")
            properties.append(mark)
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            _write(cell.paragraphs[0], text, _SIZES["table"], bold=number == 0)
    _widths(table, block)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _widths(table: Any, block: Block) -> None:
    """Columns as wide as their words ask, the longest no more than half the page."""
    from docx.shared import Cm

    lengths = [max(min(len(row[i]), 90) for row in (block.head, *block.rows)) + 8 for i in range(len(block.head))]
    table.autofit = False
    for column, length in zip(table.columns, lengths, strict=True):
        for cell in column.cells:
            cell.width = Cm(17.2 * length / sum(lengths))


def _write(paragraph: Any, text: str, size: float, bold: bool = False) -> None:
    """The words, each blank highlighted so that none is overlooked."""
    from docx.enum.text import WD_COLOR_INDEX
    from docx.shared import Pt, RGBColor

    for piece in re.split(f"({re.escape(BLANK)})", text):
        if not piece:
            continue
        run = paragraph.add_run(piece)
        run.font.size, run.font.name = Pt(size), _FONT
        run.font.color.rgb = RGBColor(0, 0, 0)
        run.bold = bold or size > _BODY
        if piece == BLANK:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _dateless(data: bytes) -> bytes:
    """The same archive with one date on every entry, so that a letter made twice is one file."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return held.getvalue()
