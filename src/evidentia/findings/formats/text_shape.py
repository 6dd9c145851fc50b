"""The shape of text that other kinds of files are turned into: clean characters, lines, and tables as columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidentia.content.errors import InputError

TEXT_LIMIT_MB = 1  # a chart document is a few pages; 1 MB of text is about 300 of them
_WIDE = 60  # a cell longer than this would push its columns off any page
_BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_DROPPED = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]")  # fmt: skip
_TO_LETTERS = str.maketrans(
    {"\u2028": "\n", "\u2029": "\n", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)


def clean(text: str) -> str:
    """Typographic blanks become spaces; invisible characters and control codes go; ligatures become letters.

    Plain text is never cleaned; this is for formats whose characters serve a layout.

    >>> clean("1\\u00a0g/g of\\u00adten, e\\ufb03cacy")
    '1 g/g often, efficacy'
    """
    return _DROPPED.sub("", _BLANKS.sub(" ", text)).translate(_TO_LETTERS)


def joined(lines: Sequence[str]) -> str:
    """Lines -> text: no blanks at line ends, never more than one empty line, one line feed at the end."""
    text = "\n".join(line.rstrip() for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def not_too_long(name: str, text: str) -> str:
    """The text; InputError where a file unpacks to more than a chart document can be."""
    if len(text) <= TEXT_LIMIT_MB * 1_000_000:
        return text
    raise InputError(
        name,
        f"it holds {len(text) / 1e6:.1f} MB of text; a chart document has at most {TEXT_LIMIT_MB} MB",
        "a file this large is not one patient's note",
        "split it, or export the notes that matter",
    )


def too_many_parts(name: str, most: int) -> InputError:
    """The refusal of a file with more tags than any document has: each costs time, and time is promised."""
    return InputError(
        name, f"it has more than {most:,} tags", "no chart document has so many", "save it as PDF or text"
    )


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells -> lines with columns that stand under each other, two spaces apart at least.

    Empty cells are a dash, so that a value is never read under its neighbour's heading. Two columns with names on
    the left are a form ("Prescriber: …"). A table that only places paragraphs becomes those paragraphs.

    >>> table([["Date", "UPCR", "IgG"], ["2025-01-02", "", "900"]])
    ['Date        UPCR  IgG', '2025-01-02  -     900']
    """
    kept = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    width = max((len(row) for row in kept), default=0)
    if width <= 1 or any("\n" in cell and len(cell) > _WIDE for row in kept for cell in row):
        return [line for row in kept for cell in row if cell for line in cell.split("\n")]
    flat = [[" ".join(cell.split()) or ("-" if width > 2 else "") for cell in row] for row in kept]
    if width == 2 and all(len(row) == 1 or _is_label(row[0]) for row in flat):
        return [
            ": ".join(cell.rstrip(":") if i == 0 and row[1:] else cell for i, cell in enumerate(row)) for row in flat
        ]
    widths = [
        max((len(row[i]) for row in flat if i < len(row) and len(row[i]) <= _WIDE), default=0) for i in range(width)
    ]
    return ["  ".join(cell.ljust(widths[i]) for i, cell in enumerate(row)).rstrip() for row in flat]


def _is_label(cell: str) -> bool:
    return 0 < len(cell) <= 40 and not any(c.isdigit() for c in cell)
