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
from evidentia.model.when import When

_FOLLOWS = 3  # passages behind the one that names the drug which may go on about its doses


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The STEP findings of a chart, in the order of the text."""
    concepts = _concepts(Held(vocabulary.get("drugs", {})))
    if not concepts:
        return []
    asked = asked_places(pages, vocabulary)
    found: list[Finding] = []
    concept, about_asking, distance, block = "", False, 0, (-1, -1)
    part = ("", -1)
    for passage in passages_of(pages, vocabulary):
        if not passage.is_patient:
            continue
        place, document = (passage.part.index, passage.block), passage.document
        mine = [m for m in passage.mentions if m.concept in concepts]
        if mine:
            concept, distance, block = mine[0].concept, 0, place
            part = (document, passage.part.index)
            about_asking = any((passage.document, m.start) in asked for m in mine)
        elif (
            passage.mentions
            or not concept
            or (document, passage.part.index) != part
            or ((place != block or distance >= _FOLLOWS) and not _tells_of_doses(passage))
        ):
            distance += 1
            continue
        else:
            distance += 1
            about_asking = about_asking and place == block
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
        numbers = [*re.finditer(r"\d+(?:\.\d+)?|\.\d+", match.group()), *_chain(passage.text, match.end(), end)]
        for number in numbers:
            detail = Step(role)
            if role == "taken":
                since, days = (
                    _time(passage, match.start(), match.end(), last) if number is numbers[-1] else (None, None)
                )
                since = since or _begun(passage, first, match.start())
                detail = Step(role, since, days, _is_current(passage.text[first:last], passage))
            start = number.start("n") if "n" in number.groupdict() else match.start() + number.start()
            span = Span(passage.document, start, max(match.end(), number.end() if "n" in number.groupdict() else 0))
            value = Quantity(Decimal(number["n"] if "n" in number.groupdict() else number.group()), "mg")
            yield Finding("", Kind.STEP, concept, (span,), when=passage.date, value=value, detail=detail)


def _chain(text: str, place: int, end: int) -> list[re.Match[str]]:
    """The amounts that follow one by arrows or "then" without their unit: "0.25 mg qwk x4 wk -> 0.5 x4 -> 1 x4 -> 2.4"."""
    found = []
    while (match := _next().match(text, place, end)) is not None:
        found.append(match)
        place = match.end()
    return found


@cache
def _next() -> re.Pattern[str]:
    length = r"(?:x|for|each)?\s?(?:\d{1,2}|four)?\s?(?:wks?|weeks?)?(?:\seach)?"
    return re.compile(
        rf"\s?(?:SC\s|sc\s|weekly|once weekly|qwk|q week|every week|\s)*\s?{length}\s?(?:->|→|,|;|\bthen\b|\band\b)\s?(?:then\s|and\s|to\s)*(?P<n>\d?\.\d+|[12])(?![\w/%-]|\.\d|\s?(?:weeks?|wks?|x\s?\d+\s?d|months?|mg))",
        re.IGNORECASE,
    )


def _tells_of_doses(passage: Passage) -> bool:
    """A sentence or row without the drug's name that gives its doses: a weekly amount, a row with its day, a field of a form."""
    words = passage.words
    if not re.search(r"\d\s?mg\b(?!\s?/)", words):
        return False
    return (
        passage.kind == "row"
        or re.search(
            r"\bweekly\b|\b(?:first|starting|full|maintenance) dose\b|\btitrat|\breached\b|\bweek\b",
            words,
            re.IGNORECASE,
        )
        is not None
    )


def _clause(passage: Passage, start: int, end: int) -> tuple[int, int]:
    """The stretch around an amount that speaks of it: up to a semicolon, a full stop or a turn ("…, next 2.4 mg")."""
    ahead = list(_turn().finditer(passage.text, passage.start, start))
    behind = _turn().search(passage.text, end, passage.end)
    return ahead[-1].end() if ahead else passage.start, behind.start() if behind else passage.end


@cache
def _turn() -> re.Pattern[str]:
    return re.compile(r";|\.(?=\s|$)|,\s(?=next|now|plan|currently|will)", re.IGNORECASE)


def _role(before: str, after: str, about_asking: bool) -> str:
    if _about_to().search(before):
        return "asked"
    if _taken().search(before):
        return "taken"
    if about_asking or _asked().search(before) or _goes_up().match(after):
        return "asked"
    return "taken"


@cache
def _about_to() -> re.Pattern[str]:
    """ "We would begin at 0.25 mg", "Start at 0.25 mg", "starting dose: 0.25 mg"."""
    return re.compile(
        r"\b(?:would|will|to|plans? to)\s(?:then\s)?(?:begin|start|continue|go|give|use)\b[^.;]{0,24}$|\b(?:begin|start|starting)\s(?:at|with|dose)\b[^.;\d]{0,40}$|\bstart(?:ing)?\s(?:[\w()/-]+\s){1,5}?(?:at|with)\s$|\bnext due\b[^.;]{0,24}$",
        re.IGNORECASE,
    )


@cache
def _goes_up() -> re.Pattern[str]:
    """ "0.25 mg weekly, titrate per label": an amount from which the dose is to rise."""
    return re.compile(
        r"[^.;]{0,40}\b(?:titrat\w+|escalat\w+|increas(?:e|ing)|step up|then up|up per|then (?:label|standard)|requested|is requested)",
        re.IGNORECASE,
    )


@cache
def _amounts() -> re.Pattern[str]:
    """ "0.25 mg", and rows of amounts with one unit: "0.25, 0.5, 1, 1.7, 2.4 mg"."""
    return re.compile(
        r"(?<![\w./-])(?:(?:\d{1,2}(?:\.\d+)?|\.\d+)(?:\s?mg)?\s?(?:,|/|->|→|>|then|to|and|-|–)\s?(?:then\s)?)*(?:\d{1,2}(?:\.\d+)?|\.\d+)\s?mg\b(?!\s?/)",
        re.IGNORECASE,
    )


@cache
def _asked() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:next|will|plan\w*|request\w*|continue|titrat\w+|renew\w*|increase|escalat\w+|up to|then|goal|target|start(?!ed)|begin|initiat(?:e|ing)|rx|prescrib\w+|order\w*)\b",
        re.IGNORECASE,
    )


@cache
def _taken() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:now on|currently (?:on|taking)|is on|has been on|started (?:on|at)|started \S+ at|was started|since|on|took|taking|takes|reached|completed|been at|at|tolerat\w+|remains on|stable on|advanced to|increased to|escalated to|titrated to|up to)\s(?:\w+\s){0,2}$",
        re.IGNORECASE,
    )


def _time(passage: Passage, start: int, end: int, stop: int) -> tuple[When | None, int | None]:
    """Since when, or for how long: behind an amount, or "after seven months on" before it. When it was taken up again tells neither."""
    before = passage.text[max(passage.start, start - 40) : start]
    if re.search(r"\b(?:resum\w+|restart\w+|again)\b[^.;]{0,12}$", before, re.IGNORECASE):
        return None, None
    if (ago := _months_on().search(before)) is not None:
        return None, _days(ago)
    for dated in passage.dates:
        if end <= dated.start < stop and re.search(
            r"\b(?:since|from|starting|started|start|on|began|reached|as of|in)\W*(?:on\s)?$|^\s?(?:weekly|once weekly)?\s?\($",
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


@cache
def _months_on() -> re.Pattern[str]:
    return re.compile(
        r"\b(?P<n>\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\s(?P<u>weeks?|months?)\s(?:on|at)\s(?P<y>)$",
        re.IGNORECASE,
    )


_WORDS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())} | {
    "a": 1
}


def _days(match: re.Match[str]) -> int:
    if match["y"]:
        return 365
    count = int(match["n"]) if match["n"].isdigit() else _WORDS[match["n"].lower()]
    return count * {"w": 7, "m": 30, "y": 365}[match["u"][0].lower()]


def _begun(passage: Passage, start: int, place: int) -> When | None:
    """ "Started 10/06/2025 at 0.25 mg", "11/10/2025  243.6 lb  first day of 2.4 mg": the date right before an amount, or its row's."""
    ahead: list[Dated] = [d for d in passage.dates if start <= d.start and d.end <= place]
    if not ahead:
        return None
    gap = passage.text[ahead[-1].end : place]
    own = re.fullmatch(r"[\s,:(]*(?:at|on|with|to|was|dose|of|the|weekly)?[\s,:(]*(?:\w+\s)?", gap, re.IGNORECASE)
    row = "  " in gap and "\n" not in gap and len(gap) <= 48
    return ahead[-1].when if own or row else None


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
