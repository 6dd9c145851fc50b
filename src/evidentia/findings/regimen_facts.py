"""The pieces of a regimen in text: amounts, frequencies, counts, times, routes. One scan finds them all."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache

from evidentia.model.frozen import frozen

_WORDS: dict[str, int | Decimal] = {
    "one and a half": Decimal("1.5"), "two and a half": Decimal("2.5"),
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18, "twenty": 20, "thirty": 30, "half": Decimal("0.5"), "other": 2, "single": 1, "both": 2,
}  # fmt: skip
_NUMBER = r"(?:(?:one|two)\sand\sa\shalf|\d+(?:,\d{3})*(?:\.\d+)?|\.\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|twenty|thirty)"
_TIME = r"(?:days?|d|weeks?|wks?|w(?!/)|months?|mos?|mth|m|years?|yrs?|y)\b"
_MASS = r"(?:mg\s|milligrams?\s)?per\s(?:square\smet(?:er|re)|met(?:er|re)\ssquared)|milligrams?|mg/m(?:2|²|\^2|eter2)|mg/sq ?m|g/m(?:2|²|\^2)|mg/kg|g/kg|mcg/kg|mg|mcg|µg|ug|grams?|gms?|g|units?"
_TABLETS = r"(?:tabs?|tablets?|caps?|capsules?)\b"
_DOSES = r"(?:doses?|infusions?|pulses?|cycles?|administrations?|treatments?|sessions?|injections?)\b(?!\s+reaction)"
# One alternation, so that a stretch is scanned once. The order decides: intervals before times before counts.
# Each begins at the start of a word or number, with one of the letters that begin a fact, which the first line checks once
# for all.
_FACTS = rf"""(?:(?<![a-z])|(?=/))(?=[abdefimnopqstwxy\d./×])(?:
(?P<every>\b(?:every|each|q)\.?\s?(?:(?P<every_n>\d+|{_NUMBER}|other)(?:\s?(?:-|–|to)\s?\d+)?[\s-]?)?(?P<every_u>{_TIME}|hours?\b|h\b|hrs?\b)|(?P<every_m>\b\d+)-(?P<every_v>monthly|weekly))
|(?P<days>\b(?<!-)d(?:ays?)?\s?(?P<day_a>\d{{1,2}})(?!\d|\.\d|/\d{{1,2}}/|/\d{{3}})(?:\s?(?:,|&|\+|and|/)\s?(?:d(?:ays?)?\s?)?(?P<day_b>\d{{1,2}})(?!\d|[./-]\d))?)
|(?P<often>\b(?:b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?d|q\.?h\.?s|q\.?o\.?d|qam|qpm|(?:in\sthe|every|each)\s(?:morning|evening|night)|at\snight|(?<=g\s)[ap]\.?m\b|qwk|qweek|qmo|qmonth|(?:twice|once)(?:\sa|\sper|\seach|/)?\s?(?:daily|day|weekly|week|wk|monthly|month|yearly|year)|(?:two|three|four|five|[2-5])(?:\s?x|\stimes|\sdays)\s?(?:a\s|per\s|each\s|/\s?)?(?:daily|day|weekly|week|wk|monthly|month|yearly|year)|daily|nightly|at\sbedtime|weekly|monthly|yearly|annually|quarterly|bi-?weekly|fortnightly|semi-?annual(?:ly)?|twice-?daily|once-?daily|(?:on\s)?alternate\sdays|m/?w/?f|tiw|prn|as\sneeded|(?:a|per)\s(?:day|week|month))\b|/(?:wk|week)\b)
|(?P<mass>(?<![\w.,/])(?:(?P<times>\d|{_NUMBER})\s?[x×]\s?|(?P<times_word>two|three|four|five|six)\s(?=\d))?(?P<mass_n>{_NUMBER})[\s-]?(?:(?:-|–|to)\s?(?P<mass_to>{_NUMBER})\s?)?(?P<mass_u>{_MASS})(?![\w²^])(?P<rate>\s?(?:/|per\s|a\s)\s?(?:d|day)\b)?(?!\s?/\s?(?!wk|week|dose|infusion)\w))
|(?P<time>(?<![\w./])(?P<time_n>{_NUMBER}|an?(?=\s))(?:\s?(?:-|–|to)\s?{_NUMBER})?(?:[\s-]|\sfull\s)?(?P<time_u>{_TIME}))
|(?P<of>\b(?P<of_n>\d{{1,2}}|one|two|three|four|five)\s?(?:of|/|out\sof)\s?(?:the\s|a\splanned\s)?(?:\d{{1,2}}|six|four|three)?\s?(?:(?:planned|scheduled|intended)\b(?:\s{_DOSES})?|{_DOSES}))
|(?P<count>(?<!\w)(?:[x×]|times(?=\s(?:\d|two|four|six)\b))\s?(?P<count_a>{_NUMBER})(?![\w/]|\.\d|\s?%|[\s-]?{_TIME}|\s?{_TABLETS}|\s?(?:{_MASS})\b)(?:\s{_DOSES})?|(?<![\w./])(?P<count_b>{_NUMBER}|both|single|one)[\s-]+(?:(?:more|total|iv|monthly|weekly|bi-?weekly|fortnightly|pulse|full|consecutive|further|additional|additional|g|gram)\s+){{0,3}}{_DOSES}|\bonce\b(?!\s(?:a|per|daily|weekly|monthly|every|insurance|the|she|he|they|we|it|b)))
|(?P<tablets>(?:\b|[x×]\s?)(?P<tablets_n>{_NUMBER})\s?{_TABLETS})
|(?P<route>\b(?:i\.?v\.?(?:pb)?|intravenous(?:ly)?|p\.?o\.?|oral(?:ly)?|by\smouth|s\.?c\.?|sq|subq|sub-?cut(?:aneous(?:ly)?)?|infusions?)(?!\w))
)"""


@frozen
class Fact:
    """One piece of a regimen with its place: an amount, a frequency, a count, a time."""

    kind: str
    start: int
    end: int
    match: re.Match[str]


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_FACTS, re.VERBOSE)


def facts(text: str, start: int = 0, end: int | None = None) -> tuple[Fact, ...]:
    """The pieces between two positions, in order."""
    return _facts(text, start, len(text) if end is None else end)


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


@lru_cache(maxsize=16)
def _lowered(text: str) -> str:
    """The text with small letters A to Z, every character in its place (str.lower may change the length)."""
    small = text.lower()
    return small if len(small) == len(text) else text.translate(_LOWER)


@lru_cache(maxsize=512)
def _facts(text: str, start: int, end: int) -> tuple[Fact, ...]:
    # the last group that closes is the alternative itself
    return tuple(
        Fact(m.lastgroup or "", m.start(), m.end(), m) for m in _pattern().finditer(_lowered(text), start, end)
    )


def number(text: str) -> Decimal:
    """Digits or a number word: "1,500", "six".

    >>> number("1,500"), number("Six")
    (Decimal('1500'), Decimal('6'))
    """
    word = " ".join(text.lower().split())
    return Decimal(_WORDS[word]) if word in _WORDS else Decimal(text.replace(",", ""))
