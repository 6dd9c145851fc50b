"""What a question is about, as names that a passage must have: the treatment, and the condition.

The gate is strict on purpose: a passage about the drug in another disease, or about the disease under another drug, answers another
question, however well it ranks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evidentia.library.backend import SearchBackend, rarity_of
from evidentia.library.expansion import names_of_drug

# words of asking, which stand in questions and not in what answers them
_ASKING = frozenset(
    "medically medical necessary necessity standard care accepted patient patients treatment treatments treat treated therapy therapies use used using effective "
    "effectiveness efficacy safe safety benefit benefits role evidence recommended recommend continue continuation start starting initiation dose dosing dosage "
    "drug drugs medication appropriate indicated indication approved approval disease syndrome disorder complicated history year old adult adults woman man "
    "which what who whom how why when where does do did is are was were can could should would may might has have had been being about than between "
    "associated association effect effects work works help helps known reported please tell me us any some there most more much many".split()
)
_WORD = re.compile(r"[^\W_][\w-]*[^\W_]|[^\W_]")


@dataclass(frozen=True)
class Group:
    """Names of one thing; a text has it where one of them stands in it whole. Short names in capitals count as they are written."""

    label: str
    names: tuple[str, ...]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        exact = [n for n in self.names if len(n) <= 4 and n.isupper()]
        others = [n for n in self.names if n not in exact and len(n) > 2]
        parts = [rf"(?i:{'|'.join(map(_loose, sorted(others, key=len, reverse=True)))})"] if others else []
        parts += [re.escape(n) for n in exact]
        return re.compile(rf"(?<![\w-])(?:{'|'.join(parts) or '(?!)'})(?![\w])")

    def stands_in(self, text: str) -> bool:
        return self._pattern.search(text) is not None


def _loose(name: str) -> str:
    """Blanks and hyphens alike, a plural s or none."""
    return r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", name))) + "s?"


@dataclass(frozen=True, slots=True)
class Subject:
    """The treatment and the condition asked about, and what else the question says. `words` stand for what no vocabulary knows."""

    question: str
    treatment: Group | None
    condition: Group | None
    words: tuple[str, ...] = ()  # analysed words of which most, and the rarest, must stand in a passage
    rarest: str = ""

    @property
    def label(self) -> str:
        named = [group.label for group in (self.treatment, self.condition) if group]
        return " and ".join([*named, *self.words] if not named else named)

    def is_met(self, text: str, index: SearchBackend) -> bool:
        """Whether a text is about this subject."""
        groups = [group for group in (self.treatment, self.condition) if group]
        if not all(group.stands_in(text) for group in groups):
            return False
        return not self.rarest or self._has_words(text, index)

    def _has_words(self, text: str, index: SearchBackend) -> bool:
        there = set(index.analyse(text))
        return self.rarest in there and sum(word in there for word in self.words) >= 0.6 * len(self.words)


def subject_of(
    question: str, ingredient: str | None, condition: str | None, vocabulary: Mapping[str, Any], index: SearchBackend
) -> Subject:
    """The subject by the vocabulary; what it does not know is taken from the words of the question."""
    drug = (
        Group(ingredient, tuple(names_of_drug(ingredient, vocabulary["drugs"].get(ingredient, {}))))
        if ingredient
        else None
    )
    entry = vocabulary.get("conditions", {}).get(condition or "", {})
    disease = Group(condition, (condition, *entry.get("names", ()), *entry.get("exact", ()))) if condition else None
    if drug and disease:
        return Subject(question, drug, disease)
    words = _telling(question, [group for group in (drug, disease) if group], index)
    count = index.count()
    rarest = max(words, key=lambda word: (rarity_of(index.frequency(word), count), word), default="")
    return Subject(question, drug, disease, words, rarest)


def _telling(question: str, known: Iterable[Group], index: SearchBackend) -> tuple[str, ...]:
    """The words of a question that name something, without the words of asking and what the vocabulary knows already."""
    named = {word for group in known for name in group.names for word in index.analyse(name)}
    kept: list[str] = []
    for match in _WORD.finditer(question):
        if match[0].lower() not in _ASKING:
            kept += [word for word in index.analyse(match[0]) if word not in named and not word.isdigit()]
    return tuple(dict.fromkeys(kept))


def first_of(groups: Sequence[Group | None]) -> str:
    return " ".join(name for group in groups if group for name in group.names[:2])
