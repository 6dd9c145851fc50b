"""Diagnostic studies other than laboratory tests: what a nerve conduction study shows, which criteria it meets.

The words stand in content/vocabulary/studies.yaml. A finding counts where it stands in a sentence that names the study, or in
one of those that follow it in the same paragraph; a finding that is denied ("no conduction block") does not.
"""

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
from evidentia.model.finding import Assertion, Finding, Kind, Span, Study
from evidentia.model.frozen import frozen
from evidentia.model.when import When

_REACH = 24  # sentences and rows behind the one that names the study


@frozen
class _Words:
    """One study of the vocabulary, prepared."""

    concept: str
    names: Lexicon
    findings: Lexicon
    criteria: Lexicon
    readings: Lexicon


_PREPARED: dict[int, tuple[Any, tuple[_Words, ...]]] = {}


def _prepared(vocabulary: Mapping[str, Any]) -> tuple[_Words, ...]:
    key = id(vocabulary)
    if key not in _PREPARED or _PREPARED[key][0] is not vocabulary:
        _PREPARED.clear()
        _PREPARED[key] = (vocabulary, tuple(_words(c, e) for c, e in vocabulary.get("studies", {}).items()))
    return _PREPARED[key][1]


def _words(concept: str, entry: Mapping[str, Any]) -> _Words:
    criteria = {name: [name] for name in entry.get("criteria") or ()}
    return _Words(
        concept,
        Lexicon({concept: entry["names"]}),
        Lexicon(entry.get("findings") or {}),
        Lexicon(criteria),
        Lexicon(entry.get("readings") or {}),
    )


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The STUDY findings of a chart: one for each sentence that tells what a study shows."""
    return [f for words in _prepared(vocabulary) for page in pages for f in _page(page, words)]


def _page(page: Page, words: _Words) -> Iterator[Finding]:
    told: Sentence | None = None  # the sentence that last named the study
    when: When | None = None
    since = 0
    for sentence in page.sentences:
        own = words.names.find(page.text, sentence.start, sentence.end)
        if own:
            told, since, when = sentence, 0, _date(page, sentence, own[0].start)
        elif told is not None:
            since += 1
            if (
                told.part != sentence.part
                or since > _REACH
                or (sentence.block != told.block and not words.names.find(page.parts[told.part].title))
            ):
                told = None
        if (
            told is None
            or is_unchecked(page, sentence)
            or about(page, sentence, own[0].start if own else sentence.start) not in ("patient", "study")
        ):
            continue  # "study" is the word for the test here as well
        if not _is_plan(page.text, sentence):
            yield from _sentence(page, sentence, words, when)


def _sentence(page: Page, sentence: Sentence, words: _Words, when: When | None) -> Iterator[Finding]:
    text = page.text
    said = [
        (m, assertion(text, sentence.start, m.start, m.end, sentence.end))
        for m in words.findings.find(text, sentence.start, sentence.end)
    ]
    shown = [m for m, a in said if a in (Assertion.PRESENT, Assertion.HISTORICAL)]
    denied = [m for m, a in said if a is Assertion.ABSENT]
    criteria = _criteria(text, sentence, words)
    reading = _reading(text, sentence, words) or _plainly_normal(text, sentence, words)
    places = (
        [(m.start, m.end) for m in (*shown, *denied)]
        + ([criteria[1:]] if criteria else [])
        + ([reading[1:]] if reading else [])
    )
    if not places:
        return
    start, end = min(p[0] for p in places), max(p[1] for p in places)
    detail = Study(
        tuple(dict.fromkeys(m.concept for m in shown)),
        criteria[0] if criteria else None,
        reading[0] if reading else None,
    )
    if not (detail.findings or detail.criteria or detail.reading):
        return
    flags = ("hearsay",) if _hearsay().search(text, sentence.start, sentence.end) else ()
    yield Finding(
        "", Kind.STUDY, words.concept, (Span(page.document.id, start, end),), when=when, detail=detail, flags=flags
    )


@cache
def _hearsay() -> re.Pattern[str]:
    """What is told of a study that nobody here has seen."""
    return re.compile(
        r"\b(?:said to (?:be|show|have)|reportedly|no report|per (?:patient|pt)|by report|told (?:that|it|her|him|me)|verbal\w*|hearsay|recalls?)\b",
        re.IGNORECASE,
    )


def _criteria(text: str, sentence: Sentence, words: _Words) -> tuple[str, int, int] | None:
    """ "meets EAN/PNS 2021 criteria"; criteria that are not met, or only quoted, are none."""
    for match in words.criteria.find(text, sentence.start, sentence.end):
        lead, behind = text[max(sentence.start, match.start - 60) : match.start], text[match.end : match.end + 60]
        met = re.search(
            r"\b(?:meet(?:s|ing)?|met|fulfil\w*|satisf\w*|compatible with|according to|per|by|consistent with)\b",
            lead,
            re.IGNORECASE,
        )
        not_met = re.search(r"\b(?:not|n't|no|fail\w*|insufficient\w*|without)\b[^.;]{0,40}$", lead, re.IGNORECASE)
        behind_met = re.match(r"[^.;]{0,40}\b(?:met|fulfilled|satisfied)\b", behind, re.IGNORECASE)
        behind_not = re.match(r"[^.;]{0,40}\b(?:not|un)\s?(?:met|fulfilled|satisfied)\b", behind, re.IGNORECASE)
        if (met or behind_met) and not not_met and not behind_not:
            year = re.match(r"\s?\(?(20\d\d)", behind)
            name = (
                match.concept if year is None or year.group(1) in match.concept else f"{match.concept} {year.group(1)}"
            )
            return name, match.start, match.end + (year.end() if year else 0)
    return None


def _reading(text: str, sentence: Sentence, words: _Words) -> tuple[str, int, int] | None:
    """The reading of the whole. Where two are named, that which is denied or secondary is none ("no axonal loss",
    "demyelinating with secondary axonal loss")."""
    found = []
    for match in words.readings.find(text, sentence.start, sentence.end):
        said = assertion(text, sentence.start, match.start, match.end, sentence.end)
        lead = text[max(sentence.start, match.start - 24) : match.start]
        secondary = re.search(
            r"\b(?:secondary|some|mild|superimposed|additional|with|and)\W*(?:\w+\W+)?$", lead, re.IGNORECASE
        )
        if said in (Assertion.PRESENT, Assertion.HISTORICAL):
            found.append((match, bool(secondary)))
    main = [m for m, secondary in found if not secondary] or [m for m, _ in found]
    names = {m.concept for m in main}
    if not main or len(names) > 1:
        return next(((m.concept, m.start, m.end) for m in main if m.concept == "demyelinating"), None) if main else None
    return main[0].concept, main[0].start, main[0].end


def _plainly_normal(text: str, sentence: Sentence, words: _Words) -> tuple[str, int, int] | None:
    """ "NCS 2026-01-14: normal." is a reading of the whole; "NCS: normal sural responses" is none."""
    for name in words.names.find(text, sentence.start, sentence.end):
        behind = re.compile(
            r"[\s\d/().,:–-]*(?:\b(?:on|of|was|were|is|are|result|results|both|all|entirely|completely)\b[\s\d/().,:–-]*)*"
            r"(normal)\b(?=\s*(?:[.;,]|$|\n|on\b|in (?:all|arms|legs)))",
            re.IGNORECASE,
        ).match(text, name.end, sentence.end)
        if behind:
            return "normal", behind.start(1), behind.end(1)
    return None


@cache
def _plan() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:will (?:order|get|obtain|repeat|need|request)|to be (?:done|repeated|scheduled)|ordered|scheduled|pending|awaited|awaiting|"
        r"planned|requested|not (?:yet )?(?:done|available|received|in (?:our|the))|if|should|must|requires?|policy|criteria (?:require|ask))\b",
        re.IGNORECASE,
    )


def _is_plan(text: str, sentence: Sentence) -> bool:
    """A study to come, or what a policy asks for, shows nothing."""
    return _plan().search(text, sentence.start, sentence.end) is not None and not re.search(
        r"\b(?:shows?|showed|showing|demonstrat\w+|reveal\w+|found|findings?|with|consistent|meets?|met)\b",
        text[sentence.start : sentence.end],
        re.IGNORECASE,
    )


def _date(page: Page, sentence: Sentence, place: int) -> When | None:
    dates = find_dates(page, sentence.start, sentence.end)
    near = min(dates, key=lambda d: abs(d.start - place), default=None)
    return near.when if near is not None and abs(near.start - place) <= 80 else None
