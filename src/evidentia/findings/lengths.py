"""Heights as charts write them: "170 cm", "1.70 m", "5'7\"", "5 ft 7 in", "67 in". The bare "in" and "m" are units only here."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from evidentia.model.quantity import Quantity


def length_at(text: str, place: int) -> tuple[int, int, Quantity] | None:
    """(start, end, length) of the height that begins at a place, after at most a few marks; None where none does.

    >>> str(length_at(" 5'7\" today", 0)[2]), str(length_at(": 1.70 m", 0)[2]), length_at(" 67", 0)
    ('67 in', '1.70 m', None)
    """
    match = _height().match(text, place)
    if match is None:
        return None
    start = match.start("feet") if match["feet"] else match.start("n")
    if match["feet"]:
        return start, match.end(), Quantity(Decimal(match["feet"]) * 12 + Decimal(match["inches"] or 0), "in")
    unit = {"c": "cm", "m": "m", "i": "in", '"': "in", "”": "in"}[match["unit"][0].lower()]
    return start, match.end(), Quantity(Decimal(match["n"]), unit)


@cache
def _height() -> re.Pattern[str]:
    return re.compile(
        r"[\s:=,(~-]*(?:(?:is|was|of|at)\s+)?(?:"
        r"(?P<feet>[3-7])\s?(?:'|’|′|-?ft\.?|-?feet|-?foot)(?:\s?(?P<inches>\d{1,2}(?:\.\d+)?)\s?(?:\"|”|″|''|inch(?:es)?|in\b\.?)?)?"
        r"|(?P<n>\d{1,3}(?:\.\d+)?)\s?(?P<unit>cm|centimet(?:er|re)s?|met(?:er|re)s?|m|inch(?:es)?|in|\"|”)(?![\w]))",
        re.IGNORECASE,
    )
