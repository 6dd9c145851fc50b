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
from evidentia.findings.lexicon import Lexicon, Match
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
        if not any(d.start <= match.start < d.end for d in denied):
            yield from _named(page, sentence, match)
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


def _named(page: Page, sentence: Sentence, match: Match) -> Iterator[Finding]:
    """A condition by its name, with what is said of it and of whom."""
    text = page.text
    who = about(page, sentence, match.start)
    if who in ("study", "payer") or _of_a_clinic().match(text, match.end):
        return
    said = assertion(text, sentence.start, match.start, match.end, sentence.end)
    if who == "family":
        if not _asked_about().match(text, match.end):
            yield from _of_relatives(page, sentence, match, said)
        return
    if said in (Assertion.PRESENT, Assertion.HISTORICAL) and (
        _asked_about().match(text, match.end) or _taken_back().match(text, match.end, sentence.end + 60)
    ):
        return
    if said is Assertion.PRESENT and text[sentence.start : sentence.end].rstrip(' "”)').endswith("?"):
        said = Assertion.POSSIBLE  # asked, and not said
    alone = said is Assertion.ABSENT and _personal().search(text[sentence.start : match.start]) is not None
    own = alone and not _both(text, sentence, match)
    yield _finding(page, match.concept, match.start, match.end, said, ("of the patient alone",) if own else ())


@cache
def _of_a_clinic() -> re.Pattern[str]:
    return re.compile(
        r"\s+(?:center|clinic|associates|institute|program|foundation|specialists|prevention|service|unit|physician|team|&)\b",
        re.IGNORECASE,
    )


@cache
def _asked_about() -> re.Pattern[str]:
    """ "Implant screening not yet done": what is looked for is not there for that."""
    return re.compile(
        r"(?:/[\w -]{1,8})?\s(?:question|screen(?:ing|er|ed)?|check(?:list)?|questionnaire|safety form|risk assessment)\b",
        re.IGNORECASE,
    )


@cache
def _taken_back() -> re.Pattern[str]:
    """ "… says "h/o stroke"; that is an error": what is quoted to be corrected is not said."""
    return re.compile(
        r"[\"”']{0,2}\s?[;,.(–—-]{0,2}\s?(?:that|this|which|it) (?:is|was) (?:an? |in )?(?:error|mistake|wrong|incorrect)",
        re.IGNORECASE,
    )


def _of_relatives(page: Page, sentence: Sentence, match: Match, said: Assertion) -> Iterator[Finding]:
    """ "No personal or family history of …" denies it of both, "no family history of …" of the relatives alone."""
    denied = said is Assertion.ABSENT
    if denied and _both(page.text, sentence, match):
        yield _finding(page, match.concept, match.start, match.end, Assertion.ABSENT)
    else:
        yield _finding(page, match.concept, match.start, match.end, Assertion.FAMILY, ("denied",) if denied else ())


def _both(text: str, sentence: Sentence, match: Match) -> bool:
    return (
        _patient_and_family().search(text, sentence.start, match.start) is not None
        or re.match(
            r"[^.]{0,120}?\b(?:(?:patient|pt|self|(?:s?he))\b[^.;]{0,12}\b(?:neither|none|negative|denies|no\b|also)|nor (?:in )?(?:the )?(?:patient|pt)|personal(?:ly)?\b)",
            text[match.end : sentence.end],
            re.IGNORECASE,
        )
        is not None
    )


@cache
def _patient_and_family() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:personal|self|patient|pt|own)\b(?: history)?\s?(?:or|and|nor|/|,|&)\s?(?:in )?(?:a |any |the |her |his )?(?:family|fam|relatives)\b|\b(?:family|fam)\b(?: history)?\s?(?:or|and|nor|/|&)\s?(?:the )?(?:personal|self|patient|pt|own)\b",
        re.IGNORECASE,
    )


@cache
def _personal() -> re.Pattern[str]:
    """A denial that speaks of the patient and leaves the relatives out."""
    return re.compile(r"\b(?:personal(?:ly)?|self)\b[^.;]*$", re.IGNORECASE)


def _finding(page: Page, concept: str, start: int, end: int, said: Assertion, flags: tuple[str, ...] = ()) -> Finding:
    here = page.sentence_at(start)
    dates = find_dates(page, end, min(end + 40, here.end)) if here is not None else []
    when = dates[0].when if dates and len(page.text[end : dates[0].start]) <= 16 else None
    return Finding("", Kind.CONDITION, concept, (Span(page.document.id, start, end),), said, when=when, flags=flags)
