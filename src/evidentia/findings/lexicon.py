"""Names -> concepts, by words: one dictionary look-up a word, the longest name wins."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

_PIECE = r"[A-Za-z0-9µ+]+"


Ending = tuple[tuple[str, ...] | None, str]  # the words of a name as written where letter case counts; its concept


class Match(NamedTuple):
    start: int
    end: int
    concept: str


Word = tuple[int, int, str, str]  # start, end, as written, lower case


@cache
def _piece() -> re.Pattern[str]:
    return re.compile(_PIECE)


def pieces(text: str) -> list[Word]:
    """The words of a text with their places; marks between them do not count."""
    return [(m.start(), m.end(), m.group(), m.group().lower()) for m in _piece().finditer(text)]


@lru_cache(maxsize=32)
def _whole(text: str) -> tuple[list[int], list[Word]]:
    """The words of a whole document, split once for every dictionary that looks into it."""
    found = pieces(text)
    return [word[0] for word in found], found


class _Node:
    """Words that names begin with: what may follow them, and the names that end here."""

    __slots__ = ("ends", "then")

    def __init__(self) -> None:
        self.then: dict[str, _Node] = {}
        self.ends: list[Ending] = []


class Lexicon:
    """A dictionary of names. "anti-HBc", "anti HBc" and "Anti HBC" are one name; `exact` names keep their case.

    The time to look into a text does not grow with the number of names.
    """

    def __init__(self, names: Mapping[str, Iterable[str]], exact: Mapping[str, Iterable[str]] | None = None) -> None:
        self._root = _Node()
        self._seen: tuple[str, list[int]] = ("", [])  # the text looked into last, and its words that begin a name
        for concept, listed in names.items():
            for name in listed:
                self._add(name, concept, exact=False)
        for concept, listed in (exact or {}).items():
            for name in listed:
                self._add(name, concept, exact=True)

    def _add(self, name: str, concept: str, *, exact: bool) -> None:
        words = _piece().findall(name)
        node = self._root
        for word in words:
            node = node.then.setdefault(word.lower(), _Node())
        if words:
            node.ends.append((tuple(words) if exact else None, concept))

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Match]:
        """Every name in a stretch, from left to right, none inside another."""
        starts, words = _whole(text)
        place = bisect_left(starts, start)
        last = len(starts) if end is None else bisect_left(starts, end)
        first = self._root.then
        begins = self._begins(text, words)
        found: list[Match] = []
        for index in range(bisect_left(begins, place), len(begins)):
            here = begins[index]
            if here >= last:
                break
            if here < place:  # inside the name before
                continue
            hit = _longest(first[words[here][3]], text, words, here, last)
            if hit:
                concept, length = hit
                found.append(Match(words[here][0], words[here + length - 1][1], concept))
                place = here + length
        return found

    def _begins(self, text: str, words: list[Word]) -> list[int]:
        """The words of a text that a name begins with, found once for all its sentences."""
        if self._seen[0] is not text:
            first = self._root.then
            self._seen = (text, [i for i, word in enumerate(words) if word[3] in first])
        return self._seen[1]


def _longest(node: _Node, text: str, words: list[Word], place: int, last: int) -> tuple[str, int] | None:
    """The longest name that begins at a word: (concept, number of words)."""
    nodes = [node]
    for follows in range(place + 1, last):
        longer = node.then.get(words[follows][3])
        if longer is None:
            break
        nodes.append(node := longer)
    for length in range(len(nodes), 0, -1):
        for exact, concept in nodes[length - 1].ends:
            if (exact is None or all(words[place + k][2] == exact[k] for k in range(length))) and (
                length == 1 or _together(text, words, place, length)
            ):
                return concept, length
    return None


def _together(text: str, words: list[Word], place: int, length: int) -> bool:
    """The words of a name stand close: no sentence end, no bar, no blank line between them."""
    for first, second in zip(words[place : place + length], words[place + 1 : place + length], strict=False):
        gap = text[first[1] : second[0]]
        if len(gap) > 6 or (
            any(mark in gap for mark in ".;|\n\n") and gap.strip() not in ("", "-") and "\n" not in gap
        ):
            return False
    return True
