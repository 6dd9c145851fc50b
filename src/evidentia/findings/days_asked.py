"""Days on which a dose is asked for: those on or after the day of the part, and not the day of the paper itself."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from evidentia.findings.dates import Dated
from evidentia.findings.passages import Passage
from evidentia.model.when import When


def days_to_come(passage: Passage, start: int, end: int) -> list[Dated]:
    """Full dates on or after the day of the part: those before it are history."""
    first = passage.date.earliest if passage.date else None
    return [
        d for d in _with_short_days(passage)
        if not (d.when == passage.date and _dates_the_asking(passage, d)) and not _is_limit(passage, d) and start <= d.start < end and d.when.exact and (first is None or d.when.earliest >= first - timedelta(days=1))
    ]  # fmt: skip


def _with_short_days(passage: Passage) -> list[Dated]:
    """The dates of a passage, and the days that share the year of the one that follows ("08/24, 08/31 and 9/7/2026",
    "the 4th of May and 1 g on the 18th of May 2026"), and days with points ("5.18.26")."""
    dates = list(passage.dates)
    known = {d.start for d in dates}
    for match in _pointed().finditer(passage.text, passage.start, passage.end):
        day = _when(2000 + int(match["y"]), int(match["m"]), int(match["d"]))
        if day is not None and match.start() not in known:
            dates.append(Dated(match.start(), match.end(), day, "full"))
    for d in [d for d in dates if d.when.exact is not None]:
        here, place = d.when, d.start
        while shared := _shares_year().search(passage.text, max(passage.start, place - 48), place):
            month = int(shared["m"]) if shared["m"] else _MONTHS.index(shared["name"][:3].lower()) + 1
            day = _when(here.earliest.year, month, int(shared["d"] or shared["d2"]))
            if day is not None and day.earliest > here.earliest:
                day = _when(here.earliest.year - 1, month, int(shared["d"] or shared["d2"]))
            start = shared.start("day")
            if day is None or not 0 < (here.earliest - day.earliest).days <= 35:
                break
            dates = [x for x in dates if not (x.start < shared.end("day") and start < x.end)]
            dates.append(Dated(start, shared.end("day"), day, "full"))
            here, place = day, start
    return sorted(dates, key=lambda d: d.start)


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _when(year: int, month: int, day: int) -> When | None:
    try:
        return When(year, month, day) if date(year, month, day) else None
    except ValueError:
        return None


@cache
def _pointed() -> re.Pattern[str]:
    return re.compile(r"(?<![\w./-])(?P<m>1[0-2]|0?[1-9])\.(?P<d>3[01]|[12]\d|0?[1-9])\.(?P<y>2\d|3\d)(?![\w/-]|\.\d)")


@cache
def _shares_year() -> re.Pattern[str]:
    """A day without a year right before another date, with nothing but a joint, and perhaps the amount, between."""
    name = r"(?P<name>(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)\.?"
    return re.compile(
        rf"(?<![\w/.-])(?P<day>(?P<m>1[0-2]|0?[1-9])[/-](?P<d>3[01]|[12]\d|0?[1-9])|(?P<d2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
        rf"\s(?:of\s)?{name})"
        r"(?:\s?[,;&+]\s?(?:and\s|&\s)?|\s(?:and|then)\s)(?:[\d.,]+\s?(?:mg(?:/m2)?|g|grams?)\s)?(?:iv\s)?(?:again\s)?(?:on\s)?(?:the\s)?$",
        re.IGNORECASE,
    )


def _is_limit(passage: Passage, day: Dated) -> bool:
    """ "valid through 6/30/2026", "please answer by 3/20/2026": no dose is given then."""
    return _limit().search(passage.text[max(passage.start, day.start - 24) : day.start]) is not None


@cache
def _limit() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:(?<!\d )(?:through|thru)|until|till|expir\w+|valid to|by|before|no later than|dob|born|birth|biops\w+|bx)\W{1,2}(?:on\s|the\s)?$",
        re.IGNORECASE,
    )


def _dates_the_asking(passage: Passage, day: Dated) -> bool:
    """Whether the day of the paper is that of the paper or of asking: "first requested today", "seen 3/1/2026"."""
    if _dates_it().fullmatch(passage.text, passage.start, day.start):
        return True
    if _of_the_paper().search(passage.text[max(passage.start, day.start - 24) : day.start]):
        return True
    return _asked_on().search(
        passage.text[max(passage.start, day.start - 40) : day.start]
    ) is not None and not re.match(r"\W{0,2}(?:and|\+|&|,)?\s?\d", passage.text[day.end : day.end + 8])


@cache
def _asked_on() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:request(?:ed|ing)?|submit(?:ted|ting)?|ordered|sent|faxed|written|signed|seen|discussed|reviewed|decided|"
        r"asked(?: for)?|applied(?: for)?|appealed|proposed|prescribed|re-?certif\w+)\W{1,2}(?:on\s|again\s|for\s(?=today)|"
        r"as of\s|here\s)?$",
        re.IGNORECASE,
    )


@cache
def _of_the_paper() -> re.Pattern[str]:
    """ "PRIOR AUTHORIZATION FORM - rituximab     Date 05/20/2026"."""
    return re.compile(r"(?<![a-z] )\b(?:date|dated|date of request|form date)\s?:?\s{0,2}$", re.IGNORECASE)


@cache
def _dates_it() -> re.Pattern[str]:
    """ "Order set 2/20/26: …": the day of the paper, not of a dose."""
    return re.compile(
        r"\W*(?:(?:infusion|therapy|new|medication)\s)?(?:order|orders|order set|letter|note|request|form|fax|memo|addendum|"
        r"pa|pa request|rx|prescription|plan|visit|message|date|dated|date of request)\W*(?:dated|of|on|written|signed)?\W*",
        re.IGNORECASE,
    )


def latest_before(passage: Passage) -> date:
    """The latest full date in American order that the document names before a passage."""
    found = [
        day.earliest
        for m in _american().finditer(passage.text, 0, passage.start)
        if (day := _when(int(m["y"]) + (2000 if len(m["y"]) == 2 else 0), int(m["m"]), int(m["d"]))) is not None
    ]
    return max(found, default=date.max)


@cache
def _american() -> re.Pattern[str]:
    return re.compile(r"(?<![\w/.-])(?P<m>\d{1,2})[/-](?P<d>\d{1,2})[/-](?P<y>20\d\d|\d\d)(?![\w/])")
