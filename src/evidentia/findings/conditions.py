"""Diagnoses, symptoms and codes, with what the record says of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from evidentia.findings.assertion import assertion, is_answered_yes
from evidentia.findings.condition_scope import (
    answered_for,
    is_asked_about,
    is_in_a_relative,
    is_of_both,
    is_of_patient_alone,
    is_other_thing,
    is_personal,
    is_struck,
    is_taken_back,
)
from evidentia.findings.context import about, is_unchecked
from evidentia.findings.copied import first_appeared
from evidentia.findings.dates import find_dates
from evidentia.findings.denied_fields import denied
from evidentia.findings.lexicon import Lexicon, Match
from evidentia.findings.past import is_gone, is_over
from evidentia.findings.spellings import spellings
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Assertion, Finding, Kind, Span
from evidentia.model.frozen import Held


class Dictionary(NamedTuple):
    """The names of conditions, prepared once for a vocabulary."""

    asked: Lexicon  # conditions.yaml: what criteria ask for
    problems: Lexicon  # problems.yaml and symptoms.yaml: everything else that troubles a patient
    sayings: tuple[tuple[Assertion, Lexicon], ...]  # whole phrases that say there is none, or no longer: "afebrile"
    fields: Lexicon  # labels that name a condition only where no is the answer: "Metal: none"
    episodes: frozenset[str]  # concepts that come and go
    lasting: frozenset[str]  # concepts that stay: "history of lupus" is lupus


@lru_cache(maxsize=4)
def _prepared(held: Held[Mapping[str, Any]]) -> Dictionary:
    asked, lasting = held.value["conditions"], held.value.get("problems", {})
    episodes = held.value.get("symptoms", {})
    listed = {concept: _entry(entry) for concept, entry in (*lasting.items(), *episodes.items())}
    names = {c: [form for name in e.get("names", ()) for form in spellings(name)] for c, e in listed.items()}
    return Dictionary(
        Lexicon({c: e.get("names", ()) for c, e in asked.items()}, {c: e.get("exact") or () for c, e in asked.items()}),
        Lexicon(
            {c: [n for n in listed if not n.isupper()] for c, listed in names.items()},
            {c: [n for n in listed if n.isupper()] for c, listed in names.items()},
        ),
        tuple(
            (said, Lexicon({c: e.get(said.value) or () for c, e in (*asked.items(), *listed.items())}))
            for said in (Assertion.ABSENT, Assertion.HISTORICAL)
        ),
        Lexicon({c: e.get("fields") or () for c, e in asked.items()}),
        frozenset((*episodes, *(c for c, e in asked.items() if e.get("symptom") or e.get("episode")))),
        frozenset((*lasting, *(c for c, e in asked.items() if e.get("lasting")))),
    )


def dictionary_of(vocabulary: Mapping[str, Any]) -> Dictionary:
    """The names of a vocabulary's conditions, and the problems of its problem list."""
    return _prepared(Held(vocabulary))


def _entry(entry: Sequence[str] | Mapping[str, Any]) -> Mapping[str, Any]:
    """A concept of the vocabulary: a list of names, or a mapping with `names`, `absent` and `historical`."""
    return entry if isinstance(entry, Mapping) else {"names": entry}


@cache
def _code() -> re.Pattern[str]:
    return re.compile(
        r"[A-TV-Z](?<!\w.)\d\d\.\d{1,4}\b"
    )  # begins with its letter, so that the search leaps from one to the next


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The CONDITION and CODE findings of a chart."""
    known = dictionary_of(vocabulary)
    return [f for page in pages for sentence in page.sentences for f in _sentence(page, sentence, known)]


def _sentence(page: Page, sentence: Sentence, known: Dictionary) -> Iterator[Finding]:
    if is_unchecked(page, sentence):
        return
    said = list(_sayings(page, sentence, known))
    yield from said
    told = [f.spans[0] for f in said]
    asked = [
        m
        for m in known.asked.find(page.text, sentence.start, sentence.end)
        if not any(s.start <= m.start < s.end for s in told)
    ]
    covered = [(s.start, s.end) for s in told] + [(m.start, m.end) for m in asked]
    problems = [
        m
        for m in known.problems.find(page.text, sentence.start, sentence.end)
        if not any(start <= m.start and m.end <= end for start, end in covered)
    ]
    for match in (*asked, *problems):
        yield from _named(page, sentence, match, known)
    yield from _codes(page, sentence)


def _sayings(page: Page, sentence: Sentence, known: Dictionary) -> Iterator[Finding]:
    """ "Afebrile", "no history of MTC", "former smoker": phrases that carry their assertion with them."""
    for said, lexicon in known.sayings:
        for match in lexicon.find(page.text, sentence.start, sentence.end):
            follows = page.text[match.end : match.end + 14]
            if about(page, sentence, match.start) == "patient" and not _continues().match(follows):
                yield _finding(page, match.concept, match.start, match.end, said)
    for match in denied(page, sentence, known.fields):
        if about(page, sentence, match.start) == "patient":
            yield _finding(page, match.concept, match.start, match.end, Assertion.ABSENT)


@cache
def _continues() -> re.Pattern[str]:
    """ "No lupus nephritis flare" denies the flare."""
    return re.compile(r"\W*(?:flare|activity|progression)", re.IGNORECASE)


def _named(page: Page, sentence: Sentence, match: Match, known: Dictionary) -> Iterator[Finding]:
    """A condition with what the sentence says of it; none where the name is an institution's, a study's or a payer's."""
    text = page.text
    who = about(page, sentence, match.start)
    if who in ("study", "payer") or is_other_thing(page, sentence, match, episode=match.concept in known.episodes):
        return
    said = _said(page, sentence, match, known)
    if who == "family":
        if not is_asked_about(text, match.end):
            yield _of_relatives(page, sentence, match, said)
        return
    if said in (Assertion.PRESENT, Assertion.HISTORICAL) and (
        is_asked_about(text, match.end)
        or is_taken_back(text, match.end, sentence.end)
        or is_struck(text, match.start, match.end)
    ):
        return
    if said is Assertion.PRESENT and _is_question(text, sentence, match):
        said = Assertion.POSSIBLE  # asked, and not said
    side = answered_for(text, match.end) if said is Assertion.ABSENT else ""
    if side == "family":
        yield _finding(page, match.concept, match.start, match.end, Assertion.FAMILY, ("denied",))
        return
    alone = said is Assertion.ABSENT and is_personal(text[sentence.start : match.start])
    named = said is Assertion.ABSENT and is_of_patient_alone(text, match.end)
    own = side == "self" or named or (alone and not is_of_both(text, sentence, match))
    yield _finding(page, match.concept, match.start, match.end, said, ("of the patient alone",) if own else ())


def _is_question(text: str, sentence: Sentence, match: Match) -> bool:
    """Whether a sentence only asks; a question of a form with yes behind it is said."""
    return text[sentence.start : sentence.end].rstrip(' "”)').endswith("?") and not is_answered_yes(text, match.end)


def _of_relatives(page: Page, sentence: Sentence, match: Match, said: Assertion) -> Finding:
    """ "No personal or family history of …" denies it of both, "no family history of …" of the relatives alone."""
    denied = said is Assertion.ABSENT
    if denied and is_of_both(page.text, sentence, match):
        return _finding(page, match.concept, match.start, match.end, Assertion.ABSENT)
    return _finding(page, match.concept, match.start, match.end, Assertion.FAMILY, ("denied",) if denied else ())


def _said(page: Page, sentence: Sentence, match: Match, known: Dictionary) -> Assertion:
    """What the sentence says of the patient's condition, with what the kind of condition makes of it."""
    if is_in_a_relative(page.text, match.end, sentence.end):
        return Assertion.FAMILY
    said = assertion(page.text, sentence.start, match.start, match.end, sentence.end)
    if said is Assertion.HISTORICAL and match.concept in known.lasting:
        return Assertion.PRESENT
    over = said is Assertion.PRESENT and match.concept in known.episodes
    if over and is_gone(page.text, match.end, sentence.end):
        return Assertion.ABSENT
    past = over and (first_appeared(page, match.start) is not None or is_over(page, sentence, match.start, match.end))
    return Assertion.HISTORICAL if past else said


def _codes(page: Page, sentence: Sentence) -> Iterator[Finding]:
    text = page.text
    for code in _code().finditer(text, sentence.start, sentence.end):
        wrong = re.search(
            r"mistake|error|incorrect|should be|wrong|auto-?fill", text[sentence.start : sentence.end], re.IGNORECASE
        )
        span = Span(page.document.id, code.start(), code.end())
        yield Finding(
            "",
            Kind.CODE,
            code.group(),
            (span,),
            Assertion.POSSIBLE if wrong else Assertion.PRESENT,
            flags=("entered by mistake",) if wrong else (),
        )


def _finding(page: Page, concept: str, start: int, end: int, said: Assertion, flags: tuple[str, ...] = ()) -> Finding:
    here = page.sentence_at(start)
    dates = find_dates(page, end, min(end + 40, here.end)) if here is not None else []
    when = dates[0].when if dates and len(page.text[end : dates[0].start]) <= 16 else None
    if when is None and here is not None:
        opens = find_dates(page, here.start, min(here.start + 24, start))
        if opens and opens[0].start == here.start and page.text[opens[0].end : opens[0].end + 1] == ":":
            when = opens[0].when  # "2010: no lupus nephritis. 2023: lupus nephritis"
    return Finding("", Kind.CONDITION, concept, (Span(page.document.id, start, end),), said, when=when, flags=flags)
