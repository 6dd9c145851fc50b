"""Doses of a drug that is raised in steps (vocabulary/drugs.yaml: `steps`): each step that was taken or is asked for, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from evidentia.findings.asking import asked_places
from evidentia.findings.dates import Dated
from evidentia.findings.passages import Passage, passages_of
from evidentia.findings.text import Page
from evidentia.model.finding import Finding, Kind, Span, Step
from evidentia.model.frozen import Held
from evidentia.model.quantity import Quantity

_FOLLOWS = 3  # passages behind the one that names the drug which may go on about its doses


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The STEP findings of a chart, in the order of the text."""
    concepts = _concepts(Held(vocabulary.get("drugs", {})))
    if not concepts:
        return []
    asked = asked_places(pages, vocabulary)
    found: list[Finding] = []
    concept, about_asking, distance, block = "", False, 0, (-1, -1)
    for passage in passages_of(pages, vocabulary):
        if not passage.is_patient:
            continue
        place = (passage.part.index, passage.block)
        mine = [m for m in passage.mentions if m.concept in concepts]
        if mine:
            concept, distance, block = mine[0].concept, 0, place
            about_asking = any((passage.document, m.start) in asked for m in mine)
        elif passage.mentions or place != block or distance >= _FOLLOWS or not concept:
            distance += 1
            continue
        else:
            distance += 1
        start = mine[0].start if mine else passage.start
        others = [m.start for m in passage.mentions if m.start > start and m.concept != concept]
        found += _steps(
            passage,
            concept,
            passage.start if mine and _leads(passage, start) else start,
            min(others, default=passage.end),
            about_asking,
        )
    return found


@lru_cache(maxsize=2)
def _concepts(held: Held[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(name for name, entry in held.value.items() if (entry or {}).get("steps"))


def _leads(passage: Passage, start: int) -> bool:
    """Whether the amount stands before the name: "2.4 mg of Wegovy"."""
    return (
        re.search(r"mg\s(?:\w+\s){0,3}$", passage.text[passage.start : start]) is not None
        and len(passage.mentions) == 1
    )


def _steps(passage: Passage, concept: str, start: int, end: int, about_asking: bool) -> Iterator[Finding]:
    for match in _amounts().finditer(passage.text, start, end):
        first, last = _clause(passage, match.start(), match.end())
        role = _role(passage.text[first : match.start()], passage.text[match.end() : last], about_asking)
        numbers = list(re.finditer(r"\d+(?:\.\d+)?|\.\d+", match.group()))
        for number in numbers:
            detail = Step(role)
            if role == "taken":
                since, days = _time(passage, match.end(), last) if number is numbers[-1] else (None, None)
                since = since or _begun(passage, first, match.start())
                detail = Step(role, since, days, _is_current(passage.text[first:last], passage))
            span = Span(passage.document, match.start() + number.start(), match.end())
            value = Quantity(Decimal(number.group()), "mg")
            yield Finding("", Kind.STEP, concept, (span,), when=passage.date, value=value, detail=detail)


def _clause(passage: Passage, start: int, end: int) -> tuple[int, int]:
    """The stretch around an amount that speaks of it: up to a semicolon, a full stop or a turn ("…, next 2.4 mg")."""
    ahead = list(_turn().finditer(passage.text, passage.start, start))
    behind = _turn().search(passage.text, end, passage.end)
    return ahead[-1].end() if ahead else passage.start, behind.start() if behind else passage.end


@cache
def _turn() -> re.Pattern[str]:
    return re.compile(r";|\.(?=\s|$)|,\s(?=next|now|plan|currently|will)", re.IGNORECASE)


def _role(before: str, after: str, about_asking: bool) -> str:
    if _taken().search(before):
        return "taken"
    if about_asking or _asked().search(before) or _goes_up().match(after):
        return "asked"
    return "taken"


@cache
def _goes_up() -> re.Pattern[str]:
    """ "0.25 mg weekly, titrate per label": an amount from which the dose is to rise."""
    return re.compile(
        r"[^.;]{0,40}\b(?:titrat\w+|escalat\w+|increas(?:e|ing)|step up|then up|up per|then (?:label|standard))",
        re.IGNORECASE,
    )


@cache
def _amounts() -> re.Pattern[str]:
    """ "0.25 mg", and rows of amounts with one unit: "0.25, 0.5, 1, 1.7, 2.4 mg"."""
    return re.compile(
        r"(?<![\w./-])(?:\d?\.?\d+(?:\s?mg)?\s?(?:,|/|->|→|>|then|to|and|-|–)\s?(?:then\s)?)*\d?\.?\d+\s?mg\b(?!\s?/)",
        re.IGNORECASE,
    )


@cache
def _asked() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:next|will|plan\w*|request\w*|continue|titrat\w+|increase|escalat\w+|up to|then|goal|target|start(?!ed)|begin|initiat(?:e|ing)|rx|prescrib\w+|order\w*)\b",
        re.IGNORECASE,
    )


@cache
def _taken() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:now on|currently (?:on|taking)|is on|has been on|started (?:on|at)|started \S+ at|was started|since|on|took|taking|takes|reached|completed|been at|at|tolerat\w+|remains on|stable on|advanced to|increased to|escalated to|titrated to|up to)\s(?:\w+\s){0,2}$",
        re.IGNORECASE,
    )


def _time(passage: Passage, end: int, stop: int) -> tuple[Any, int | None]:
    """Since when, or for how long, behind an amount."""
    for dated in passage.dates:
        if end <= dated.start < stop and re.search(
            r"\b(?:since|from|starting|started|start|on|began|reached|as of|in)\W*(?:on\s)?$|\($",
            passage.text[end : dated.start],
            re.IGNORECASE,
        ):
            return dated.when, None
    length = re.search(
        r"\b(?:for|x|×)\s?(?:the )?(?:last |past )?(?P<n>\d+|a|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\s(?P<u>weeks?|wks?|months?|mos?|years?)\b|\b(?:for the )?(?:last|past) (?P<y>year)\b",
        passage.text[end:stop],
        re.IGNORECASE,
    )
    return None, (_days(length) if length else None)


_WORDS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())} | {
    "a": 1
}


def _days(match: re.Match[str]) -> int:
    if match["y"]:
        return 365
    count = int(match["n"]) if match["n"].isdigit() else _WORDS[match["n"].lower()]
    return count * {"w": 7, "m": 30, "y": 365}[match["u"][0].lower()]


def _begun(passage: Passage, start: int, place: int) -> Any:
    """ "Started 10/06/2025 at 0.25 mg", "10/06/2025: 0.25 mg": the date right before an amount."""
    ahead: list[Dated] = [d for d in passage.dates if start <= d.start and d.end <= place]
    if not ahead:
        return None
    return (
        ahead[-1].when
        if re.fullmatch(
            r"[\s,:(]*(?:at|on|with|to|was|dose|of|the|wegovy|weekly)?[\s,:(]*(?:\w+\s)?",
            passage.text[ahead[-1].end : place],
            re.IGNORECASE,
        )
        else None
    )


def _is_current(clause: str, passage: Passage) -> bool:
    return (
        passage.in_list
        or re.search(
            r"\b(?:now|current(?:ly)?|is on|since|remains|continues|stable on|maintained|last \w+ (?:months|weeks)|last year|past year|still)\b",
            clause,
            re.IGNORECASE,
        )
        is not None
    )
