"""Dates of what is measured or scored at a visit: body measures and rating scales.

They stand in rows that one date closes ("BMI 27.3, weight 84 kg, height 175 cm (3/2/2026)"), beside the milestones of a
treatment ("PHQ-9 24 at start (3/3/2025)"), and in notes of a visit, whose date is theirs where nothing points to another day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from evidentia.findings.dates import Dated, find_dates
from evidentia.findings.lab_values import Value
from evidentia.findings.text import Page, Sentence
from evidentia.model.when import When

_VISITS = ("note", "consult")
_GAP = 120  # characters between a value and the date of its row
_OWN = 24  # characters between a highest or lowest value and the day that it is given


def date_of_measure(
    page: Page, sentence: Sentence, value: Value, stop: int, dates: Sequence[Dated], known: When | None
) -> When | None:
    """The date of a value of a visit; `known` is what the rules for any laboratory value found, `stop` the next value."""
    text = page.text
    behind = next((d for d in dates if value.end <= d.start < sentence.end), None)
    if _extreme().search(text[max(sentence.start, value.start - 24) : value.start]) and (
        behind is None or behind.start - value.end > _OWN
    ):
        return None
    if (
        behind is not None
        and behind.start < stop
        and behind.start - value.end <= _GAP
        and _milestone().fullmatch(text[value.end : behind.start])
    ):
        return behind.when
    ahead = next((d for d in reversed(dates) if d.end <= value.start), None)
    if ahead is not None and value.start - ahead.end <= _GAP and _row_behind().fullmatch(text[ahead.end : value.start]):
        return ahead.when
    clause = re.split(r"[;\n]|[.](?=\s)", text[sentence.start : value.start])[-1]
    after = re.split(r"[;.\n]", text[value.end : min(sentence.end, value.end + 40)])[0]
    if re.search(r"\bthat (?:day|date|time|visit)\b|\bthen\b", f"{clause} {after}", re.IGNORECASE):
        earlier = find_dates(page, sentence.block, value.start)
        return earlier[-1].when if earlier else None
    if re.search(r"\b(?:today|this (?:visit|morning))\b", f"{clause} {after}", re.IGNORECASE):
        return section_date(page, value.start)
    if (
        known is None
        and behind is not None
        and behind.start - value.end <= _GAP
        and _row().fullmatch(text[value.end : behind.start])
    ):
        return behind.when
    if known is not None:
        return known
    part = page.part_at(value.start)
    if part.kind not in _VISITS or ahead is not None or _of_another_day().search(clause):
        return None
    return None if _of_another_day().match(after.strip(" ,(")) else section_date(page, value.start)


def section_date(page: Page, place: int) -> When | None:
    """The date of the nearest heading above a place ("--- 02/24/2026 --- in person", "NOTE 2026-01-13"), else of its part."""
    part = page.part_at(place)
    line = page.text.rfind("\n", part.start, place) + 1 or part.start
    for _ in range(_LINES):
        end = page.text.find("\n", line)
        head = next(iter(find_dates(page, line, end if end >= 0 else len(page.text))), None)
        if head is not None and _heading().fullmatch(page.text[line : head.start]):
            return head.when
        if line <= part.start:
            break
        line = page.text.rfind("\n", part.start, line - 1) + 1 or part.start
    return part.date


@cache
def _extreme() -> re.Pattern[str]:
    """ "Highest weight 244.6 lb": of some earlier day, whatever the day of the sheet."""
    return re.compile(
        r"\b(?:highest|heaviest|peak|max(?:imum|imal)?|lowest|lightest|nadir)\b(?: \w+){0,2}[ :=]*$", re.IGNORECASE
    )


_LINES = 40  # above a place that its heading may stand


@cache
def _heading() -> re.Pattern[str]:
    """What stands before the date of a heading: rules, a bracket, or words in capitals."""
    return re.compile(
        r"\s*(?:[-=*#@~>\[]+[^a-z\n]{0,40}|(?i:note|visit|encounter|doc)\s?\d{1,2}\b[^\n]{0,60}|(?=[^\n]*[A-Z]{3})[^a-z\n]{3,60})"
    )


@cache
def _milestone() -> re.Pattern[str]:
    """What may stand between a value and its own date: how bad it is, and at which point of a treatment it was taken."""
    severity = r"(?:(?:moderately |very |extremely )?(?:severe|moderate|mild|minimal)(?: range| depression)?)"
    words = (
        r"(?:on|in|at|from|as of|dated|the|of|by|at|was|taken|measured|recorded|administered|done|obtained|score|total|"
        r"start|end|baseline|beginning|completion|entry|intake|before|after|pre|post|first|final|last|the|course|treatment|"
        r"treatments|therapy|tms|drug|session \d+|week \d+|home scale|clinic|office|our|scale)"
    )
    return re.compile(rf"(?:[\s,(\[@;:=–-]*(?:{severity}|{words})?\b[)\]]?)*[\s,(\[@:–-]*", re.IGNORECASE)


_MEASURE = r"[A-Za-z][A-Za-z0-9 /-]{0,22}[:=]?\s*(?:of\s|is\s)?~?\d[\d.,'’\"”/ ]*(?:kg/m2|kg/m²|kg|lbs?|cm|in|inches|m|%|mmHg|bpm)?"


@cache
def _row_behind() -> re.Pattern[str]:
    """A date with measures of its day behind it, up to the name of the next one: "… on 4/10/2026 (height 168 cm, weight "."""
    number = r"\d[\d.,'’\"”/ ]*(?:kg/m2|kg/m²|kg|lbs?|cm|in|inches|m)?"
    return re.compile(
        rf"[\s).,;:(\]]*(?:{number}\s*(?:[,;/|&(]|and)\s*)?(?:{_MEASURE}\s*(?:[,;/|&(]|and)\s*){{0,4}}(?:[A-Za-z][A-Za-z0-9 -]{{0,22}}[:=]?\s*)?",
        re.IGNORECASE,
    )


@cache
def _row() -> re.Pattern[str]:
    """Other measures with their values, up to a date that closes them all."""
    return re.compile(
        rf"(?:\s*(?:[,;/|&]|and)\s*(?:{_MEASURE}|\d[\d.]*\s?(?:kg|lbs?|cm|in|m))){{1,4}}\s*(?:[\[(,]|\bon\b|\bas of\b|\bat the visit of\b)\s*",
        re.IGNORECASE,
    )


@cache
def _of_another_day() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:was|were|had|previous\w*|prior|baseline|before|initial\w*|start\w*|highest|heaviest|peak|worst|lowest|last|"
        r"earlier|ago|pre|onset|self-?report\w*|reports?|reported|per (?:the )?(?:pt|patient)|states?|outside|usual|goal|target|"
        r"max\w*|about|around|approx\w*|undated|in (?:19|20)\d\d|from|went|dropped|at age|years?|copied|referr\w+)\b|~",
        re.IGNORECASE,
    )
