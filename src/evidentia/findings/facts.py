"""Facts in set words: seen in person, not planning a pregnancy, in sustained remission (vocabulary/facts.yaml)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from evidentia.findings.context import about, is_unchecked
from evidentia.findings.dates import find_dates
from evidentia.findings.lexicon import Lexicon, Match
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Assertion, Finding, Kind, Span
from evidentia.model.frozen import Held, changed
from evidentia.model.when import When

_OF_PAYERS = ("plan exclusion",)  # what a plan writes is its own, but for what it says of the contract
_NEAR = 24  # characters between a fact and its date


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The FACT findings of a chart, of this patient: present, absent (denied), possible, or only planned."""
    lexicons = _lexicons(Held(vocabulary.get("facts", {})))
    found = [f for page in pages for sentence in page.sentences for f in _sentence(page, sentence, *lexicons)]
    return [*found, *(f for page in pages for f in _places_of_visits(page, vocabulary))]


_SEEN = "face-to-face examination"


def _places_of_visits(page: Page, vocabulary: Mapping[str, Any]) -> Iterator[Finding]:
    """ "Outpatient psychiatry    Visit #3    06/05/2026    office": a cell of a note's heading that says where it was held."""
    if _SEEN not in vocabulary.get("facts", {}):
        return
    for sentence in page.sentences:
        part = page.parts[sentence.part]
        if sentence.kind != "row" or part.kind not in ("note", "consult") or part.is_foreign:
            continue
        place = _office().search(page.text, sentence.start, sentence.end)
        above = page.text.count("\n", part.start, sentence.start)
        if place is not None and above < 3 and _visit().search(page.text, sentence.start, sentence.end):
            span = Span(page.document.id, place.start("where"), place.end("where"))
            dates = find_dates(page, sentence.start, sentence.end)
            when = dates[0].when if dates else part.date
            yield Finding("", Kind.FACT, _SEEN, (span,), Assertion.PRESENT, when=when)


@cache
def _office() -> re.Pattern[str]:
    return re.compile(
        r"(?:[ \t]{2,}|\||\t)[ \t]*(?P<where>(?:in[ -])?(?:office|clinic|person))[ \t]*(?=\n|$|[ \t]{2,}|\||\Z)",
        re.IGNORECASE,
    )


@cache
def _visit() -> re.Pattern[str]:
    return re.compile(
        r"(?<!next )(?<!planned )(?<!scheduled )\b(?:visit|encounter|evaluation|follow-?up|intake|appointment)\b",
        re.IGNORECASE,
    )


@lru_cache(maxsize=2)
def _lexicons(held: Held[Mapping[str, Any]]) -> tuple[Lexicon, Lexicon, Lexicon]:
    entries = held.value
    return tuple(Lexicon({c: e.get(key, ()) for c, e in entries.items()}) for key in ("says", "denies", "asks"))  # type: ignore[return-value]


def _sentence(page: Page, sentence: Sentence, says: Lexicon, denies: Lexicon, asks: Lexicon) -> Iterator[Finding]:
    text = page.text
    denied = denies.find(text, sentence.start, sentence.end)
    said = [m for m in says.find(text, sentence.start, sentence.end) if not any(_inside(m, d) for d in denied)]
    asked = text[sentence.start : sentence.end].rstrip(' "”)').endswith("?")
    if asked or is_unchecked(page, sentence):
        return
    for match in asks.find(text, sentence.start, sentence.end):
        answer = _answer().match(text, match.end, sentence.end)
        if answer is not None and about(page, sentence, match.start) == "patient":
            how = Assertion.PRESENT if answer["yes"] else Assertion.ABSENT
            span = Span(page.document.id, match.start, answer.end())
            yield Finding("", Kind.FACT, match.concept, (span,), how, when=_date(page, sentence, match))
    for match in sorted((*denied, *said), key=lambda m: m.start):
        who = about(page, _clause(page, sentence, match), match.start)
        if who == "family" or (who == "payer" and match.concept not in _OF_PAYERS):
            continue
        how = Assertion.ABSENT if match in denied else _how(text[sentence.start : match.start])
        span = Span(page.document.id, match.start, match.end)
        yield Finding("", Kind.FACT, match.concept, (span,), how, when=_date(page, sentence, match))


def _how(before: str) -> Assertion:
    """Facts are denied and made conditional by the words directly before them."""
    if _negated().search(before):
        return Assertion.ABSENT
    if _past().search(before):
        return Assertion.HISTORICAL
    return Assertion.HYPOTHETICAL if _conditional().search(before) else Assertion.PRESENT


@cache
def _answer() -> re.Pattern[str]:
    """What a test said, a few words behind its name: "pregnancy test 02/10/2026 negative"."""
    return re.compile(r"[^.;\n]{0,30}?\b(?:(?P<yes>positive|pos)|negative|neg)\b", re.IGNORECASE)


@cache
def _negated() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:no|not|without|never|denies|denied|lacks?|absence of|nor|isn't|wasn't)\s+(?:[\w'-]+\s+){0,2}$",
        re.IGNORECASE,
    )


@cache
def _past() -> re.Pattern[str]:
    """ "Last pregnant in 2019", "when she was pregnant": told of another time."""
    return re.compile(
        r"\b(?:became|got|when|while|previously|last|formerly|first|had been)\s+(?:[\w'-]+\s+){0,2}$", re.IGNORECASE
    )


@cache
def _conditional() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:if|unless|whether|should|would|could|will|to be|discussed)\s+(?:[\w'-]+\s+){0,3}$", re.IGNORECASE
    )


def _clause(page: Page, sentence: Sentence, match: Match) -> Sentence:
    """A relative of an earlier clause ("no family history of MTC. s/p hysterectomy") does not govern this one."""
    breaks = [m.end() for m in re.finditer(r"[.;]\s", page.text[sentence.start : match.start])]
    return changed(sentence, start=sentence.start + breaks[-1]) if breaks else sentence


def _inside(match: Match, other: Match) -> bool:
    return other.start <= match.start and match.end <= other.end


def _date(page: Page, sentence: Sentence, match: Match) -> When | None:
    """The date directly behind a fact, else directly before it, else the one that opens its row."""
    behind = [d for d in find_dates(page, match.end, sentence.end) if d.start - match.end <= _NEAR]
    ahead = [d for d in find_dates(page, sentence.start, match.start) if match.start - d.end <= _NEAR]
    return behind[0].when if behind else ahead[-1].when if ahead else _date_of_row(page, match.start)


def _date_of_row(page: Page, place: int) -> When | None:
    """ "05/15/2026     HAM-D17 21. Relapse, 6 weeks after the last session.": the day in the first cell of a line."""
    line = page.text.rfind("\n", 0, place) + 1
    head = next(iter(find_dates(page, line, min(line + 32, place))), None)
    opens = head is not None and not page.text[line : head.start].strip(" -*•\t")
    return head.when if head and opens and re.match(r" {2,}|\t|\s*\|", page.text[head.end : head.end + 4]) else None
