"""Letters with their places on a page -> lines of text in which columns stand apart. Pure; standard library only.

A PDF has no lines, words or tables, only letters at places. Letters on one baseline are a line; a gap wider than a
letter is the gap between two columns and becomes two spaces or more, so that columns stand under each other as on the
page. Source: the approach of pdftotext -layout and of pdfplumber's layout mode.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_WORD_GAP = 0.18  # of the letter size: a blank between words without a space letter
_COLUMN_GAP = 0.95  # of the letter size: wider than the blanks of justified prose
_WIDEST = 240  # letters a line: a page is never wider, whatever its numbers say


Glyph = tuple[str, float, float, float, float]  # letter, left, right, height of the baseline, size


@dataclass(slots=True)
class Word:
    """Letters without a blank between them; `base` is the height of their baseline, upwards."""

    text: str
    left: float
    right: float
    base: float
    size: float


def words(glyphs: Iterable[Glyph]) -> list[Word]:
    """Letters in reading order -> words."""
    found: list[Word] = []
    fresh = True
    for letter, left, right, base, size in glyphs:
        if letter.isspace():
            fresh = True
            continue
        last = found[-1] if found else None
        if (
            last is None
            or fresh
            or abs(base - last.base) > 0.5 * size
            or not -0.5 * size < left - last.right < _WORD_GAP * size
        ):
            found.append(Word(letter, left, right, base, size))
        else:
            last.text += letter
            last.right = max(right, last.right)
        fresh = False
    return found


def lines(found: Sequence[Word]) -> list[str]:
    """Words -> lines from top to bottom, an empty one where the page leaves room.

    >>> lines(words([("a", 0, 5, 90, 10), ("b", 50, 55, 90, 10), ("c", 0, 5, 78, 10), ("d", 50, 55, 40, 10)]))
    ['a         b', 'c', '', '          d']
    """
    if not found:
        return []
    rows = _rows(found)
    left = min(word.left for word in found)
    step = max(median((word.right - word.left) / len(word.text) for word in found), 0.5)
    spacing = _spacing(rows)
    text: list[str] = []
    above: Word | None = None
    for row in rows:
        line = _line(row, left, step)
        room = 1.45 if above is None or not (_is_row(line) and _is_row(text[-1])) else 3.2  # tables have high rows
        if above is not None and above.base - row[0].base > room * spacing:
            text.append("")
        text.append(line)
        above = row[0]
    return text


def _is_row(line: str) -> bool:
    return "  " in line.strip()


def _rows(found: Sequence[Word]) -> list[list[Word]]:
    """Words of one baseline, a raised 2 or a lowered 3 included, from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(found, key=lambda w: (-w.base, w.left)):
        if rows and rows[-1][0].base - word.base < 0.4 * max(rows[-1][0].size, word.size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda w: w.left) for row in rows]


def _spacing(rows: Sequence[Sequence[Word]]) -> float:
    """The usual distance of lines: the median of those that are close, for a page may be mostly tables."""
    gaps = [upper[0].base - lower[0].base for upper, lower in pairwise(rows)]
    close = [gap for gap in gaps if gap < 2.2 * rows[0][0].size] or gaps
    return median(close) if close else 12.0


def _line(row: Sequence[Word], left: float, step: float) -> str:
    text, edge, size = "", left, row[0].size
    for number, word in enumerate(row):
        column = min(_WIDEST, max(0, round((word.left - left) / step)))
        gap = word.left - edge
        if number == 0:
            text = " " * column
        elif gap > _COLUMN_GAP * max(size, word.size):
            text += " " * max(2, column - len(text))
        elif gap > _WORD_GAP * size or not text.endswith(" "):
            text += " "
        text += word.text
        edge, size = max(edge, word.right), word.size
    return text
