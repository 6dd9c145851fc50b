"""Diagnoses, symptoms and codes, with what the record says of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from evidentia.findings.assertion import assertion
from evidentia.findings.context import about, is_unchecked
from evidentia.findings.dates import find_dates
from evidentia.findings.lexicon import Lexicon
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Assertion, Finding, Kind, Span

_PREPARED: dict[int, tuple[Any, Lexicon, Lexicon]] = {}


def _lexicons(vocabulary: Mapping[str, Any]) -> tuple[Lexicon, Lexicon]:
    key = id(vocabulary)
    if key not in _PREPARED or _PREPARED[key][0] is not vocabulary:
        entries = vocabulary["conditions"]
        names = Lexicon(
            {c: e.get("names", ()) for c, e in entries.items()}, {c: e.get("exact") or () for c, e in entries.items()}
        )
        absent = Lexicon({c: e.get("absent") or () for c, e in entries.items()})
        _PREPARED.clear()
        _PREPARED[key] = (vocabulary, names, absent)
    return _PREPARED[key][1:]


@cache
def _code() -> re.Pattern[str]:
    return re.compile(r"\bM32\.\d{1,2}\b|\b[A-TV-Z]\d\d\.\d{1,4}\b")


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The CONDITION and CODE findings of a chart."""
    names, absent = _lexicons(vocabulary)
    return [f for page in pages for sentence in page.sentences for f in _sentence(page, sentence, names, absent)]


def _sentence(page: Page, sentence: Sentence, names: Lexicon, absent: Lexicon) -> Iterator[Finding]:
    if is_unchecked(page, sentence):
        return
    text = page.text
    denied = [m for m in absent.find(text, sentence.start, sentence.end) if about(page, sentence, m.start) == "patient"]
    for match in denied:
        if not re.match(r"\W*(?:flare|activity|progression)", text[match.end : match.end + 14], re.IGNORECASE):
            yield _finding(page, match.concept, match.start, match.end, Assertion.ABSENT)
    for match in names.find(text, sentence.start, sentence.end):
        if any(d.start <= match.start < d.end for d in denied):
            continue
        if re.match(
            r"\s+(?:center|clinic|associates|institute|program|foundation|specialists|&)\b",
            text[match.end : match.end + 14],
            re.IGNORECASE,
        ):
            continue
        who = about(page, sentence, match.start)
        if who in ("study", "payer"):
            continue
        said = (
            Assertion.FAMILY
            if who == "family"
            else assertion(text, sentence.start, match.start, match.end, sentence.end)
        )
        yield _finding(page, match.concept, match.start, match.end, said)
    for code in _code().finditer(text, sentence.start, sentence.end):
        wrong = re.search(
            r"mistake|error|incorrect|should be|wrong|auto-?fill", text[sentence.start : sentence.end], re.IGNORECASE
        )
        span = Span(page.document.id, code.start(), code.end())
        yield Finding(
            "",
            Kind.CODE,
            code.group(),
            (span,),
            Assertion.POSSIBLE if wrong else Assertion.PRESENT,
            flags=("entered by mistake",) if wrong else (),
        )


def _finding(page: Page, concept: str, start: int, end: int, said: Assertion) -> Finding:
    here = page.sentence_at(start)
    dates = find_dates(page, end, min(end + 40, here.end)) if here is not None else []
    when = dates[0].when if dates and len(page.text[end : dates[0].start]) <= 16 else None
    return Finding("", Kind.CONDITION, concept, (Span(page.document.id, start, end),), said, when=when)
