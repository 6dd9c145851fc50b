"""Dates that only their neighbours complete: "March 4 and 18, 2025", "2013-2015", "6/3 + 6/17/2025"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, partial

from evidentia.findings.dates import Dated
from evidentia.model.frozen import changed
from evidentia.model.when import When


def repaired(dates: Sequence[Dated], text: str) -> list[Dated]:
    """The dates of a text in order, with the years and ends of ranges that stand only with their neighbours."""
    kept = _with_month_ranges([dated for dated in dates if not _counts_doses(dated, text)], text)
    lower = text.lower()
    in_words = any(month in lower for month in _MONTHS)
    kept = _with_full_ranges(_with_named_months(kept, text) if in_words else kept, text)
    kept = _with_iso_pairs(kept, text)
    kept = _with_day_lists(kept, text) if in_words else kept
    return _with_ranges(_completed(_with_pairs(kept, text) if in_words else kept, text), text)


@cache
def _month_range() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\d/.-])(?P<m1>0?[1-9]|1[0-2])/(?P<y1>1[5-9]|[23]\d)\s?(?:-|–|to|thru|through|until)\s?(?P<m2>0?[1-9]|1[0-2])/"
        r"(?P<y2>1[5-9]|[23]\d)(?![\d/-])",
        re.IGNORECASE,
    )


_LONG = 45  # days: nobody writes a longer stretch of days without a year


def _with_month_ranges(dates: Sequence[Dated], text: str) -> list[Dated]:
    """ "3/24-12/24" beside a drug: months with their years, where days without a year would span more than six weeks."""
    result = list(dates)
    for match in _month_range().finditer(text):
        one, two = When(2000 + int(match["y1"]), int(match["m1"])), When(2000 + int(match["y2"]), int(match["m2"]))
        as_days = _days_between(match)
        if one.earliest > two.earliest or (as_days is not None and 0 <= as_days <= _LONG):
            continue
        result = [d for d in result if d.end <= match.start() or d.start >= match.end()]
        result.append(Dated(match.start("m1"), match.end("y1"), one, "range"))
        result.append(Dated(match.start("m2"), match.end("y2"), two, "range"))
    return sorted(result, key=lambda d: d.start)


@cache
def _full_range() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\d/.-])(?P<a>\d{1,2}/\d{1,2})(?:/(?P<ya>(?:20)?\d\d))?\s?[-–]\s?(?P<b>\d{1,2}/\d{1,2})/(?P<yb>(?:20)?\d\d)(?![\d/-])"
    )


def _with_full_ranges(dates: Sequence[Dated], text: str) -> list[Dated]:
    """ "11/3/25-1/12/26", "03/02-05/18/2026": two days of which the first may take its year from the second."""
    result = list(dates)
    for match in _full_range().finditer(text):
        try:
            two = When(_year(match["yb"]), *map(int, match["b"].split("/")))
            one = When(_year(match["ya"] or match["yb"]), *map(int, match["a"].split("/")))
        except ValueError:
            continue
        if one.earliest > two.earliest and not match["ya"]:
            one = When(one.year - 1, one.month, one.day)
        if one.earliest > two.earliest:
            continue
        result = [d for d in result if d.end <= match.start() or d.start >= match.end()]
        middle = match.end("ya") if match["ya"] else match.end("a")
        result += [Dated(match.start(), middle, one, "full"), Dated(match.start("b"), match.end(), two, "full")]
    return sorted(result, key=lambda d: d.start)


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


@cache
def _named_months() -> re.Pattern[str]:
    name = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
    return re.compile(
        rf"(?=[jfmasond])\b(?P<m1>{name})\.?,?(?:\s?(?P<y1>20\d\d))?\s?(?:-|–|to|thru|through|until)\s?(?P<m2>{name})\.?,?\s?(?P<y2>20\d\d)\b",
        re.IGNORECASE,
    )


def _with_named_months(dates: Sequence[Dated], text: str) -> list[Dated]:
    """ "Jan-Sept 2025", "Nov 2024 to Mar 2025": two months of which the year may stand only behind the second."""
    result = list(dates)
    for match in _named_months().finditer(text):
        first, last = (_MONTHS[match[name][:3].lower()] for name in ("m1", "m2"))
        year = int(match["y2"])
        one = When(int(match["y1"]) if match["y1"] else year - (first > last), first)
        two = When(year, last)
        if one.earliest > two.earliest:
            continue
        result = [d for d in result if d.end <= match.start() or d.start >= match.end()]
        result.append(Dated(match.start("m1"), match.end("y1" if match["y1"] else "m1"), one, "range"))
        result.append(Dated(match.start("m2"), match.end("y2"), two, "range"))
    return sorted(result, key=lambda d: d.start)


def _with_iso_pairs(dates: Sequence[Dated], text: str) -> list[Dated]:
    """ "2025-03-04 / 03-18": the second day has the year of the first."""
    result = list(dates)
    for match in _iso_pair().finditer(text):
        try:
            one = When(int(match["y"]), int(match["m1"]), int(match["d1"]))
            two = When(int(match["y"]), int(match["m2"]), int(match["d2"]))
        except ValueError:
            continue
        if one.earliest < two.earliest:
            result = [d for d in result if d.end <= match.start() or d.start >= match.end()]
            result.append(Dated(match.start(), match.end("d1"), one, "full"))
            result.append(Dated(match.start("m2"), match.end(), two, "full"))
    return sorted(result, key=lambda d: d.start)


@cache
def _iso_pair() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w-])(?P<y>20\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)\s?(?:/|&|\+|,|and)\s?(?P<m2>\d\d)-(?P<d2>\d\d)(?![\w-])",
        re.IGNORECASE,
    )


def _with_day_lists(dates: Sequence[Dated], text: str) -> list[Dated]:
    """ "September 29, October 6, 13, 20": days behind a month share it, and its year."""
    result = list(dates)
    for dated in dates:
        if dated.when.day is None or not text[dated.start : dated.start + 1].isalpha():
            continue
        place = dated.end
        while more := _next_day().match(text, place):
            try:
                day = When(dated.when.year, dated.when.month, int(more["d"]))
            except ValueError:
                break
            if not any(d.start < more.end("d") and more.start("d") < d.end for d in result):
                result.append(Dated(more.start("d"), more.end("d"), day, dated.kind))
            place = more.end("d")
    return sorted(result, key=lambda d: d.start)


@cache
def _next_day() -> re.Pattern[str]:
    return re.compile(
        r"(?:,\s?(?:and\s)?|\s(?:and|&)\s)(?P<d>[12]\d|3[01]|[1-9])(?:st|nd|rd|th)?(?=\s?(?:,|\.(?!\d)|;|\)|$|\sand\s|\s&\s|\n))(?!,\s?20\d\d)",
        re.IGNORECASE,
    )


def _days_between(match: re.Match[str]) -> int | None:
    """The days from the first to the second where both are read as month and day of one year."""
    try:
        first = When(2024, int(match["m1"]), int(match["y1"]))
        return (When(2024, int(match["m2"]), int(match["y2"])).earliest - first.earliest).days
    except ValueError:
        return None


@cache
def _doses() -> re.Pattern[str]:
    return re.compile(
        r"\s?(?:planned\s|scheduled\s|of\s)?(?:doses?|infusions?|pulses?|cycles?|treatments?)\b", re.IGNORECASE
    )


def _counts_doses(dated: Dated, text: str) -> bool:
    """ "6/6 doses completed" is a count and no day in June."""
    written = text[dated.start : dated.end]
    return re.fullmatch(r"\d{1,2}/\d{1,2}", written) is not None and _doses().match(text, dated.end) is not None


def _with_year(text: str, dated: Dated) -> Dated:
    """ "in January 2024": the year behind a month that was read without it."""
    year = (
        re.match(r",?\s(?:of\s)?((?:19|20)\d\d)\b", text[dated.end : dated.end + 9]) if dated.kind == "month" else None
    )
    if year is None or text[dated.start : dated.end].isdigit() or not text[dated.start : dated.end].isalpha():
        return dated
    return changed(dated, end=dated.end + year.end(), when=When(int(year.group(1)), dated.when.month))


_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_AND = r"\s?(?:and|&|\+|,|/)\s?"
_MONTHS = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}


@cache
def _pairs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    first = rf"\b{_MONTH}\s(\d{{1,2}}){_AND}(?:{_MONTH}\s)?(\d{{1,2}}),?\s((?:19|20)\d\d)\b"
    nth = r"(?:st|nd|rd|th)?"
    second = rf"\b(\d{{1,2}}){nth}(?:\s(?:of\s)?{_MONTH})?{_AND}(?:the\s)?(\d{{1,2}}){nth}\s(?:of\s)?{_MONTH},?\s((?:19|20)\d\d)\b"
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
            result[k] = changed(day, when=When(behind.when.year, day.when.month, day.when.day))
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
