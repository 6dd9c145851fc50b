"""How numbers, days and lengths of time are written in a text, with their places: the eyes of `reread`, which share nothing with the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from evidentia.model.frozen import changed
from evidentia.model.when import When

NUMBER_WORDS = {
    word: str(number)
    for number, names in enumerate(
        "zero|one single once a an|two twice both second|three third|four fourth|five|six sixth half|seven|eight|nine|ten|eleven|twelve year annual|"
        "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen".split("|")
    )
    for word in names.split()
} | {word: str(10 * n) for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}  # fmt: skip
DAYS = {"day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_BESIDE = 40  # characters from a day to the one that gives it its year


def written_days(lower: str, near: int) -> Iterator[tuple[int, tuple[When, ...]]]:
    """The days that a text writes in figures or with a month's name, with their places; in every near year without one."""
    places: list[tuple[int, list[When]]] = []
    for match in any_day().finditer(lower):
        try:
            places.append((match.start(), list(days_in(match))))
        except ValueError:  # "13/45": no day
            continue
    for (place, written), (after, follows) in pairwise([*places, (len(lower), [])]):
        years = {
            day.year for day in follows if day.year > 1 and after - place < _BESIDE
        }  # "October 2 and October 16, 2024"
        yield place, tuple(day for found in written for day in _near(found, near, years))


def _near(written: When, year: int, more: set[int]) -> list[When]:
    """A day whose year is not written (year 1 stands for it) in every near year, and in that of the day beside it."""
    years = sorted({year - 1, year, year + 1} | more)
    return [written] if written.year > 1 else [changed(written, year=y) for y in years]


def days_with_ends(lower: str) -> Iterator[tuple[int, int, tuple[When, ...]]]:
    for match in any_day().finditer(lower):
        try:
            yield match.start(), match.end(), tuple(days_in(match))
        except ValueError:
            continue


def days_in(match: re.Match[str]) -> Iterator[When]:
    if match["iso"]:
        yield When.parse(match["iso"])
    elif match["my"]:
        month, year = (int(part) for part in match["my"].split("/"))
        yield When(year, month)
    elif match["from"]:  # "11/10-02/08/2026": the year of the end, or the one before
        month, day, last, end, year = (int(n) for n in re.findall(r"\d+", match.group()))
        yield When(_full([year]), last, end)
        yield When(_full([year]) - (month > last), month, day)
    elif match["us"]:
        month, day, *rest = (int(part) for part in re.split(r"[/.-]", match["us"]))
        yield When(_full(rest), month, day)
        if not rest and day > 12:
            yield When(2000 + day, month)  # "3/24" may be March 2024
    elif match["alone"]:
        yield When(int(match["alone"]))
    else:
        month = _MONTHS.index(match["name"][:3]) + 1
        year = _full([int(match["year"].strip("'"))] if match["year"] else [])
        days = [int(n) for k in ("before", "day") if match[k] for n in re.findall(r"\d+", match[k])]
        yield from (When(year, month, day) for day in days)
        if not days:
            yield When(year, month)


def _full(given: Sequence[int]) -> int:
    return next((year if year > 99 else 2000 + year for year in given), 1)


def written_numbers(lower: str) -> Iterator[tuple[int, float]]:
    found = [(match.start(), float(match.group().replace(",", ""))) for match in _digits().finditer(lower)]
    for word, number in NUMBER_WORDS.items():
        place = lower.find(word)
        while place >= 0:
            end = place + len(word)
            if not _is_letter(lower[place - 1 : place]) and not _is_letter(lower[end : end + 1]):
                found.append((place, float(number)))
            place = lower.find(word, end)
    found += [  # "thirty-six"
        (match.start(), float(NUMBER_WORDS[match[1]]) + float(NUMBER_WORDS[match[2]]))
        for match in _compound().finditer(lower)
    ]
    yield from sorted(found)


def _is_letter(char: str) -> bool:
    return "a" <= char <= "z"


@cache
def _compound() -> re.Pattern[str]:
    return re.compile(
        r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ](one|two|three|four|five|six|seven|eight|nine)\b"
    )


@cache
def _digits() -> re.Pattern[str]:
    # "1,250.5", "12.5", ".5": begins with a class of characters, so that the search leaps from one to the next
    return re.compile(r"[\d.](?:(?<=\d)\d*(?:(?:,\d{3})+(?:\.\d+)?|\.\d+)?|(?<=\.)\d+)")


def written_lengths(lower: str) -> Iterator[tuple[int, float]]:
    """The lengths of time that a text writes, in days, with their places. "Last month" and "per day" are none."""
    for match in lengths().finditer(lower):
        if many := number_of(match["n"]):
            yield match.start(), many * next(v for k, v in DAYS.items() if k[0] == match["u"][0])


def number_of(text: str) -> float:
    return float(NUMBER_WORDS.get(text, text if text.replace(".", "", 1).isdigit() else "0"))


@cache
def lengths() -> re.Pattern[str]:
    return re.compile(
        r"(?P<n>\d+(?:\.\d+)?|(?<![a-z])[a-z]+)[\s-]?(?P<u>days?|weeks?|wks?|w|months?|mos?|m|years?|yrs?|y)\b"
    )


@cache
def any_day() -> re.Pattern[str]:
    names = "|".join(_MONTHS)
    day = r"\d\d?(?:st|nd|rd|th)?(?![\d/.-])"
    days = rf"{day}(?:\s?(?:,|and|&|\+)\s?{day})*"  # "5 and 19", "5th & 19th"
    return re.compile(
        r"(?=[\djfmasond])(?:"  # settles most places at once
        r"(?P<iso>\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b)|(?P<my>\b\d\d?/(?:19|20)\d\d\b)|(?P<from>\b\d\d?/\d\d?)\s?[-–]\s?(?P<until>\d\d?/\d\d?/(?:\d{4}|\d\d))\b"
        r"|(?P<us>\b\d\d?/\d\d?(?:/(?:\d{4}|\d\d))?\b|\b\d\d?-\d\d?(?:-(?:\d{4}|\d\d))?\b|\b\d\d?\.\d\d?\.(?:\d{4}|\d\d)\b)"
        rf"|(?P<before>\b{days}(?:\sof)?[\s-])?\b(?P<name>(?:{names})[a-z]*)\.?,?[\s-]?(?P<day>{days}\b)?(?:,?[\s-]?(?P<year>(?:19|20)\d\d|'\d\d))?|(?P<alone>\b(?:19|20)\d\d\b))"
    )
