"""Pictures of text (scans, faxes): read by the Tesseract program where it is installed; it is never required.

The program is used, not a binding: nothing to install for those who have no scans, and a process can be given limits.
Its table of words is used: their places keep columns apart, and a word that it is not sure of becomes "[?]", because a
wrong number is worse than none. Source: tesseract(1), `--psm 6` (one block of text), `tsv` (conf is 0 to 100).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator

from evidentia.content.errors import InputError
from evidentia.findings.formats import confined
from evidentia.findings.formats.extract import Extract
from evidentia.findings.formats.page_layout import Word, lines
from evidentia.findings.formats.text_shape import clean, joined, not_too_long

MOST_PAGES = 20
SURE_WORD, SURE_NUMBER = 40, 80
DOUBTFUL = "[?]"
SECONDS = 30  # a page of a fax takes about six


def extract(name: str, data: bytes) -> tuple[Extract, ...]:
    """A picture as one document. Errors: InputError where Tesseract is not installed, or finds nothing to read."""
    if not is_installed():
        raise not_installed(name, "it is a picture")
    found = text(name, data)
    if not found:
        raise InputError(name, "no letters were found in the picture", "it may be upside down, faint or no note", "scan it again at 300 dpi")  # fmt: skip
    return (Extract(name, not_too_long(name, found), kind="image"),)


def is_installed() -> bool:
    return shutil.which("tesseract") is not None


def text(name: str, picture: bytes) -> str:
    """The text of one picture, columns apart, empty where there is none; a doubtful word is "[?]"."""
    command = [shutil.which("tesseract") or "tesseract", "stdin", "stdout", "--psm", "6", "tsv"]
    written = confined.run(command, picture, seconds=SECONDS, name=name, what="a picture").decode(
        "utf-8", errors="replace"
    )
    found = list(_words(line.split("\t") for line in written.splitlines()[1:]))
    return clean(joined(lines(found))) if any(word.text != DOUBTFUL for word in found) else ""


def _words(table: Iterable[list[str]]) -> Iterator[Word]:
    """Tesseract's table -> words with their places; a line of text comes before its words and gives their baseline."""
    base, size = 0.0, 1.0
    for columns in table:
        if len(columns) < 12:
            continue
        left, top, wide, high, sure = (float(column) for column in columns[6:11])
        if columns[0] == "4":
            base, size = -(top + high), 1.4 * max(20.0, min(high, 60.0))  # a box of ink is lower than its letters
        elif written := columns[11].strip():
            yield Word(written if _is_sure(written, sure) else DOUBTFUL, left, left + wide, base, size)


def _is_sure(written: str, sure: float) -> bool:
    """A number needs more certainty than a word: "9" may have been "0.9"."""
    return sure >= (SURE_NUMBER if any(letter.isdigit() for letter in written) else SURE_WORD)


def not_installed(name: str, what: str) -> InputError:
    """The refusal, with how to install what is missing."""
    return InputError(
        name,
        what,
        "Tesseract, which reads pictures, is not installed",
        "install it (Debian, Ubuntu: apt install tesseract-ocr; macOS: brew install tesseract; "
        "Windows: winget install UB-Mannheim.TesseractOCR), or export the note as text",
    )
