"""When a drug was begun and ended, by the words before each date beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from evidentia.findings import regimen_facts
from evidentia.findings.dates import Dated
from evidentia.findings.drug_names import Mention, words
from evidentia.model.when import When

_STARTS = frozenset((
    "since", "from", "started", "start", "began", "begun", "initiated", "beginning", "starting", "added",
    "commenced", "onset", "begin", "restarted", "resumed", "reintroduced", "restart",
))  # fmt: skip
_STOPS = frozenset((
    "until", "till", "stopped", "discontinued", "ended", "ending", "through", "thru", "finished", "completed",
    "stop", "dc", "off", "stopping", "held", "quit",
))  # fmt: skip
_SKIPS = frozenset(
    (
        "next",
        "last",
        "due",
        "due:",
        "scheduled",
        "approved",
        "denied",
        "seen",
        "reviewed",
        "checked",
        "biopsy",
        "bx",
        "again",
        "labs",
    )
)
_RANGE = frozenset(("-", "–", "—", "to", "thru", "through", "until", "till", "->", "→"))


def is_last(text: str, start: int, dated: Dated) -> bool:
    """ "last dose 10/28/2025": the end of a drug that was stopped, and only then."""
    return re.search(r"\blast\b[^.;\n]{0,40}$", text[start : dated.start], re.IGNORECASE) is not None


def period_of(text: str, mention: Mention, dates: Sequence[Dated], start: int) -> tuple[When | None, When | None, bool]:
    """The first and the last date of the exposure by the words before each date, and whether it goes on from
    the first."""
    begun: When | None = None
    ended: When | None = None
    since = False
    previous = start
    for position, dated in enumerate(dates):
        role = _role(text, previous if dated.start > previous else start, dated, mention)
        ranged = position > 0 and begun is not None and ended is None and _is_range(text, dates[position - 1], dated)
        if ranged or role == "stop":
            ended = dated.when
        elif role == "reached" or (role in ("start", "at") and begun is None):
            begun, since = dated.when, since or role != "at"
        if _to_present(text, dated.end):
            begun, since = begun or dated.when, True
            ended = None if ended == dated.when else ended
        previous = dated.end
    return begun, ended, since


def _role(text: str, start: int, dated: Dated, mention: Mention) -> str | None:
    """ "start", "reached" (a dose), "stop", "at" (a date directly beside the drug or its dose), or None."""
    lead = text[max(start, dated.start - 48) : dated.start]
    near = lead.rsplit(",", 1)[-1].rsplit(";", 1)[-1]
    if "(" not in near:
        near = near.rsplit(")", 1)[-1]  # "(BP 98/60, no room to go up) since …": the bracket tells of something else
    found = [word for _, _, word in words(near)]
    for distance, word in enumerate(reversed(found)):
        if word in _SKIPS:
            return None
        if word in ("from", "since") and distance > 1:
            continue  # "fell from 3.1 (10/28/2025)"
        if word in _STARTS:
            negative = {"no", "off", "not", "none", "stopped"} & set(found)
            return "stop" if word == "since" and negative else "start"
        if word in _STOPS:
            return "stop"
    if "d/c" in near.lower():
        return "stop"
    if "by" in found[-1:] and re.search(
        r"ever since|since then|since\b|(?:has |have )?(?:stayed|remained|been kept) on\b|to date\b",
        text[dated.end : dated.end + 60],
    ):
        return "reached"
    if dated.end <= mention.start:
        if _is_stopped().match(text, mention.end):
            return "stop"
        return "at" if not re.sub(r"present|[\W\d]", "", text[dated.end : mention.start]) else None
    return "at" if dated.start >= mention.end and _directly_behind(text[mention.end : dated.start]) else None


@cache
def _is_stopped() -> re.Pattern[str]:
    """ "5/4/26   MMF stopped by the patient": the day in front is the last one."""
    return re.compile(r"\s(?:was\s)?(?:stopped|discontinued|withdrawn|d/c'?d)\b(?!\s(?:and|then)\b)", re.IGNORECASE)


_BESIDE = frozenset((
    "in", "iv", "po", "sc", "x", "dose", "doses", "on", "nih", "regimen", "induction", "maintenance", "oral",
    "pulse", "pulses", "for", "ln", "course", "courses", "protocol", "euro", "lupus", "eurolupus", "around",
    "about", "approx", "circa", "tried", "given", "dates", "date", "tab", "tabs", "year", "years", "taken",
    "received", "used", "w", "and", "g", "mg", "mofetil", "sodium", "early", "late", "mid", "spring", "summer",
    "fall", "winter", "total", "each", "titrated", "up", "to", "the", "highest", "maximum", "max", "maximal", "tolerated",
    "she", "he", "could", "can", "tolerate", "bid", "daily",
))  # fmt: skip


def _directly_behind(between: str) -> bool:
    """Whether only the regimen stands between a drug and a date: "CYC IV x6 (2014)", "MMF 3/2023"."""
    if ";" in between or "\n\n" in between:
        return False
    rest = [word for _, _, word in words(without_regimen(between)) if not any(c.isdigit() for c in word)]
    return len(rest) <= 9 and _BESIDE.issuperset(rest)


def _is_range(text: str, first: Dated, second: Dated) -> bool:
    return text[first.end : second.start].strip(" ():").lower() in _RANGE


def _to_present(text: str, end: int) -> bool:
    after = text[end : end + 16].lower().lstrip()
    return any(
        after.startswith(f"{mark}{gap}{now}")
        for now in ("present", "ongoing", "now", "current", "today", "date")
        for mark in ("-", "–", "to", "->", "→", "through")
        for gap in (" ", "")
    )


def without_regimen(text: str) -> str:
    """The text without the pieces of regimens."""
    for fact in reversed(list(regimen_facts.facts(text))):
        text = f"{text[: fact.start]} {text[fact.end :]}"
    return text
