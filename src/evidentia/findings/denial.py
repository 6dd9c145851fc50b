"""A denial letter -> its stated reasons, the policy it cites and the time to appeal: each as characters of the letter.

A reason is a sentence or item that says why, by its own words ("not medically necessary") or by where it stands ("for the
following reasons:", "because"). What it is about is told by words of the field; a reason of no known kind is OTHER, never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Any

from evidentia.content.errors import InputError
from evidentia.findings.lexicon import Lexicon
from evidentia.model.finding import Document, Finding, Kind, Span
from evidentia.model.frozen import frozen


class About(StrEnum):
    """What a reason of a denial is about."""

    NECESSITY = "not medically necessary"
    EXPERIMENTAL = "experimental or investigational"
    STEP_THERAPY = "step therapy not met"
    DOCUMENTATION = "missing documentation"
    DOSE = "dose, quantity or frequency over a limit"
    PRODUCT = "not on formulary, or another product preferred"
    PERIOD = "outside an authorization or coverage period"
    OTHER = "another reason"


# what says it, in any order of the words of the field
_SIGNS: dict[About, str] = {
    About.NECESSITY: (
        r"not (?:\w+ ){0,3}['‘“\"]?medical(?:ly)? necess|not (?:\w+ ){0,4}(?:adequate|sufficient|positive|documented) response|not (?:\w+ ){0,2}appropriate|(?:lack of|no) medical necessity|medical necessity (?:\w+ ){0,3}(?:not|denied|lacking)"
        r"|not (?:\w+ ){0,4}(?:medical necessity|clinically (?:indicated|appropriate)|standard of care)|does not meet (?:\w+ ){0,6}(?:medical necessity|(?:coverage|clinical) criteria)"
        r"|not (?:\w+ ){0,2}(?:needed|necessary) (?:for|to treat)|(?:criteria|requirements) (?:for \w+ ){0,1}(?:\w+ ){0,4}(?:were|was|are|have|has) not (?:been )?met"
    ),
    About.EXPERIMENTAL: r"experimental|investigational|unproven|off-?label|not (?:\w+ ){0,3}fda|not (?:fda[- ])?approved for|insufficient evidence|not (?:\w+ ){0,3}(?:generally )?accepted|medically accepted|compendi\w+|clinical trial",
    About.STEP_THERAPY: (
        r"step[- ]therapy|when (?:\w+ ){1,3}tried|only (?:\w+ ){1,3}trials?|(?:trials?|courses?) (?:and failure )?of|(?:have|has|must|did) (?:not )?(?:first )?(?:tried|try|failed|fail|tried and failed)|(?:trial|failure|intolerance)(?: (?:and|or|of|to)\b| \w+){0,6} (?:required|documented|is|was|not)"
        r"|not (?:yet |been |yet been )?(?:tried|failed)|(?:no|without|inadequate|prior|previous) (?:\w+ ){0,3}(?:trial|failure)|first[- ]line|must (?:be )?(?:used|tried) first|requires? (?:\w+ ){0,3}(?:trials?|failure)|preferred alternatives? (?:\w+ ){0,3}(?:tried|failed)|fail(?:ed|ure) (?:of|to respond)"
    ),
    About.DOCUMENTATION: (
        r"(?:not|no|lack(?:s|ing)?|insufficient|incomplete|missing|without|additional) (?:\w+ ){0,4}(?:document\w*|records?|information|notes?|lab\w*|results?)"
        r"|(?:document\w*|records?|information|notes?|labs?|results?) (?:\w+ ){0,6}(?:not|missing|incomplete|insufficient|lack\w*)|(?:did not|does not|do not|not) (?:\w+ ){0,3}(?:include|submit|provide|contain|receive|document|show)|not (?:been )?(?:submitted|provided|received|documented)"
    ),
    About.DOSE: r"(?:dose|dosage|dosing|frequency|quantity|interval|units|schedule|number of (?:doses|infusions|visits|treatments))\b[^.;]{0,40} (?:exceed\w*|above|over|limit\w*|more|not|greater|higher|outside|too)\b|exceed\w* (?:\w+ ){0,5}(?:dose|dosage|dosing|frequency|quantity|units?|limit|maximum)|quantity limit|too (?:often|soon)|earlier than",
    About.PRODUCT: r"(?:not (?:on|in|part of) (?:\w+ ){0,3}|non-?)formulary|preferred (?:\w+ ){0,2}(?:product|drug|biosimilar|agent|brand|alternative)|biosimilar|generic|(?:is|are) preferred|brand (?:name )?(?:drug|product)|excluded drug",
    About.PERIOD: r"(?:authorization|approval|coverage|eligibility)(?: \w+){0,5} (?:expired|ended|lapsed|terminated|not active|ended on)|(?:after|before|outside|beyond) (?:\w+ ){0,5}(?:period|effective date|expir\w+|timely filing|deadline|authorization)|(?:not|no longer) (?:\w+ ){0,3}(?:eligible|active|enrolled)|timely filing|untimely|retro(?:active|spective)",
}  # fmt: skip
_FEW = 5  # sentences that may be pasted reasons without the letter around them
_LEAD = r"why\b.{0,40}\?|reasons?(?:\(s\))?:|reasons?(?:\(s\))? (?:for|of|that|why|we)\b|reasons?:|because\b|rationale|the following reasons?|for (?:this|these) reasons?|due to|on the (?:grounds|basis)|denied (?:as|for)\b|we (?:have )?(?:denied|determined|cannot|can not|could not|are unable)|is not (?:covered|a covered)"
_NO_REASON = (
    r"\bappeal|grievance|free of charge|copy of|call (?:us|the|member)|if you (?:disagree|have|need|wish|would)|you (?:may|have the right|can) (?:ask|request|file|submit)"
    r"|independent review|external review|language assistance|questions|thank you|sincerely|dear\b|^re:|we (?:have )?(?:received|reviewed)|this (?:letter|notice)\b|^this is\b|peer[- ]to[- ]peer|reviewed by|(?:health|benefit) plan (?:received|reviewed)"
)
_DEADLINE = r"(?:within|no later than|up to|have|before|by|after)\b[^.\n]{0,60}?\b(?:\d+|thirty|sixty|ninety|one hundred (?:and )?eighty)\b[^.\n]{0,20}\b(?:calendar |business |working )?(?:days?|months?)|(?:by|before|no later than) (?:\w+ \d{1,2}, \d{4}|\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d)"
_POLICY = r"(?:medical|clinical|coverage|pharmacy|drug|payment|utilization|utilisation|prior authorization|step therapy|medicare|local|national)[\w -]{0,40}?(?:polic(?:y|ies)|guidelines?|bulletin|determination|criteria)\b(?:[^.;\n]|\.(?=\w)){0,90}|\bpolicy (?:number|no\.?|#|[A-Z]{2,})(?:[^.;\n]|\.(?=\w)){0,60}|\b(?:LCD|NCD|InterQual|MCG)\b(?:[^,.;\n]|\.(?=\w)){0,60}"  # fmt: skip


@frozen
class Reason:
    """One stated reason: its words, what it is about, and the drugs and tests that it names (vocabulary concepts)."""

    id: str  # "D1" …
    about: tuple[About, ...]
    span: Span
    drugs: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


@frozen
class Denial:
    """A denial letter as read. `policy` and `deadline` are None where none was found."""

    document: Document
    reasons: tuple[Reason, ...]
    policy: Span | None
    deadline: Span | None
    drugs: tuple[str, ...] = ()  # every drug that the letter names, by the vocabulary

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The places as findings, so that what quotes them is checked as every quotation is."""
        named = [(r.id, r.span) for r in self.reasons]
        named += [(name, span) for name, span in (("D-policy", self.policy), ("D-deadline", self.deadline)) if span]
        return tuple(Finding(name, Kind.NOTE, "denial", (span,)) for name, span in named)


def read(document: Document, vocabulary: Mapping[str, Any]) -> Denial:
    """The reasons that a denial letter states.

    Errors: InputError for an empty letter, and for one in which no reason for a denial was found.

    >>> from evidentia.model.finding import Document
    >>> text = "Your request is denied because rituximab is experimental for your condition."
    >>> [str(a) for r in read(Document("denial", "letter", text, ""), {}).reasons for a in r.about]
    ['experimental or investigational']
    """
    if not document.text.strip():
        raise InputError(document.name, "the denial letter is empty", "there is no reason to answer", "check the file")
    drugs, tests = _lexicon(vocabulary, "drugs"), _lexicon(vocabulary, "analytes")
    found = list(_reasons(document.text)) or list(_bare(document.text))
    if not found:
        raise InputError(
            document.name,
            "no reason for a denial was found in it",
            "an appeal answers the reasons that a denial states",
            "hand in the page that states them, or paste the reasons, one a line",
        )
    reasons = tuple(
        Reason(
            f"D{number}",
            about,
            Span(document.id, start, end),
            _named(drugs, document.text, start, end),
            _named(tests, document.text, start, end),
        )
        for number, (start, end, about) in enumerate(found, start=1)
    )
    named = _named(drugs, document.text, 0, len(document.text))
    return Denial(document, reasons, _policy(document, reasons), _deadline(document), named)


def _named(lexicon: Lexicon, text: str, start: int, end: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.concept for match in lexicon.find(text, start, end)))


def _lexicon(vocabulary: Mapping[str, Any], kind: str) -> Lexicon:
    names: dict[str, list[str]] = {}
    for concept, entry in vocabulary.get(kind, {}).items():
        entry = entry or {}
        names[concept] = [concept, *entry.get("names", ()), *entry.get("products", ())]
    return Lexicon(names)


def _reasons(text: str) -> Iterator[tuple[int, int, tuple[About, ...]]]:
    """Sentences that say why. Behind "for these reasons:" every item says why; behind "Rationale:" or "is denied.", until the
    paragraph ends, whatever says that something is not so."""
    every = paragraph = False
    for start, end in _sentences(text):
        words = " ".join(text[start:end].replace("n't", " not").replace("n’t", " not").split())
        if "\n\n" in text[max(0, start - 3) : start] and not _is_item(text, start):
            every = paragraph = False
        if _no_reason().search(words) and not _because().search(words):
            every = paragraph = False
            continue
        about = tuple(kind for kind, pattern in _signs().items() if pattern.search(words))
        lead = _lead().search(words)
        if words.endswith("?") or (lead and words.endswith(":")):
            every, paragraph = words.endswith(":"), lead is not None
            continue
        paragraph = paragraph or _label().match(words) is not None
        negative = _says_no().search(words) is not None
        if about and (every or paragraph or lead or negative or _is_item(text, start)):
            yield start, end, about
        elif every or _because().search(words) or (paragraph and negative and not _announces().search(words)):
            yield start, end, (About.OTHER,)
        paragraph = paragraph or _announces().search(words) is not None


def _bare(text: str) -> Iterator[tuple[int, int, tuple[About, ...]]]:
    """The sentences of a few pasted lines, where none of them is of a known kind."""
    places = list(_sentences(text))
    if len(places) <= _FEW and not any(_no_reason().search(text[start:end]) for start, end in places):
        yield from ((start, end, (About.OTHER,)) for start, end in places)


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentences and items, without the marks of a list before them; a line break inside a sentence does not end it."""
    for match in _sentence().finditer(text):
        start, end = match.span()
        mark = _item().match(text, start, end)
        start = mark.end() if mark else start
        while end > start and text[end - 1].isspace():
            end -= 1
        if end - start > 3:
            yield start, end


def _is_item(text: str, start: int) -> bool:
    line = text.rfind("\n", 0, start) + 1
    return bool(_item().fullmatch(text, line, start))


def _policy(document: Document, reasons: tuple[Reason, ...]) -> Span | None:
    for match in _cited().finditer(document.text):
        if re.search(r"\d|InterQual|MCG|[a-z] (?:titled|called|named|on|for) ", match.group()):
            return Span(document.id, match.start(), match.start() + len(match.group().rstrip(" ,)")))
    return None


def _deadline(document: Document) -> Span | None:
    for start, end in _sentences(document.text):
        sentence = document.text[start:end]
        if re.search(
            r"appeal|reconsider|redetermin|review|grievance|dispute", sentence, re.IGNORECASE
        ) and _term().search(sentence):
            return Span(document.id, start, end)
    return None


@cache
def _signs() -> dict[About, re.Pattern[str]]:
    return {kind: re.compile(rf"\b(?:{words})", re.IGNORECASE) for kind, words in _SIGNS.items()}


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(_LEAD, re.IGNORECASE)


@cache
def _because() -> re.Pattern[str]:
    return re.compile(r"\b(?:denied|deny|denial|not (?:\w+ ){0,2}(?:approved|covered|authorized)|cannot (?:\w+ ){0,2}(?:approve|cover|authorize)|unable to (?:approve|cover|authorize))\b.{0,120}\b(?:because|due to|since|as|reason)\b", re.IGNORECASE)  # fmt: skip


@cache
def _announces() -> re.Pattern[str]:
    """That the request is denied, without saying why."""
    return re.compile(r"\b(?:denied|deny|not (?:\w+ ){0,2}(?:approved|authorized|certified)|(?:cannot|unable to|not) (?:\w+ ){0,2}(?:approve|authorize|certify)|cannot be (?:approved|authorized|covered)|adverse)\b", re.IGNORECASE)  # fmt: skip


@cache
def _label() -> re.Pattern[str]:
    return re.compile(r"(?:[a-z]+ ){0,2}(?:rationale|reasons?(?:\(s\))?)(?: for (?:\w+ ){1,3})?\s?:", re.IGNORECASE)


@cache
def _says_no() -> re.Pattern[str]:
    return re.compile(r"\b(?:not|no|cannot|unable|denied|exceed\w*|lack\w*|missing|insufficient|expired|ended|lapsed|exclu\w+|must|requires?|required|experimental|investigational|non-?formulary|without)\b", re.IGNORECASE)  # fmt: skip


@cache
def _no_reason() -> re.Pattern[str]:
    return re.compile(_NO_REASON, re.IGNORECASE)


@cache
def _sentence() -> re.Pattern[str]:
    """Up to a full stop before a space and a capital, a blank line, a colon at the end of a line, or the next item."""
    return re.compile(
        r"\S.*?(?:[.!?](?=\s+[\"“(]?[A-Z0-9•*-]|\s*$)|(?=\n[ \t]*\n)|:(?=[ \t]*\n)|(?=\n[ \t]*(?:[-•*–]|\(?\w{1,2}[.)])[ \t])|(?=\n[A-Z][\w ]{0,30}:[ \t])|\Z)",
        re.DOTALL,
    )


@cache
def _item() -> re.Pattern[str]:
    return re.compile(r"[ \t]*(?:[-•*–]|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)])[ \t]+")


@cache
def _cited() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_POLICY})", re.IGNORECASE)


@cache
def _term() -> re.Pattern[str]:
    return re.compile(_DEADLINE, re.IGNORECASE)
