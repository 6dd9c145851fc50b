"""Measurements of two sides: "Grip R 38 kPa, L 35 kPa", "grip 44 kPa R, 49 kPa L", "grip 60/58 kPa" (right first)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

_SIDES = {"r": "right", "right": "right", "l": "left", "left": "left"}


class OfSide(NamedTuple):
    side: str  # "right" | "left"
    start: int
    end: int
    number: Decimal
    unit: str | None


@cache
def _pair() -> re.Pattern[str]:
    return re.compile(
        r"[\s:=]*(?P<right>\d{1,3}(?:\.\d{1,2})?)\s?/\s?(?P<left>\d{1,3}(?:\.\d{1,2})?)(?![\d/])(?:\s?(?P<unit>kPa|kg|lbs?))?",
        re.I,
    )


@cache
def _each() -> re.Pattern[str]:
    side = r"(?:R|L|[Rr]ight|[Ll]eft)"
    return re.compile(
        rf"[\s:=,;(]*(?:(?:and|strength|was|is|hand)\s)*(?:(?P<before>{side})\b(?: hand)?[\s:=]*(?:is |was )?)?(?P<number>\d{{1,3}}(?:\.\d{{1,2}})?)(?![\d/])"
        rf"(?:\s?(?P<unit>kPa|kg|lbs?)\b)?(?:\s?\(?(?:on the |in the )?(?P<after>{side})\b\)?)?(?:\s?(?P<unit2>kPa|kg|lbs?)\b)?"
    )


def of_sides(text: str, start: int, end: int) -> list[OfSide]:
    """The values behind a name at `start` that say their side; none where no side is given.

    A unit that only one of the two has counts for both.

    >>> [(v.side, str(v.number), v.unit) for v in of_sides("Grip 24 R, 20 L kPa", 4, 19)]
    [('right', '24', 'kPa'), ('left', '20', 'kPa')]
    """
    if pair := _pair().match(text, start, end):
        return [
            OfSide(
                side,
                pair.start(side),
                pair.end() if side == "left" else pair.end(side),
                Decimal(pair[side]),
                _unit(pair["unit"]),
            )
            for side in ("right", "left")
        ]
    found = list(_named(text, start, end))
    unit = next((v.unit for v in found if v.unit), None)
    return [v._replace(unit=v.unit or unit) for v in found]


def _named(text: str, start: int, end: int) -> Iterator[OfSide]:
    leading: bool | None = None
    for _ in range(2):
        match = _each().match(text, start, end)
        if match is None:
            return
        leading = bool(match["before"]) if leading is None else leading
        side = match["before"] if leading else match["after"]
        if side is None:
            return
        yield OfSide(
            _SIDES[side.lower()],
            match.start("number"),
            match.end(),
            Decimal(match["number"]),
            _unit(match["unit"] or match["unit2"]),
        )
        start = match.start("after") if leading and match["after"] else match.end()


def _unit(written: str | None) -> str | None:
    return None if written is None else {"kpa": "kPa", "kg": "kg"}.get(written.lower(), "lb")
