"""Plain text: UTF-8, Windows-1252, and UTF-16 where a byte-order mark says so. Standard library only: it is decoding."""

from __future__ import annotations

from evidentia.content.errors import InputError
from evidentia.findings.formats.extract import Extract
from evidentia.findings.formats.text_shape import TEXT_LIMIT_MB

LIMIT_MB = TEXT_LIMIT_MB


def extract(name: str, data: bytes) -> tuple[Extract, ...]:
    """The file as one document; its characters are kept, only line ends become line feeds.

    Errors: InputError for what is empty, or is not text.

    >>> extract("a.txt", "\\ufeffUPCR 1.2 g/g\\r\\n".encode("utf-16-le"))[0].text
    'UPCR 1.2 g/g\\n'
    """
    return (Extract(name, decoded(name, data)),)


def decoded(name: str, data: bytes) -> str:
    """Bytes -> text. NUL bytes mean that it is none: neither encoding of a text has them."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data:
        raise InputError(
            name,
            "the file is not plain text",
            "its kind is not known; text, PDF, Word (.docx), RTF, HTML, CSV, FHIR, C-CDA and zip are read",
            "export it as text (UTF-8) or PDF",
        )
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return _filled(name, data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n"))
        except UnicodeDecodeError:
            continue
    raise InputError(
        name,
        "the file is neither UTF-8 nor Windows-1252 text",
        "letters would be misread",
        "save it as UTF-8",
    )


def _filled(name: str, text: str) -> str:
    if not text.strip():
        raise InputError(name, "it is empty", "there is nothing to read", "check the export")
    return text
