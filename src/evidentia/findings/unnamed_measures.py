"""Body measures told by their units: "he is 5 ft 6 in and 214 lb", "weighed 94.0 kg (31.8 kg/m2)", rows under "WEIGHTS".

Only where the sentence, its heading or the sentence before it speaks of body measures, and within what a body can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from evidentia.findings.lab_values import Value
from evidentia.findings.lengths import length_at
from evidentia.findings.text import Page, Sentence
from evidentia.model.quantity import Quantity

_BOUNDS = {"kg": (20, 350), "lb": (45, 770), "kg/m2": (12, 90), "cm": (90, 220), "in": (36, 86), "m": (1, 2)}
_OF = {"kg": "weight", "lb": "weight", "kg/m2": "bmi", "cm": "height", "in": "height", "m": "height"}


def unnamed(
    page: Page, sentence: Sentence, taken: Sequence[tuple[int, int]], spoken: bool
) -> Iterator[tuple[str, Value]]:
    """(analyte, value) of the measures of a sentence that stand at no place already `taken`; `spoken`: the sentence before it
    or a value of this one is a body measure."""
    text = page.text
    if not spoken and not _speaks(page, sentence):
        return
    for match in _amount().finditer(text, sentence.start, sentence.end):
        if any(start <= match.start() < end for start, end in taken):
            continue
        length = length_at(text, match.start())
        if length is not None and length[0] == match.start():
            start, end, quantity = length
        elif match["unit"]:
            start, end = match.start(), match.end()
            quantity = Quantity(Decimal(match["n"]), _unit(match["unit"]))
        else:
            continue
        low, high = _BOUNDS[quantity.unit or ""]
        if low <= quantity.value <= high and not _is_no_measure().match(text, end):
            yield _OF[quantity.unit or ""], Value(start, end, quantity)


def _unit(written: str) -> str:
    word = written.lower().replace("²", "2").replace("^", "")
    return "kg/m2" if word.startswith("kg/") else "kg" if word.startswith("k") else "lb"


@cache
def _amount() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w.,/-])(?P<n>\d{1,3}(?:\.\d+)?)(?:\s?(?P<unit>kg/m(?:2|²|\^2)|kgs?|lbs?|pounds)(?![\w/])|(?=\s?(?:cm|m|in|inches|ft|feet|foot|'|’)(?!\w)))",
        re.IGNORECASE,
    )


@cache
def _is_no_measure() -> re.Pattern[str]:
    """ "lost 9 kg", "17 kg lighter": an amount of change is no measure."""
    return re.compile(
        r"\s?(?:lighter|less|down|loss|lost|below|over|more|heavier|gain\w*|of weight|=)\b", re.IGNORECASE
    )


def _speaks(page: Page, sentence: Sentence) -> bool:
    words = page.text[sentence.start : sentence.end]
    line = page.text.rfind("\n\n", 0, sentence.start)
    above = page.text[line + 1 : sentence.start].strip().split("\n") if sentence.kind == "row" else [""]
    heads = (sentence.heading, above[0], next((one for one in reversed(above) if not re.search(r"\d", one)), ""))
    return _body().search(words) is not None or any(_column().match(head) for head in heads)


@cache
def _column() -> re.Pattern[str]:
    """What stands over a log of weights: "WEIGHTS", "Weight log (clinic scale)", "Date   Weight   Dose"."""
    return re.compile(r"\W*(?:(?:date|day|visit)\b[\s|]+)?weights?\b", re.IGNORECASE)


@cache
def _body() -> re.Pattern[str]:
    return re.compile(r"\b(?:weigh(?:s|ed|t)?|measured|stood|stands|tall|height|BMI|body mass)\b", re.IGNORECASE)
