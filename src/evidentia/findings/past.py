"""Is a symptom, a reaction or an episode over? What comes and goes is, where it is told in the past, with a past date, or
as what a drug did before it was stopped. A disease that lasts is not: "history of lupus" is lupus.
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache

from evidentia.findings.dates import find_dates
from evidentia.findings.text import Page, Sentence

_NEAR = 16  # characters between an episode and its date
_PAST = timedelta(days=40)  # an episode dated earlier than this before the note is over, unless it is said to go on


def is_over(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """Whether what stands from `start` to `end`, and is not denied, is told as past."""
    text = page.text
    before = _clause(text[sentence.start : start])
    lower = before.lower()
    after = re.split(r"[.;]\s", text[end : sentence.end])[0]
    if _ongoing().search(before[-60:]) or _ongoing().search(after[:40]):
        return False
    told = (
        (_has(lower, _TOLD_PARTS) and _told().search(before))
        or (_has(lower, _HARM_PARTS) and _harm().search(before))
        or _ended().match(after)
    )
    return bool(told) or _dated(page, sentence, start, end)


def _clause(before: str) -> str:
    return re.split(r"[.;]\s|\n\s*\n|\n\s*[-*•\d]", before)[-1]


@cache
def _gone() -> re.Pattern[str]:
    return re.compile(
        r"\s(?:of \w+ )?(?:(?:has|have|is|are|was|were|now|all|fully|completely|since|largely)\s){0,3}(?:gone|resolved|cleared(?: up)?|disappeared|subsided)\b",
        re.IGNORECASE,
    )


def is_gone(text: str, end: int, stop: int) -> bool:
    """ "Foaming of urine gone", "joint pains have resolved": told as absent now."""
    return _gone().match(text, end, min(end + 60, stop)) is not None


@cache
def _ongoing() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:since|still|now|today|currently|current|ongoing|persist\w*|continu\w+|chronic|worsening|remains?|remained|recently|new|"
        r"complains? of|reports?|endorses|c/o|here (?:for|with)|p/w|pw|presents|presenting|for the (?:past|last)|started on|began)\b",
        re.IGNORECASE,
    )


# A pattern is searched only where one of its parts stands; tests/findings/test_gates.py proves it harmless.
_TOLD_PARTS = (
    "h/o", "history of", "hx", "at presentation", "past", "previous", "prior", "s/p", "status post", "remote", "former", "had", "presented", "admitted",
    "hospitali", "experienced", "suffered", "c/b", "complicated by", "episode", "bout", "treated for", "diagnosed", "initial", "found to",
    "placed",
)  # fmt: skip
_HARM_PARTS = (
    "stop", "discontinu", "d/c", "dc", "withdrawn", "abandoned", "aborted", "toler", "limited by", "caus", "led to", "resulted in", "gave h",
    "side effect", "s/e", "adverse", "reaction history", "reason", "fail", "switched",
)  # fmt: skip


def _has(text: str, parts: tuple[str, ...]) -> bool:
    return any(part in text for part in parts)


@cache
def _told() -> re.Pattern[str]:
    """Words that tell of the past and reach over a list: "presented in 2011 with fever, rash and pleurisy"."""
    return re.compile(
        r"(?:\b(?:h/o|history of|hx of|hx:|past|previous(?:ly)?|prior|s/p|status post|remote|former(?:ly)?|(?<!has )(?<!have )(?<!'s )had|presented|"
        r"admitted|hospitali[sz]ed|experienced|suffered|c/b|complicated by|episodes? of|bouts? of|treated for|diagnosed\b[^.;]{0,30}\b(?:with|when)|"
        r"initial(?:ly)?|at presentation|was found to have|in the past|because (?:he|she) had|placed\b[^.;]{0,16}\bfor)\b)"
        r"(?:(?!\b(?:is|are|has|have|continues|takes|denies|without|but|on)\b)[^.;]){0,90}$",
        re.IGNORECASE,
    )


@cache
def _harm() -> re.Pattern[str]:
    """What a drug did: "stopped for palpitations", "Stopped, tremor and …", "side effects (nausea, …)", "caused a …"."""
    return re.compile(
        r"\b(?:stopp?ed|stopping|discontinu\w+|d/?c'?e?d|withdrawn|abandoned|aborted|intoleran\w+|(?:not|poorly|n't) toler\w+|unable to tolerate|"
        r"limited by|caused|causing|led to|resulted in|gave (?:her|him)|side effects?|s/e|adverse (?:effect|reaction|event)s?|reaction history|reason|"
        r"fail\w+|switched (?:off|from))\b(?:(?!\b(?:is|are|denies|without|but|now)\b)[^.;]){0,80}$",
        re.IGNORECASE,
    )


@cache
def _ended() -> re.Pattern[str]:
    return re.compile(
        r"(?:[^.;,()]{0,30}\W)?\(?(?:resolved|cleared|healed|excised|removed|repaired|in remission|in the past|years? ago|last year|at (?:age|the age of)|"
        r"on (?:prior|previous)|with (?:the )?(?:prior|previous|first|second|last)|after (?:dose|the|each|course)\b|so (?:it )?was stopped|and was stopped)\b",
        re.IGNORECASE,
    )


def _dated(page: Page, sentence: Sentence, start: int, end: int) -> bool:
    """ "DVT 2017", "hives in 11/2024": an episode with a date of its own that lies behind."""
    today = page.date_of(start)
    if today is None:
        return False
    for dated in find_dates(page, end, min(end + 30, sentence.end)):
        gap = page.text[end : dated.start]
        if len(gap) > _NEAR or re.search(r"[;.\d]|\b(?:since|from|began|started|onset|due|on)\b", gap, re.IGNORECASE):
            return False
        return dated.when.latest < today.earliest - _PAST
    return False
