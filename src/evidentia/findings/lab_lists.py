"""Lists under the name of a test: a line that only names it, and below it lines of a date and a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from evidentia.findings.dates import Dated
from evidentia.findings.lab_values import Value, quantity_of
from evidentia.findings.lexicon import Lexicon
from evidentia.findings.text import Page, Sentence
from evidentia.findings.units import Units, number_pattern
from evidentia.model.frozen import frozen
from evidentia.model.when import When


@frozen
class Listed:
    """A value of a list; `sentence` is its line."""

    sentence: Sentence
    analyte: str
    value: Value
    when: When


def listed(page: Page, analytes: Lexicon, units: Units, dates: Sequence[Dated]) -> Iterator[Listed]:
    """Values under a name that stands alone on its line, as long as each line of the paragraph gives its day, its number and its unit."""
    days = {dated.start: dated for dated in dates}
    analyte, block = None, -1
    for sentence in page.sentences:
        named = _named_alone(page, sentence, analytes)
        if named is not None:
            analyte, block = named, sentence.block
            continue
        dated = days.get(sentence.start)
        value = _value(page.text, dated.end, sentence.end, units) if dated and sentence.block == block else None
        if analyte is None or dated is None or value is None:
            analyte = None
            continue
        yield Listed(sentence, analyte, value, dated.when)


def _named_alone(page: Page, sentence: Sentence, analytes: Lexicon) -> str | None:
    found = analytes.find(page.text, sentence.start, sentence.end)
    if len(found) != 1:
        return None
    lead, rest = page.text[sentence.start : found[0].start], page.text[found[0].end : sentence.end]
    return found[0].concept if _lead().fullmatch(lead) and _rest().fullmatch(rest) else None


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(r"\W*(?:(?:spot|random|first[- ]morning|urine|urinary|serum|the)\s)*", re.IGNORECASE)


@cache
def _rest() -> re.Pattern[str]:
    """What may stand behind the name: a bracket without a number, words for a series, a colon."""
    return re.compile(r"\s*(?:\([^()\n]{0,24}\))?\s*(?:values?|results?|series|trend)?\s*[:=]?\s*", re.IGNORECASE)


def _value(text: str, start: int, end: int, units: Units) -> Value | None:
    number = number_pattern().search(text, start, end)
    if number is None or re.fullmatch(r"[\s:=|,–-]*", text[start : number.start()]) is None:
        return None
    unit = units.read(text, number.end())
    return Value(number.start(), unit[1], quantity_of(number, unit[0])) if unit else None
