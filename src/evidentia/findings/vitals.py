"""Vital signs: "BP 124/76, HR 72, T 98.4 F, SpO2 98%". A reading belongs to the day of its note unless it is given another.

Goals, thresholds and ranges ("BP goal <130/80", "138-152/80s") are no readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from evidentia.findings.context import about, is_goal
from evidentia.findings.dates import find_dates
from evidentia.findings.lexicon import Lexicon, Match
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Finding, Kind, Lab, Span
from evidentia.model.frozen import Held
from evidentia.model.quantity import Quantity
from evidentia.model.when import When

_BETWEEN = (
    r"(?:\s?\((?P<head>[^()\d\n]{0,20})\))?(?:[ \t|:=]{0,24}|\s)"
    r"(?:(?:is|was|of|at|today|home|this|morning|her|his|reading|sitting|now|in clinic)\s){0,4}"
)


class Vital(NamedTuple):
    """One vital sign of the vocabulary: how its number is written, and what it may be."""

    reading: re.Pattern[str]
    next_cell: re.Pattern[str]
    concepts: tuple[str, ...]
    lowest: Decimal
    highest: Decimal
    units: Mapping[str, str]  # spelling, lower case -> unit


@lru_cache(maxsize=4)
def _prepared(held: Held[Mapping[str, Any]]) -> tuple[Lexicon, Mapping[str, Vital]]:
    entries = held.value.get("vitals", {})
    names = {concept: entry["names"] for concept, entry in entries.items()}
    exact = {concept: entry.get("exact", ()) for concept, entry in entries.items()}
    return Lexicon(names, exact), {concept: _vital(concept, entry) for concept, entry in entries.items()}


def _vital(concept: str, entry: Mapping[str, Any]) -> Vital:
    units = {str(s).lower(): unit for unit, listed in entry.get("units", {}).items() for s in listed}
    spelt = "|".join(re.escape(s) for s in sorted(units, key=len, reverse=True))
    number = r"\d{2,3}/\d{2,3}" if "pair" in entry else r"\d{1,3}(?:\.\d{1,2})?"
    value = rf"(?P<number>(?<![-\d]){number})(?![\d/]|[.-]\d|s\b)(?:\s?(?P<unit>{spelt})(?!\w))?"
    reading = re.compile(f"{_BETWEEN}{value}", re.IGNORECASE)
    next_cell = re.compile(rf"[ \t]*(?:[ \t]{{2}}|\t|\|)[ \t]*{value}", re.IGNORECASE)
    low, high = entry["range"]
    return Vital(reading, next_cell, tuple(entry.get("pair", (concept,))), Decimal(low), Decimal(high), units)


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The LAB findings of vital signs; of a blood pressure one for each of its two numbers, on one span."""
    names, vitals = _prepared(Held(vocabulary))
    return [
        finding
        for page in pages
        for match in names.find(page.text)
        for finding in _reading(page, match, vitals[match.concept])
    ]


def _reading(page: Page, name: Match, vital: Vital) -> Iterator[Finding]:
    """The reading behind a name; in the row of a table each of its readings."""
    match = vital.reading.match(page.text, name.end)
    sentence = page.sentence_at(name.start)
    if match is None or about(page, sentence, name.start) != "patient" or is_goal(page, match.start("number")):
        return
    head = vital.units.get((match["head"] or "").strip().lower())
    start = name.start
    while match is not None:
        yield from _found(page, sentence, vital, match, start, head)
        start = match.end()
        row = sentence is not None and sentence.kind == "row" and start < sentence.end
        match = vital.next_cell.match(page.text, start, sentence.end) if row and sentence else None
        start = match.start("number") if match else start


def _found(
    page: Page, sentence: Sentence | None, vital: Vital, match: re.Match[str], start: int, head: str | None
) -> Iterator[Finding]:
    numbers = [Decimal(n) for n in match["number"].split("/")]
    if not all(vital.lowest <= n <= vital.highest for n in numbers):
        return
    unit = vital.units[match["unit"].lower()] if match["unit"] else head
    span = Span(page.document.id, start, match.end())
    when = _when(page, sentence, start, match.end())
    for concept, number in zip(vital.concepts, numbers, strict=True):
        yield Finding("", Kind.LAB, concept, (span,), when=when, value=Quantity(number, unit), detail=Lab())


def _when(page: Page, sentence: Sentence | None, start: int, end: int) -> When | None:
    """A date close behind the reading or before it in its clause, else the day of the note."""
    if sentence is None:
        return page.date_of(start)
    behind = find_dates(page, end, min(end + 16, sentence.end))
    if behind and re.fullmatch(r"[\s,(]*(?:on|in|at)?\s*", page.text[end : behind[0].start]):
        return behind[0].when
    before = find_dates(page, sentence.start, start)
    if before and not re.search(r"[;.\n]", page.text[before[-1].end : start]):
        return before[-1].when
    return page.date_of(start)
