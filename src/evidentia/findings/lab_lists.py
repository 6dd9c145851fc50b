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
    """Values under a name that stands alone on its line, as long as each line of the paragraph begins with its day and number.

    A number without unit has the one that stands with the name, or that of the line above; without any it is none.
    """
    days = {dated.start: dated for dated in dates}
    analyte, unit, block = None, None, -1
    for sentence in page.sentences:
        named = _named_alone(page, sentence, analytes)
        if named is not None:
            analyte, unit, block = named[0], _unit_beside(page.text, named[1], units), sentence.block
            continue
        mark = _bullet().match(page.text, sentence.start, sentence.end)
        dated = days.get(mark.end() if mark else sentence.start)
        value = _value(page.text, dated.end, sentence.end, units, unit) if dated and sentence.block == block else None
        if analyte is None or dated is None or value is None:
            analyte = None
            continue
        unit = value.quantity.unit
        yield Listed(sentence, analyte, value, dated.when)


def _named_alone(page: Page, sentence: Sentence, analytes: Lexicon) -> tuple[str, int] | None:
    """The test that a line names and nothing else, and where its name ends."""
    found = analytes.find(page.text, sentence.start, sentence.end)
    if len(found) != 1:
        return None
    lead, rest = page.text[sentence.start : found[0].start], page.text[found[0].end : sentence.end]
    return (found[0].concept, found[0].end) if _lead().fullmatch(lead) and _rest().fullmatch(rest) else None


def _unit_beside(text: str, end: int, units: Units) -> str | None:
    """ "UPCR (g/g)", "eGFR, mL/min/1.73 m2"."""
    mark = re.compile(r"\s*(?:[(,\[]|in\b)\s*").match(text, end)
    found = units.read(text, mark.end()) if mark else None
    return found[0] if found else None


@cache
def _bullet() -> re.Pattern[str]:
    return re.compile(r"[-*•·]\s+")


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(r"\W*(?:(?:spot|random|first[- ]morning|urine|urinary|serum|the)\s)*", re.IGNORECASE)


@cache
def _rest() -> re.Pattern[str]:
    """What may stand behind the name: a bracket without a number, words for a series, a colon."""
    return re.compile(
        r"\s*(?:\([^()\n]{0,24}\)|,?\s(?:in\s)?m?g/m?g|,?\s(?:in\s)?m[lL]/min\S*(?:\sm2)?)?\s*(?:values?|results?|series|trend)?\s*[:=]?\s*",
        re.IGNORECASE,
    )


def _value(text: str, start: int, end: int, units: Units, shared: str | None) -> Value | None:
    number = number_pattern().search(text, start, end)
    if number is None or re.fullmatch(r"[\s:=|,–-]*", text[start : number.start()]) is None:
        return None
    own = units.read(text, number.end())
    if own is not None:
        return Value(number.start(), own[1], quantity_of(number, own[0]))
    if shared is None or text[number.end() : end].strip(" .;"):
        return None
    return Value(number.start(), number.end(), quantity_of(number, shared))
