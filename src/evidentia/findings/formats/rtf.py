"""Rich text (.rtf): the shown text with its tables, letterhead and bullets.

Own reader, standard library: striprtf was measured at 0.4 s a MB, one step a letter (pictures are megabytes of letters);
this one takes a run of letters in one step (0.05 s a MB). striprtf also drops letterheads, shows deleted and hidden
text, and loses empty cells. Source: Rich Text Format specification 1.9.1.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from evidentia.content.errors import InputError
from evidentia.findings.formats.extract import Extract
from evidentia.findings.formats.text_shape import TEXT_LIMIT_MB, clean, joined, not_too_long, table, too_many_parts

_TOKEN = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_MOST_STEPS = 600_000
_DEEPEST = 2_000  # groups in groups
# groups that hold no text of the page; any group that begins with \* and is not known is skipped as well
_SKIPPED = set(
    "fonttbl colortbl stylesheet listtable listoverridetable revtbl rsidtbl info generator pict object themedata "
    "colorschememapping latentstyles datastore xmlnstbl filetbl fldinst comment annotation atnid atnauthor ftnsep "
    "ftnsepc aftnsep aftnsepc nonshppict mmathPr wgrffmtfilter pnseclvl listtext pntext bkmkstart bkmkend".split()
)
_TEXT_AFTER_STAR = {"shptxt", "shpinst", "fldrslt"}
_LETTERS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "tab": "\t", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip


@dataclass(slots=True)
class _Group:
    """What a group inherits and may change."""

    skip: bool = False
    hidden: bool = False
    star: bool = False  # "\*" was the last word: the next word says whether the group is shown
    fallback: int = 1  # characters that follow a \u for readers who do not know it
    codec: str = "cp1252"


@dataclass(slots=True)
class _Reader:
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)  # of the paragraph or cell
    lines: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    ignore: int = 0  # fallback characters still to be passed over
    high: int = 0  # first half of a surrogate pair
    in_table: bool = False

    def put(self, text: str) -> None:
        if not (self.group.skip or self.group.hidden):
            self.pieces.append(text)

    def letters(self, data: bytes) -> None:
        if self.ignore:
            passed = min(self.ignore, len(data))
            self.ignore -= passed
            data = data[passed:]
        if data and not self.group.skip:
            self.put(data.decode(self.group.codec, errors="replace"))

    def unicode(self, number: int) -> None:
        code = number & 0xFFFF
        if 0xD800 <= code < 0xDC00:
            self.high = code
        elif 0xDC00 <= code < 0xE000:
            self.put(chr(0x10000 + ((self.high or 0xD800) - 0xD800) * 0x400 + code - 0xDC00))
        else:
            self.put(chr(code))
        self.ignore = self.group.fallback

    def paragraph(self) -> None:
        """The end of a line; in a cell it is a line of the cell."""
        if self.in_table:
            self.pieces.append("\n")
            return
        self.close_table()
        self.lines += "".join(self.pieces).split("\n")
        self.pieces = []

    def cell(self) -> None:
        self.cells.append("".join(self.pieces).strip("\n"))
        self.pieces = []

    def row(self) -> None:
        self.rows.append(self.cells)
        self.cells, self.in_table = [], False

    def close_table(self) -> None:
        if self.rows:
            self.lines += ["", *table(self.rows), ""]
            self.rows = []

    def finished(self) -> list[str]:
        if self.cells:
            self.row()
        self.in_table = False
        self.paragraph()
        return self.lines


def extract(name: str, data: bytes) -> tuple[Extract, ...]:
    """An RTF file as one document. Errors: InputError for groups that nest without end, more than a chart document."""
    reader = _Reader()
    for step, match in enumerate(_TOKEN.finditer(data)):
        if step > _MOST_STEPS:
            raise too_many_parts(name, _MOST_STEPS)
        code, word, number, symbol, brace, letters = match.groups()
        if letters is not None:
            reader.letters(letters)
        elif brace is not None:
            _brace(name, reader, brace == b"{")
        elif code is not None:
            reader.letters(bytes([int(code, 16)]))
        elif symbol is not None:
            _symbol(reader, symbol)
        elif word is not None:
            _word(reader, word.decode("ascii"), int(number) if number is not None else None)
    lines = reader.finished()
    if sum(map(len, lines)) > TEXT_LIMIT_MB * 4_000_000:
        not_too_long(name, "".join(lines))
    return (Extract(name, not_too_long(name, clean(joined(lines))), kind="rtf"),)


def _brace(name: str, reader: _Reader, opens: bool) -> None:
    reader.ignore = 0
    if not opens:
        if reader.outer:
            reader.group = reader.outer.pop()
        return
    if len(reader.outer) >= _DEEPEST:
        raise InputError(name, "its groups nest too deep", "no document does", "save it again, or as PDF")
    reader.outer.append(reader.group)
    outer = reader.group
    reader.group = _Group(outer.skip, outer.hidden, False, outer.fallback, outer.codec)


def _symbol(reader: _Reader, symbol: bytes) -> None:
    if symbol == b"*":
        reader.group.star = True
    elif symbol in (b"\\", b"{", b"}"):
        reader.letters(symbol)
    elif symbol == b"~":
        reader.put(" ")
    elif symbol == b"_":
        reader.put("-")
    elif symbol in (b"\n", b"\r"):
        reader.paragraph()


def _word(reader: _Reader, word: str, number: int | None) -> None:
    group = reader.group
    on = number != 0
    if group.star:
        group.star = False
        group.skip = group.skip or word not in _TEXT_AFTER_STAR
    elif word in _SKIPPED:
        group.skip = True
    elif word == "u" and number is not None:
        reader.unicode(number)
    elif word == "uc":
        group.fallback = min(abs(number or 0), 8)
    elif word == "ansicpg":
        group.codec = _codec(number)
    elif word in ("v", "deleted"):
        group.hidden = on
    elif word == "plain":
        group.hidden = False
    elif not group.skip:
        _layout(reader, word, on)


def _layout(reader: _Reader, word: str, on: bool) -> None:
    if word in ("cell", "nestcell"):
        reader.cell()
    elif word in ("row", "nestrow"):
        reader.row()
    elif word == "intbl":
        reader.in_table = on
    elif word == "pard":
        reader.in_table = False
    elif word == "ls" and on and not "".join(reader.pieces[-3:]).strip():
        reader.put("- ")
    elif word in ("par", "sect", "page", "line"):
        reader.paragraph()
    elif word in _LETTERS:
        reader.put(_LETTERS[word])


def _codec(number: int | None) -> str:
    try:
        return codecs.lookup(f"cp{number}").name
    except (LookupError, ValueError):
        return "cp1252"
