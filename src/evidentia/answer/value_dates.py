"""A value and its day are one claim: "UPCR 4.1 g/g (2024-09-03)" is false where the chart ties 4.1 to another day.

The characters tie a value to a day where nothing but marks stands between them on one line: "4.1 g/g (09/03/2024)",
"09/03/2024: 4.1", "09/03/2024 UPCR 4.1". In a table nothing is tied so, and nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from evidentia.model.when import When

Days = Callable[[str], Iterator[tuple[int, int, tuple[When, ...]]]]  # the days that a text writes: start, end, readings


def swapped(sentence: str, text: str, days_in: Days) -> list[str]:
    """The values of a sentence whose day is not the one that the text ties them to.

    `text` is lower case; a year of 1 or less in a reading stands for one that is not written.
    """
    pairs = [(m["n"].replace(",", ""), When.parse(m["day"])) for m in _pairs().finditer(sentence)]
    if not pairs:
        return []
    written = list(days_in(text))
    return [
        f"the value {number} of {day}"
        for number, day in dict.fromkeys(pairs)
        if (tied := _tied(number, text, written)) and not any(_same(day, other) for other in tied)
    ]


@cache
def _pairs() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w.,/-])(?P<n>\d+(?:,\d{3})*\.\d+|\d{2,}(?:,\d{3})*)(?:\s(?:mg/g|g/g|mg/mg|mg/mmol|g/day|mg/day|mg/dL|g/L|mL/min(?:/1\.73 m2)?))?"
        r" \((?P<day>(?:19|20)\d\d-\d\d(?:-\d\d)?)\)"
    )


def _tied(number: str, text: str, written: Sequence[tuple[int, int, tuple[When, ...]]]) -> list[When]:
    found: list[When] = []
    for match in re.finditer(rf"(?<![\w.,/-]){re.escape(number)}0*(?![\w/-]|\.\d|,\d)", text):
        behind = [d for d in written if d[0] >= match.end() and _behind().fullmatch(text, match.end(), d[0])]
        before = [d for d in written if d[1] <= match.start() and _before().fullmatch(text, d[1], match.start())]
        chosen = behind[:1] or before[-1:]
        if behind and before and "(" not in text[match.end() : behind[0][0]]:
            chosen = [*behind[:1], *before[-1:]]  # which of the two it is, the marks do not tell
        if not chosen:
            return []  # a place where the value stands free may be the one that is meant
        found.extend(day for _, _, readings in chosen for day in readings)
    return found


@cache
def _behind() -> re.Pattern[str]:
    unit = r"(?:[ \t]?(?:mg/g|g/g|mg/mg|mg/mmol|g/d(?:ay)?|g/24 ?h|mg/d(?:ay)?|mg/dl|g/l|ml/min(?:/1\.73 ?m2?)?))?"
    return re.compile(rf"{unit}(?:[ \t]?\(|[ \t](?:on|in)[ \t]|[ \t])(?:on )?")


@cache
def _before() -> re.Pattern[str]:
    return re.compile(
        r"\)?[ \t]?[:=-]?[ \t]{0,3}(?:(?:upcr|upc|pcr|egfr|igg|creatinine|cr|proteinuria|protein)\s?[:=]?\s)?(?:was |is |of )?"
    )


def _same(day: When, other: When) -> bool:
    if other.year <= 1:
        return (other.month, other.day) == (day.month, day.day) or day.day is None
    return day.earliest <= other.latest and other.earliest <= day.latest
