"""Qualitative results: which word ("negative", "reactive", "not done") belongs to which test."""

from __future__ import annotations

import re

from evidentia.findings.lexicon import Lexicon, Match
from evidentia.findings.text import Page, Sentence
from evidentia.model.frozen import frozen

# what may stand between a result and the test behind it: "negative for hepatitis B surface antigen"
_LEAD = re.compile(r"(?:\(|, (?=both\b))?(?:for|both|total|the|serum|by|on|hepatitis b|hep b|[\s:(])*")


@frozen
class Found:
    result: str
    start: int
    end: int


def result_for(page: Page, sentence: Sentence, matches: list[Match], index: int, results: Lexicon) -> Found | None:
    """The result of one test in a sentence: behind it and before the next test ("HBsAg neg, anti-HBc neg"), shared by
    tests that are joined ("HBsAg / anti-HBc total negative"), or in front ("negative HBsAg and anti-HBc",
    "Hep B neg (HBsAg, anti-HBc)")."""
    text = page.text
    place = index
    while True:  # behind: over tests that are joined to this one
        stop = matches[place + 1].start if place + 1 < len(matches) else sentence.end
        found = _first(text, matches[place].end, stop, results)
        if found is not None:
            return found
        if place + 1 >= len(matches) or not _joined(text, matches[place].end, matches[place + 1].start):
            break
        place += 1
    place = index
    while True:  # in front: over tests that are joined to this one
        start = matches[place - 1].end if place else sentence.start
        found = _last(text, start, matches[place].start, results)
        if found is not None:
            return found
        if place == 0 or not _joined(text, matches[place - 1].end, matches[place].start):
            break
        place -= 1
    return None


def _joined(text: str, start: int, end: int) -> bool:
    gap = text[start:end].strip().lower()
    return gap in (
        "",
        "/",
        "&",
        "and",
        ",",
        "+",
        "or",
        "and total",
        ", and",
        "(total) and",
        "/ total",
        "and anti",
        "(",
        "/ anti",
        "and the",
        ", total",
        "as well as",
        "and hepatitis b",
        "and hep b",
    )


def _first(text: str, start: int, end: int, results: Lexicon) -> Found | None:
    """The first result word behind a test, close to it and in its clause."""
    for hit in results.find(text, start, end):
        gap = text[start : hit.start]
        if end - hit.end <= 1 and re.fullmatch(r"\s*,?\s*(?:and|&)\s+(?:an?\s+|the\s+)?", gap):
            return None  # "positive ANA and a high dsDNA": the word belongs to the test behind it
        if len(gap) > 60 or re.search(r";|\bif\b|\bbut\b", gap) or (len(gap) > 30 and "," in gap):
            return None
        return Found(_turned(text, start, hit), hit.start, hit.end)
    found = re.search(r"\([+-]\)", text[start:end][:12])
    if found:
        return Found("positive" if "+" in found.group() else "negative", start + found.start(), start + found.end())
    if re.match(r"\+(?!\d|\w)", text[start:end]):
        return Found("positive", start, start + 1)
    return None


def _last(text: str, start: int, end: int, results: Lexicon) -> Found | None:
    hits = results.find(text, start, end)
    if not hits:
        return None
    gap = text[hits[-1].end : end].strip().lower()
    known = hits[-1].concept in ("negative", "positive", "pending", "not done", "indeterminate")
    if known and _LEAD.fullmatch(gap):
        return Found(hits[-1].concept, hits[-1].start, hits[-1].end)
    return None


def _turned(text: str, start: int, hit: Match) -> str:
    """ "not reactive" is a name of its own; "not positive" and "no detected" turn the result."""
    before = text[start : hit.start].lower().rstrip()
    if before.endswith((" not", " non")) and hit.concept in ("negative", "positive"):
        return "negative" if hit.concept == "positive" else "positive"
    return hit.concept
