"""Who the patient is, as far as criteria ask: age, birth date, sex. Each as written; nothing is reckoned here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from evidentia.findings.context import about
from evidentia.findings.dates import find_dates
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Finding, Kind, Span
from evidentia.model.quantity import Quantity
from evidentia.model.when import When

_OLDEST = 120


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The PATIENT findings of a chart: "age" (years, as of the day of its note), "birth date", "male", "female".

    A sex is told by a noun ("52F", "a 47-year-old woman", "Sex: M") or by a title; pronouns count where no noun does.
    """
    found = [f for page in pages for sentence in page.sentences for f in _sentence(page, sentence)]
    if not any(f.concept in ("male", "female") for f in found):
        found += [f for page in pages for sentence in page.sentences for f in _pronouns(page, sentence)]
    return found


def _sentence(page: Page, sentence: Sentence) -> Iterator[Finding]:
    text = page.text
    for match in _age().finditer(text, sentence.start, sentence.end):
        years = next(_number(match[k]) for k in ("a", "b", "c", "d", "e", "f", "g") if match[k])
        named = match["title"] or match["g"]  # the name itself says whose age it is
        own = about(page, sentence, match.start()) == "patient" if named else _is_own(page, sentence, match.start())
        if years <= _OLDEST and own:
            when = page.date_of(match.start())
            yield _finding(page, "age", match.start(), match.end(), when, Quantity(Decimal(years), "y"))
            if sex := match["sex"] or match["short"] or match["letter"] or _titled(match["title"]):
                yield _finding(page, _sex(sex), match.start(), match.end())
    for match in _percentile().finditer(text, sentence.start, sentence.end):
        if about(page, sentence, match.start()) == "patient" and re.search(
            r"\bBMI\b|body mass", text[max(0, match.start() - 120) : match.end() + 60], re.I
        ):
            value = Quantity(Decimal(match["p"]), "")
            yield _finding(page, "bmi percentile", match.start(), match.end(), page.date_of(match.start()), value)
    for match in _birth().finditer(text, sentence.start, sentence.end):
        behind = [d for d in find_dates(page, match.end(), match.end() + 24) if d.when.year > 1]
        if behind and _is_own(page, sentence, match.start()):
            yield _finding(page, "birth date", match.start(), behind[0].end, _past(behind[0].when))
        elif (old := _old_date().match(text, match.end())) is not None and (day := _written(old)) is not None:
            yield _finding(page, "birth date", match.start(), old.end(), day)
    for match in _noun().finditer(text, sentence.start, sentence.end):
        if _is_own(page, sentence, match.start()):
            word = next(w for w in match.groups() if w)
            yield _finding(page, _sex(word), match.start(), match.end())


def _pronouns(page: Page, sentence: Sentence) -> Iterator[Finding]:
    for match in _pronoun().finditer(page.text, sentence.start, sentence.end):
        if about(page, sentence, match.start()) == "patient":
            yield _finding(page, _sex(match.group()), match.start(), match.end())


def _is_own(page: Page, sentence: Sentence, place: int) -> bool:
    before = page.text[max(sentence.start, place - 30) : place]
    return about(page, sentence, place) == "patient" and not _elsewhere().search(before)


def _finding(
    page: Page, concept: str, start: int, end: int, when: When | None = None, value: Quantity | None = None
) -> Finding:
    return Finding("", Kind.PATIENT, concept, (Span(page.document.id, start, end),), when=when, value=value)


_TENS = "(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_ONES = "(?:one|two|three|four|five|six|seven|eight|nine)"
_WORDS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine".split())} | {
    w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}


def _number(text: str) -> int:
    return int(text) if text.isdigit() else sum(_WORDS[word] for word in text.lower().split("-"))


def _titled(title: str | None) -> str | None:
    return title if title in ("Mr", "Mrs", "Ms", "Miss") else None


def _sex(word: str) -> str:
    return "male" if word.lower().rstrip(".") in _MALE else "female"


_MALE = frozenset("m man male gentleman boy mr he his him himself father husband".split())


def _past(when: When) -> When:
    """ "DOB 3/4/80": a birth date of two digits lies in the past."""
    return when if when.year <= date.max.year and when.year < 2027 else When(when.year - 100, when.month, when.day)


def _written(match: re.Match[str]) -> When | None:
    year = int(match["y"])
    try:
        return When(year, int(match["m"]), int(match["d"]))
    except ValueError:
        return None


@cache
def _age() -> re.Pattern[str]:
    sex = r"(?P<sex>man|woman|male|female|gentleman|lady|boy|girl|M|F)\b"
    years = r"(?:years?|yrs?)[ -]?(?:old|of age)|y\.?\s?/?\s?o\.?(?!\w)|yo(?!\w)|y/o"
    return re.compile(
        rf"(?<![\w./-])(?:(?P<a>\d{{1,3}})[ -]?(?:{years})[ -]?(?:\w+[ -]){{0,2}}?(?:{sex})?"
        rf"|(?P<b>\d{{2}})\s?(?-i:(?P<short>[MF]))\b"
        rf"|(?i:\bage[d]?|\bAge:)\W{{0,3}}(?:is\s)?(?P<c>\d{{1,3}})(?![\d/]|\.\d|\s?(?:%|mg|months?|and (?:over|older|above)))"
        rf"|(?i:\b(?:he|she|patient|pt|(?:mr|ms|mrs|miss)\.? \w+\.?|man|woman|male|female)(?: \w\.)?),?\s(?:aged\s)?(?:is\s)?(?:now\s)?(?P<d>\d{{2}})(?=,|\sand\b|\.(?:\s|$)|\syears\b|\s?;))"
        rf"|(?-i:(?P<title>Mrs?|Ms|Miss|[Pp]atient|Member)\.?\s(?:[A-Z][\w'’.-]*\s?){{1,4}})(?:,\s(?:aged\s)?|\s\()(?P<e>\d{{2}}|{_TENS}(?:-{_ONES})?)(?=[,.;)\n]|\s\()"
        rf"|(?-i:\b(?P<letter>[MF]),?)\s{{1,4}}(?P<f>\d{{2}})(?:\s?y(?:rs?|o)?\b|(?=[ \t]*$))"
        rf"|(?-i:^\W*(?:RE|Re)\b[^\n]{{0,60}}?[A-Z][a-z]+\s[A-Z][\w'’-]+),\s(?P<g>\d{{2}})[ \t]*$",
        re.IGNORECASE | re.MULTILINE,
    )


@cache
def _percentile() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w.%])(?P<p>\d{2}(?:\.\d)?)(?:st|nd|rd|th)?\s?(?:percentile|%ile|centile)\b", re.IGNORECASE
    )


@cache
def _birth() -> re.Pattern[str]:
    return re.compile(r"\b(?:DOB|date of birth|born(?: on)?|birth ?date|d\.o\.b\.)\W{0,4}", re.IGNORECASE)


@cache
def _old_date() -> re.Pattern[str]:
    """A birth date before 1980, which the dates of treatment do not go back to."""
    return re.compile(r"\s*(?P<m>\d{1,2})[/-](?P<d>\d{1,2})[/-](?P<y>19\d\d)\b")


@cache
def _noun() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:sex|gender)(?: assigned at birth)?\s?[:=]?\s?(male|female|m|f)\b|\b(?:a|this|the|adult|\d{2,3}[ -]?(?:year|yr)s?[ -]old|y/?o|old|adolescent|obese|pleasant|white|black|hispanic|asian)\s(man|woman|male|female|gentleman|lady|boy|girl)\b"
        r"|(?:^|(?<=[\s(]))(?-i:(Mr|Mrs|Ms|Miss))\.?\s(?-i:[A-Z])|^\s*(man|woman|male|female)\b,?",
        re.IGNORECASE | re.MULTILINE,
    )


@cache
def _pronoun() -> re.Pattern[str]:
    return re.compile(r"\b(?:he|she|his|her|him|himself|herself)\b", re.IGNORECASE)


@cache
def _elsewhere() -> re.Pattern[str]:
    """Ages of something else: of onset, of a label, of a relative."""
    return re.compile(
        r"\b(?:onset|since|at|until|from|diagnosed(?: at)?|for|than|ages?|aged|cleared|approved|over|under|between|and|or|to)\s(?:the\s|about\s)?(?:age\s)?(?:of\s)?$|[<>≥≤]\s?$",
        re.IGNORECASE,
    )
