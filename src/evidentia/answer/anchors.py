"""The anchors of a sentence: what may not change without changing what it says.

Numbers with their units, dates, drugs, names of sources, words of direction, negation, strength, certainty and population. Two
sentences that say the same have the same anchors in the same order, however their other words differ.
"""

from __future__ import annotations

import re
from functools import cache

from evidentia.model.frozen import frozen

NEGATION = frozenset("no not never none without cannot neither nor unlikely lacks".split())
DIRECTION = {
    **dict.fromkeys("rose risen rise rises increased increase increases higher up more greater above over worse worsened worsening exceeded longer".split(), "up"),
    **dict.fromkeys("fell fallen fall falls decreased decrease decreases lower down less fewer below under improved shorter dropped".split(), "down"),
    **dict.fromkeys("for favours favors supports supported benefit better effective positive".split(), "for"),
    **dict.fromkeys("against opposes failed fails missed harm negative ineffective superseded".split(), "against"),
    "met": "met", "reached": "met", "achieved": "met", "unmet": "unmet",
}  # fmt: skip
DIRECTION.pop("for")  # a preposition says nothing
STRENGTH = {
    **dict.fromkeys("may might could can consider considered option optional".split(), "may"),
    **dict.fromkeys("should recommend recommends recommended suggests suggested".split(), "should"),
    **dict.fromkeys("must required requires mandatory always".split(), "must"),
    "conditional": "conditional", "conditionally": "conditional", "strong": "strong", "strongly": "strong",
    "low": "low", "moderate": "moderate", "high": "high", "very": "very", "certain": "certain", "uncertain": "uncertain",
}  # fmt: skip
POPULATION = {
    **dict.fromkeys("adult adults".split(), "adult"),
    **dict.fromkeys("child children paediatric pediatric childhood".split(), "child"),
    **dict.fromkeys("refractory resistant".split(), "refractory"),
    **dict.fromkeys("relapsing relapse relapses relapsed".split(), "relapse"),
    **dict.fromkeys("men male women female pregnant".split(), "sex"),
    **dict.fromkeys("placebo control controls".split(), "placebo"),
    **dict.fromkeys("randomized randomised".split(), "randomized"),
    **dict.fromkeys("uncontrolled unblinded observational retrospective".split(), "observational"),
    **dict.fromkeys("nephritis kidney renal".split(), "kidney"),
    "extrarenal": "extrarenal", "japanese": "japanese", "newly": "new", "elderly": "elderly", "first-line": "first-line",
}  # fmt: skip
_TIME = {
    word: word.rstrip("s")
    for word in "day days week weeks month months year years hour hours point points percent".split()
}
UNITS = r"mg/m2|mg/dL|mg/mmol|mg/day|mg/mg|mg/g|g/day|g/dL|g/g|g/L|mL/min(?:/1\.73 m2)?|g/d|mg|g|%|percent|weeks?|months?|days?|years?|units?|points?|kg|µL|uL"


@frozen
class Anchor:
    kind: str  # number, date, drug, name, direction, negation, strength, population
    value: str


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?P<date>\d{{4}}-\d\d(?:-\d\d)?)|(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)(?:\s?(?P<unit>{UNITS})(?![\w/]))?"
        r"|(?P<name>[A-Z][A-Za-z]*[A-Z][A-Za-z0-9/-]*|[A-Z]\d{1,4}(?:\.\d+)?|(?<=[a-z0-9,;:%] )[A-Z][a-z]{2,}|(?<=\()[A-Z][a-z]{2,})|(?P<word>[A-Za-z][a-z]+(?:-[a-z]+)*)"
    )


def anchors(text: str, drugs: frozenset[str]) -> tuple[Anchor, ...]:
    """The anchors of a text, in order. `drugs` are the names that count as drugs, lower case."""
    found = []
    for match in _pattern().finditer(text):
        anchor = _read(match, drugs)
        if anchor is not None:
            found.append(anchor)
    return tuple(found)


def _read(match: re.Match[str], drugs: frozenset[str]) -> Anchor | None:
    if date := match["date"]:
        return Anchor("date", date)
    if number := match["number"]:
        return Anchor("number", f"{_plain(number)} {_unit(match['unit'])}".strip())
    if name := match["name"]:
        lower = name.lower()
        if lower in drugs:
            return Anchor("drug", lower)
        return _word(lower, drugs) or Anchor("name", name)
    return _word(match["word"].lower(), drugs)


def _word(word: str, drugs: frozenset[str]) -> Anchor | None:
    if word in drugs:
        return Anchor("drug", word)
    if word in NEGATION:
        return Anchor("negation", "not")
    for kind, words in (("unit", _TIME), ("direction", DIRECTION), ("strength", STRENGTH), ("population", POPULATION)):
        if word in words:
            return Anchor(kind, words[word])
    return None


def _plain(number: str) -> str:
    bare = number.replace(",", "")
    return (bare.rstrip("0").rstrip(".") if "." in bare else bare) or "0"


def _unit(unit: str | None) -> str:
    if unit is None:
        return ""
    return {"percent": "%", "g/d": "g/day"}.get(unit, unit.rstrip("s") if unit.endswith("s") else unit)
