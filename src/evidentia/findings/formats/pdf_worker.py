"""The program that reads a PDF: bytes on standard input -> JSON, or one page as a picture. Runs under `limited`.

`… read`: {"error": "locked" | "damaged" | "pages" | "long"} or {"pages": [{"text": …, "picture": true | false}]}.
`… picture N`: page N (from 0) as a grey PGM of 300 dots an inch for Tesseract.
Filled form fields are flattened into their page first, for a request form is nothing without them.
Source: PDFium's public headers fpdfview.h, fpdf_text.h, fpdf_flatten.h, fpdf_edit.h; ISO 32000.
"""

from __future__ import annotations

import ctypes
import json
import sys
from collections.abc import Iterator
from typing import Any

import pypdfium2_raw as pdfium

from evidentia.findings.formats.page_layout import Glyph, Word, lines, words

_MOST_PAGES = 400
_MOST_LETTERS = 1_100_000  # a little over the limit of a document, so that the refusal can say so
_FEW_LETTERS = 120  # a fax stamp on a scanned page
_MOST_BOXES = 2_000
_MANY_SHAPES = 150  # letters that were drawn as outlines


def main(arguments: list[str]) -> None:
    data = sys.stdin.buffer.read()
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        locked = pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD
        _answer({"error": "locked" if locked else "damaged"})
    elif arguments[0] == "picture":
        sys.stdout.buffer.write(_picture(document, int(arguments[1])))
    else:
        _answer(_read(document))


def _answer(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer))


def _read(document: Any) -> dict[str, Any]:
    count = pdfium.FPDF_GetPageCount(document)
    if count > _MOST_PAGES:
        return {"error": "pages"}
    pages, letters = [], 0
    for number in range(count):
        page, boxes = _page(document, number)
        text, shown = _text(page, boxes) if page else ("", 0)
        letters += len(text)
        if letters > _MOST_LETTERS:
            return {"error": "long"}
        pages.append({"text": text, "picture": bool(page) and _is_picture(page, shown)})
        if page:
            pdfium.FPDF_ClosePage(page)
    return {"pages": pages}


def _page(document: Any, number: int) -> tuple[Any, list[Glyph]]:
    """A page with its filled fields as text, and its check boxes."""
    page = pdfium.FPDF_LoadPage(document, number)
    if not page or not pdfium.FPDFPage_GetAnnotCount(page):
        return page, []
    boxes = list(_check_boxes(page))
    if pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS:
        pdfium.FPDF_ClosePage(page)
        page = pdfium.FPDF_LoadPage(document, number)
    return page, boxes


def _check_boxes(page: Any) -> Iterator[Glyph]:
    """ "[x]" or "[ ]" where a box stands, which is then taken off the page: its mark may be a letter of a symbol font."""
    for index in reversed(range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST_BOXES))):
        field = pdfium.FPDFPage_GetAnnot(page, index)
        state = ctypes.create_string_buffer(64)
        rect = pdfium.FS_RECTF()
        is_field = field and pdfium.FPDFAnnot_GetSubtype(field) == pdfium.FPDF_ANNOT_WIDGET
        if (
            is_field
            and pdfium.FPDFAnnot_GetStringValue(field, b"AS", ctypes.cast(state, ctypes.POINTER(pdfium.FPDF_WCHAR)), 64)
            > 2
        ):
            pdfium.FPDFAnnot_GetRect(field, rect)
            mark = "[ ]" if state.raw.startswith("Off\0".encode("utf-16-le")) else "[x]"
            base = rect.bottom + 0.2 * (rect.top - rect.bottom)
            yield mark, *_upright(rect, rect.left, base, pdfium.FPDFPage_GetRotation(page))
            pdfium.FPDFPage_CloseAnnot(field)
            pdfium.FPDFPage_RemoveAnnot(page, index)
        elif field:
            pdfium.FPDFPage_CloseAnnot(field)


def _text(page: Any, boxes: list[Glyph]) -> tuple[str, int]:
    """The lines of a page, and how many letters they have; none where the letters have no meaning."""
    text = pdfium.FPDFText_LoadPage(page)
    glyphs = list(_glyphs(text, pdfium.FPDFPage_GetRotation(page)))
    pdfium.FPDFText_ClosePage(text)
    unknown = sum(g[0] == "\ufffd" or "\ue000" <= g[0] <= "\uf8ff" for g in glyphs)
    if unknown > 0.3 * len(glyphs):  # a font without a table of its letters
        return "", 0
    found = words(glyphs) + [Word(*box) for box in boxes]
    return "\n".join(lines(found)), sum(not g[0].isspace() for g in glyphs)


def _glyphs(text: Any, rotation: int) -> Iterator[Glyph]:
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(min(pdfium.FPDFText_CountChars(text), _MOST_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(text, index)
        letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if letter == "\ufffe" or letter == "\x02":  # PDFium's mark of a hyphen at a line's end
            letter = "-"
        if not letter.isspace():
            pdfium.FPDFText_GetLooseCharBox(text, index, box)
            pdfium.FPDFText_GetCharOrigin(text, index, x, y)
            yield letter, *_upright(box, x.value, y.value, rotation)
        else:
            yield letter, 0.0, 0.0, 0.0, 1.0


def _upright(box: Any, x: float, y: float, rotation: int) -> tuple[float, float, float, float]:
    """(left, right, baseline, size) as the page is looked at: a landscape table is stored on its side."""
    wide, high = box.right - box.left, box.top - box.bottom
    if rotation == 1:
        return -box.top, -box.bottom, x, max(wide, 0.1)
    if rotation == 2:
        return -box.right, -box.left, -y, max(high, 0.1)
    if rotation == 3:
        return box.bottom, box.top, -x, max(wide, 0.1)
    return box.left, box.right, y, max(high, 0.1)


def _is_picture(page: Any, letters: int) -> bool:
    """Whether a page shows something that is not text: a scan, a fax, or letters drawn as outlines."""
    if letters >= _FEW_LETTERS:
        return False
    count = pdfium.FPDFPage_CountObjects(page)
    if not letters and count >= _MANY_SHAPES:
        return True
    paper = pdfium.FPDF_GetPageWidthF(page) * pdfium.FPDF_GetPageHeightF(page)
    return any(_area(pdfium.FPDFPage_GetObject(page, number)) > 0.3 * paper for number in range(min(count, 500)))


def _area(shape: Any) -> float:
    if pdfium.FPDFPageObj_GetType(shape) not in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM):
        return 0.0
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(shape, left, bottom, right, top)
    return float((right.value - left.value) * (top.value - bottom.value))


def _picture(document: Any, number: int) -> bytes:
    page = pdfium.FPDF_LoadPage(document, number)
    wide = min(4_000, max(1, int(pdfium.FPDF_GetPageWidthF(page) * 300 / 72)))
    high = min(5_000, max(1, int(pdfium.FPDF_GetPageHeightF(page) * 300 / 72)))
    bitmap = pdfium.FPDFBitmap_CreateEx(wide, high, pdfium.FPDFBitmap_Gray, None, 0)
    pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, wide, high, 0xFFFFFFFF)
    pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, wide, high, 0, pdfium.FPDF_GRAYSCALE | pdfium.FPDF_ANNOT)
    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * high)
    return b"P5 %d %d 255\n" % (wide, high) + b"".join(pixels[r * stride : r * stride + wide] for r in range(high))


if __name__ == "__main__":
    main(sys.argv[1:])
