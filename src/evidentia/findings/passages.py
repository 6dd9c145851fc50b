"""The pages of a chart as passages for the extractors of therapy: each sentence with its drugs, dates and context.

Whose therapy a passage tells of decides whether it counts: that of a relative, a study, a policy or a form's
unchecked box is not this patient's.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from evidentia.findings import drug_names, payers, relatives
from evidentia.findings.copied import first_appeared
from evidentia.findings.date_repairs import repaired
from evidentia.findings.dates import Dated, find_dates
from evidentia.findings.drug_names import Mention
from evidentia.findings.text import Page, Part, Sentence
from evidentia.model.frozen import frozen
from evidentia.model.when import When


@frozen
class Passage:
    """A sentence, form line or table row with what it names. Places are characters of the document."""

    document: str
    text: str  # of the whole document
    start: int
    end: int
    part: Part
    block: int
    kind: str  # "prose" | "item" | "row" | "heading"
    heading: str
    mentions: tuple[Mention, ...]
    dates: tuple[Dated, ...]
    context: str = "patient"  # | "family" | "study" | "payer"
    list_number: int = 0  # of the list that it belongs to; 0 is none
    list_kind: str = ""  # "current" | "past" | "failed" | "allergy"
    copied: bool = False  # carried forward from an older note

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    @property
    def is_patient(self) -> bool:
        return self.context == "patient"

    @property
    def in_list(self) -> bool:
        """Whether it belongs to a list of current drugs."""
        return self.list_kind == "current"

    @property
    def date(self) -> When | None:
        return self.part.date


class Passages(tuple[Passage, ...]):
    """The passages of a chart; a key of caches by its identity."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def passages_of(pages: Sequence[Page], vocabulary: Mapping[str, Any]) -> Passages:
    """The passages of all pages, in order; the same pages are read once for all extractors."""
    return _cached(_Key(tuple(pages), vocabulary))


class _Key:
    """Pages and vocabulary as one key by identity, so that nothing large is compared."""

    def __init__(self, pages: tuple[Page, ...], vocabulary: Mapping[str, Any]) -> None:
        self.pages, self.vocabulary = pages, vocabulary
        self._ids = (tuple(id(page) for page in pages), id(vocabulary))

    def __hash__(self) -> int:
        return hash(self._ids)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._ids == other._ids


@lru_cache(maxsize=2)
def _cached(key: _Key) -> Passages:
    from evidentia.findings.medication_lists import marked

    return Passages(p for page in key.pages for p in marked(_of_page(page, key.vocabulary)))


def _of_page(page: Page, vocabulary: Mapping[str, Any]) -> list[Passage]:
    names = drug_names.of(vocabulary)
    mentions = [m for m in drug_names.mentions(page.text, names) if not _unchecked(page.text, m.start)]
    dates = repaired(find_dates(page), page.text)
    places, days = [m.start for m in mentions], [d.start for d in dates]
    return [
        _passage(
            page, sentence, mentions[bisect_left(places, sentence.start) : bisect_left(places, sentence.end)],
            dates[bisect_left(days, sentence.start) : bisect_left(days, sentence.end)], _foreign(sentence.words),
        )
        for sentence in page.sentences
    ]  # fmt: skip


def _passage(page: Page, sentence: Sentence, here: list[Mention], dates: list[Dated], foreign: _Foreign) -> Passage:
    start, end = sentence.start, sentence.end
    part = page.parts[sentence.part]
    own = here
    context = "payer" if part.is_foreign else "patient"
    heading = sentence.heading
    if context == "payer":
        own = []
    elif here and (any(foreign) or heading):
        own = [m for m in here if _context(page.text, start, m.start, end, foreign, heading) == "patient"]
        context = "patient" if own else _context(page.text, start, here[0].start, end, foreign, heading)
    elif any(foreign) or heading:
        context = _context(page.text, start, end, end, foreign, heading)
    return Passage(
        document=page.document.id,
        text=page.text,
        start=start,
        end=end,
        part=part,
        block=sentence.block,
        kind=sentence.kind,
        heading=sentence.heading,
        mentions=tuple(own),
        dates=tuple(dates),
        context=context,
        copied=first_appeared(page, sentence.start) is not None,
    )


def _unchecked(text: str, start: int) -> bool:
    """ "[ ] cyclophosphamide": a box that nobody ticked states nothing."""
    return re.search(r"(?:\[\s?\]|☐|□|\(\s\)|_{2,})[ \t]?$", text[max(0, start - 6) : start]) is not None


_STUDY_WORDS = frozenset((
    "randomized", "randomised", "placebo", "participants", "enrolled", "cohort", "meta", "metaanalysis",
    "published", "literature", "guideline", "guidelines", "kdigo", "eular", "acr", "lunar", "explorer",
    "regency", "bliss", "aurora", "studies", "pooled", "trial", "trials", "patients", "rate", "rates", "n", "metaanalyses",
    "rituilup", "rituxilup", "forum", "facebook", "reddit", "blog",
))  # fmt: skip


def _foreign(words: frozenset[str]) -> _Foreign:
    return _Foreign(
        not words.isdisjoint(relatives.WORDS), not words.isdisjoint(_STUDY_WORDS), not words.isdisjoint(payers.WORDS)
    )


class _Foreign(NamedTuple):
    """Whose therapy besides the patient's a sentence may speak of, by its words: what is not there is not
    looked for."""

    family: bool
    study: bool
    payer: bool


_REACH = 400  # characters around a drug in which its sentence may name somebody else


def _context(text: str, start: int, place: int, end: int, foreign: _Foreign, heading: str) -> str:
    """Whose therapy a place tells of."""
    start, end = max(start, place - _REACH), min(end, place + _REACH)
    if (foreign.family or heading) and relatives.is_of_another(text, start, place, end, heading, named=foreign.family):
        return "family"
    if foreign.study and _told_elsewhere().search(text, start, place):
        return "study"
    if foreign.study and _study().search(text, start, end) and not _patient().search(text, start, place):
        return "study"
    return "payer" if foreign.payer and payers.pattern().search(text, start, end) else "patient"


@cache
def _patient() -> re.Pattern[str]:
    return re.compile(r"\b(?:pt|patient|himself|herself|she|he|i|we|our|ms|mr|mrs)\b", re.IGNORECASE)


@cache
def _told_elsewhere() -> re.Pattern[str]:
    """ "From the forum (patient pasted in portal): …": what somebody wrote there is nobody's history here."""
    return re.compile(
        r"\b(?:from|on|in) (?:the |an? )?(?:patient |online )?(?:forum|facebook|reddit|blog)\b", re.IGNORECASE
    )


@cache
def _study() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:randomi[sz]ed|placebo|participants|enrolled(?!\s(?:in|into|with)\s)|cohort|meta-?analys[ie]s|published|literature|"
        r"guidelines?|kdigo|eular|acr\s(?:20|guideline|recommend)|lunar|explorer|regency|bliss|aurora|ritux?ilup|forum|facebook|reddit|blog|"
        r"studies|pooled|in trials?)\b"
        r"|\bpatients\s(?:who|with|treated|were|on|in|received|receiving)\b|\bresponse rates?\b|\bn\s?=\s?\d",
        re.IGNORECASE,
    )
