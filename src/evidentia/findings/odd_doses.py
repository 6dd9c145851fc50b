"""Doses that are no single amount, as they are written: ranges, tapers, loads, fixed combinations, tablets, strengths.

azathioprine 50 to 125 mg     ->  "50-125 mg"
prednisone 60 mg -> 20 mg     ->  "60 mg to 20 mg taper"
valsartan-HCTZ 160/25         ->  "160/25"
TMP-SMX DS                    ->  "DS"
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from evidentia.logic.quantities import convert
from evidentia.model.quantity import Quantity

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+)?"
_UNIT = r"(?:mg/m2|mg/m²|g/m2|g/m²|mg/kg|g/kg|mcg/kg|mg|mcg|g|units?)(?:/d(?:ay)?)?(?![\w/])"
_WITHIN = 70  # characters behind a name in which its dose stands


@cache
def _dose() -> re.Pattern[str]:
    return re.compile(
        rf"[\s:,(]*(?:(?:at|was|of|iv|po|oral|orally|sc|xr|er|xl|sr|dr|ec|tab|tabs|prophylaxis|monthly|doses|inhaler|hfa|\d+\sdoses),?\s+){{0,4}}(?:"
        rf"(?P<range>(?P<low>{_NUMBER})\s?(?P<low_u>{_UNIT})?\s?(?P<dash>-|–|to|→|->|down to|tapered to)\s?(?P<high>{_NUMBER})\s?(?P<high_u>{_UNIT}))"
        rf"|(?P<load>{_NUMBER}\s?{_UNIT})[^.;\d]{{0,12}}?(?P<kind>load|reload|loading|induction)\b[^.;]{{0,50}}?\b(?:then|followed by|maintenance|and)\s(?:\w+\s)?(?P<then>{_NUMBER}\s?{_UNIT})"
        rf"|(?P<combination>{_NUMBER}(?:\s?(?:mg|mcg|units?))?\s?[/-]\s?{_NUMBER}(?:\s?(?:mg|mcg|units?|unit))?)(?![\d/-])"
        rf"|(?P<strength>DS|SS)\b|(?P<burst>burst)\b"
        rf"|(?P<pieces>(?:\d|one|two|three|half)\s(?:tablets?|tabs?|capsules?|caps?|puffs?|sprays?|drops?|patch(?:es)?))\b)",
        re.IGNORECASE,
    )


def odd_dose(text: str, start: int, end: int) -> str | None:
    """The words of a dose between the name at `start` and `end`; None where it is a plain amount or there is none."""
    match = _dose().match(text, start, min(end, start + _WITHIN))
    if match is None:
        return None
    if match["range"]:
        return _range(match, text[match.end() : match.end() + 40])
    if match["load"]:
        return f"{match['load']} {match['kind'].lower()} then {match['then']}"
    if match["combination"]:
        return None if _is_no_dose(match["combination"]) else match["combination"]
    return match["strength"] or match["burst"] or match["pieces"]


def _range(match: re.Match[str], behind: str) -> str | None:
    low, high = Decimal(match["low"].replace(",", "")), Decimal(match["high"].replace(",", ""))
    unit = match["high_u"].replace("²", "2")
    first = convert(Quantity(low, match["low_u"] or unit), unit)
    if first is None:  # "600 mg-400 unit": two things in one tablet
        return match["range"] if match["dash"] == "-" else None
    if first.value > high:
        return f"{low} {match['low_u'] or unit} to {high} {unit} taper"
    raised = match["dash"] in ("→", "->") or match["low_u"] or re.search(r"\btitrat", behind)
    return None if raised else f"{low}-{high} {unit}"


def _is_no_dose(words: str) -> bool:
    """ "120/80", "3/4" and "2019-2020" are a pressure, a date and years."""
    first, second = (Decimal(n.replace(",", "")) for n in re.findall(_NUMBER, words)[:2])
    bare = not re.search(r"[a-z]", words, re.IGNORECASE)
    return bare and ((first <= 12 and second <= 31) or first >= 1900 or "-" in words)
