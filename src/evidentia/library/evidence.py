"""A subject -> what the library says of it: label, recommendations, results both ways, trial records, coverage; each as a quotation.

Nothing is summed up and nothing is concluded. Each search that was made is kept with what it read and what it kept, so that a reader can tell
"nothing was found" from "nobody looked"; contrary findings have a search of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from evidentia.library import sentence
from evidentia.library.collection import Collection
from evidentia.library.direction import CONTRARY_WORDS, direction, is_comparator
from evidentia.library.passages import Part, standing
from evidentia.library.publication import Kind, Passage, Publication
from evidentia.library.search import Wanted, search
from evidentia.library.subject import Subject

_DEPTH = 60  # passages that a search reads
_MOST = {
    "for": 6,
    "against": 6,
    "neither": 4,
    "recommendation": 6,
    "indication": 6,
    "dosage": 4,
    "warning": 4,
    "coverage": 4,
    "trial": 4,
    "approval": 2,
}
_LABEL_ROLES = {"indications": "indication", "dosage": "dosage"}
_OF_ONE_WORK = 2  # sentences
_LONGEST = 700  # characters of a quotation
_MOST_CITED = 3
_NOT_SPOKEN = ("retracted", "expression of concern", "superseded")
Judged = tuple[str, float] | None  # the role of a sentence and its worth; None where it does not speak


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its place in the article: `role` is a key of `_MOST`; `design` the kind of study, "" where it is not stated."""

    role: str
    publication: Publication
    passage: Passage
    heading: str
    design: str
    corrected: bool = False
    laboratory: bool = False  # of animals or cells, as far as title and words tell
    second_hand: bool = False  # it reports the work of others
    cited: tuple[str, ...] = ()  # second-hand: what of its reference list is in the library, by identifier


@dataclass(frozen=True, slots=True)
class Look:
    """A search that was made: what for, in which words, how many passages it read, how many quotations it gave."""

    what: str
    words: str
    read: int
    kept: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that was found on a subject on a date, and how it was looked for."""

    subject: Subject
    quotes: tuple[Quote, ...]
    looks: tuple[Look, ...]
    withdrawn: tuple[tuple[Publication, str], ...]  # would have fitted, but retracted, doubted or superseded
    unquoted: tuple[Publication, ...]  # on the subject, but without a sentence that could be quoted
    later: int  # publications that fit but came out after the day
    labels: tuple[Publication, ...]
    labels_naming: int  # how many of them name the condition among their indications
    publications: int  # in the whole library
    passages: int
    digest: str  # of the library

    def of(self, role: str) -> list[Quote]:
        return [quote for quote in self.quotes if quote.role == role]


@dataclass(slots=True)
class _Gathering:
    library: Collection
    subject: Subject
    as_of: date
    vocabulary: Mapping[str, Any]
    quotes: list[Quote] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    withdrawn: dict[str, tuple[Publication, str]] = field(default_factory=dict)
    later: set[str] = field(default_factory=set)
    read: dict[str, Publication] = field(default_factory=dict)  # by work
    said: dict[tuple[str, str], int] = field(default_factory=dict)  # (work, role) -> quotations
    texts: set[str] = field(default_factory=set)


Judge = Callable[[_Gathering, Publication, str, str], Judged]


def gather(library: Collection, subject: Subject, as_of: date, vocabulary: Mapping[str, Any]) -> Evidence:
    """What the library says of a subject on a day. The same library and question give the same evidence."""
    g = _Gathering(library, subject, as_of, vocabulary)
    named = subject.words
    labels = _labels(g)
    if subject.focus is None:
        _approvals(g)
    _sentences(g, "recommendations", f"{named} guideline recommendation recommended", ("article", "page"), _advice)
    _sentences(g, "results", f"{subject.question} {named}", ("article", "page"), _result)
    _sentences(g, "contrary findings", f"{named} {CONTRARY_WORDS}", ("article", "page"), _contrary)
    _trials(g, named)
    _sentences(g, "coverage policies", f"{named} covered coverage", ("coverage policy",), _covered)
    quoted = {quote.publication.work for quote in g.quotes}
    return Evidence(
        subject,
        tuple(g.quotes),
        tuple(g.looks),
        tuple(g.withdrawn[key] for key in sorted(g.withdrawn)),
        tuple(publication for work, publication in g.read.items() if work not in quoted),
        len(g.later),
        tuple(labels),
        sum(_names_condition(g, label) for label in labels),
        sum(library.store.counts().values()),
        library.index.count(),
        library.store.digest(),
    )


def _found(g: _Gathering, words: str, kinds: tuple[str, ...]) -> Iterator[tuple[Publication, Part]]:
    """The passages of a search that may speak on the day; those that may not are noted."""
    about_drug = set(kinds) <= {str(Kind.LABEL), str(Kind.APPROVAL)}
    treatment = g.subject.treatment
    must = g.subject.must if not about_drug else (treatment.names,) if treatment else ()
    if not must:
        return
    hits, _ = search(g.library, Wanted(words, kinds, every_passage=True, must=must), _DEPTH, g.vocabulary)
    for hit in hits:
        text = f"{hit.publication.title}\n{hit.part.text(hit.publication)}"
        about = _is_about(g, hit.publication, text)
        bad = next((word for word in _NOT_SPOKEN if word in hit.status), "")
        published = hit.publication.published
        if about and bad:
            g.withdrawn.setdefault(hit.publication.work, (hit.publication, bad))
        elif about and published is not None and published.earliest > g.as_of:
            g.later.add(hit.publication.work)
        elif about:
            if not about_drug:
                g.read.setdefault(hit.publication.work, hit.publication)
            yield hit.publication, hit.part


def _is_about(g: _Gathering, publication: Publication, text: str) -> bool:
    """A label or approval is about the treatment that it is for; all else has to name the whole subject."""
    if publication.kind in (Kind.LABEL, Kind.APPROVAL):
        names = " ; ".join((publication.title, *publication.mesh))
        return g.subject.treated_in(names, g.library.index)
    return g.subject.is_met(f"{text}\n{'; '.join(publication.mesh)}", g.library.index)


def _add(g: _Gathering, role: str, publication: Publication, section: int, start: int, end: int) -> bool:
    """Keep a quotation, unless its work or its role has had enough, or the same words were quoted."""
    count = g.said.get((publication.work, role), 0)
    passage = publication.passage(section, start, end)
    same = " ".join(passage.text.lower().split())
    if count >= _OF_ONE_WORK or same in g.texts or sum(q.role == role for q in g.quotes) >= _MOST[role]:
        return False
    g.said[publication.work, role] = count + 1
    g.texts.add(same)
    here = publication.sections[section]
    second_hand = sentence.is_second_hand(publication, here.kind, passage.text)
    cited = [name for name in publication.cites if g.library.store.get(name)] if second_hand else []
    g.quotes.append(
        Quote(
            role,
            publication,
            passage,
            here.heading,
            sentence.design_of(publication),
            "corrected" in standing(publication),
            sentence.is_laboratory(publication, passage.text),
            second_hand,
            tuple(cited[:_MOST_CITED]),
        )
    )
    return True


def _labels(g: _Gathering) -> list[Publication]:
    """Labels of the treatment: what they say of the condition and warn of; in a follow-up, what they say of its subject."""
    words = f"{g.subject.words} indications and usage"
    found = {p.id: p for p, _ in _found(g, words, ("label",))}.values()
    labels = [label for label in found if any(s.kind == "indications" for s in label.sections)]
    kept = 0
    for label in labels:
        places = _focused(g, label) if g.subject.focus else _of_label(g, label)
        kept += sum(_add(g, role, label, *place) for role, place in places)
    g.looks.append(Look("labels", words, len(labels), kept))
    return labels


Place = tuple[int, int, int]  # section, start, end


def _of_label(g: _Gathering, label: Publication) -> Iterator[tuple[str, Place]]:
    """Indications and dose for the condition, else the indications that there are; boxed warning and contraindications."""
    for place in _naming(g, label, "indications", "limitations", all_else=True):
        yield "indication", place
    for place in _naming(g, label, "dosage"):
        yield "dosage", place
    for number, section in enumerate(label.sections):
        if section.kind in ("boxed warning", "contraindications"):
            telling = [(a, b) for a, b in section.sentences() if sentence.states(section.text[a:b])]
            yield from (("warning", (number, a, b)) for a, b in telling[:_OF_ONE_WORK])


def _focused(g: _Gathering, label: Publication) -> Iterator[tuple[str, Place]]:
    """The sentences of a label, in any section, that speak of what a follow-up asks."""
    for number, section in enumerate(label.sections):
        for start, end in section.sentences():
            text = section.text[start:end]
            if sentence.states(text) and g.subject.focused_in(text, g.library.index):
                yield _LABEL_ROLES.get(section.kind, "warning"), (number, start, end)


def _naming(g: _Gathering, label: Publication, *kinds: str, all_else: bool = False) -> list[Place]:
    """The first sentences of some sections that name the condition, or stand under a heading that does; where none does and
    `all_else`, the first of them all."""
    numbers = [n for n, s in enumerate(label.sections) if s.kind in kinds]
    places = [(n, start, end) for n in numbers for start, end in label.sections[n].sentences()]
    naming = [
        (n, start, end)
        for n, start, end in places
        if g.subject.condition_in(f"{label.sections[n].heading}\n{label.sections[n].text[start:end]}", g.library.index)
    ]
    return (naming or (places if all_else else []))[:_OF_ONE_WORK]


def _names_condition(g: _Gathering, label: Publication) -> bool:
    text = "\n".join(f"{s.heading}\n{s.text}" for s in label.sections if s.kind == "indications")
    return g.subject.condition_in(text, g.library.index)


def _approvals(g: _Gathering) -> None:
    """The first approval of each application of the treatment, oldest first: the reference product before its copies."""
    words = f"{g.subject.words} FDA application new molecular entity"
    found = [
        (publication, part) for publication, part in _found(g, words, ("approval record",)) if publication.sections
    ]
    found.sort(key=lambda item: (str(item[0].published or "9999"), item[0].id))
    kept = 0
    for publication, part in found:
        section = publication.sections[part.first].text
        first = next((m for m in re.finditer(r"[^\n]*ORIG[^\n]*approved\.", section)), None)
        kept += bool(first and _add(g, "approval", publication, part.first, first.start(), first.end()))
    g.looks.append(Look("approvals", words, len(found), kept))


def _trials(g: _Gathering, named: str) -> None:
    """Primary results of registered trials: the whole of a measure, arms and comparison together."""
    found = list(_found(g, f"{named} primary outcome", ("trial record",)))
    kept = 0
    for publication in dict.fromkeys(p.id for p, _ in found):
        trial = next(p for p, _ in found if p.id == publication)
        for number, section in enumerate(trial.sections):
            told = g.subject.focused_in(f"{section.heading}\n{section.text}", g.library.index)
            if told and section.kind == "results" and section.heading.startswith("Primary"):
                ends = [end for _, end in section.sentences() if end <= _LONGEST]  # never in the middle of a number
                kept += bool(ends) and _add(g, "trial", trial, number, 0, ends[-1])
    g.looks.append(Look("trial records", f"{named} primary outcome", len(found), kept))


def _sentences(g: _Gathering, what: str, words: str, kinds: tuple[str, ...], role_of: Judge) -> None:
    """The best sentences of each passage, by a judge that gives their role and worth; None for those that do not speak."""
    read = kept = 0
    candidates: list[tuple[float, int, str, Publication, int, int, int]] = []
    for order, (publication, part) in enumerate(_found(g, words, kinds)):
        read += 1
        for number, start, end, near in _in_place(g, publication, part):
            section = publication.sections[number]
            text = section.text[start:end]
            told = near and sentence.speaks(text) and g.subject.focused_in(text, g.library.index)
            judged = role_of(g, publication, section.kind, text) if told else None
            if judged is not None:
                role, worth = judged
                candidates.append((-worth, order, role, publication, number, start, end))
    candidates.sort(key=lambda c: (c[0], c[1], c[4], c[5]))
    for _, _, role, publication, number, start, end in candidates:
        kept += _add(g, role, publication, number, start, end)
    g.looks.append(Look(what, words, read, kept))


def _in_place(g: _Gathering, publication: Publication, part: Part) -> Iterator[tuple[int, int, int, bool]]:
    """(section, start, end, whether it is about the subject) of each sentence of a passage.

    A passage of a long text may pass from one disease to the next, so there the condition has to stand in the title or heading, in the
    sentence, or in one beside it; an abstract has one subject.
    """
    index, subject = g.library.index, g.subject
    whole = publication.read_depth in ("abstract", "excerpt")
    for number in range(part.first, part.last + 1):
        section = publication.sections[number]
        places = section.sentences()
        titled = whole or subject.condition_in(f"{publication.title}\n{section.heading}", index)
        named = [titled or subject.condition_in(section.text[a:b], index) for a, b in places]
        for at, (start, end) in enumerate(places):
            if part.first != part.last or part.start <= start < part.end:
                same_paragraph = [n for n in (at - 1, at) if n >= 0 and "\n" not in section.text[places[n][1] : start]]
                near = titled or subject.condition is None or any(named[n] for n in same_paragraph)
                yield number, start, end, near


def _worth(g: _Gathering, publication: Publication, kind: str, text: str) -> float | None:
    """How well a sentence tells a result of the treatment; None where it may be about something else."""
    subject, index = g.subject, g.library.index
    in_sentence = subject.treated_in(text, index)
    if not in_sentence and not (kind in ("results", "conclusions") and _is_of_treatment(g, publication.title)):
        return None
    condition = subject.condition_in(text, index)
    telling = 2.0 * in_sentence + condition + (kind == "conclusions") + sentence.has_numbers(text)
    return telling - 2.0 * sentence.is_plan(text) - 3.0 * sentence.is_wish(text)


def _is_of_treatment(g: _Gathering, title: str) -> bool:
    """Whether a title names the treatment as what is studied, not as what it is compared with."""
    treatment, index = g.subject.treatment, g.library.index
    place = treatment.first_in(title, index) if treatment and treatment.stands_in(title, index) else None
    return place is not None and not is_comparator(title, place)


def _result(g: _Gathering, publication: Publication, kind: str, text: str) -> Judged:
    worth = _worth(g, publication, kind, text)
    if worth is None or worth <= 0 or kind in ("methods", "eligibility", "references"):
        return None
    place = g.subject.treatment.first_in(text, g.library.index) if g.subject.treatment else None
    way = "neither" if place is not None and is_comparator(text, place) else direction(text)
    return (way, worth + (way != "neither"))


def _contrary(g: _Gathering, publication: Publication, kind: str, text: str) -> Judged:
    judged = _result(g, publication, kind, text)
    return judged if judged is not None and judged[0] == "against" else None


def _advice(g: _Gathering, publication: Publication, kind: str, text: str) -> Judged:
    """Advice of a body that gives advice."""
    advises = sentence.gives_advice(publication) and sentence.is_advice(text)
    if not (advises and g.subject.treated_in(text, g.library.index)):
        return None
    return "recommendation", 1.0 + g.subject.condition_in(text, g.library.index)


def _covered(g: _Gathering, publication: Publication, kind: str, text: str) -> Judged:
    return ("coverage", 1.0 + (kind == "coverage")) if g.subject.treated_in(text, g.library.index) else None


def read_again(quote: Quote, library: Collection) -> Passage | None:
    """The characters at the place of a quotation as the store has them now; None where they are not there."""
    publication = library.store.get(quote.publication.id)
    try:
        return (
            publication.passage(quote.passage.section, quote.passage.start, quote.passage.end) if publication else None
        )
    except ValueError:
        return None
