"""PDF: text with its columns apart, page by page; pages that are pictures are read by Tesseract where it is installed.

pypdfium2 (Apache-2.0 / BSD-3, PDFium): pypdf loses the columns of tables unless its layout mode runs (30 to 100 times
slower), pdfplumber keeps them at 100 times the time; PDFium is what Chrome opens hostile files with, and can render a
scanned page. It still runs in a process of its own, with 2 s and 1 GB at most: see `confined`.
Document properties are not used: a PDF's date and author are those of the export. Source: ISO 32000-2, 14.3.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from typing import Any

from evidentia.content.errors import InputError
from evidentia.findings.formats import confined, ocr
from evidentia.findings.formats.extract import Extract
from evidentia.findings.formats.text_shape import clean, joined, not_too_long

SECONDS = 2
_WORKER = "evidentia.findings.formats.pdf_worker"
_NOT_READ = "not legible: it is a picture, and Tesseract, which reads pictures, is not installed."
_REFUSALS = {
    "locked": ("it is locked with a password", "it cannot be read", "save it without a password"),
    "damaged": ("it cannot be read as PDF", "the file is damaged, or not what it seems", "export it again, or as text"),
    "pages": ("it has more than 400 pages", "a file this large is not one patient's note", "split it"),
    "long": ("it holds more than 1 MB of text", "a file this large is not one patient's note", "split it"),
}


def extract(name: str, data: bytes) -> tuple[Extract, ...]:
    """A PDF as one document, with the offset of each page.

    A page that is a picture and cannot be read is named in the text by one line, so that nobody takes it for read.
    Errors: InputError for a password, damage, no text at all, more than a chart document.
    """
    if find_spec("pypdfium2_raw") is None:
        raise InputError(name, "it is a PDF", "pypdfium2, which reads PDF, is not installed", "pip install pypdfium2")
    written = confined.run(confined.python(_WORKER, "read"), data, seconds=SECONDS, name=name, what="PDF")
    answer = json.loads(written)
    if "error" in answer:
        raise InputError(name, *_REFUSALS[answer["error"]])
    text, offsets = _whole(_legible(name, data, answer["pages"]))
    if not text.strip():
        raise InputError(name, "no page has text", "there is nothing to read", "check the export")
    return (Extract(name, not_too_long(name, text), offsets, kind="pdf"),)


def _legible(name: str, data: bytes, pages: list[dict[str, Any]]) -> list[str]:
    """The text of each page; of a picture what Tesseract reads, or a line that says that it was not read."""
    pictures = [number for number, page in enumerate(pages) if page["picture"]]
    can_read = bool(pictures) and ocr.is_installed()
    if pictures and not can_read and not any(page["text"].strip() for page in pages):
        raise ocr.not_installed(name, "its pages are pictures without text")
    if can_read and len(pictures) > ocr.MOST_PAGES:
        raise InputError(
            name, f"{len(pictures)} of its pages are pictures; at most {ocr.MOST_PAGES} are read", "", "split it"
        )
    texts = [clean(page["text"]) for page in pages]
    for number in pictures:
        texts[number] += _read(name, data, number) if can_read else f"\n\nPage {number + 1} {_NOT_READ}"
    return texts


def _read(name: str, data: bytes, number: int) -> str:
    """A page that is a picture: rendered by PDFium, read by Tesseract."""
    command = confined.python(_WORKER, "picture", str(number))
    picture = confined.run(command, data, seconds=SECONDS, name=name, what="PDF")
    return "\n" + (ocr.text(name, picture) or f"Page {number + 1} not legible: no letters were found in its picture.")


def _whole(pages: list[str]) -> tuple[str, tuple[int, ...]]:
    """Pages -> one text and where each begins. A sentence that goes on over the edge of a page is not broken."""
    text, offsets = "", []
    for page in (joined(page.split("\n")) if page.strip() else "" for page in pages):
        if text and page:
            goes_on = text.rstrip()[-1:] not in ".:!?" and page.lstrip()[:1].islower()
            text += "" if goes_on else "\n"
        offsets.append(len(text))
        text += page
    return text, tuple(offsets)
