"""Regimens that count by body weight, in phases: "2 g/kg over 4 days, then 1 g/kg every 3 weeks", "70 g daily x 2 q3wk".

Pure functions over text. What is said once again in other units ("2 g/kg (160 g)") is one phase; what the text does not give is None.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from evidentia.model.finding import Phase
from evidentia.model.frozen import frozen
from evidentia.model.quantity import Quantity

_ONES = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10}
_N = r"\d+|one|two|three|four|five|six|seven|eight|ten"
_MOST_DAYS = 7  # a course is given on so many days at most


@frozen
class _Dose:
    start: int
    end: int
    amount: Quantity  # g/kg or g
    daily: bool  # "0.4 g/kg/day", "35 g daily"


def phases_of(text: str) -> tuple[Phase, ...]:
    """The phases that a text states, in order.

    >>> [(p.name, str(p.dose), p.days, p.every_days) for p in phases_of("2 g/kg over 4 days, then 1 g/kg every 3 weeks")]
    [('loading', '2 g/kg', (4, 4), None), ('maintenance', '1 g/kg', None, (21, 21))]
    """
    doses = _doses(text)
    found: list[Phase] = []
    place = 0
    while place < len(doses):
        same = place + 1
        while same < len(doses) and (
            _repeats(text, doses[same - 1], doses[same]) or _parts(text, doses[place:same], doses[same])
        ):
            same += 1
        end = doses[same].start if same < len(doses) else len(text)
        phase = _phase(text, doses[place:same], end)
        if phase is not None:
            found.append(phase)
        place = same
    return _distinct(found)


@cache
def _amounts() -> re.Pattern[str]:
    unit = r"(?P<unit>g(?:m|ms|rams?)?\s?(?:/|\s?per\s)\s?(?:kg|kilograms?|kilo)|mg\s?(?:/|\s?per\s)\s?kg|g(?:m|ms|rams?)?)"
    return re.compile(
        rf"(?<![\w.,/])(?P<n>\d+(?:,\d{{3}})*(?:\.\d+)?|\.\d+|one|two)\s?-?(?:\s?(?:-|–|to)\s?(?P<to>\d+(?:\.\d+)?)\s?)?{unit}(?![\w%])(?P<rate>\s?(?:/|per\s|a\s)\s?(?:day|d)\b)?(?!\s?/\s?(?:d?l|L|g|m)\b)",
        re.IGNORECASE,
    )


def _doses(text: str) -> list[_Dose]:
    found = []
    for match in _amounts().finditer(text):
        if match["to"]:
            continue  # a range is no dose
        number = match["n"].lower()
        value = Decimal(_ONES[number]) if number in _ONES else Decimal(number.replace(",", ""))
        unit = re.sub(r"\s", "", match["unit"].lower()).replace("per", "/")
        if unit.startswith("mg"):
            value, per = value / 1000, True
        else:
            per = "k" in unit
        if re.search(
            r"\b(?:infused|rate|at|vials?|bottles?|max(?:imum)?|hgb|protein|IgG|albumin)\W*$",
            text[max(0, match.start() - 14) : match.start()],
            re.IGNORECASE,
        ):
            continue
        if re.search(r"\bd(?:ay)?\s?\d\s$", text[max(0, match.start() - 8) : match.start()], re.IGNORECASE):
            continue  # "(day 1 40 g, day 2 35 g)": how a course is parted
        if re.match(r"\s?(?:vials?|bottles?|protein|carb)", text[match.end() : match.end() + 10], re.IGNORECASE):
            continue
        daily = (
            bool(match["rate"])
            or re.match(
                r"\s?(?:iv|ivig|infus\w+|intravenous(?:ly)?)?\s?(?:daily|per day|a day|each day|/d(?:ay)?\b|qd|every day|on each of)",
                text[match.end() : match.end() + 40],
                re.IGNORECASE,
            )
            is not None
        )
        found.append(_Dose(match.start(), match.end(), Quantity(value, "g/kg" if per else "g"), daily))
    return found


def _repeats(text: str, first: _Dose, second: _Dose) -> bool:
    """Whether a second amount says the first again: "2 g/kg (160 g)", "160 g = 2 g/kg", "140 g, 70 g on each of 2 days"."""
    gap = text[first.end : second.start]
    if len(gap) > 48 or re.search(
        r"\b(?:then|followed|maintenance|after(?:ward)?|thereafter|next|subsequent)\b|;", gap, re.IGNORECASE
    ):
        return False
    if first.amount.unit != second.amount.unit:
        return (
            re.search(r"[(=,]|\bi\.?e\.?|\bor\b|\bof\b|\babout\b|\bapprox|\bfor\b|->|→", gap) is not None
            and re.search(r"\b(?:every|q\s?\d)", gap, re.IGNORECASE) is None
        )
    if second.amount.value >= first.amount.value or re.search(r"[(:,=]|\bas\b|\bgiven\b", gap) is None:
        return False
    over = _over(text[first.start : second.start])
    counts = {_count(text, second, len(text)), *(over or ())}
    return any(count * second.amount.value == first.amount.value for count in counts)


def _parts(text: str, said: Sequence[_Dose], part: _Dose) -> bool:
    """Whether an amount parts one that was said before it: "164 g (2 g/kg) as 41 g daily x 4 days"."""
    if re.fullmatch(r"\W*(?:given |divided |split )?as\W*", text[said[-1].end : part.start]) is None:
        return False
    count = _count(text, part, len(text))
    return any(d.amount.unit == part.amount.unit and d.amount.value == count * part.amount.value for d in said)


def _phase(text: str, doses: Sequence[_Dose], end: int) -> Phase | None:
    first = doses[0]
    by_weight = next((d for d in doses if d.amount.unit == "g/kg"), None)
    main = by_weight or first
    segment = text[first.start : end]
    counts = {d: _count(text, d, end) for d in doses}
    count = max(counts.values())
    parts = [d for d in doses if d.amount.unit == main.amount.unit and d.amount.value < main.amount.value]
    daily = not parts and not _is_total(text, main, end) and counts[main] > 1
    value = main.amount.value * counts[main] if daily else main.amount.value
    every = _every(segment) or (_every(text[max(0, first.start - 40) : first.start]) if end == len(text) else None)
    days = _over(segment) or ((count, count) if count > 1 else None)
    lead = text[max(0, first.start - 40) : first.start]
    load = re.search(r"\b(?:load\w*|induction|initial(?:ly)?|starting|first)\b[^.;]{0,30}$", lead, re.IGNORECASE)
    keep = re.search(r"\b(?:maintenance|thereafter|then|continue\w*|followed by)\b[^.;]{0,30}$", lead, re.IGNORECASE)
    name = "maintenance" if every is not None or (keep and not load) else "loading"
    if name == "loading" and not load and value < Decimal("1.5") and main.amount.unit == "g/kg":
        name = "maintenance"
    dose = Quantity(value if value != value.to_integral() else value.quantize(Decimal(1)), main.amount.unit)
    other = max((d.amount for d in doses if d.amount.unit != main.amount.unit), key=lambda a: a.value, default=None)
    return Phase(name, dose, days, every, other)


def _is_total(text: str, dose: _Dose, end: int) -> bool:
    behind = text[dose.end : min(end, dose.end + 60)]
    return (
        re.match(
            r"[^.;]{0,24}\b(?:total|divided|over|split|in (?:divided|\d|two|three|four|five)|spread|given over|as)\b",
            behind,
            re.IGNORECASE,
        )
        is not None
        and not dose.daily
    )


def _count(text: str, dose: _Dose, end: int) -> int:
    """On how many days the amount is given each time: "x 5 days", "daily for 4 days", "on 2 consecutive days"."""
    behind = text[dose.end : min(end, dose.end + 70)]
    if re.match(r"[^.;]{0,30}\b(?:divided|over|split|spread|total)\b", behind, re.IGNORECASE) and not dose.daily:
        return 1
    match = re.match(
        rf"[^.;]{{0,36}}?(?:\b(?:for|on|each of|x)\s?|[x×]\s?)(?P<n>{_N})\s?(?:consecutive\s|successive\s|straight\s)?(?:d\b|days?\b|doses?\b)",
        behind,
        re.IGNORECASE,
    ) or (
        re.match(rf"[^.;]{{0,30}}?[x×]\s?(?P<n>{_N})(?![\w.]|\s?(?:mo|month|year|cycle|course))", behind, re.IGNORECASE)
        if dose.daily
        else None
    )
    if match is None:
        listed = re.match(r"[^.;]{0,24}?\bdays?\s1\s?(?:-|–|to|and|,|&|\+)\s?(?P<n>\d)\b", behind, re.IGNORECASE)
        return int(listed["n"]) if listed and 1 < int(listed["n"]) <= _MOST_DAYS else 1
    number = _int(match["n"])
    return number if 1 < number <= _MOST_DAYS else 1


def _over(text: str) -> tuple[int, int] | None:
    match = re.search(
        rf"\b(?:over|across|divided (?:over|in(?:to)?|across)|split (?:over|across|between)|spread over|in)\s(?:the course of\s)?(?P<a>{_N})(?:\s?(?:-|–|to)\s?(?P<b>{_N}))?\s?(?:consecutive\s|divided\s)?(?:days?|d|doses)\b",
        text,
        re.IGNORECASE,
    )
    if match is None:
        return None
    first = _int(match["a"])
    return first, _int(match["b"]) if match["b"] else first


_PER = {"d": 1, "day": 1, "w": 7, "wk": 7, "week": 7, "mo": 30, "month": 30, "m": 30}


def _every(text: str) -> tuple[int, int] | None:
    match = re.search(
        rf"\b(?:every|each|q)\.?\s?(?P<a>{_N})?(?:\s?(?:-|–|to)\s?(?P<b>{_N}))?[\s-]?(?P<u>weeks?|wks?|w|days?|d|months?|mos?)\b",
        text,
        re.IGNORECASE,
    )
    if match is None or (match["a"] is None and match["u"].lower().startswith("d")):
        word = re.search(
            r"\b(?P<w>weekly|biweekly|bi-weekly|fortnightly|monthly|(?P<n>two|three|four|six|\d)[- ]weekly)\b",
            text,
            re.IGNORECASE,
        )
        if word is None:
            return None
        if word["n"]:
            return _int(word["n"]) * 7, _int(word["n"]) * 7
        days = {"weekly": 7, "monthly": 30}.get(word["w"].lower(), 14)
        return days, days
    unit = _PER[match["u"].lower().rstrip("s") if match["u"].lower() not in ("d", "w") else match["u"].lower()]
    first = _int(match["a"]) if match["a"] else 1
    last = _int(match["b"]) if match["b"] else first
    return first * unit, last * unit


def _int(word: str) -> int:
    return _ONES[word.lower()] if word.lower() in _ONES else int(word)


def _distinct(found: Sequence[Phase]) -> tuple[Phase, ...]:
    """Each phase once; a bare amount beside a fuller phase of the same amount is that phase."""
    kept: list[Phase] = []
    for phase in found:
        twin = next(
            (
                k
                for k, p in enumerate(kept)
                if p.dose == phase.dose and (p.every_days in (None, phase.every_days) or phase.every_days is None)
            ),
            None,
        )
        if twin is None:
            kept.append(phase)
        else:
            p = kept[twin]
            name = "maintenance" if p.every_days or phase.every_days else p.name
            kept[twin] = Phase(
                name, p.dose, p.days or phase.days, p.every_days or phase.every_days, p.stated or phase.stated
            )
    return tuple(kept)
