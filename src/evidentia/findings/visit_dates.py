"""Dates of what is measured or scored at a visit: body measures and rating scales.

They stand in rows that one date closes ("BMI 27.3, weight 84 kg, height 175 cm (3/2/2026)"), beside the milestones of a
treatment ("PHQ-9 24 at start (3/3/2025)"), and in notes of a visit, whose date is theirs where nothing points to another day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from evidentia.findings.dates import Dated
from evidentia.findings.lab_values import Value
from evidentia.findings.text import Page, Sentence
from evidentia.model.when import When

_VISITS = ("note", "consult")


def date_of_measure(
    page: Page, sentence: Sentence, value: Value, stop: int, dates: Sequence[Dated], known: When | None
) -> When | None:
    """The date of a value of a visit; `known` is what the rules for any laboratory value found, `stop` the next value."""
    text = page.text
    behind = next((d for d in dates if value.end <= d.start < sentence.end), None)
    if behind is not None:
        gap = text[value.end : behind.start]
        if behind.start < stop and _milestone().fullmatch(gap):
            return behind.when
        if known is None and _row().fullmatch(gap):
            return behind.when
    if known is not None:
        return known
    clause = re.split(r"[;\n]|[.](?=\s)", text[sentence.start : value.start])[-1]
    if re.search(r"\bthat (?:day|date|time|visit)\b|\bthen\b", clause, re.IGNORECASE):
        earlier = [d for d in dates if d.end <= value.start]
        return earlier[-1].when if earlier else None
    ahead = next((d for d in reversed(dates) if d.end <= value.start), None)
    if ahead is not None and _row_behind().fullmatch(text[ahead.end : value.start]):
        return ahead.when
    part = page.part_at(value.start)
    if part.kind not in _VISITS or any(d.end <= value.start for d in dates) or _of_another_day().search(clause):
        return None
    return None if _of_another_day().match(text[value.end : value.end + 24].strip(" ,(")) else part.date


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
    return re.compile(
        rf"[\s).,;:(\]]*(?:{_MEASURE}\s*(?:[,;/|&]|and)\s*)*[A-Za-z][A-Za-z ]{{0,22}}[:=]?\s*", re.IGNORECASE
    )


@cache
def _row() -> re.Pattern[str]:
    """Other measures with their values, up to a date that closes them all."""
    return re.compile(
        rf"(?:\s*(?:[,;/|&]|and)\s*{_MEASURE})+\s*(?:[\[(,]|\bon\b|\bas of\b|\bat the visit of\b)\s*", re.IGNORECASE
    )


@cache
def _of_another_day() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:was|were|had|previous\w*|prior|baseline|before|initial\w*|start\w*|highest|heaviest|peak|worst|lowest|last|"
        r"earlier|ago|pre|onset|self-?report\w*|reports?|reported|per (?:the )?(?:pt|patient)|states?|outside|usual|goal|target|"
        r"max\w*|about|around|approx\w*|undated|in (?:19|20)\d\d|from|went|dropped|at age|years?|copied|referr\w+)\b|~",
        re.IGNORECASE,
    )
