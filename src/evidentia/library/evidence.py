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
from evidentia.library.subject import Subject

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
_PLAN = re.compile(r"\b(?:we aimed|aim(?:s|ed)? (?:of|to)|objectives?|purpose|will be|to (?:assess|evaluate|compare|investigate|determine|discuss|review)|protocol|hypothes\w+|speculat\w+|undergoing|being (?:evaluated|studied|investigated))\b", re.IGNORECASE)  # fmt: skip
_ADVICE = re.compile(r"\b(?:recommend(?:s|ed|ation)?|suggests?|should (?:be|receive|not)|is (?:indicated|advised|preferred)|may be (?:used|considered))\b", re.IGNORECASE)  # fmt: skip
_ADVISES = re.compile(r"guideline|recommendation|consensus|position statement", re.IGNORECASE)
_VERB = re.compile(r"\b(?:is|are|was|were|be|been|has|have|had|may|can|could|should|will|did|do|does|show\w*|found|improv\w+|reduc\w+|increas\w+|appear\w*|suggest\w*|achiev\w+|remain\w*|occurred|developed|led)\b")  # fmt: skip
_NEED = re.compile(r"\b(?:(?:is|are) (?:also )?needed|further (?:stud|research|trial)\w*|remains? to be|warrant(?:s|ed)?|should be (?:studied|investigated))\b", re.IGNORECASE)  # fmt: skip
_REFERENCE_MARK = re.compile(r"\[\d+(?:[,–-]\s?\d+)*\]|\bet al\b|[a-z.)](?:\d{1,2}[,–-])*\d{1,3}\.?$|\b(?:meta-analys[ei]s|studies|trials) (?:have|has|had)\b|has been shown")  # fmt: skip
_MOST_CITED = 3
_LABORATORY = re.compile(
    r"\b(?:rats?|mice|mouse|murine|porcine|pigs?|canine|dogs?|rabbits?|in vitro|cell lines?|xenografts?)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:patients?|humans?|wom[ae]n|m[ae]n|adults?|child(?:ren)?|participants?|volunteers?)\b", re.IGNORECASE
)
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
    said: dict[tuple[str, str], int] = field(default_factory=dict)  # (work, role) -> quotations
    texts: set[str] = field(default_factory=set)


def gather(library: Collection, subject: Subject, as_of: date, vocabulary: Mapping[str, Any]) -> Evidence:
    """What the library says of a subject on a day. The same library and question give the same evidence."""
    g = _Gathering(library, subject, as_of, vocabulary)
    named = subject.words
    labels = _labels(g)
    _approvals(g)
    _sentences(g, "recommendations", f"{named} guideline recommendation recommended", ("article", "page"), _advice)
    _sentences(g, "results", f"{subject.question} {named}", ("article", "page"), _result)
    _sentences(g, "contrary findings", f"{named} {CONTRARY_WORDS}", ("article", "page"), _contrary)
    _trials(g, named)
    _sentences(g, "coverage policies", f"{named} covered coverage", ("coverage policy",), _covered)
    return Evidence(
        subject,
        tuple(g.quotes),
        tuple(g.looks),
        tuple(g.withdrawn[key] for key in sorted(g.withdrawn)),
        len(g.later),
        tuple(labels),
        sum(_names_condition(g, label) for label in labels),
        sum(library.store.counts().values()),
        library.index.count(),
        library.store.digest(),
    )


def design_of(publication: Publication) -> str:
    """The kind of study by its publication types, the most telling first; "" where they do not say."""
    return next((name for name, types in _DESIGNS if set(types) & set(publication.types)), "")


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
    corrected = "corrected" in standing(publication)
    g.quotes.append(
        Quote(role, publication, passage, publication.sections[section].heading, design_of(publication), corrected)
    )
    return True


def _labels(g: _Gathering) -> list[Publication]:
    """Labels of the treatment: what the indications say (of the condition, where they name it), and the boxed warning."""
    words = f"{g.subject.words} indications and usage"
    labels = list({p.id: p for p, _ in _found(g, words, ("label",))}.values())
    kept = 0
    for label in labels:
        kept += sum(_add(g, "indication", label, *place) for place in _indications(g, label)[:_OF_ONE_WORK])
        for n, section in enumerate(label.sections):
            if section.kind == "boxed warning":
                telling = [
                    (a, b) for a, b in section.sentences() if b - a >= _SHORTEST and _VERB.search(section.text[a:b])
                ]
                kept += sum(_add(g, "warning", label, n, a, b) for a, b in telling[:_OF_ONE_WORK])
    g.looks.append(Look("labels", words, len(labels), kept))
    return labels


def _indications(g: _Gathering, label: Publication) -> list[tuple[int, int, int]]:
    """The sentences of the indications that name the condition, or stand under a heading that does; else all of them."""
    numbers = [n for n, s in enumerate(label.sections) if s.kind in ("indications", "limitations")]
    places = [(n, start, end) for n in numbers for start, end in label.sections[n].sentences()]
    naming = [
        (n, start, end)
        for n, start, end in places
        if g.subject.condition_in(f"{label.sections[n].heading}\n{label.sections[n].text[start:end]}", g.library.index)
    ]
    return naming or places


def _names_condition(g: _Gathering, label: Publication) -> bool:
    text = "\n".join(f"{s.heading}\n{s.text}" for s in label.sections if s.kind == "indications")
    return g.subject.condition_in(text, g.library.index)


def _approvals(g: _Gathering) -> None:
    """The first approval of each application of the treatment, oldest first: the reference product before its copies."""
    words = f"{g.subject.words} FDA application"
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
            if section.kind == "results" and section.heading.startswith("Primary"):
                kept += _add(g, "trial", trial, number, 0, min(len(section.text), _LONGEST))
    g.looks.append(Look("trial records", f"{named} primary outcome", len(found), kept))


def _sentences(g: _Gathering, what: str, words: str, kinds: tuple[str, ...], role_of: Any) -> None:
    """The best sentences of each passage, by a judge that gives their role and worth; None for those that do not speak."""
    read = kept = 0
    candidates: list[tuple[float, int, str, Publication, int, int, int]] = []
    for order, (publication, part) in enumerate(_found(g, words, kinds)):
        read += 1
        for number, start, end, near in _in_place(g, publication, part):
            section = publication.sections[number]
            text = section.text[start:end]
            judged = role_of(g, publication, section.kind, text) if near and _speaks(text) else None
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


def _speaks(text: str) -> bool:
    """Whether a sentence states something: not a title, a heading, a plan, or a fragment."""
    whole = text[:1].isupper() or text[:1].isdigit()
    return (
        whole and _SHORTEST <= len(text) <= _LONGEST and text.rstrip()[-1:] in ".)" and _VERB.search(text) is not None
    )


def _worth(g: _Gathering, publication: Publication, kind: str, text: str) -> float | None:
    """How well a sentence tells a result of the treatment; None where it may be about something else."""
    subject, index = g.subject, g.library.index
    in_sentence = subject.treated_in(text, index)
    if not in_sentence and not (subject.treated_in(publication.title, index) and kind in ("results", "conclusions")):
        return None
    condition = subject.condition_in(text, index)
    telling = 2.0 * in_sentence + condition + (kind == "conclusions") + bool(_NUMBERS.search(text))
    return telling - 2.0 * bool(_PLAN.search(text)) - 3.0 * bool(_NEED.search(text))


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
    if not (advises and g.subject.treated_in(text, g.library.index) and _ADVICE.search(text)):
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


def best_design(quotes: Sequence[Quote]) -> str:
    """The strongest kind of source among some quotations; "" where none states its kind."""
    order = [name for name, _ in _DESIGNS]
    designs = [quote.design for quote in quotes if quote.design]
    return min(designs, key=order.index, default="")
