"""Sentences of scientific prose, by their offsets. A full stop inside "vs.", "Fig. 2", "0.05", "et al." or "i.v." ends none."""

from __future__ import annotations

import re

# what may stand before a full stop that ends no sentence
_SHORT = frozenset(
    "vs fig figs tab no nos al e.g i.e cf approx ca dr prof st mr mrs ms inc ltd co corp eq eqs ref refs vol ed eds etc resp min max"
    " i.v s.c i.m p.o q.d b.i.d t.i.d spp sp var subsp incl viz suppl jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k".split()
)
_END = re.compile(r"(?:[.!?][\"'”’)\]]*(?=\s+[\"'“‘(\[]*[A-Z0-9α-ωΑ-Ω])|\n\s*\n|\n(?=\s*(?:[-•*]|\d+[.)])\s))")
_WORD = re.compile(r"([\w.]+)$")
_LONGEST = 2_000  # characters of a sentence; text without any stop is cut here


def sentences(text: str) -> list[tuple[int, int]]:
    """(start, end) of each sentence, without the space around it; together they hold every letter of the text.

    >>> [ "UPCR fell (P = 0.05 vs. placebo). It rose again."[a:b] for a, b in
    ...   sentences("UPCR fell (P = 0.05 vs. placebo). It rose again.")]
    ['UPCR fell (P = 0.05 vs. placebo).', 'It rose again.']
    """
    found: list[tuple[int, int]] = []
    start = 0
    for mark in _END.finditer(text):
        if not _is_short(text, mark.start()):
            _add(found, text, start, mark.end())
            start = mark.end()
    _add(found, text, start, len(text))
    return found


def _is_short(text: str, stop: int) -> bool:
    """Whether the full stop at `stop` belongs to a short form or an initial."""
    if text[stop] != ".":
        return False
    word = _WORD.search(text, max(0, stop - 12), stop)
    if word is None:
        return False
    last = word[1].lower()
    return last in _SHORT or (len(last) == 1 and last.isalpha() and text[stop - 1].isupper())


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = end - (len(piece) - len(piece.rstrip()))
    while right - left > _LONGEST:
        cut = text.rfind(" ", left, left + _LONGEST)
        cut = cut if cut > left else left + _LONGEST
        found.append((left, cut))
        left = cut + (text[cut] == " ")
    if right > left:
        found.append((left, right))
