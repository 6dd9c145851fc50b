"""Dates that only their neighbours complete: "March 4 and 18, 2025", "2013-2015", "6/3 + 6/17/2025"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial

from evidentia.findings.dates import Dated
from evidentia.model.when import When


def repaired(dates: Sequence[Dated], text: str) -> list[Dated]:
    """The dates of a text in order, with the years and ends of ranges that stand only with their neighbours."""
    return _with_ranges(_completed(_with_pairs(dates, text), text), text)


def _with_year(text: str, dated: Dated) -> Dated:
    """ "in January 2024": the year behind a month that was read without it."""
    year = (
        re.match(r",?\s(?:of\s)?((?:19|20)\d\d)\b", text[dated.end : dated.end + 9]) if dated.kind == "month" else None
    )
    if year is None or text[dated.start : dated.end].isdigit() or not text[dated.start : dated.end].isalpha():
        return dated
    return replace(dated, end=dated.end + year.end(), when=When(int(year.group(1)), dated.when.month))


_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_AND = r"\s?(?:and|&|\+|,|/)\s?"
_MONTHS = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}


@cache
def _pairs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    first = rf"\b{_MONTH}\s(\d{{1,2}}){_AND}(?:{_MONTH}\s)?(\d{{1,2}}),?\s((?:19|20)\d\d)\b"
    second = rf"\b(\d{{1,2}})(?:\s{_MONTH})?{_AND}(\d{{1,2}})\s{_MONTH},?\s((?:19|20)\d\d)\b"
    return re.compile(first, re.IGNORECASE), re.compile(second, re.IGNORECASE)


def _with_pairs(dates: Sequence[Dated], text: str) -> list[Dated]:
    """ "March 4 and 18, 2025", "11 May and 25 May 2026": two days of which only the second one has the year."""
    result = list(dates)
    american, british = _pairs()
    for match in (*american.finditer(text), *british.finditer(text)):
        if match.re is american:
            month, day, other_month, other_day, year = match.groups()
        else:
            day, month, other_day, other_month, year = match.groups()
        try:
            one = When(int(year), _MONTHS[(month or other_month).lower()], int(day))
            two = When(int(year), _MONTHS[(other_month or month).lower()], int(other_day))
        except ValueError:
            continue
        middle = match.start(4) if match.re is american else match.start(3)
        result = [d for d in result if d.end <= match.start() or d.start >= match.end()]
        result.append(Dated(match.start(), middle - 1, one, "full"))
        result.append(Dated(middle, match.end(), two, "full"))
    return sorted(result, key=lambda d: d.start)


def _completed(dates: Sequence[Dated], text: str) -> list[Dated]:
    """ "June 3 and June 17, 2020": a day without its year takes that of the date that it is joined to."""
    result = list(dates)
    for k in range(len(result) - 2, -1, -1):
        day, behind = result[k], result[k + 1]
        if (
            day.kind == "month day"
            and behind.when.exact
            and day.when.day
            and re.fullmatch(r"\s?(?:,|and|&|\+|/)\s?", text[day.end : behind.start])
        ):
            result[k] = replace(day, when=When(behind.when.year, day.when.month, day.when.day))
    return result


@cache
def _range_end() -> re.Pattern[str]:
    return re.compile(r"\s?[-–]\s?(?:(?P<month>\d\d?)/(?:(?P<day>\d\d?)/)?)?(?P<year>(?:19|20)\d\d)\b(?![-/]\d)")


def _with_ranges(dates: Sequence[Dated], text: str) -> list[Dated]:
    """The end of "2013-2015" and "03/2025-12/2025", which is no date of its own elsewhere."""
    result: list[Dated] = []
    known = {dated.start for dated in dates}
    for dated in map(partial(_with_year, text), dates):
        if result and dated.start < result[-1].end:
            continue  # the year of "January 2024"
        result.append(dated)
        match = _range_end().match(text, dated.end)
        if match is None or any(match.start() < start < match.end() for start in known):
            continue
        parts = [int(part) for part in (match["year"], match["month"], match["day"]) if part]
        try:
            when = When(*parts)
        except ValueError:
            continue
        start = match.start("month") if match["month"] else match.start("year")
        if dated.when.earliest <= when.latest:
            result.append(Dated(start, match.end(), when, "range"))
    return result
