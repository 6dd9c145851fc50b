"""The pages of a chart as passages for the extractors of therapy: each sentence with its drugs, dates and context.

Whose therapy a passage tells of decides whether it counts: that of a relative, a study, a policy or a form's
unchecked box is not this patient's.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from evidentia.findings import drug_names
from evidentia.findings.dates import Dated, find_dates
from evidentia.findings.drug_names import Mention
from evidentia.findings.text import Page, Part, Sentence
from evidentia.model.when import When


@dataclass(frozen=True, slots=True)
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
    dates = _with_ranges(_with_pairs(find_dates(page), page.text), page.text)
    said = frozenset(word for _, _, word in drug_names.words(page.text))
    foreign = _Foreign(
        not said.isdisjoint(_RELATIVE_WORDS), not said.isdisjoint(_STUDY_WORDS), not said.isdisjoint(_PAYER_WORDS)
    )
    places, days = [m.start for m in mentions], [d.start for d in dates]
    return [
        _passage(
            page, sentence, mentions[bisect_left(places, sentence.start) : bisect_left(places, sentence.end)],
            dates[bisect_left(days, sentence.start) : bisect_left(days, sentence.end)], foreign,
        )
        for sentence in page.sentences
    ]  # fmt: skip


def _passage(page: Page, sentence: Sentence, here: list[Mention], dates: list[Dated], foreign: _Foreign) -> Passage:
    start, end = sentence.start, sentence.end
    part = page.parts[sentence.part]
    own = here
    context = "payer" if part.kind == "payer" else "patient"
    if context == "payer":
        own = []
    elif here and any(foreign):
        own = [m for m in here if _context(page.text, start, m.start, end, foreign) == "patient"]
        context = "patient" if own else _context(page.text, start, here[0].start, end, foreign)
    elif any(foreign):
        context = _context(page.text, start, end, end, foreign)
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
    )


def _with_year(text: str, dated: Dated) -> Dated:
    """ "in January 2024": the year behind a month that was read without it."""
    year = (
        re.match(r",?\s(?:of\s)?((?:19|20)\d\d)\b", text[dated.end : dated.end + 9]) if dated.kind == "month" else None
    )
    if year is None or text[dated.start : dated.end].isdigit() or not text[dated.start : dated.end].isalpha():
        return dated
    return replace(dated, end=dated.end + year.end(), when=When(int(year.group(1)), dated.when.month))


_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_AND = r"\s?(?:and|&|\+|,|/)\s?"
_MONTHS = {
    name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)
}


@cache
def _pairs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    first = rf"\b{_MONTH}\s(\d{{1,2}}){_AND}(?:{_MONTH}\s)?(\d{{1,2}}),?\s((?:19|20)\d\d)\b"
    second = rf"\b(\d{{1,2}})(?:\s{_MONTH})?{_AND}(\d{{1,2}})\s{_MONTH},?\s((?:19|20)\d\d)\b"
    return re.compile(first, re.IGNORECASE), re.compile(second, re.IGNORECASE)


def _with_pairs(dates: Sequence[Dated], text: str) -> list[Dated]:
    """ "March 4 and 18, 2025", "11 May and 25 May 2026": two days of which only the second one has the year."""
    result = list(dates)
    american, british = _pairs()
    for match in (*american.finditer(text), *british.finditer(text)):
        if match.re is american:
            month, day, other_month, other_day, year = match.groups()
        else:
            day, month, other_day, other_month, year = match.groups()
        try:
            one = When(int(year), _MONTHS[(month or other_month).lower()], int(day))
            two = When(int(year), _MONTHS[(other_month or month).lower()], int(other_day))
        except ValueError:
            continue
        middle = match.start(4) if match.re is american else match.start(3)
        result = [d for d in result if d.end <= match.start() or d.start >= match.end()]
        result.append(Dated(match.start(), middle - 1, one, "full"))
        result.append(Dated(middle, match.end(), two, "full"))
    return sorted(result, key=lambda d: d.start)


@cache
def _range_end() -> re.Pattern[str]:
    return re.compile(r"\s?[-–]\s?(?:(?P<month>\d\d?)/(?:(?P<day>\d\d?)/)?)?(?P<year>(?:19|20)\d\d)\b(?![-/]\d)")


def _with_ranges(dates: Sequence[Dated], text: str) -> list[Dated]:
    """The end of "2013-2015" and "03/2025-12/2025", which is no date of its own elsewhere."""
    result: list[Dated] = []
    known = {dated.start for dated in dates}
    for dated in map(partial(_with_year, text), dates):
        if result and dated.start < result[-1].end:
            continue  # the year of "January 2024"
        result.append(dated)
        match = _range_end().match(text, dated.end)
        if match is None or any(match.start() < start < match.end() for start in known):
            continue
        parts = [int(part) for part in (match["year"], match["month"], match["day"]) if part]
        try:
            when = When(*parts)
        except ValueError:
            continue
        start = match.start("month") if match["month"] else match.start("year")
        if dated.when.earliest <= when.latest:
            result.append(Dated(start, match.end(), when, "range"))
    return result


def _unchecked(text: str, start: int) -> bool:
    """ "[ ] cyclophosphamide": a box that nobody ticked states nothing."""
    return re.search(r"(?:\[\s?\]|☐|□|\(\s\)|_{2,})\s?$", text[max(0, start - 6) : start]) is not None


_RELATIVES = (
    "mother", "father", "sister", "brother", "mom", "dad", "aunt", "uncle", "cousin", "grandmother",
    "grandfather", "son", "daughter", "wife", "husband", "twin", "sibling", "siblings", "parent", "parents",
    "relative", "niece", "nephew", "roommate", "friend", "neighbor", "neighbour",
)  # fmt: skip
_RELATIVE_WORDS = frozenset((*_RELATIVES, "family", "fhx", "fh", "fam"))
_STUDY_WORDS = frozenset((
    "randomized", "randomised", "placebo", "participants", "enrolled", "cohort", "meta", "metaanalysis",
    "published", "literature", "guideline", "guidelines", "kdigo", "eular", "acr", "lunar", "explorer",
    "regency", "bliss", "aurora", "studies", "pooled", "trials", "patients", "rate", "rates", "n",
))  # fmt: skip
_PAYER_WORDS = frozenset(
    ("letter", "denial", "policy", "criteria", "your", "wrote", "guarantee", "must", "requires", "documentation")
)


class _Foreign(NamedTuple):
    """Whose therapy besides the patient's a document may speak of, by its words: what is not there is not
    looked for."""

    family: bool
    study: bool
    payer: bool


def _context(text: str, start: int, place: int, end: int, foreign: _Foreign) -> str:
    """Whose therapy a place tells of. A relative governs until the sentence returns to the patient."""
    relatives = list(_family().finditer(text, start, place)) if foreign.family else []
    if relatives and not _patient().search(text, relatives[-1].end(), place):
        return "family"
    if foreign.study and _study().search(text, start, end) and not _patient().search(text, start, place):
        return "study"
    return "payer" if foreign.payer and _payer().search(text, start, end) else "patient"


@cache
def _patient() -> re.Pattern[str]:
    return re.compile(r"\b(?:pt|patient|himself|herself|she|he|i|we|our|ms|mr|mrs)\b", re.IGNORECASE)


@cache
def _family() -> re.Pattern[str]:
    relative = f"(?:{'|'.join(_RELATIVES)})"
    verb = r"(?:has|had|is|was|takes|took|got|does|did|died|on|with|also|received|responded|who)"
    return re.compile(
        rf"\b{relative}\b(?:'s)?,?\s(?:\w+\s)?{verb}\b|^\W*(?:family h(?:istory|x)|fhx?|fam hx)\b|"
        rf"\b{relative}\s?[-:(]|\bfh[x:]",
        re.IGNORECASE | re.MULTILINE,
    )


@cache
def _study() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:randomi[sz]ed|placebo|participants|enrolled|cohort|meta-?analys[ie]s|published|literature|"
        r"guidelines?|kdigo|eular|acr\s(?:20|guideline|recommend)|lunar|explorer|regency|bliss|aurora|ritux?ilup|"
        r"studies|pooled|in trials?)\b"
        r"|\bpatients\s(?:who|with|treated|were|on|in|received|receiving)\b|\bresponse rates?\b|\bn\s?=\s?\d",
        re.IGNORECASE,
    )


@cache
def _payer() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:letter says|denial (?:letter|reason)|policy (?:states|requires|says|criteria)|criteria (?:require|"
        r"state)|your (?:request|letter|denial)|you wrote|is not a guarantee|must have (?:tried|failed)|"
        r"plan requires|documentation of (?:a )?(?:trial|failure))\b",
        re.IGNORECASE,
    )
