"""Consultations of a specialist in the words of the record: took place, did not, or are only planned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from evidentia.findings.lexicon import Lexicon, Match
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Assertion, Finding, Kind, Span

_PAYERS_SPECIALISTS = ("rheumatology", "nephrology")  # what "no specialist" denies in the topics covered so far
_REACH = 60  # characters between the words of consulting and the specialty


def consultations(page: Page, fields: Lexicon) -> Iterator[Finding]:
    """CONSULTATION findings of the sentences of a page; one for each specialty that a sentence speaks of."""
    found = fields.find(page.text)
    none = "specialist" in page.text.lower()
    for sentence in page.sentences:
        if none and _none().search(page.text, sentence.start, sentence.end):
            for concept in _PAYERS_SPECIALISTS:
                yield _finding(page, sentence, concept, Assertion.ABSENT)
            continue
        for match in found:
            if not sentence.start <= match.start < sentence.end:
                continue
            said = _said(page.text, sentence, match)
            if said is not None:
                yield _finding(page, sentence, match.concept, said)


def _finding(page: Page, sentence: Sentence, concept: str, said: Assertion) -> Finding:
    span = Span(page.document.id, sentence.start, sentence.end)
    return Finding("", Kind.CONSULTATION, concept, (span,), said, when=page.date_of(sentence.start))


def _said(text: str, sentence: Sentence, match: Match) -> Assertion | None:
    """What a sentence says of consulting a specialty, or None where it only names it."""
    before = text[max(sentence.start, match.start - _REACH) : match.start]
    behind = text[match.end : min(sentence.end, match.end + _REACH)]
    before, behind = re.split(r"(?<!Dr)[.;]\s", before)[-1], re.split(r"(?<!Dr)[.;]\s", behind)[0]
    if _denied_before().search(before) and _visit().search(f"{before} {behind}"):
        return Assertion.ABSENT
    if _denied_behind().search(behind):
        return Assertion.ABSENT
    if _not_reached().search(f"{before} {behind}"):
        return Assertion.HYPOTHETICAL
    if _planned_before().search(before) or _planned_behind().search(behind):
        return Assertion.HYPOTHETICAL
    if _held_before().search(before) or _held_behind().search(behind):
        return Assertion.PRESENT
    return None


@cache
def _none() -> re.Pattern[str]:
    return re.compile(
        r"\bspecialists?\s?(?:involved|seen|consulted)?\s?:\s?none\b|\bno specialist (?:has|is|was|involved|"
        r"consult\w*|visit)|\bnot (?:been )?seen by (?:a|any) specialist",
        re.IGNORECASE,
    )


@cache
def _denied_before() -> re.Pattern[str]:
    return re.compile(r"\b(?:no|not|never|without|hasn't|has not|yet to)\b[^.;]{0,50}$", re.IGNORECASE)


@cache
def _visit() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:visits?|consult\w*|seen|involve\w*|evaluat\w*|input|see|appointment|referr\w+|specialist)\b",
        re.IGNORECASE,
    )


@cache
def _denied_behind() -> re.Pattern[str]:
    return re.compile(
        r"^[^.;]{0,30}?\b(?:(?:has|have|was|were|is) (?:not|never)(?: yet)?(?: been)? (?:consulted|involved|seen|"
        r"asked|contacted)|not (?:consulted|involved|seen)|consult(?:ation)? (?:not|never|declined)|no consult)",
        re.IGNORECASE,
    )


@cache
def _not_reached() -> re.Pattern[str]:
    """ "Discussed with rheumatology fellow's voicemail, no call back"; "last saw rheumatology in 2011 for gout"."""
    return re.compile(
        r"\b(?:voice-?mail|left (?:a )?message|no (?:call|reply|answer|response)\b|awaiting (?:a )?(?:call|reply|answer)|unable to reach|not reached|"
        r"for (?:gout|osteoporosis|back pain|carpal tunnel|osteoarthritis|fibromyalgia|kidney stones|stones|utis?))\b",
        re.IGNORECASE,
    )


@cache
def _planned_before() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:referral(?:\s(?:was|is|has been|placed|sent|made|pending|order\w*))*(?:\s(?:to|for|with))?|"
        r"referred(?:\s(?:to|for))|refer(?:\sto|\sher to|\shim to)?|will (?:see|consult|ask|discuss|call|send|"
        r"refer)|await\w*|waiting (?:for|list)|appointment|appt|wait for|to be seen by|plan\w* to (?:see|"
        r"consult)|"
        r"schedul\w+|consider\w*|recommend (?:seeing|consult\w*)|would like|should see|needs? (?:to see|a)|"
        r"pending)\b[^.;]{0,24}$",
        re.IGNORECASE,
    )


@cache
def _planned_behind() -> re.Pattern[str]:
    return re.compile(
        r"^\s?(?:clinic |service |team )?(?:referral|appointment|appt|visit (?:is )?(?:scheduled|pending)|"
        r"consult(?:ation)? (?:is |has been )?(?:requested|pending|placed|scheduled|ordered)|to see|to follow|"
        r"will (?:see|follow)|f/u (?:in|on))",
        re.IGNORECASE,
    )


@cache
def _held_before() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:seen (?:by|in|at)|visits? (?:with|to|at|in)|evaluated (?:by|in)|followed (?:by|with|in)|"
        r"co-?manag\w+ (?:with|by)|co-?follow\w* (?:with|by)|(?:in )?discuss(?:ed|ion)\s(?:\w+\s){0,3}?(?:with|"
        r"w/)|consulted(?: with)?|c/s\b|consultation (?:with|by|from)|in consultation with|e-?consult\w* (?:with|from|"
        r"by|to)?|reviewed (?:with|by)|recommended by|"
        r"(?:as )?advised by|(?:on|under) (?:the )?(?:advice|care|direction|guidance|supervision) of|input from|"
        r"per recommendations? (?:of|from)|opinion (?:of|from)|saw|agreed with|shared care with|"
        r"jointly (?:managed )?with|coordinated with|spoke (?:with|to))\s(?:\w+\.?\s){0,4}?\(?$",
        re.IGNORECASE,
    )


@cache
def _held_behind() -> re.Pattern[str]:
    return re.compile(
        r"^\)?,?\s(?:who |clinic |service |team |"
        r"at [\w ]{3,24} )?(?:\(?dr\.?\s[\w.'-]+(?:\s[\w.'-]+)?\)?,?\s)?(?:e-?consult\w*|c/s\b|consult(?:ed|ation|"
        r"ant)?\b(?! (?:requested|pending|placed|not|will|to))|saw|agrees?|agreed|recommend(?:s|ed|ation)|"
        r"advis(?:es|ed)|follows|following|evaluat(?:ed|ion)|co-?manag\w+|co-?follow\w*|input|opinion|supports|"
        r"concurs|is (?:involved|following)|has (?:seen|evaluated|reviewed|recommended|advised))",
        re.IGNORECASE,
    )
