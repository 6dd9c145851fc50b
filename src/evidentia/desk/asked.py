"""A follow-up question -> what kind of question it is. Pure; anything that is none of these is looked up by its words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from evidentia.findings import drug_names


class Kind(StrEnum):
    WHAT_IF = "what if"  # `text`: the words after it
    REGIMEN = "regimen"  # `text`: the regimen
    DRUG = "another drug"  # `text`: its concept
    AS_OF = "another date"  # `day`
    PATIENT = "for the patient"
    SEARCH = "by its words"


@dataclass(frozen=True, slots=True)
class Asked:
    kind: Kind
    text: str = ""
    day: date | None = None


_NUMBERS = {word: n for n, word in enumerate("a two three four five six seven eight nine ten".split(), start=1)} | {
    "one": 1
}
_WHAT_IF = re.compile(
    r"^\s*(?:and\s+|but\s+)?(?:what\s+(?:if|happens\s+if|would\s+change\s+if)|suppose|supposing|assume|assuming|imagine)\s+(?:that\s+)?(.+?)[\s?.!]*$",
    re.I | re.S,
)
_PATIENT = re.compile(
    r"\b(?:explain|say|tell|write|put|describe)\b.*\b(?:patient|plain|simple|lay|family)\b|\bplain (?:language|english)\b",
    re.I | re.S,
)
_AGO = re.compile(
    r"\b(\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten)\s+(year|month)s?\s+(ago|earlier|before|from now|later)\b",
    re.I,
)
_LAST_YEAR = re.compile(r"\blast year\b", re.I)
_DAY = re.compile(r"\b(?:on|as of|in|at|about|since|for)\s+((?:19|20)\d\d)(?:-(\d\d))?(?:-(\d\d))?\b", re.I)
_DOSE = re.compile(r"\d[\d.,]*\s*(?:mg|g|mcg|µg|ug|units?|iu)\b(?:\s*/\s*(?:m2|m²|kg|day|d|week|wk))?", re.I)


def read(question: str, as_of: date, ingredient: str | None, vocabulary: Mapping[str, Any]) -> Asked:
    """What a question asks for, about a case whose treatment is `ingredient` and whose date of service is `as_of`.

    >>> read("what about two years ago?", date(2026, 1, 5), "rituximab", {}).day
    datetime.date(2024, 1, 5)
    """
    if match := _WHAT_IF.match(question):
        return Asked(Kind.WHAT_IF, match.group(1).strip())
    if _PATIENT.search(question):
        return Asked(Kind.PATIENT)
    if (day := _day(question, as_of)) is not None:
        return Asked(Kind.AS_OF, day=day)
    others = [m.concept for m in _drugs(question, vocabulary) if m.concept != ingredient]
    if others:
        return Asked(Kind.DRUG, others[0])
    if match := _DOSE.search(question):
        return Asked(Kind.REGIMEN, _regimen(question, match.start()))
    return Asked(Kind.SEARCH, question)


def _drugs(question: str, vocabulary: Mapping[str, Any]) -> list[drug_names.Mention]:
    if not vocabulary:
        return []
    found = drug_names.mentions(question, drug_names.of(vocabulary))
    return [m for m in found if not m.name.is_class]


def _day(question: str, as_of: date) -> date | None:
    if match := _AGO.search(question):
        count, unit, way = match.groups()
        number = int(count) if count.isdigit() else 1 if count.lower() == "an" else _NUMBERS[count.lower()]
        months = number * (12 if unit.lower() == "year" else 1)
        return _moved(as_of, months if way.lower() in ("from now", "later") else -months)
    if _LAST_YEAR.search(question):
        return _moved(as_of, -12)
    if match := _DAY.search(question):
        year, month, day = (int(part) if part else None for part in match.groups())
        return _valid(year or 0, month or as_of.month, day or as_of.day)
    return None


def _moved(day: date, months: int) -> date | None:
    total = day.year * 12 + day.month - 1 + months
    return _valid(total // 12, total % 12 + 1, day.day)


def _valid(year: int, month: int, day: int) -> date | None:
    """The day, or the last one of a shorter month; None outside 1980 to 2100."""
    for last in (day, 30, 29, 28):
        try:
            found = date(year, month, min(day, last))
        except ValueError:
            continue
        return found if 1980 <= year <= 2100 else None
    return None


def _regimen(question: str, start: int) -> str:
    """From the dose on, without the words of asking."""
    words = re.sub(
        r"\b(?:acceptable|accepted|ok(?:ay)?|allowed|enough|possible|appropriate|reasonable|instead|covered|fine)\b.*$",
        "",
        question[start:],
        flags=re.I | re.S,
    )
    return words.strip(" ?.!,")
