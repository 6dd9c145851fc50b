"""Pictures of text (scans, faxes): read by the Tesseract program where it is installed; it is never required.

The program is used, not a binding: nothing to install for those who have no scans, and a process can be given limits.
What it reads may have wrong letters; every statement still shows the place that it stands on.
Source: tesseract(1), options `--psm 6` (one block of text) and `preserve_interword_spaces` (columns stay apart).
"""

from __future__ import annotations

import shutil

from evidentia.content.errors import InputError
from evidentia.findings.formats import confined
from evidentia.findings.formats.extract import Extract
from evidentia.findings.formats.text_shape import clean, joined, not_too_long

MOST_PAGES = 20
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
    """The text of one picture, empty where there is none."""
    command = [
        shutil.which("tesseract") or "tesseract",
        "stdin",
        "stdout",
        "--psm",
        "6",
        "-c",
        "preserve_interword_spaces=1",
    ]
    written = confined.run(command, picture, seconds=SECONDS, name=name, what="a picture")
    found = clean(written.decode("utf-8", errors="replace"))
    return joined(found.split("\n")) if found.strip() else ""


def not_installed(name: str, what: str) -> InputError:
    """The refusal, with how to install what is missing."""
    return InputError(
        name,
        what,
        "Tesseract, which reads pictures, is not installed",
        "install it (Debian, Ubuntu: apt install tesseract-ocr; macOS: brew install tesseract; "
        "Windows: winget install UB-Mannheim.TesseractOCR), or export the note as text",
    )
