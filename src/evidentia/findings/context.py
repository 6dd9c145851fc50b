"""Whose fact is it? Sentences about relatives, study populations, policies, goals and plans are not the patient's facts."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from evidentia.findings import payers, relatives
from evidentia.findings.text import Page, Sentence
from evidentia.model.frozen import Held


@cache
def _study() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:stud(?:y|ies)\b|trials?\b(?! off\b| ext| of (?:taper\w*|reduction|withdrawal|dose|interval|mmf|myco|cyc|aza|hcq|pred|belim|ritux|tac|therapy))|literature\b|cohorts?\b|meta-analys|published\b|et al\b|registry\b|response rates? of|"
        r"relapse rate|guidelines?\b|randomi[sz]ed\b|(?:LUNAR|EXPLORER|BLISS|REGENCY|NOBILITY|EULAR|KDIGO)\b|\bACR\b|in (?:one|a) series|case series|forum\b|facebook\b|reddit\b|reported (?:in|by)|"
        r"pooled\b|safety data\b|enrolled (?:adults|patients|people|participants)|percent of (?:patients|people)|% of (?:patients|people|cases|subjects)|\bn ?= ?\d|p ?[=<] ?0?\.\d|journals?\b|lexicomp\b|package insert|prescribing information|label(?:ed|led)? )",
        re.IGNORECASE,
    )


def _names_study(text: str, start: int, end: int) -> bool:
    """Whether a sentence speaks of published evidence; "nerve conduction studies" and "medication trials" are the patient's."""
    return any(
        not _of_patient().search(text[max(start, m.start() - 28) : m.end()]) and text[m.end() : m.end() + 1] != ":"
        for m in _study().finditer(text, start, end)
    )


@cache
def _of_patient() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:nerve conduction|conduction|laboratory|lab|imaging|iron|sleep|urine|blood|coagulation|sensory|motor|electrodiagnostic|emg|"
        r"serologic\w*|thyroid|doppler|swallow|urodynamic|vascular|pulmonary function)\s+stud(?:y|ies)$"
        r"|\b(?:medication|antidepressant|adequate|failed|prior|previous|past|drug|therapeutic|augmentation|pharmacologic\w*|her|his|documented|"
        r"psychotherapy|two|three|four|five)\s+trials?$",
        re.IGNORECASE,
    )


# A pattern is searched only in a sentence that has one of its words; tests/findings/test_gates.py proves it harmless.
_STUDY_WORDS = frozenset(
    "study studies trial trials literature cohort meta published et registry enrolled response relapse guideline guidelines randomized "
    "randomised lunar explorer bliss regency nobility eular kdigo acr in case reported percent n p journal journals cohorts forum facebook reddit pooled safety lexicomp package "
    "prescribing label labeled labelled".split()
)


@cache
def _goal() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:goal|target(?:ing)?|aim(?:ing)?|if (?:the )?|when (?:the )?|until|unless|threshold|cut-?off|ref(?:erence)?(?: range)?|normal range|range|nl|should be|criterion)\b[^.;)]{0,24}$",
        re.IGNORECASE,
    )


def about(page: Page, sentence: Sentence | None, place: int) -> str:
    """Who a place speaks of: "patient", "family", "study", "payer".

    "family" is anybody else: a relative, a donor, another patient (see `relatives`).
    """
    if sentence is None:
        return "patient"
    if any(start <= place < end for start, end in _cited(Held(page))):
        return "payer"
    text, words = page.text, sentence.words
    before = text[sentence.start : place]
    if page.parts[sentence.part].is_foreign or (
        not words.isdisjoint(payers.WORDS) and payers.pattern().search(text, sentence.start, sentence.end)
    ):
        return "payer"
    if (
        (not words.isdisjoint(_STUDY_WORDS) or "%" in text[sentence.start : sentence.end])
        and _names_study(text, sentence.start, sentence.end)
        and not _patient_near(before)
    ):
        return "study"
    named, heading = not words.isdisjoint(relatives.WORDS), sentence.heading
    if (named or heading) and relatives.is_of_another(text, sentence.start, place, sentence.end, heading, named=named):
        return "family"
    return "patient"


@lru_cache(maxsize=8)
def _cited(held: Held[Page]) -> tuple[tuple[int, int], ...]:
    """What a letter quotes from somebody else's letter: a long quotation behind "your letter reads", "the denial states"."""
    text = held.value.text
    return tuple(
        (match.start(), match.end())
        for match in re.finditer(r'["“][^"“”]{60,1500}["”]', text)
        if re.search(
            r"\b(?:letter|denial|determination|notice|plan|insurer|reviewer|you)\b[^.]{0,40}\b(?:reads?|states?|says?|said|wrote|write|claims?)\b[^.]{0,60}$",
            text[max(0, match.start() - 140) : match.start()],
            re.IGNORECASE,
        )
    )


@cache
def _own() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:pt|patient|mr\.?|ms\.?|mrs\.?|he|she|his|her|this (?:man|woman|patient)|today|now|our)\b", re.IGNORECASE
    )


def _patient_near(before: str) -> bool:
    """A sentence that names a guideline but speaks of the patient before the place: "Her UPCR, per KDIGO, is …"."""
    return _own().search(before[-48:]) is not None


def is_goal(page: Page, start: int) -> bool:
    """Whether a number behind this place is a goal, a threshold or a reference range."""
    return _goal().search(page.text[max(0, start - 60) : start]) is not None


@cache
def _unchecked() -> re.Pattern[str]:
    return re.compile(r"\[\s?\]|☐|\(\s\)|□")


def is_unchecked(page: Page, sentence: Sentence) -> bool:
    """An empty box: what it names was not said."""
    return _unchecked().match(page.text[sentence.start : sentence.start + 4].lstrip("-* ")) is not None
