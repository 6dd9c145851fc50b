"""A sentence about the chart, read again in the chart: a second way to its numbers, dates and drugs.

The reader went from the characters of the chart to findings, proofs and a sentence. Here the way is walked back, without them:
what stands in the sentence must stand around the places that it cites, or follow by arithmetic from what stands there (a daily
dose from "750 BID", "7 days apart" from "weekly" or from two days, a change in percent from the two values of the sentence, weeks
and months between two dates), be the result of a computation that is written out and holds, or be a limit of the rule that it applies. A value of another document, another drug's dose and a
date that nobody wrote are found so. Quotations are compared letter by letter.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import combinations, permutations, product
from typing import Any, NamedTuple

from evidentia.answer.value_dates import swapped
from evidentia.answer.written import DAYS, NUMBER_WORDS, days_with_ends, written_days, written_lengths, written_numbers
from evidentia.model.finding import Chart, Finding, StatedBy
from evidentia.model.frozen import Held, changed, frozen
from evidentia.model.when import When

_ABOVE = 4  # so many of the days written above a place may date it
_REACH = 220  # characters around a cited place that belong to it: its sentence, its row, its heading
_HEAD = 240  # characters of a document's head, where its date stands
_INTERVALS = {
    "weekly": 7, "qwk": 7, "biweekly": 14, "fortnight": 14, "monthly": 30, "quarterly": 91, "semiannual": 182,
    "six-month": 182, "yearly": 365, "annual": 365, "daily": 1, "qd": 1, "/wk": 7, "/week": 7, "a week": 7, "per week": 7,
}  # fmt: skip
Names = Mapping[str, tuple[str, ...]]  # ingredient -> its names, lower case
_Span = tuple[int, int]  # ordinals of the first and the last day that a date may be


@frozen
class Material:
    """What stands around the cited places: the characters (lower case), numbers and days; and the limits of the rule.

    A day that is written without a year stands there in every near year.
    """

    text: str
    numbers: frozenset[float]
    days: tuple[When, ...]
    limits: frozenset[float]
    as_of: date
    quotable: tuple[str, ...] = ()  # the documents, the question and the rule, whole
    lengths: frozenset[float] = frozenset()  # lengths of time that are written there, in days


class _Placed(NamedTuple):
    """What a text holds of one kind, by place."""

    places: list[int]
    values: list[Any]

    @classmethod
    def of(cls, found: Iterable[tuple[int, Any]]) -> _Placed:
        listed = list(found)
        return cls([place for place, _ in listed], [value for _, value in listed])

    def within(self, first: int, last: int, above: int = 0) -> list[Any]:
        """Those that begin in a stretch, and so many of the ones above it."""
        begin = bisect_left(self.places, first)
        return self.values[max(0, begin - above) : bisect_left(self.places, last)]


class _Read(NamedTuple):
    """A text with its numbers, days and lengths of time, read once."""

    lower: str
    numbers: _Placed
    days: _Placed
    lengths: _Placed


@lru_cache(maxsize=64)
def _read(text: str, near: int) -> _Read:
    """`near` is the year about which a day without a year is sought."""
    lower = text.lower()
    return _Read(
        lower,
        _Placed.of(written_numbers(lower)),
        _Placed.of(written_days(lower, near)),
        _Placed.of(written_lengths(lower)),
    )


class _Around(NamedTuple):
    """What stands around one place."""

    text: str
    numbers: frozenset[float]
    days: tuple[tuple[When, ...], ...]
    lengths: frozenset[float]


@lru_cache(maxsize=256)
def _around(text: str, start: int, end: int, near: int) -> _Around:
    """Its surroundings, with the last days written above it and those of the document's head."""
    read = _read(text, near)
    first, last = max(0, start - _REACH), end + _REACH
    return _Around(
        read.lower[first:last],
        frozenset(read.numbers.within(first, last)),
        (*read.days.within(first, last, above=_ABOVE), *read.days.within(0, _HEAD)),
        frozenset(read.lengths.within(first, last)),
    )


def material_of(
    findings: Iterable[Finding], chart: Chart, question: str, limits: Iterable[str], as_of: date
) -> Material:
    """The surroundings of findings in their documents, with the last days that are written above each place."""
    rules = tuple(limits)
    texts = {document.id: document.text for document in chart.documents}
    surroundings: dict[int, _Around] = {}
    for finding in findings:
        places = [(texts[s.document], s.start, s.end) for s in finding.spans if s.document in texts]
        if finding.stated_by is not StatedBy.RECORD:
            places.append((question, 0, len(question)))
        for place in places:
            around = _around(*place, as_of.year)
            surroundings[id(around)] = around
    found = surroundings.values()
    written = {id(days): days for around in found for days in around.days}  # most stand around several places
    return Material(
        "\n".join(dict.fromkeys(around.text for around in found)),
        frozenset().union(*(around.numbers for around in found)),
        tuple(day for days in dict.fromkeys(written.values()) for day in days),
        frozenset(number for rule in rules for number in _limit(rule)),
        as_of,
        (*texts.values(), question, *rules),
        frozenset().union(*(around.lengths for around in found)),
    )


@lru_cache(maxsize=512)
def _limit(rule: str) -> tuple[float, ...]:
    """The numbers of a rule's words."""
    return tuple(number for _, number in written_numbers(rule.lower()))


def unread(sentence: str, material: Material, names: Names) -> list[str]:
    """What of a sentence neither stands at its places nor follows from what stands there.

    >>> m = Material("mmf 750 mg bid", frozenset({750.0}), (), frozenset(), date(2026, 1, 5))
    >>> unread("Mycophenolate 1500 mg/day", m, {}), unread("Mycophenolate 1600 mg/day", m, {})
    ([], ['the number 1600 neither stands at the cited places nor follows from them'])
    """
    bare = _quotations().sub(" ", sentence) if '"' in sentence else sentence
    dates = _dates().findall(bare)
    days = [_day(written) for written in dates]
    figures = list(_figures().finditer(_dates().sub(" ", bare) if dates else bare))
    material, wrong = _computed(bare, material) if " = " in bare else (material, [])
    said = [float(match["number"].replace(",", "")) for match in figures]
    strange = [f"the number {match['number']}" for match in figures if not _follows(match, said, days, material)]
    strange += [f"the computation {sum}" for sum in wrong]
    strange += [f"the date {day}" for day in days if day not in material.days and not _is_written(day, material)]
    strange += swapped(bare, material.text, days_with_ends) if days else []
    strange += [f"the drug {drug}" for drug in _drugs(bare, names) if not any(n in material.text for n in names[drug])]
    strange += [
        f"the quotation {m.group()}" for m in _quotations().finditer(sentence) if not _is_quoted(m.group(), material)
    ]
    return [f"{what} neither stands at the cited places nor follows from them" for what in dict.fromkeys(strange)]


def _computed(sentence: str, material: Material) -> tuple[Material, list[str]]:
    """The material with what the sentence computes in the open from it ("1000 mg / 10 mg a unit = 100 units"), and the
    computations that do not hold."""
    numbers, wrong = material.numbers | material.limits, []
    counts = _counts([], material) if " x " in sentence else frozenset()
    for match in _equations().finditer(sentence):
        a, b, result = (float(match[name].replace(",", "")) for name in ("a", "b", "result"))
        is_product = match["sign"] == "x"
        if abs(a * b - result if is_product else a - result * b) > 1e-6:
            wrong.append(match.group())
        elif (a in numbers or a / 1000 in numbers) and (b in numbers or (is_product and b in counts)):
            numbers |= {result}
    return changed(material, numbers=numbers), wrong


@lru_cache(maxsize=1024)
def _day(text: str) -> When:
    return When.parse(text)


def _is_quoted(words: str, material: Material) -> bool:
    """Whether the words stand in a document or in the rule, letter by letter but for the breaks of lines; "…" may stand for what is left out."""
    return any(
        all(" ".join(piece.split()) in _squeezed(text) for piece in re.split("…|\\.\\.\\.", words.strip('"')))
        for text in material.quotable
    )


@lru_cache(maxsize=64)
def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _is_written(day: When, material: Material) -> bool:
    """Whether a date is written there, as a day that it lies in, or counts from one by words ("3 weeks ago")."""
    if day.earliest <= material.as_of <= day.latest or _relative().search(material.text):
        return True
    return any(
        day.earliest <= written.latest and written.earliest <= day.latest
        for written in material.days
        if written.month is not None
    )


def _drugs(sentence: str, names: Names) -> list[str]:
    """The drugs of the clauses that tell of something; what the record does not state stands nowhere."""
    if not any(word in names for word in _drug_word().findall(sentence.lower())):
        return []
    told = [clause for clause in re.split(r"[.;]\s", sentence) if not _silent().search(clause)]
    return [word for clause in told for word in _drug_word().findall(clause.lower()) if word in names]


@cache
def _drug_word() -> re.Pattern[str]:
    return re.compile(r"[a-z][a-z-]{4,}")


def _follows(match: re.Match[str], said: Sequence[float], days: Sequence[When], material: Material) -> bool:
    number = float(match["number"].replace(",", ""))
    if number in material.numbers or number in material.limits:
        return True
    unit = (match["unit"] or "").lower()
    if unit == "%":
        scaled = [*said, *(n * 1000 for n in said)]  # "4.1 g/day … 980 mg/day"
        changes = (abs(b - a) / a * 100 for a, b in permutations(scaled, 2) if a)
        return any(abs(change - number) <= 0.51 for change in changes)
    for name, length in DAYS.items():
        if unit.startswith(name):
            wanted, about = number * length, max(length, 2)
            return any(abs(gap - wanted) <= about for gap in _gaps(days, material))
    if match.string.endswith("x ", 0, match.start()):
        return number in _counts(days, material)
    if unit == "g/kg":
        return any(abs(a / b - number) <= 0.006 for a, b in permutations(_weights(material), 2) if b)
    if unit == "kg":
        return any(abs(n * 0.45359237 - number) <= 0.51 for n in material.numbers)
    if re.match(r"\s?g/(?:dl|l)\b", match.string[match.end() : match.end() + 6], re.IGNORECASE) and any(
        abs(number - made) < 1e-6 for n in material.numbers for made in (n * 10, n / 10)
    ):
        return True
    factors = (8.84, 1 / 8.84, 113.12, 1 / 113.12)  # mg/mmol to mg/g, and g/g
    if any(abs(number - n * f) <= 0.006 + 0.002 * number for n in material.numbers for f in factors if n):
        return True
    behind = match.string[match.end() :].lstrip()
    if re.match(r"in\b", behind) and any(
        number == 12 * feet + inches
        for feet in material.numbers
        if 3 <= feet <= 8
        for inches in (0.0, *material.numbers)
    ):
        return True  # "5 ft 5 in" is 65 in
    index = behind.startswith("kg/m2")
    if index and any(abs(number - made) <= 0.051 for made in _indices(said)):
        return True
    return any(
        abs(number - made) < 1e-6
        for n in material.numbers
        for made in (2 * n, 3 * n, 4 * n, n * 1000, n / 1000, 2000 * n, 3000 * n, n / 2)
    )


def _weights(material: Material) -> list[float]:
    """The numbers there, with pounds in kilograms and what is given on several days put together."""
    told = sorted(material.numbers)
    return [*told, *(n * 0.45359237 for n in told), *(n * d for n in told for d in (2, 3, 4, 5))]


def _gaps(days: Sequence[When], material: Material) -> Iterator[float]:
    """Lengths of time, in days, that the surroundings state or that lie between two days, of the sentence or written there."""
    stated, written = _stated(Held(material))
    yield from stated
    said = [_span(day) for day in days]
    yield from _between([*combinations(said, 2), *product(said, written)])


@lru_cache(maxsize=64)
def _stated(held: Held[Material]) -> tuple[frozenset[float], Sequence[_Span]]:
    """What the surroundings alone give: lengths of time, and the days (the date of service is one)."""
    material = held.value
    gaps = {float(length) for word, length in _INTERVALS.items() if word in material.text}
    gaps.update(material.lengths)
    marks = [int(n) for m in _day_list().finditer(material.text) for n in re.findall(r"\d+", m.group())]
    gaps.update(float(abs(b - a)) for a, b in combinations(marks, 2))
    written = [*map(_span, material.days), _span(When.of(material.as_of))]
    gaps.update(_between(combinations(written, 2)))
    return frozenset(gaps), written


@lru_cache(maxsize=1024)
def _span(day: When) -> _Span:
    return day.earliest.toordinal(), day.latest.toordinal()


def _between(pairs: Iterable[tuple[_Span, _Span]]) -> Iterator[float]:
    for (earliest, latest), (early, late) in pairs:
        yield float(abs(early - earliest))
        yield float(abs(late - latest))
        yield float(abs(early - latest))


def _indices(said: Sequence[float]) -> Iterator[float]:
    """The body mass indices that two of the numbers give as weight (kg, lb) and height (cm, in, m)."""
    for weight, height in permutations(said, 2):
        yield from (
            mass / length**2
            for mass in (weight, weight * 0.45359237)
            for length in (height / 100, height * 0.0254, height)
            if 1.2 < length < 2.3
        )


def _counts(days: Sequence[When], material: Material) -> frozenset[float]:
    """How many doses: a number in words, or as many as there are days."""
    there = set(re.findall(r"\w+", material.text))
    words = {float(number) for word, number in NUMBER_WORDS.items() if word in there}
    listed = sum(len(re.findall(r"\d+", found)) for found in _day_list().findall(material.text))
    many = listed + len(material.days)
    return frozenset(words | {float(n) for n in range(1, max(many, len(days)) + 1)})


@cache
def _figures() -> re.Pattern[str]:
    return re.compile(
        # begins with its digit, so that the search goes from digit to digit
        r"(?P<number>\d(?<![\w.,/-]\d)\d*(?:,\d{3})*(?:\.\d+)?)(?![\w-])(?:\s?(?P<unit>%|g/kg|kg\b(?!/)|days?|weeks?|months?|years?))?"
    )


@cache
def _equations() -> re.Pattern[str]:
    number = r"\d+(?:,\d{3})*(?:\.\d+)?"
    return re.compile(
        rf"(?<![\w.,-])(?P<a>{number})(?: [a-z]+)? (?P<sign>[x/]) (?P<b>{number})(?: [a-z]+){{0,3}} = (?P<result>{number})(?![\w.,-])"
    )


@cache
def _dates() -> re.Pattern[str]:
    return re.compile(r"(?:19|20)(?<!\w\d\d)\d\d-\d\d(?:-\d\d)?\b")


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
def _day_list() -> re.Pattern[str]:
    return re.compile(r"\bd(?:ay)?s?\s?\d+(?:\s?(?:,|&|and|\+|/)\s?(?:d(?:ay)?\s?)?\d+)*")
