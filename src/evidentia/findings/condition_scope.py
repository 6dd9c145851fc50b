"""Names of conditions that speak of nobody's condition here, or of a relative's: who is meant, and whether any is meant."""

from __future__ import annotations

import re
from functools import cache

from evidentia.findings.lexicon import Match
from evidentia.findings.text import Page, Sentence


def is_other_thing(page: Page, sentence: Sentence, match: Match, *, episode: bool) -> bool:
    """A name that stands for no condition here: a clinic's, a heading's, a wish, a code's, or a reaction in an allergy list."""
    before, after = page.text[sentence.start : match.start], page.text[match.end : match.end + 14]
    words = page.text[match.start : match.end]
    return bool(
        _institution().match(after)
        or (words in ("PE", "ICD") and re.match(r"\s?[:\-]|\s(?:10|[A-Z]\d\d)", after))
        or (words == "HD" and re.match(r"\s?#?\d", after))  # the day of a hospital stay
        or (words == "RA" and re.search(r"(?:%|\bon|air|sats?)\s$", before[-6:]))  # room air
        or (match.concept == "pregnancy" and _wished().search(before))
        or (episode and not sentence.words.isdisjoint(_ALLERGY_WORDS) and _allergy_list().search(before))
    )


@cache
def _wished() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:plan\w*|desir\w+|wish\w*|want\w*|consider\w*|trying|hop\w+)\s(?:\w+\s){0,2}$", re.IGNORECASE
    )


_ALLERGY_WORDS = frozenset(("allergy", "allergies", "intolerance", "intolerances"))


@cache
def _allergy_list() -> re.Pattern[str]:
    """ "Allergies: penicillin (hives)", "Penicillin (allergy, rash)"."""
    return re.compile(
        r"(?:\b(?:allerg(?:y|ies)|intolerances?)\b(?: to)?(?: list)?\s?[:-]|\((?:allergy|intolerance)\b)[^.;\n]*$",
        re.IGNORECASE,
    )


@cache
def _institution() -> re.Pattern[str]:
    return re.compile(
        r"\s+(?:center|clinic|associates|institute|program|foundation|specialists|prevention|service|unit|physician|team|&)\b",
        re.IGNORECASE,
    )


def is_asked_about(text: str, end: int) -> bool:
    """ "Implant screening not yet done": what is looked for is not there for that."""
    return _looked_for().match(text, end) is not None


@cache
def _looked_for() -> re.Pattern[str]:
    return re.compile(
        r"(?:/[\w -]{1,8})?\s(?:question|screen(?:ing|er|ed)?|check(?:list)?|questionnaire|safety form|risk assessment)\b",
        re.IGNORECASE,
    )


def is_in_a_relative(text: str, end: int, stop: int) -> bool:
    """ "Bipolar disorder in a maternal uncle"."""
    return _in_a_relative().match(text, end, min(end + 60, stop)) is not None


@cache
def _in_a_relative() -> re.Pattern[str]:
    """ "Bipolar disorder in a maternal uncle"."""
    return re.compile(
        r"(?:\s\([^)]*\))?\s?(?:in|\(|-)\s?(?:(?:a|an|his|her|the|both|maternal|paternal|older|younger|half)[\s-])*"
        r"(?:mother|father|sister|brother|aunt|uncle|cousin|grandmother|grandfather|parent|sibling|son|daughter|mom|dad)s?\b",
        re.IGNORECASE,
    )


def is_of_both(text: str, sentence: Sentence, match: Match) -> bool:
    """ "No personal or family history of …": a denial that speaks of the patient and of the relatives."""
    return (
        _patient_and_family().search(text, sentence.start, match.start) is not None
        or re.match(
            r"[^.]{0,120}?\b(?:(?:patient|pt|self|(?:s?he))\b[^.;]{0,12}\b(?:neither|none|negative|denies|no\b|also)|nor (?:in )?(?:the )?(?:patient|pt)|personal(?:ly)?\b)",
            text[match.end : sentence.end],
            re.IGNORECASE,
        )
        is not None
    )


@cache
def _patient_and_family() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:personal|self|patient|pt|own|him|her|him-?self|her-?self)\b(?: history)?\s?(?:or|and|nor|/|,|&)\s?(?:in )?(?:a |any |the |her |his )*(?:family|fam|relatives?)\b|\b(?:family|fam)\b(?: history)?\s?(?:or|and|nor|/|&)\s?(?:the )?(?:personal|self|patient|pt|own)\b",
        re.IGNORECASE,
    )


def is_personal(before: str) -> bool:
    """A denial that speaks of the patient and leaves the relatives out."""
    return re.search(r"\b(?:personal(?:ly)?|self)\b[^.;]*$", before, re.IGNORECASE) is not None


def answered_for(text: str, end: int) -> str:
    """Whom a field with its answer speaks of where it names one side alone: "family" in "MTC, family: no", "self", or ""."""
    found = _answered_for().match(text, end)
    return "" if found is None else "family" if found["family"] else "self"


@cache
def _answered_for() -> re.Pattern[str]:
    return re.compile(
        r"[\s,(/–-]*(?:(?:in|of) )?(?:the |her |his |any )?(?:(?P<family>family|fam|relatives?)|self|personal|patient|pt|own)\b(?: history| hx)?\)?"
        r"\s*[:?–-]?\s*(?:no|none|neg\w*|denie[sd]|nil|absent|never)\b",
        re.IGNORECASE,
    )


def is_of_patient_alone(text: str, end: int) -> bool:
    """ "No MTC in her, family not asked": a denial that names the patient behind it, and nobody else."""
    return _in_patient().match(text, end) is not None


@cache
def _in_patient() -> re.Pattern[str]:
    return re.compile(
        r"\s(?:in|for) (?:him|her|the patient|this patient|himself|herself)\b(?=\s*(?:[.,;)\n]|$))", re.IGNORECASE
    )


def is_taken_back(text: str, end: int, stop: int) -> bool:
    """Whether what is named is quoted to be corrected."""
    return _taken_back().match(text, end, stop + 60) is not None


def is_struck(text: str, place: int, end: int) -> bool:
    """Whether the author asks to strike a name out, or did behind it: "[x] stroke … I asked her to take off stroke"."""
    name = re.escape(text[place:end])
    struck = r"(?:take|took|taken|taking|cross(?:ed)?) (?:off|out)|remov(?:e|ed|ing)|delet(?:e|ed|ing)|struck(?: out)?|strike(?: out)?|un-?(?:check|tick)(?:ed)?"
    behind = re.compile(
        rf"\b(?:{struck}) (?:the )?(?:(?:box|tick|mark|word)s?(?: for| of| at)? )?[\"“']?{name}\b", re.IGNORECASE
    )
    if behind.search(text, max(0, place - 40), end) is not None:
        return True
    ticked = re.search(r"\[[xX✓]\]\s*$", text[max(0, place - 8) : place]) is not None
    return ticked and behind.search(text, end, end + 300) is not None


@cache
def _taken_back() -> re.Pattern[str]:
    """ "… says "h/o stroke"; that is an error": what is quoted to be corrected is not said."""
    return re.compile(
        r"[\"”']{0,2}\s?[;,.(–—-]{0,2}\s?(?:that|this|which|it) (?:is|was) (?:an? |in )?(?:error|mistake|wrong|incorrect)",
        re.IGNORECASE,
    )
