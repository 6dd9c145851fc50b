"""Flesch-Kincaid grade and SMOG of a text, with our own syllable count.

Source: Kincaid 1975 (0.39 words/sentence + 11.8 syllables/word - 15.59); McLaughlin 1969 (1.043 sqrt(polysyllables * 30 /
sentences) + 3.1291). List items and headings count as sentences.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

_VOWELS = re.compile(r"[aeiouy]+")


@lru_cache(maxsize=20000)
def syllables(word: str) -> int:
    """Syllables of an English word by its vowel groups; a number counts one."""
    bare = re.sub(r"[^a-z]", "", word.lower())
    if not bare:
        return 1
    count = len(_VOWELS.findall(bare))
    if bare.endswith("e") and not bare.endswith(("le", "ee", "ye")) and count > 1:
        count -= 1
    if (
        bare.endswith(("es", "ed"))
        and count > 1
        and not bare.endswith(("ses", "zes", "ches", "shes", "ted", "ded", "les"))
    ):
        count -= 1
    return max(1, count)


def _sentences(text: str) -> list[list[str]]:
    pieces = re.split(r"(?<=[.!?])\s+|\n+", text)
    words = [re.findall(r"[A-Za-z][A-Za-z'-]*|\d[\d.,/%-]*", piece) for piece in pieces]
    return [w for w in words if w]


def grade(text: str) -> float:
    """Flesch-Kincaid grade level; 0 for a text without words."""
    sentences = _sentences(text)
    words = [w for s in sentences for w in s]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def smog(text: str) -> float:
    """SMOG grade; 0 for a text without words."""
    sentences = _sentences(text)
    if not sentences:
        return 0.0
    hard = sum(syllables(w) >= 3 for s in sentences for w in s)
    return 1.043 * math.sqrt(hard * 30 / len(sentences)) + 3.1291
