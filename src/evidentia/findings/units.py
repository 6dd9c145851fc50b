"""Units as charts write them -> units as logic/quantities.py names them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

_LONGEST = 26
_WRAPPED = 60  # characters: a longer line was broken by its width, and its unit may stand on the next


class Units:
    """Reads the unit that begins at a place."""

    def __init__(self, spellings: Mapping[str, Any]) -> None:
        self._known = {str(s).lower().replace(" ", ""): unit for unit, listed in spellings.items() for s in listed}
        self._lengths = sorted({len(s) for s in self._known}, reverse=True)

    def read(self, text: str, place: int) -> tuple[str, int] | None:
        """(unit, end) of the longest unit that begins at the place (spaces before and in it allowed), or None."""
        squeezed, places = _squeezed(text, place)
        for length in self._lengths:
            unit = self._known.get(squeezed[:length]) if length <= len(squeezed) else None
            if unit is not None and not _goes_on(text, places[length - 1] + 1, squeezed[length - 1]):
                return unit, places[length - 1] + 1
        return None


def _squeezed(text: str, place: int) -> tuple[str, list[int]]:
    letters: list[str] = []
    places: list[int] = []
    for index in range(place, min(len(text), place + _LONGEST + 8)):
        char = text[index]
        if char in " \t" and len(letters) < _LONGEST:
            continue
        if char == "\n" and (letters or index - text.rfind("\n", 0, index) > _WRAPPED):
            continue
        letters.append(char.lower())
        places.append(index)
    return "".join(letters), places


def _goes_on(text: str, place: int, last: str) -> bool:
    """The unit is part of a longer word: "g" of "grade"."""
    return (
        last.isalnum()
        and place < len(text)
        and (text[place].isalnum() or (text[place] == "/" and text[place + 1 : place + 2].isalpha()))
    )


@lru_cache(maxsize=4)
def _of(key: int, spellings: tuple[tuple[str, tuple[str, ...]], ...]) -> Units:
    return Units(dict(spellings))


def units_of(vocabulary: Mapping[str, Any]) -> Units:
    """The units of a vocabulary, prepared once."""
    listed = tuple((unit, tuple(map(str, names))) for unit, names in vocabulary.get("units", {}).items())
    return _of(0, listed)


@cache
def number_pattern() -> re.Pattern[str]:
    """A number that is no part of a name, a date or a word."""
    return re.compile(
        r"(?<![\w.,/#])(?<!\d:)(?<!\w-)(?P<sign>(?<![-=])[<>≤≥~]=?\s?)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.?\d+|"
        rf"(?:{_DIGITS}) point (?:{_DIGITS})(?: (?:{_DIGITS}))?\b)(?![\w]*[A-Za-z]{{3,}}\d)"
    )


_SPOKEN = "zero one two three four five six seven eight nine".split()
_DIGITS = "|".join(_SPOKEN)


def decimal_of(text: str) -> Decimal:
    """A number in figures or as it is dictated.

    >>> decimal_of("1,650"), decimal_of("one point nine")
    (Decimal('1650'), Decimal('1.9'))
    """
    words = text.lower().split()
    if len(words) > 2 and words[1] == "point":
        return Decimal("".join("." if word == "point" else str(_SPOKEN.index(word)) for word in words))
    return Decimal(text.replace(",", ""))
