"""A sentence about the chart, read again in the chart: a second way to its numbers, dates and drugs.

The reader went from the characters of the chart to findings, proofs and a sentence. Here the way is walked back, without them:
what stands in the sentence must stand around the places that it cites, or follow by arithmetic from what stands there (a daily
dose from "750 BID", "7 days apart" from "weekly" or from two days, a change in percent from the two values of the sentence, weeks
and months between two dates), or be a limit of the rule that it applies. A value of another document, another drug's dose and a
date that nobody wrote are found so. Quotations are compared letter by letter.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import combinations, permutations
from typing import NamedTuple

from evidentia.model.finding import Chart, Finding, StatedBy
from evidentia.model.frozen import changed, frozen
from evidentia.model.when import When

_ABOVE = 4  # so many of the days written above a place may date it
_REACH = 220  # characters around a cited place that belong to it: its sentence, its row, its heading
_HEAD = 240  # characters of a document's head, where its date stands
_WORDS = {
    word: str(number)
    for number, names in enumerate(
        "zero|one single once a an|two twice both second|three third|four fourth|five|six sixth half|seven|eight|nine|ten|eleven|twelve year annual|"
        "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen".split("|")
    )
    for word in names.split()
} | {word: str(10 * n) for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}  # fmt: skip
_DAYS = {"day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
_INTERVALS = {
    "weekly": 7, "qwk": 7, "biweekly": 14, "fortnight": 14, "monthly": 30, "quarterly": 91, "semiannual": 182,
    "six-month": 182, "yearly": 365, "annual": 365, "daily": 1, "qd": 1, "/wk": 7, "/week": 7, "a week": 7, "per week": 7,
}  # fmt: skip
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


Names = Mapping[str, tuple[str, ...]]  # ingredient -> its names, lower case


@frozen
class Material:
    """What stands around the cited places: the characters (lower case), numbers and days; and the limits of the rule."""

    text: str
    numbers: frozenset[float]
    days: tuple[When, ...]
    limits: frozenset[float]
    as_of: date
    quotable: tuple[str, ...] = ()  # the documents and the question, whole


class _Read(NamedTuple):
    """A text with its numbers and days by place, read once."""

    lower: str
    number_places: list[int]
    numbers: list[float]
    day_places: list[int]
    days: list[tuple[When, ...]]


@lru_cache(maxsize=256)
def _read(text: str) -> _Read:
    lower = text.lower()
    numbers = sorted(_numbers(lower))
    days = list(_written_days(lower))
    return _Read(lower, [p for p, _ in numbers], [n for _, n in numbers], [p for p, _ in days], [d for _, d in days])


def material_of(
    findings: Iterable[Finding], chart: Chart, question: str, limits: Iterable[str], as_of: date
) -> Material:
    """The surroundings of findings in their documents, with the last days that are written above each place."""
    texts = {document.id: document.text for document in chart.documents}
    pieces: list[str] = []
    numbers: set[float] = set()
    days: dict[tuple[When, ...], None] = {}
    for finding in findings:
        places = [(texts[s.document], s.start, s.end) for s in finding.spans if s.document in texts]
        if finding.stated_by is not StatedBy.RECORD:
            places.append((question, 0, len(question)))
        for text, start, end in places:
            read = _read(text)
            first, last = max(0, start - _REACH), end + _REACH
            pieces.append(read.lower[first:last])
            numbers.update(read.numbers[bisect_left(read.number_places, first) : bisect_left(read.number_places, last)])
            near, behind = bisect_left(read.day_places, first), bisect_left(read.day_places, last)
            days.update(dict.fromkeys(read.days[max(0, near - _ABOVE) : behind]))
            days.update(dict.fromkeys(read.days[: bisect_left(read.day_places, _HEAD)]))
    return Material(
        "\n".join(dict.fromkeys(pieces)),
        frozenset(numbers),
        tuple(day for several in days for day in several),
        frozenset(n for limit in limits for n in _read(limit).numbers),
        as_of,
        (*texts.values(), question),
    )


def unread(sentence: str, material: Material, names: Names) -> list[str]:
    """What of a sentence neither stands at its places nor follows from what stands there.

    >>> m = Material("mmf 750 mg bid", frozenset({750.0}), (), frozenset(), date(2026, 1, 5))
    >>> unread("Mycophenolate 1500 mg/day", m, {}), unread("Mycophenolate 1600 mg/day", m, {})
    ([], ['the number 1600 neither stands at the cited places nor follows from them'])
    """
    bare = _quotations().sub(" ", sentence)
    days = [When.parse(match.group()) for match in _dates().finditer(bare)]
    dateless = _dates().sub(" ", bare)
    said = [float(m["number"].replace(",", "")) for m in _figures().finditer(dateless)]
    strange = [
        f"the number {match['number']}"
        for match in _figures().finditer(dateless)
        if not _follows(match, said, days, material)
    ]
    dated = _dated(material) if days else []
    strange += [f"the date {day}" for day in days if day not in dated and not _is_written(day, material, dated)]
    strange += [f"the drug {drug}" for drug in _drugs(bare, names) if not any(n in material.text for n in names[drug])]
    strange += [
        f"the quotation {m.group()}" for m in _quotations().finditer(sentence) if not _is_quoted(m.group(), material)
    ]
    return [f"{what} neither stands at the cited places nor follows from them" for what in dict.fromkeys(strange)]


def _is_quoted(words: str, material: Material) -> bool:
    """Whether the words stand in a document, letter by letter but for the breaks of lines; "…" may stand for what is left out."""
    return any(
        all(" ".join(piece.split()) in _squeezed(text) for piece in re.split("…|\\.\\.\\.", words.strip('"')))
        for text in material.quotable
    )


@lru_cache(maxsize=64)
def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _is_written(day: When, material: Material, dated: Sequence[When]) -> bool:
    """Whether a date is written there, as a day that it lies in, or counts from one by words ("3 weeks ago")."""
    if day.earliest <= material.as_of <= day.latest or _relative().search(material.text):
        return True
    return any(
        day.earliest <= written.latest and written.earliest <= day.latest
        for written in dated
        if written.month is not None
    )


def _drugs(sentence: str, names: Names) -> list[str]:
    """The drugs of the clauses that tell of something; what the record does not state stands nowhere."""
    told = [clause for clause in re.split(r"[.;]\s", sentence) if not _silent().search(clause)]
    return [word for clause in told for word in re.findall(r"[a-z][a-z-]{4,}", clause.lower()) if word in names]


def _follows(match: re.Match[str], said: Sequence[float], days: Sequence[When], material: Material) -> bool:
    number = float(match["number"].replace(",", ""))
    if number in material.numbers or number in material.limits:
        return True
    unit = (match["unit"] or "").lower()
    if unit == "%":
        scaled = [*said, *(n * 1000 for n in said)]  # "4.1 g/day … 980 mg/day"
        changes = (abs(b - a) / a * 100 for a, b in permutations(scaled, 2) if a)
        return any(abs(change - number) <= 0.51 for change in changes)
    for name, length in _DAYS.items():
        if unit.startswith(name):
            return any(abs(gap - number * length) <= max(length, 2) for gap in _gaps(days, material))
    if match["lead"] == "x ":
        return number in _counts(days, material)
    factors = (8.84, 1 / 8.84, 113.12, 1 / 113.12)  # mg/mmol to mg/g, and g/g
    if any(abs(number - n * f) <= 0.006 + 0.002 * number for n in material.numbers for f in factors if n):
        return True
    return any(
        abs(number - made) < 1e-6
        for n in material.numbers
        for made in (2 * n, 3 * n, 4 * n, n * 1000, n / 1000, 2000 * n, 3000 * n, n / 2)
    )


def _gaps(days: Sequence[When], material: Material) -> Iterator[float]:
    """Lengths of time, in days, that the surroundings state or that lie between two days."""
    for word, length in _INTERVALS.items():
        if word in material.text:
            yield float(length)
    for match in _lengths().finditer(material.text):
        yield _number(match["n"]) * next(v for k, v in _DAYS.items() if k[0] == match["u"][0])
    marks = [int(n) for m in _day_list().finditer(material.text) for n in re.findall(r"\d+", m.group())]
    yield from (float(abs(b - a)) for a, b in combinations(marks, 2))
    known = [*days, *_dated(material), When.of(material.as_of)]
    for a, b in combinations(known, 2):
        yield float(abs((b.earliest - a.earliest).days))
        yield float(abs((b.latest - a.latest).days))
        yield float(abs((b.earliest - a.latest).days))


def _counts(days: Sequence[When], material: Material) -> frozenset[float]:
    """How many doses: a number in words, or as many as there are days."""
    words = {float(number) for word, number in _WORDS.items() if re.search(rf"\b{word}\b", material.text)}
    listed = sum(len(re.findall(r"\d+", found)) for found in _day_list().findall(material.text))
    many = listed + len(_dated(material))
    return frozenset(words | {float(n) for n in range(1, max(many, len(days)) + 1)})


def _dated(material: Material) -> list[When]:
    """The written days; one without a year (year 0 stands for it here) takes every near year."""
    near = material.as_of.year
    return [
        day
        for written in material.days
        for day in ([written] if written.year > 1 else [changed(written, year=y) for y in (near - 1, near, near + 1)])
    ]


def _written_days(lower: str) -> Iterator[tuple[int, tuple[When, ...]]]:
    """The days that a text writes in figures or with a month's name, with their places; year 1 where it gives none."""
    for match in _any_day().finditer(lower):
        try:
            yield match.start(), tuple(_days_in(match))
        except ValueError:  # "13/45": no day
            continue


def _days_in(match: re.Match[str]) -> Iterator[When]:
    if match["iso"]:
        yield When.parse(match["iso"])
    elif match["my"]:
        month, year = (int(part) for part in match["my"].split("/"))
        yield When(year, month)
    elif match["us"]:
        month, day, *rest = (int(part) for part in re.split(r"[/-]", match["us"]))
        yield When(_full(rest), month, day)
        if not rest and day > 12:
            yield When(2000 + day, month)  # "3/24" may be March 2024
    elif match["alone"]:
        yield When(int(match["alone"]))
    else:
        month = _MONTHS.index(match["name"][:3]) + 1
        year = _full([int(match["year"].strip("'"))] if match["year"] else [])
        days = [int(re.sub(r"\D", "", match[k])) for k in ("before", "day") if match[k]]
        yield from (When(year, month, day) for day in days)
        if not days:
            yield When(year, month)


def _full(given: Sequence[int]) -> int:
    return next((year if year > 99 else 2000 + year for year in given), 1)


def _numbers(lower: str) -> Iterator[tuple[int, float]]:
    for match in _number_or_word().finditer(lower):
        if match["n"]:
            yield match.start(), float(match["n"].replace(",", ""))
        elif match["w"] in _WORDS:
            yield match.start(), float(_WORDS[match["w"]])
    for match in _compound().finditer(lower):  # "thirty-six"
        yield match.start(), float(_WORDS[match[1]]) + float(_WORDS[match[2]])


@cache
def _compound() -> re.Pattern[str]:
    return re.compile(
        r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ](one|two|three|four|five|six|seven|eight|nine)\b"
    )


@cache
def _number_or_word() -> re.Pattern[str]:
    return re.compile(r"(?P<n>\d+(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+)|(?P<w>[a-z]+)")


def _number(text: str) -> float:
    return float(_WORDS.get(text, text if text.replace(".", "", 1).isdigit() else "0"))


@cache
def _figures() -> re.Pattern[str]:
    return re.compile(
        r"(?P<lead>x )?(?<![\w.,/-])(?P<number>\d+(?:,\d{3})*(?:\.\d+)?)(?![\w-])(?:\s?(?P<unit>%|days?|weeks?|months?|years?))?"
    )


@cache
def _dates() -> re.Pattern[str]:
    return re.compile(r"\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b")


@cache
def _relative() -> re.Pattern[str]:
    return re.compile(r"\b(?:ago|today|yesterday|last|earlier|prior)\b")


@cache
def _silent() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:states? no|no\b.{0,60}\bdocumented|not documented|does not|no statement|not stated|is not (?:stated|named|documented)|neither|nothing)\b",
        re.IGNORECASE,
    )


@cache
def _quotations() -> re.Pattern[str]:
    return re.compile(r'"[^"]*"')


@cache
def _lengths() -> re.Pattern[str]:
    return re.compile(r"(?P<n>\d+(?:\.\d+)?|[a-z]+)[\s-]?(?P<u>days?|weeks?|wks?|w|months?|mos?|m|years?|yrs?|y)\b")


@cache
def _day_list() -> re.Pattern[str]:
    return re.compile(r"\bd(?:ay)?s?\s?\d+(?:\s?(?:,|&|and|\+|/)\s?(?:d(?:ay)?\s?)?\d+)*")


@cache
def _any_day() -> re.Pattern[str]:
    names = "|".join(_MONTHS)
    return re.compile(
        r"(?P<iso>\b(?:19|20)\d\d-\d\d(?:-\d\d)?\b)|(?P<my>\b\d\d?/(?:19|20)\d\d\b)|(?P<us>\b\d\d?/\d\d?(?:/(?:\d{4}|\d\d))?\b|\b\d\d?-\d\d?(?:-(?:\d{4}|\d\d))?\b)"
        rf"|(?P<before>\b\d\d?(?:st|nd|rd|th)?[\s-])?\b(?P<name>(?:{names})[a-z]*)\.?,?[\s-]?(?P<day>\d\d?\b)?(?:,?[\s-]?(?P<year>(?:19|20)\d\d|'\d\d))?|(?P<alone>\b(?:19|20)\d\d\b)"
    )
