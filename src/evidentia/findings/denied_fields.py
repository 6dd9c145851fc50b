"""Fields and phrases that deny a condition without naming it in full: "Metal: none", "Substances: denies", "drinks no alcohol, uses no drugs".

The label of a field (vocabulary/conditions.yaml: `fields`) is too short a word to be the condition by itself: it counts only with
an answer of no directly behind it, and where nothing behind the answer takes a part of it back ("none but a dental crown").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from evidentia.findings.lexicon import Lexicon, Match
from evidentia.findings.text import Page, Sentence


def denied(page: Page, sentence: Sentence, fields: Lexicon) -> Iterator[Match]:
    """The places of a sentence that deny a condition so; each with the concept that it denies."""
    text, stop = page.text, sentence.end
    for match in fields.find(text, sentence.start, stop):
        answer = _answer().match(text, match.end, stop)
        if answer is not None and not _limited().search(text, answer.end(), stop):
            yield Match(match.start, answer.end("no"), match.concept)
    for phrase in _neither().finditer(text, sentence.start, stop):
        yield Match(phrase.start(), phrase.end(), "substance use disorder")


@cache
def _answer() -> re.Pattern[str]:
    """ ": none", ": checked again, none in skull", "? NO": the answer, after a word on how it was asked."""
    return re.compile(
        r"[ \t]*[:?][ \t]*(?:(?:re-?)?(?:checked|asked|screened|reviewed|verified)(?: again| today)?,?[ \t]+)?"
        r"(?P<no>none|no(?! longer| change| idea)|denie[sd]|negative|nil|never|absent)\b(?=\s*(?:[.,;|\n]|$|(?:in|of|within|near|found|known)\b))",
        re.IGNORECASE,
    )


@cache
def _limited() -> re.Pattern[str]:
    """What takes a part of an answer back: an exception, or a use that is told behind the denial."""
    return re.compile(
        r"\b(?:but|except\w*|apart from|other than|besides|save for|only|however|daily|nightly|drinks|smokes|"
        r"uses(?! no)|positive|pos|binge\w*|(?:beers?|wine|cannabis|marijuana|cocaine|opioids?) (?:daily|weekly|use))\b|\?",
        re.IGNORECASE,
    )


@cache
def _neither() -> re.Pattern[str]:
    """Alcohol and drugs denied together: "no alcohol, no cannabis, no other drug", "drinks no alcohol and uses no drugs"."""
    kind = r"(?:alcohol|etoh|cannabis|marijuana|tobacco|nicotine|cocaine|opioids?|stimulants?)"
    other = r"(?:other |illicit |recreational |street |illegal )?(?:drugs?|substances?)(?: use)?"
    return re.compile(
        rf"\b(?:(?:drinks |uses )?no|denies|without) (?:alcohol|etoh)(?: use)?(?:,? (?:(?:or|and|nor) )?(?:uses )?(?:no )?{kind})*"
        rf",? (?:(?:or|and|nor) )?(?:(?:(?:uses|takes|does) )?no )?{other}\b(?! (?:interact|allerg|test|screen|list|name))",
        re.IGNORECASE,
    )
