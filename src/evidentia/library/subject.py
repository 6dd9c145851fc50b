"""What a question is about, as names that a passage must have: the treatment, and the condition.

The gate is strict on purpose: a passage about the drug in another disease, or about the disease under another drug, answers another
question, however well it ranks. Where the vocabulary knows no name, the words of the question stand for it: those before "for",
"in" or "to treat" for the treatment, those behind for the condition.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from evidentia.findings import drug_names
from evidentia.findings.question import condition_of
from evidentia.library.backend import SearchBackend, rarity_of
from evidentia.library.expansion import names_of_drug

# words of asking, which stand in questions and not in what answers them
_ASKING = frozenset(
    "medically medical necessary necessity standard care accepted patient patients treatment treatments treat treated treating therapy therapies therapeutic use used "
    "using effective effectiveness efficacy efficacious effectively safe safety benefit benefits beneficial role evidence recommended recommend recommendation continue continuation "
    "start starting initiation dose dosing dosage drug drugs medication medications appropriate indicated indication approved approval approve disease diseases syndrome "
    "disorder disorders complicated history year old adult adults woman man people person which what who whom how why when where does do did is are was were "
    "can could should would may might has have had been being be about than between prevent prevents prevention preventing reduce reduces reduction improve improves "
    "improved cause causes help helps manage management associated association effect effects affect work works known reported please tell me us any some there most more "
    "much many outcome outcomes result results clinical response the a an and or not no with without after before during under over on of in for to by from as at vs versus "
    "against it its this that these those option line first second".split()
)
_DIVIDES = re.compile(r"\b(?:for|in|against|on|among|to (?:treat|prevent|reduce|improve|manage)|(?:improve|prevent|reduce|treat|affect)s?)\b", re.IGNORECASE)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_SAME = (
    "cancer",
    "carcinoma",
    "adenocarcinoma",
    "tumor",
    "tumour",
    "neoplasm",
    "malignancy",
    "malignancies",
)  # one for the other
_ENOUGH = 0.6  # of the words of a name that no vocabulary knows


class Named(Protocol):
    """Something that a text may name. `label` is how it is spoken of, `names` are what the index looks for, one of them."""

    @property
    def label(self) -> str: ...

    @property
    def names(self) -> tuple[str, ...]: ...

    def stands_in(self, text: str, index: SearchBackend) -> bool: ...

    def first_in(self, text: str, index: SearchBackend) -> int | None:
        """Where a text names it first."""


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

    def stands_in(self, text: str, index: SearchBackend) -> bool:
        return self._pattern.search(text) is not None

    def first_in(self, text: str, index: SearchBackend) -> int | None:
        found = self._pattern.search(text)
        return found.start() if found else None


def _loose(name: str) -> str:
    """Blanks and hyphens alike, apostrophes alike or none, a plural s or none."""
    escaped = re.sub(r"\\?['’]", "['’]?", r"[\\s-]+".join(map(re.escape, re.split(r"[\s-]+", name))))
    return escaped.replace(r"[\\s-]+", r"[\s-]+") + "s?"


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the question that name something: the rarest must stand in a text, and most of the others."""

    label: str
    each: tuple[frozenset[str], ...]  # each with what may stand for it
    rarest: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted(self.rarest))

    def stands_in(self, text: str, index: SearchBackend) -> bool:
        there = set(index.analyse(text))
        needed = math.ceil(_ENOUGH * len(self.each))
        return bool(self.rarest & there) and sum(bool(word & there) for word in self.each) >= needed

    def first_in(self, text: str, index: SearchBackend) -> int | None:
        return next((m.start() for m in _WORD.finditer(text) if self.rarest.intersection(index.analyse(m[0]))), None)


@dataclass(frozen=True, slots=True)
class Subject:
    """The treatment and the condition asked about; None where the question names none. `focus` is what a follow-up asks of them."""

    question: str
    treatment: Named | None
    condition: Named | None
    focus: Named | None = None

    @property
    def label(self) -> str:
        named = " and ".join(named.label for named in (self.treatment, self.condition) if named)
        return f"{named}: {self.focus.label}" if self.focus else named

    @property
    def words(self) -> str:
        """A few names of everything, for a search."""
        return " ".join(
            name
            for named in (self.treatment, self.condition, self.focus)
            if named
            for name in dict.fromkeys((named.label, *named.names[:2]))
        )

    @property
    def must(self) -> tuple[tuple[str, ...], ...]:
        """What a passage has to name, for the index."""
        return tuple(named.names for named in (self.treatment, self.condition, self.focus) if named)

    def is_met(self, text: str, index: SearchBackend) -> bool:
        """Whether a text is about this subject."""
        sides = [named for named in (self.treatment, self.condition, self.focus) if named]
        return bool(sides) and all(named.stands_in(text, index) for named in sides)

    def focused_in(self, text: str, index: SearchBackend) -> bool:
        """Whether a text speaks of what a follow-up asks; every text does where none was asked."""
        return self.focus is None or self.focus.stands_in(text, index)

    def treated_in(self, text: str, index: SearchBackend) -> bool:
        return self.treatment is not None and self.treatment.stands_in(text, index)

    def condition_in(self, text: str, index: SearchBackend) -> bool:
        return self.condition is not None and self.condition.stands_in(text, index)


def subject_of(
    question: str, ingredient: str | None, condition: str | None, vocabulary: Mapping[str, Any], index: SearchBackend
) -> Subject:
    """The subject by the vocabulary; what it does not know is taken from the words of the question.

    `ingredient` and `condition` are concepts of the vocabulary, of the question or of the record behind it.
    """
    named, place = condition_of(question, vocabulary)
    mention = question[place[0] : place[1]] if named and named == condition else condition or ""
    disease = _disease(condition, mention, vocabulary) if condition else None
    drug = (
        Group(ingredient, tuple(names_of_drug(ingredient, vocabulary["drugs"].get(ingredient, {}))))
        if ingredient
        else None
    )
    before, behind = _parts(
        _without(question, ingredient, place if disease and named == condition else (0, 0), vocabulary)
    )
    if drug is None and disease is None and not (before and behind):
        return Subject(question, _words([*before, *behind], index), None)
    treatment = drug or _words(before or (behind if disease else []), index)
    return Subject(question, treatment, disease or _words(behind or (before if drug else []), index))


def followed_up(
    before: Subject,
    question: str,
    ingredient: str | None,
    condition: str | None,
    vocabulary: Mapping[str, Any],
    index: SearchBackend,
) -> Subject:
    """The subject of a follow-up: that of the question before, but for what the new one names; its other words are the focus."""
    place = condition_of(question, vocabulary)[1] if condition else (0, 0)
    drug = subject_of("", ingredient, None, vocabulary, index).treatment if ingredient else before.treatment
    disease = _disease(condition, question[place[0] : place[1]], vocabulary) if condition else before.condition
    rest = _telling(_without(question, ingredient, place, vocabulary))
    known = [named for named in (drug, disease) if named]
    focus = _words([word for word in rest if not any(named.stands_in(word, index) for named in known)], index)
    return Subject(question, drug, disease, focus)


def _disease(concept: str, mention: str, vocabulary: Mapping[str, Any]) -> Group:
    """The names of a condition; where the question names a part of it ("lung cancer" of malignancy), only names of that part."""
    entry = vocabulary.get("conditions", {}).get(concept, {})
    exact = tuple(entry.get("exact", ()))
    names = (concept, *entry.get("names", ()), *exact)
    wanted, own = set(_WORD.findall(mention.lower())), set(_WORD.findall(concept.lower()))
    if mention in exact or own <= wanted:  # "nephritis" alone means it in a chart, and may mean another in a journal
        return Group(concept, tuple(n for n in dict.fromkeys(names) if not set(_WORD.findall(n.lower())) < own))
    return Group(
        mention, tuple(dict.fromkeys([mention, *(n for n in names if wanted <= set(_WORD.findall(n.lower())))]))
    )


def _without(question: str, ingredient: str | None, condition: tuple[int, int], vocabulary: Mapping[str, Any]) -> str:
    """The question with what is known of it blanked out."""
    places = [condition]
    if ingredient:
        mentions = drug_names.mentions(question, drug_names.of(vocabulary))
        places += [(m.start, m.end) for m in mentions if m.concept == ingredient]
    for start, end in places:
        question = question[:start] + " " * (end - start) + question[end:]
    return question


def _parts(question: str) -> tuple[list[str], list[str]]:
    """The telling words before and behind the word that divides treatment from condition."""
    for divide in _DIVIDES.finditer(question):
        before = _telling(question[: divide.start()])
        if before:
            return before, _telling(question[divide.end() :])
    return [], _telling(question)


def _telling(text: str) -> list[str]:
    words = [
        word for word in _WORD.findall(text) if word.lower() not in _ASKING and not word.isdigit() and len(word) > 1
    ]
    return list(dict.fromkeys(words))


def _words(written: Sequence[str], index: SearchBackend) -> Words | None:
    same = frozenset(word for name in _SAME for word in index.analyse(name))
    each: dict[frozenset[str], None] = {}
    for text in written:
        for word in index.analyse(text):
            each[same if word in same else frozenset((word,))] = None
    if not each:
        return None
    count = index.count()
    rarest = max(each, key=lambda words: (rarity_of(sum(index.frequency(w) for w in words), count), sorted(words)))
    return Words(" ".join(written), tuple(each), rarest)
