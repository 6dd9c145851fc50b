"""The one entrance: a file, a folder or bytes -> Extracts. It picks the reader, and keeps every promise of refusal."""

from __future__ import annotations

import importlib
from pathlib import Path

from evidentia.content.errors import InputError
from evidentia.findings.formats.extract import Extract
from evidentia.findings.formats.sniff import kind_of

# kind -> (module, what a reader of the message calls it, most megabytes that are looked at)
_READERS = {
    "text": ("plain", "text", 1),
    "csv": ("csv_table", "a table", 1),
    "html": ("html", "HTML", 4),
    "rtf": ("rtf", "RTF", 8),
    "docx": ("docx", "a Word file", 20),
    "pdf": ("pdf", "PDF", 40),
    "image": ("ocr", "a picture", 20),
    "fhir": ("fhir", "FHIR", 20),
    "ccda": ("ccda", "C-CDA", 20),
    "zip": ("archive", "a zip archive", 40),
}
MOST_MB = 40


def extracts(path: Path) -> tuple[Extract, ...]:
    """The documents of a file, or of all files of a folder, in order of their names.

    Errors: InputError, and nothing else, for what is missing, empty, too large, damaged or of no known kind; it names
    the file, what is wrong, why, and what to do.

    >>> [e.name for e in extracts(Path("packet.zip"))]                              # doctest: +SKIP
    ['packet.zip/labs.csv', 'packet.zip/letter.pdf']
    """
    if _is_folder(path):
        from evidentia.findings.formats.archive import folder

        return folder(path)
    return from_bytes(path.name, content(path, path.name))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # `content` says what is wrong with the name
        return False


def content(path: Path, name: str) -> bytes:
    """The bytes of a file; a size that no reader takes is refused before it is read."""
    try:
        if not path.is_file():
            raise InputError(str(path), "there is no such file", "", "check the name")
        size = path.stat().st_size
        if size > MOST_MB * 1_000_000:
            with path.open("rb") as handle:
                _not_too_large(name, _READERS.get(kind_of(handle.read(65_536)), _READERS["text"]), size)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name is no file name"
        raise InputError(str(path), f"it cannot be opened ({reason})", "", "check the name and your rights") from None


def from_bytes(name: str, data: bytes, depth: int = 0) -> tuple[Extract, ...]:
    """The documents in some bytes; `name` is used in their names and in messages, never to tell the kind.

    `depth` counts the archives that the bytes were in. Errors: as for `extracts`.

    >>> from_bytes("labs.csv", b"Date,UPCR (g/g),IgG (mg/dL)\\n2025-01-02,1.2,900\\n")[0].text
    'Date        UPCR (g/g)  IgG (mg/dL)\\n2025-01-02  1.2         900\\n'
    """
    if not data.strip():
        raise InputError(name, "it is empty", "there is nothing to read", "check the export")
    kind = kind_of(data)
    if kind.startswith("other: "):
        what, _, way_out = kind.removeprefix("other: ").partition("; ")
        raise InputError(name, f"it is {what}", "this kind of file is not read", way_out)
    module, called, _ = _READERS[kind]
    _not_too_large(name, _READERS[kind], len(data))
    try:
        reader = importlib.import_module(f"evidentia.findings.formats.{module}")
        found: tuple[Extract, ...] = reader.extract(name, data, depth) if kind == "zip" else reader.extract(name, data)
    except InputError:
        raise
    except Exception as error:  # the promise of this room: whatever a hostile file does to a parser, one clear line
        raise InputError(
            name,
            f"it cannot be read as {called} ({type(error).__name__})",
            "the file is damaged, or not what it seems",
            "export it again, or as PDF or text",
        ) from error
    return tuple(_filled(document) for document in found)


def _not_too_large(name: str, reader: tuple[str, str, int], size: int) -> None:
    _, called, limit = reader
    if size <= limit * 1_000_000:
        return
    document = "a chart document" if called == "text" else called
    raise InputError(
        name,
        f"the file has {size / 1e6:.0f} MB; {document} has at most {limit} MB",
        "a file this large is not one patient's note",
        "split it, or export the notes that matter",
    )


def _filled(document: Extract) -> Extract:
    if not document.text.strip():
        raise InputError(document.name, "there is no text in it", "there is nothing to read", "check the export")
    return document
