"""How an illness has run: "progressive weakness over 5 months", "relapsing course since 03/2024", "worse for 3 weeks, then stable".

A length is certain or it is none: stated with the words of the course, or from a day on which it began to the day of the part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from evidentia.findings.context import about, is_unchecked
from evidentia.findings.dates import find_dates
from evidentia.findings.regimens import time_days
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Finding, Illness, Kind, Span

_WORDS = frozenset(
    "weakness weak progressive progressed progressing progression relapsing relapse relapses worsening worsened worse onset course decline "
    "declining nadir deteriorating deteriorated numbness gait unsteadiness falls monophasic plateau plateaued started began ago symptoms".split()
)
_NUMBER = r"\d+(?:\.\d+)?|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|several|many"
_UNIT = r"days?|weeks?|wks?|months?|mos?|mths?|years?|yrs?|y"


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The ILLNESS findings of a chart; the concept is "weakness", the sign that is read so far."""
    return [f for page in pages for f in _page(page, as_of)]


def _page(page: Page, as_of: date) -> Iterator[Finding]:
    told = -1  # the paragraph that has told of the weakness
    for sentence in page.sentences:
        found = list(_sentence(page, sentence, as_of, going_on=sentence.block == told))
        yield from found
        if found or _names_weakness(page, sentence):
            told = sentence.block


def _sentence(page: Page, sentence: Sentence, as_of: date, *, going_on: bool) -> Iterator[Finding]:
    """The course that a sentence states; one that goes on about the weakness need not name it ("Progressive over 7 months.")."""
    if sentence.words.isdisjoint(_WORDS) or is_unchecked(page, sentence):
        return
    text = page.text[sentence.start : sentence.end]
    if about(page, sentence, sentence.start) != "patient" or _no_course().search(text):
        return
    sign = _sign().search(text)
    pattern = _pattern_of(text)
    if sign is None and pattern is None:
        return
    length = _length(text) or _since(page, sentence, text, as_of)
    if length is None and pattern is None:
        return
    if sign is None and not _disease().search(text) and not (going_on and length and _goes_on().match(text)):
        return
    anchor = sign or _run().search(text) or _disease().search(text)
    assert anchor is not None
    start = sentence.start + min(anchor.start(), length[1] if length else anchor.start())
    end = sentence.start + max(anchor.end(), length[2] if length else anchor.end())
    detail = Illness(pattern, length[0] if length else None, _begun().search(text) is not None and length is not None)
    yield Finding("", Kind.ILLNESS, "weakness", (Span(page.document.id, start, end),), detail=detail)


def _names_weakness(page: Page, sentence: Sentence) -> bool:
    text = page.text[sentence.start : sentence.end]
    named = _sign().search(text) is not None and _no_course().search(text) is None
    return named and about(page, sentence, sentence.start) == "patient"


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:weak(?:ness|er)?|difficulty (?:walking|climbing|rising)|trouble (?:walking|climbing|with stairs)|gait (?:difficulty|imbalance|"
        r"unsteadiness)|leg heaviness|foot drop|paresis|quadriparesis|tetraparesis|paraparesis|motor (?:deficits?|symptoms?|decline)|"
        r"symptoms|deficits?|sensorimotor|(?:it|this|they) (?:started|began))\b",
        re.IGNORECASE,
    )


@cache
def _disease() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:neuropathy|polyneuropathy|polyradiculoneuropathy|CIDP|GBS|AIDP|Guillain|course|onset|illness)\b",
        re.IGNORECASE,
    )


@cache
def _run() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:progress\w*|worsen\w*|worse|declin\w*|deteriorat\w*|relaps\w*|recurr\w*|step-?wise|fluctuat\w*|monophasic|plateau\w*)\b",
        re.IGNORECASE,
    )


@cache
def _goes_on() -> re.Pattern[str]:
    """ "Progressive over 7 months", "Steady worsening since, now 9 months"."""
    return re.compile(
        r"(?:(?:steady|slow|gradual|\w+ly)\s)?(?:progress|worsen|declin|deteriorat|relaps|step-?wise)\w*", re.IGNORECASE
    )


@cache
def _no_course() -> re.Pattern[str]:
    """What a treatment did, or what a policy asks, is no course of the illness."""
    return re.compile(
        r"\b(?:improv\w+ (?:over|in|within)|criteri(?:a|on) (?:require|ask|state)|policy|defined as|typical(?:ly)? (?:progress|evolv)|"
        r"shortness of breath|denies|no (?:progressi\w+|weakness|worsening))\b",
        re.IGNORECASE,
    )


def _pattern_of(text: str) -> str | None:
    if re.search(r"\b(?:relaps\w*(?:[- ]remitting)?|recurr(?:ent|ing)|fluctuat\w+)\b", text, re.IGNORECASE):
        return "relapsing"
    if re.search(r"\b(?:monophasic|plateau\w*)\b", text, re.IGNORECASE):
        return "monophasic"
    if re.search(
        r"\b(?:progressi(?:ve|vely|ng|on)|progressed|worsening|worsened|getting worse|worse|declin(?:e|ed|ing)|deteriorat\w+|step-?wise|insidious\w*|"
        r"increasing(?:ly)?|evolving|evolved|slowly|gradual(?:ly)?|relentless\w*|spread(?:ing)?|step by step)\b",
        text,
        re.IGNORECASE,
    ):
        return "progressive"
    return None


@cache
def _lengths() -> re.Pattern[str]:
    more = r"(?:at least|more than|over|about|approximately|roughly|nearly|almost|the (?:past|last)|past|last|greater than|>|~|≥|>=)?\s?"
    return re.compile(
        rf"\b(?:over|for|in|within|during|x|of|since|after|across|by)\s(?:the\s)?{more}(?P<n>{_NUMBER})[\s-]?(?P<u>{_UNIT})\b(?!\s(?:ago|later|after|apart|old|of age))"
        rf"|(?P<n2>{_NUMBER})[\s-](?P<u2>{_UNIT})(?:'s?)?[\s-](?:history|h/o|hx|course|progression|of (?:slowly |gradually |steadily |progressive)\w*|of \w+ weakness|of weakness|of worsening)"
        rf"|\bsince\s(?:about\s|approximately\s|roughly\s|around\s)?(?P<n5>{_NUMBER})\s(?P<u5>{_UNIT})\sago"
        rf"|\b(?P<n6>{_NUMBER})\s(?P<u6>{_UNIT})\s(?:in all|in total|altogether|now|so far)\b|\bnow\s(?:at\s)?(?:about\s)?(?P<n7>{_NUMBER})\s(?P<u7>{_UNIT})\b|\bclose to\s(?P<n8>{_NUMBER})\s(?P<u8>{_UNIT})\b"
        rf"|(?:>|≥|>=|~)\s?(?P<n3>\d+)\s?(?P<u3>{_UNIT})\b"
        rf"|\b(?:began|started|onset|first noticed|noticed|dating back|starting|presented|developed)\s(?:\w+\s){{0,3}}?(?P<n4>{_NUMBER})\s(?P<u4>{_UNIT})\sago",
        re.IGNORECASE,
    )


def _length(text: str) -> tuple[int, int, int] | None:
    """(days, start, end) of the longest stated time."""
    found = []
    for match in _lengths().finditer(text):
        key = next(k for k in ("", "2", "3", "4", "5", "6", "7", "8") if match[f"n{k}"])
        number, unit = match[f"n{key}"], match[f"u{key}"]
        if re.match(
            r"\s(?:of (?:prednisone|steroid|ivig|treatment|therapy|physical)|on )",
            text[match.end() : match.end() + 16],
            re.IGNORECASE,
        ):
            continue
        days = 60 if number.lower() in ("several", "many") and unit.lower().startswith("m") else _days(number, unit)
        if days:
            found.append((days, match.start(), match.end()))
    return max(found, default=None)


def _days(number: str, unit: str) -> int:
    if number.lower() in ("several", "many"):
        return 0
    return time_days("18" if number.lower() == "eighteen" else number, unit)


@cache
def _begun() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:since|beginning|began|begun|started|starting|onset(?: in| of| was)?|first noticed|noticed|became weak|from|symptoms in)\b",
        re.IGNORECASE,
    )


def _since(page: Page, sentence: Sentence, text: str, as_of: date) -> tuple[int, int, int] | None:
    """From the day on which it began ("since March 2025", "onset 01/2025") to the next day that is named, else to the day of the part."""
    begun = _begun().search(text)
    if begun is None:
        return None
    dates = [
        d
        for d in find_dates(page, sentence.start, sentence.end)
        if d.start >= sentence.start + begun.end() and d.kind != "relative"
    ]
    if not dates or dates[0].start - sentence.start - begun.end() > 40:
        return None
    first = dates[0]
    until = (
        dates[1].when
        if len(dates) > 1
        and re.match(
            r"[^.;]{0,40}\b(?:to|until|through|by|and (?:by|in))\b",
            page.text[first.end : dates[1].start],
            re.IGNORECASE,
        )
        else None
    )
    last = until.earliest if until else page.date_of(sentence.start).earliest if page.date_of(sentence.start) else as_of  # type: ignore[union-attr]
    days = (last - first.when.latest).days
    return (days, begun.start(), first.end - sentence.start) if days > 0 else None
