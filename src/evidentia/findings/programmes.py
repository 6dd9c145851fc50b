"""Programmes told by what they consist of (vocabulary/drugs.yaml: `told_by`): "a 500 kcal deficit with the dietitian since …".

A programme counts where at least two of those words stand with the day it was begun. Whether it goes on is read from the words
around it. What is planned, asked for or was a single visit is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from evidentia.findings.dates import Dated
from evidentia.findings.lexicon import Lexicon
from evidentia.findings.passages import Passage, passages_of
from evidentia.findings.text import Page
from evidentia.model.finding import Assertion, Finding, Kind, Medication, Span, Status
from evidentia.model.frozen import Held

_LEAST = 2  # different words that make a programme
_FOLLOWING = 6  # passages behind the begin of a programme that may tell how it goes on


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """MEDICATION findings of programmes that the record tells without their name."""
    words = _words(Held(vocabulary.get("drugs", {})))
    passages = [p for p in passages_of(pages, vocabulary) if p.is_patient]
    return [f for place in range(len(passages)) for f in _of(passages, place, words)]


@lru_cache(maxsize=2)
def _words(held: Held[Mapping[str, Any]]) -> Mapping[str, Lexicon]:
    return {
        name: Lexicon({word: (word,) for word in entry["told_by"]})
        for name, entry in held.value.items()
        if (entry or {}).get("told_by")
    }


def _of(passages: Sequence[Passage], place: int, words: Mapping[str, Lexicon]) -> Iterator[Finding]:
    passage = passages[place]
    begun = _begun(passage)
    if begun is None or _not_done().search(passage.words):
        return
    following = [
        p
        for p in passages[place + 1 : place + 1 + _FOLLOWING]
        if p.block == passage.block and p.document == passage.document
    ]
    around = " ".join([passage.words, *(p.words for p in following)])
    for concept, lexicon in words.items():
        near = f"{passage.heading} {passage.words} {following[0].words if following else ''}"
        if len({m.concept for m in lexicon.find(near)}) < _LEAST or any(m.concept == concept for m in passage.mentions):
            continue
        ended = _ended().search(around) is not None
        status = Status.PAST if ended or not _goes_on().search(around) else Status.CURRENT
        reason = "stopped" if ended else None
        span = Span(passage.document, passage.start, passage.end)
        detail = Medication(status=status, start=begun.when, reason=reason)
        said = Assertion.PRESENT if status is Status.CURRENT else Assertion.HISTORICAL
        yield Finding("", Kind.MEDICATION, concept, (span,), said, when=begun.when, detail=detail)


def _begun(passage: Passage) -> Dated | None:
    for dated in passage.dates:
        before, after = (
            passage.text[max(passage.start, dated.start - 48) : dated.start],
            passage.text[dated.end : dated.end + 40],
        )
        if _begins().search(before) or _to_now().match(after) or _joins().match(after):
            return dated
    return None


@cache
def _begins() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:since|from|joined|started|start|began|begun|enrolled|entered|first session|1st session|first visit)\b[^.;]{0,40}$",
        re.IGNORECASE,
    )


@cache
def _joins() -> re.Pattern[str]:
    """A row that opens with its day: "10/13/2025   joined hospital program"."""
    return re.compile(r"[\s:|–-]*(?:joined|started|starts|began|begins|enrolled|entered)\b", re.IGNORECASE)


@cache
def _to_now() -> re.Pattern[str]:
    return re.compile(
        r"\s*(?:to|-|–|->|through|until)\s*(?:the\s)?(?:present|today|now|date|ongoing|current)", re.IGNORECASE
    )


@cache
def _goes_on() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:continu(?:es|ing|ed)|ongoing|carr(?:ies|ying) on|still (?:going|attend\w*|follow\w*|in|on)|active|to present|through today|to date|"
        r"(?:intends?|plans?) to (?:go on|continue)|goes on|keeps?|current(?:ly)?|has attended|logged to|to the present)\b",
        re.IGNORECASE,
    )


@cache
def _ended() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:stopped (?:going|attending)|dropped out|no longer (?:attends|goes|follows)|quit|left the program\w*|did not continue|discontinued)\b",
        re.IGNORECASE,
    )


@cache
def _not_done() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:planned|will (?:start|begin|join|enrol\w*)|to (?:start|begin|join)|seen once|handouts?|enrol?ment|requested|referred|brochure|waiting list|scheduled)\b",
        re.IGNORECASE,
    )
