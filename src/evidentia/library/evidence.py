"""A subject -> what the library says of it: label, recommendations, results both ways, trial records, coverage; each as a quotation.

Nothing is summed up and nothing is concluded. Each search that was made is kept with what it read and what it kept, so that a reader can tell
"nothing was found" from "nobody looked"; contrary findings have a search of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from evidentia.library.collection import Collection
from evidentia.library.direction import CONTRARY_WORDS, direction
from evidentia.library.passages import Part, standing
from evidentia.library.publication import Kind, Passage, Publication
from evidentia.library.search import Wanted, search
from evidentia.library.subject import Subject, first_of

_DEPTH = 60  # passages that a search reads
_MOST = {
    "for": 6,
    "against": 6,
    "neither": 4,
    "recommendation": 6,
    "indication": 6,
    "warning": 3,
    "coverage": 4,
    "trial": 4,
    "approval": 2,
}
_OF_ONE_WORK = 2  # sentences
_SHORTEST, _LONGEST = 40, 700  # characters of a sentence that is quoted
_NUMBERS = re.compile(r"\d(?:[\d.]*\s?%|/\d)|\b[PpN]\s?[=<>]|\bCI\b|\b\d+ (?:of|patients|months|weeks)\b")
_PLAN = re.compile(r"\b(?:we aimed|aim(?:s|ed)? (?:of|to)|objectives?|purpose|will be|to (?:assess|evaluate|compare|investigate|determine|discuss|review)|protocol)\b", re.IGNORECASE)  # fmt: skip
_ADVICE = re.compile(r"\b(?:recommend(?:s|ed|ation)?|suggests?|should (?:be|receive|not)|is (?:indicated|advised|preferred)|may be (?:used|considered))\b", re.IGNORECASE)  # fmt: skip
_ADVISES = re.compile(r"guideline|recommendation|consensus|position statement", re.IGNORECASE)
_VERB = re.compile(r"\b(?:is|are|was|were|be|been|has|have|had|may|can|could|should|will|did|do|does|show\w*|found|improv\w+|reduc\w+|increas\w+|appear\w*|suggest\w*|achiev\w+|remain\w*|occurred|developed|led)\b")  # fmt: skip
_NOT_SPOKEN = ("retracted", "expression of concern", "superseded")
_DESIGNS = (
    ("systematic review", ("systematic review", "meta-analysis")),
    ("guideline", ("practice guideline", "guideline", "consensus development conference")),
    ("randomized trial", ("randomized controlled trial",)),
    ("trial", ("clinical trial", "interventional")),
    ("cohort", ("observational study", "observational", "multicenter study", "comparative study")),
    ("review", ("review",)),
    ("case report", ("case reports",)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its place in the article: `role` is a key of `_MOST`; `design` the kind of study, "" where it is not stated."""

    role: str
    publication: Publication
    passage: Passage
    heading: str
    design: str
    corrected: bool = False


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
    later: int  # publications that fit but came out after the day
    labels: tuple[Publication, ...]
    labels_name_condition: bool
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
    said: dict[tuple[str, str], int] = field(default_factory=dict)  # (work, role) -> quotations
    texts: set[str] = field(default_factory=set)


def gather(library: Collection, subject: Subject, as_of: date, vocabulary: Mapping[str, Any]) -> Evidence:
    """What the library says of a subject on a day. The same library and question give the same evidence."""
    g = _Gathering(library, subject, as_of, vocabulary)
    named = first_of((subject.treatment, subject.condition)) or " ".join(subject.words)
    labels = _labels(g)
    _approvals(g)
    _sentences(g, "recommendations", f"{named} guideline recommendation recommended", ("article", "page"), _advice)
    _sentences(g, "results", f"{subject.question} {named}", ("article", "page"), _result)
    _sentences(g, "contrary findings", f"{named} {CONTRARY_WORDS}", ("article", "page"), _contrary)
    _trials(g, named)
    _sentences(g, "coverage policies", f"{named} covered coverage", ("coverage policy",), _covered)
    condition = subject.condition
    return Evidence(
        subject,
        tuple(g.quotes),
        tuple(g.looks),
        tuple(g.withdrawn[key] for key in sorted(g.withdrawn)),
        len(g.later),
        tuple(labels),
        any(condition is not None and _names_condition(label, subject) for label in labels),
        sum(library.store.counts().values()),
        library.index.count(),
        library.store.digest(),
    )


def design_of(publication: Publication) -> str:
    """The kind of study by its publication types, the most telling first; "" where they do not say."""
    return next((name for name, types in _DESIGNS if set(types) & set(publication.types)), "")


def _found(g: _Gathering, words: str, kinds: tuple[str, ...]) -> Iterator[tuple[Publication, Part]]:
    """The passages of a search that may speak on the day; those that may not are noted."""
    hits, _ = search(g.library, Wanted(words, kinds), _DEPTH, g.vocabulary)
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
            yield hit.publication, hit.part


def _is_about(g: _Gathering, publication: Publication, text: str) -> bool:
    """A label or approval is about the treatment that it is for; all else has to name the whole subject."""
    if publication.kind in (Kind.LABEL, Kind.APPROVAL):
        names = " ; ".join((publication.title, *publication.mesh))
        treatment = g.subject.treatment
        return treatment.stands_in(names) if treatment else g.subject.rarest in g.library.index.analyse(names)
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
    corrected = "corrected" in standing(publication)
    g.quotes.append(
        Quote(role, publication, passage, publication.sections[section].heading, design_of(publication), corrected)
    )
    return True


def _labels(g: _Gathering) -> list[Publication]:
    """Labels of the treatment: what the indications say (of the condition, where they name it), and the boxed warning."""
    words = f"{first_of((g.subject.treatment,)) or ' '.join(g.subject.words)} indications and usage"
    labels = [publication for publication, _ in _found(g, words, ("label",))]
    kept = 0
    for label in labels:
        numbers = [n for n, s in enumerate(label.sections) if s.kind == "indications"]
        places = [(n, start, end) for n in numbers for start, end in label.sections[n].sentences()]
        naming = [
            p
            for p in places
            if g.subject.condition and g.subject.condition.stands_in(label.sections[p[0]].text[p[1] : p[2]])
        ]
        kept += sum(_add(g, "indication", label, *place) for place in (naming or places)[:_OF_ONE_WORK])
        for n, section in enumerate(label.sections):
            if section.kind == "boxed warning":
                telling = [
                    (a, b) for a, b in section.sentences() if b - a >= _SHORTEST and _VERB.search(section.text[a:b])
                ]
                kept += sum(_add(g, "warning", label, n, a, b) for a, b in telling[:_OF_ONE_WORK])
    g.looks.append(Look("labels", words, len(labels), kept))
    return labels


def _names_condition(label: Publication, subject: Subject) -> bool:
    text = "\n".join(s.text for s in label.sections if s.kind == "indications")
    return subject.condition is not None and subject.condition.stands_in(text)


def _approvals(g: _Gathering) -> None:
    words = f"{first_of((g.subject.treatment,)) or ' '.join(g.subject.words)} FDA application"
    found = list(_found(g, words, ("approval record",)))
    kept = 0
    for publication, part in found:
        section = publication.sections[part.first].text if publication.sections else ""
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
            if section.kind == "results" and section.heading.startswith("Primary"):
                kept += _add(g, "trial", trial, number, 0, min(len(section.text), _LONGEST))
    g.looks.append(Look("trial records", f"{named} primary outcome", len(found), kept))


def _sentences(g: _Gathering, what: str, words: str, kinds: tuple[str, ...], role_of: Any) -> None:
    """The best sentences of each passage, by a judge that gives their role and worth; None for those that do not speak."""
    read = kept = 0
    candidates: list[tuple[float, int, str, Publication, int, int, int]] = []
    for order, (publication, part) in enumerate(_found(g, words, kinds)):
        read += 1
        for number in range(part.first, part.last + 1):
            section = publication.sections[number]
            for start, end in section.sentences():
                inside = part.first != part.last or part.start <= start < part.end
                text = section.text[start:end]
                judged = role_of(g, publication, section.kind, text) if inside and _speaks(text) else None
                if judged is not None:
                    role, worth = judged
                    candidates.append((-worth, order, role, publication, number, start, end))
    candidates.sort(key=lambda c: (c[0], c[1], c[4], c[5]))
    for _, _, role, publication, number, start, end in candidates:
        kept += _add(g, role, publication, number, start, end)
    g.looks.append(Look(what, words, read, kept))


def _speaks(text: str) -> bool:
    """Whether a sentence states something: not a title, a heading, a plan, or a fragment."""
    whole = text[:1].isupper() or text[:1].isdigit()
    return (
        whole and _SHORTEST <= len(text) <= _LONGEST and text.rstrip()[-1:] in ".)" and _VERB.search(text) is not None
    )


def _worth(g: _Gathering, publication: Publication, kind: str, text: str) -> float | None:
    """How well a sentence tells a result of the treatment; None where it may be about something else."""
    subject = g.subject
    if subject.treatment is not None:
        in_sentence = subject.treatment.stands_in(text)
        if not in_sentence and not (
            subject.treatment.stands_in(publication.title) and kind in ("results", "conclusions")
        ):
            return None
    else:
        in_sentence = bool(set(subject.words) & set(g.library.index.analyse(text)))
        if not in_sentence:
            return None
    condition = subject.condition is not None and subject.condition.stands_in(text)
    telling = 2.0 * in_sentence + condition + (kind == "conclusions") + bool(_NUMBERS.search(text))
    return telling - 2.0 * bool(_PLAN.search(text))


Judged = tuple[str, float] | None


def _result(g: _Gathering, publication: Publication, kind: str, text: str) -> Judged:
    worth = _worth(g, publication, kind, text)
    if worth is None or worth <= 0 or kind in ("methods", "eligibility", "references"):
        return None
    way = direction(text)
    return (way, worth + (way != "neither"))


def _contrary(g: _Gathering, publication: Publication, kind: str, text: str) -> Judged:
    judged = _result(g, publication, kind, text)
    return judged if judged is not None and judged[0] == "against" else None


def _advice(g: _Gathering, publication: Publication, kind: str, text: str) -> Judged:
    """Advice of a body that gives advice; an author's own "should be considered" is none."""
    advises = (
        design_of(publication) == "guideline" or _ADVISES.search(publication.title) or publication.kind is Kind.PAGE
    )
    treatment = g.subject.treatment
    names = treatment.stands_in(text) if treatment else g.subject.rarest in g.library.index.analyse(text)
    if not (advises and names and _ADVICE.search(text)):
        return None
    return "recommendation", 1.0 + (g.subject.condition is not None and g.subject.condition.stands_in(text))


def _covered(g: _Gathering, publication: Publication, kind: str, text: str) -> Judged:
    treatment = g.subject.treatment
    names = treatment.stands_in(text) if treatment else g.subject.rarest in g.library.index.analyse(text)
    return ("coverage", 1.0 + (kind == "coverage")) if names else None


def read_again(quote: Quote, library: Collection) -> Passage | None:
    """The characters at the place of a quotation as the store has them now; None where they are not there."""
    publication = library.store.get(quote.publication.id)
    try:
        return (
            publication.passage(quote.passage.section, quote.passage.start, quote.passage.end) if publication else None
        )
    except ValueError:
        return None


def best_design(quotes: Sequence[Quote]) -> str:
    """The strongest kind of source among some quotations; "" where none states its kind."""
    order = [name for name, _ in _DESIGNS]
    designs = [quote.design for quote in quotes if quote.design]
    return min(designs, key=order.index, default="")
