"""What one sentence of a publication is: a statement, a plan, a wish, advice, the report of others' work; of people or of animals."""

from __future__ import annotations

import re
from collections.abc import Iterable

from evidentia.library.publication import Kind, Publication

_SHORTEST, _LONGEST = 40, 700  # characters of a sentence that is quoted
_NUMBERS = re.compile(r"\d(?:[\d.]*\s?%|/\d)|\b[PpN]\s?[=<>]|\bCI\b|\b\d+ (?:of|patients|months|weeks)\b")
_PLAN = re.compile(
    r"\b(?:we aimed|aim(?:s|ed)? (?:of|to)|objectives?|purpose|will be|protocol|hypothes\w+|speculat\w+|undergoing|"
    r"to (?:assess|evaluate|compare|investigate|determine|discuss|review)|being (?:evaluated|studied|investigated))\b",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"\b(?:(?:is|are) (?:also )?needed|further (?:stud|research|trial)\w*|remains? to be|warrant(?:s|ed)?|should be (?:studied|investigated))\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"\b(?:recommend(?:s|ed|ation)?|suggests?|should (?:be|receive|not)|is (?:indicated|advised|preferred)|may be (?:used|considered))\b",
    re.IGNORECASE,
)
_ADVISES = re.compile(r"guideline|recommendation|consensus|position statement", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|may|can|could|should|will|did|do|does|show\w*|found|improv\w+|reduc\w+|increas\w+|"
    r"appear\w*|suggest\w*|achiev\w+|remain\w*|occurred|developed|led)\b"
)
_REFERENCE_MARK = re.compile(
    r"\[\d+(?:[,–-]\s?\d+)*\]|\bet al\b|[a-z.)](?:\d{1,2}[,–-])*\d{1,3}\.?$|"
    r"\b(?:meta-analys[ei]s|studies|trials) (?:have|has|had)\b|has been shown"
)
_LABORATORY = re.compile(
    r"\b(?:rats?|mice|mouse|murine|porcine|pigs?|canine|dogs?|rabbits?|in vitro|cell lines?|xenografts?)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:patients?|humans?|wom[ae]n|m[ae]n|adults?|child(?:ren)?|participants?|volunteers?)\b", re.IGNORECASE
)
_OWN = ("results", "conclusions", "methods", "adverse reactions")  # sections that tell an author's own work
_DESIGNS = (  # by publication type, the most telling first
    ("systematic review", ("systematic review", "meta-analysis")),
    ("guideline", ("practice guideline", "guideline", "consensus development conference")),
    ("randomized trial", ("randomized controlled trial",)),
    ("trial", ("clinical trial", "interventional")),
    ("cohort", ("observational study", "observational", "multicenter study", "comparative study")),
    ("review", ("review",)),
    ("case report", ("case reports",)),
)


def states(text: str) -> bool:
    """Whether it is long enough and has a verb."""
    return len(text) >= _SHORTEST and _VERB.search(text) is not None


def speaks(text: str) -> bool:
    """Whether it states something whole: no title, no heading, no fragment.

    >>> speaks("Outcomes of rituximab therapy in refractory lupus: A meta-analysis."), speaks("Rituximab improved renal response in most.")
    (False, True)
    """
    begins = text[:1].isupper() or text[:1].isdigit()
    return begins and states(text) and len(text) <= _LONGEST and text.rstrip()[-1:] in ".)"


def has_numbers(text: str) -> bool:
    return _NUMBERS.search(text) is not None


def is_plan(text: str) -> bool:
    """What a study set out to do, or somebody supposes: not what was found."""
    return _PLAN.search(text) is not None


def is_wish(text: str) -> bool:
    """What should be studied next."""
    return _WISH.search(text) is not None


def is_advice(text: str) -> bool:
    return _ADVICE.search(text) is not None


def gives_advice(publication: Publication) -> bool:
    """Whether it is a document of a body that gives advice; an author's own "should be considered" is none."""
    return (
        publication.kind is Kind.PAGE
        or design_of(publication) == "guideline"
        or _ADVISES.search(publication.title) is not None
    )


def is_second_hand(publication: Publication, kind: str, text: str) -> bool:
    """Whether it reports what others found: a sentence of a review, or one with reference marks outside the own results."""
    if publication.kind is not Kind.ARTICLE:
        return False
    return design_of(publication) == "review" or (kind not in _OWN and _REFERENCE_MARK.search(text) is not None)


def is_laboratory(publication: Publication, text: str) -> bool:
    """Whether a study is of animals or cells and names no people: its MeSH says so, or its title and the sentence do."""
    if publication.kind is not Kind.ARTICLE:
        return False
    if publication.mesh:
        return "Animals" in publication.mesh and "Humans" not in publication.mesh
    words = f"{publication.title} {text}"
    return _LABORATORY.search(words) is not None and _PEOPLE.search(words) is None


def design_of(publication: Publication) -> str:
    """The kind of study by its publication types, the most telling first; "" where they do not say."""
    return next((name for name, types in _DESIGNS if set(types) & set(publication.types)), "")


def strongest(designs: Iterable[str]) -> str:
    """The strongest of some kinds of study; "" where none is known."""
    order = [name for name, _ in _DESIGNS]
    return min((design for design in designs if design), key=order.index, default="")
