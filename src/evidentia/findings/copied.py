"""Text that was carried forward from an older note: what it calls present was so on the day of its first appearance.

HPI (carried forward from 09/12/2024): here in flare, on prednisone 40 mg …
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import timedelta
from functools import cache, lru_cache

from evidentia.findings.dates import find_dates
from evidentia.findings.text import Page
from evidentia.model.frozen import Held
from evidentia.model.when import When

_OLD = timedelta(days=45)  # text that is copied from a note younger than this before its own may still hold
Stretch = tuple[int, int, When]  # from, to, the day of its first appearance


def first_appeared(page: Page, place: int) -> When | None:
    """The day of the older note that the words at a place come from; None where they are of the note itself, where the
    record gives no day, or where that day is recent."""
    stretches = _stretches(Held(page))
    found = bisect_right([start for start, _, _ in stretches], place) - 1
    return stretches[found][2] if found >= 0 and place < stretches[found][1] else None


@lru_cache(maxsize=16)
def _stretches(held: Held[Page]) -> tuple[Stretch, ...]:
    page = held.value
    found: list[Stretch] = []
    for match in _mark().finditer(page.text):
        dates = find_dates(page, match.end(), match.end() + 40)
        today = page.date_of(match.start())
        if not dates or today is None or dates[0].when.latest >= today.earliest - _OLD:
            continue
        found.append((match.start(), _end(page.text, match.end()), dates[0].when))
    return tuple(found)


@cache
def _mark() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:carried forward|copied forward|copy[- ]forward|copied|carried over|imported|unchanged)(?:\s(?:as is|text|history))?\s(?:from|of)\b",
        re.IGNORECASE,
    )


@cache
def _next() -> re.Pattern[str]:
    """The end of what was copied: a blank line, or a line that opens another section."""
    return re.compile(r"\n[ \t]*\n|\n(?=[A-Z][A-Za-z/& ]{1,30}(?:\([^)\n]*\))?:)")


def _end(text: str, start: int) -> int:
    match = _next().search(text, start)
    return match.start() if match else len(text)
