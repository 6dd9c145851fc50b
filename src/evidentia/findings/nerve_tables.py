"""Tables of nerve conduction: a row a nerve with its side, a column a measurement.

Nerve      DML (ms)   CV (m/s)   CMAP (mV)
R median     6.8        31         3.1
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from evidentia.findings.dates import find_dates
from evidentia.findings.tables import split
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Finding, Kind, Lab, Span
from evidentia.model.frozen import Held
from evidentia.model.quantity import Quantity
from evidentia.model.when import When

_SIDES = {"r": "right", "rt": "right", "right": "right", "l": "left", "lt": "left", "left": "left"}
Columns = list[tuple[str, str] | None]  # (measurement, unit) of each cell; None for a column that is not read


@cache
def _first_head() -> re.Pattern[str]:
    return re.compile(r"(?:motor |sensory )?(?:nerves?|site|nerve/site)\b", re.IGNORECASE)


@cache
def _nerve() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?P<side>r|rt|l|lt|right|left)\.?\s+)?(?P<nerve>median|ulnar|radial|peroneal|fibular|tibial|sural|musculocutaneous|axillary|femoral)\b"
        r"(?:[\s,(]+(?P<behind>r|rt|l|lt|right|left)\b)?",
        re.IGNORECASE,
    )


@lru_cache(maxsize=4)
def _heads(held: Held[Mapping[str, Any]]) -> dict[str, tuple[str, str]]:
    listed = held.value.get("nerve_conduction", {})
    return {str(name).lower(): (concept, entry["unit"]) for concept, entry in listed.items() for name in entry["names"]}


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The LAB findings of nerve conduction tables; `specimen` is the nerve with its side: "right median"."""
    heads = _heads(Held(vocabulary))
    return [finding for page in pages for finding in _page(page, heads)]


def _page(page: Page, heads: Mapping[str, tuple[str, str]]) -> Iterator[Finding]:
    columns: Columns = []
    when: When | None = None
    for sentence in page.sentences:
        if sentence.kind != "row":
            columns = []
            continue
        cells = [(a + sentence.start, b + sentence.start) for a, b in split(page.text[sentence.start : sentence.end])]
        found = _columns(page.text, cells, heads)
        if found:
            columns, when = found, _day(page, sentence)
        elif columns and len(cells) == len(columns):
            yield from _row(page, cells, columns, when)


def _columns(text: str, cells: Sequence[tuple[int, int]], heads: Mapping[str, tuple[str, str]]) -> Columns:
    """The columns of a header row; none where the row is no header."""
    if len(cells) < 2 or not _first_head().match(text, *cells[0]):
        return []
    read: Columns = [None, *(heads.get(re.sub(r"\s*\(.*?\)", "", text[a:b]).strip().lower()) for a, b in cells[1:])]
    return read if any(read) else []


def _row(page: Page, cells: Sequence[tuple[int, int]], columns: Columns, when: When | None) -> Iterator[Finding]:
    named = _nerve().match(page.text, *cells[0])
    if named is None:
        return
    side = _SIDES.get((named["side"] or named["behind"] or "").lower(), "")
    specimen = f"{side} {named['nerve'].lower()}".strip()
    for (start, end), column in zip(cells, columns, strict=True):
        if column is None:
            continue
        concept, unit = column
        span = (Span(page.document.id, start, end),)
        cell = page.text[start:end].strip()
        if re.fullmatch(r"\d{1,3}(?:\.\d{1,2})?", cell):
            value = Quantity(Decimal(cell), unit)
            yield Finding("", Kind.LAB, concept, span, when=when, value=value, detail=Lab(specimen=specimen))
        elif cell.upper() in ("NR", "ABSENT", "NO RESPONSE"):
            yield Finding("", Kind.LAB, concept, span, when=when, detail=Lab(result="no response", specimen=specimen))


def _day(page: Page, sentence: Sentence) -> When | None:
    """The date in the heading of the table, else the day of the note."""
    above = find_dates(page, max(0, sentence.start - 120), sentence.start)
    return above[-1].when if above else page.date_of(sentence.start)
