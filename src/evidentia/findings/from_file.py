"""Files -> text: what a user hands in, read whole or refused with a reason."""

from __future__ import annotations

from pathlib import Path

from evidentia.content.errors import InputError

LIMIT_MB = 1  # a chart document is a few pages; 1 MB of text is about 300 of them


def read_text(path: Path) -> str:
    """The text of a file. Errors: InputError for what is missing, empty, too large, or not text."""
    if not path.is_file():
        raise InputError(str(path), "there is no such file", "", "check the name")
    size = path.stat().st_size
    if size > LIMIT_MB * 1_000_000:
        raise InputError(
            path.name,
            f"the file has {size / 1e6:.0f} MB; a chart document has at most {LIMIT_MB} MB",
            "a file this large is not one patient's note",
            "split it, or export the notes that matter",
        )
    data = path.read_bytes()
    if b"\0" in data[:65536] or data.startswith((b"%PDF", b"PK\x03\x04")):
        raise InputError(
            path.name,
            "the file is not plain text",
            "only text charts can be read",
            "export it as text (UTF-8)",
        )
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return checked(path.name, data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n"))
        except UnicodeDecodeError:
            continue
    raise InputError(
        path.name,
        "the file is neither UTF-8 nor Windows-1252 text",
        "letters would be misread",
        "save it as UTF-8",
    )


def split_case(text: str) -> tuple[str, str]:
    """A file that holds both: the question on the first line(s), a blank line, then the chart."""
    question, _, chart = text.strip().partition("\n\n")
    return " ".join(question.split()), chart.strip("\n")


def checked(name: str, text: str) -> str:
    """The text, where there is any; InputError names what is empty."""
    if not text.strip():
        raise InputError(name, "it is empty", "there is nothing to read", "check the export")
    return text
