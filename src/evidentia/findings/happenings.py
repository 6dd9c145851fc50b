"""What happened on a day and is no result: biopsies taken, single infusions given, symptoms that came back.

Only what is told as done counts: a biopsy that is planned, or an infusion that is due, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from evidentia.findings.assertion import negated
from evidentia.findings.context import about
from evidentia.findings.dates import find_dates
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Event, Finding, Kind, Span
from evidentia.model.when import When

_NEAR = 24  # characters between what happened and its day


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """EVENT findings: "biopsy taken", "infusion given", "symptoms back"; each with its day where the record gives one."""
    return [f for page in pages for sentence in page.sentences for f in _sentence(page, sentence, as_of)]


def _sentence(page: Page, sentence: Sentence, as_of: date) -> Iterator[Finding]:
    for match in _words().finditer(page.text, sentence.start, sentence.end):
        concept = next(name for name, kind in _KINDS.items() if match[kind])
        before = page.text[sentence.start : match.start()]
        if about(page, sentence, match.start()) != "patient" or negated(before) or _intended().search(before):
            continue
        when = _day(page, sentence, match)
        if concept != "symptoms back" and (when is None or when.earliest > as_of):
            continue
        if concept != "symptoms back" and _to_come().match(page.text, match.end(), match.end() + 30):
            continue
        span = Span(page.document.id, match.start(), match.end())
        yield Finding("", Kind.EVENT, concept, (span,), when=when, detail=Event())


_KINDS = {"biopsy taken": "biopsy", "infusion given": "infusion", "symptoms back": "back"}


@cache
def _words() -> re.Pattern[str]:
    return re.compile(
        r"(?P<biopsy>\b(?:biops(?:y|ied)|bx'?d?)\b)"
        r"|(?P<infusion>\b(?:last|latest|most recent|previous|prior)\s(?:\w+\s){0,2}?infusion\b|\binfused today\b|\binfusion (?:given |completed )?today\b|"
        r"\bdose \d of \d\b)"
        r"|(?P<back>\b(?:symptoms?|weakness|numbness|depression|mood|tripping|ataxia)\s(?:has |have |had |then |\")*(?:returned|recurred|c[ao]me back|relapsed|"
        r"creeping back|crept back|worsened again)\b|\bcurrent episode began\b)",
        re.IGNORECASE,
    )


@cache
def _intended() -> re.Pattern[str]:
    """What stands before a thing that is only to be done."""
    return re.compile(
        r"\b(?:repeat|plan\w*|schedul\w+|will|to be|consider\w*|recommend\w*|declin\w+|refus\w+|if|pending|needs?|requested|deferred|"
        r"before|until|when|after|since|next)\s(?:a |the |an |kidney |renal |for |repeat )*$",
        re.IGNORECASE,
    )


@cache
def _to_come() -> re.Pattern[str]:
    return re.compile(
        r"\W{0,3}(?:is |was |are )?(?:planned|scheduled|set for|pending|recommended|declined|refused|if|deferred|to be|next|requested|due)\b",
        re.IGNORECASE,
    )


def _day(page: Page, sentence: Sentence, match: re.Match[str]) -> When | None:
    """The date close behind, or close before in the same clause; of what is told as of today the day of the note."""
    text = page.text
    if "today" in match.group().lower() or match.group().lower().startswith("dose"):
        return page.date_of(match.start()) if _is_infusion_record(page) or "today" in match.group().lower() else None
    for dated in find_dates(page, match.end(), min(match.end() + 44, sentence.end)):
        gap = text[match.end() : dated.start]
        return dated.when if len(gap) <= _NEAR and not re.search(r"[;.]", gap) else None
    before = find_dates(page, max(sentence.start, match.start() - 40), match.start())
    if before and not re.search(r"[;.]|\b(?:since|until|from)\b", text[before[-1].end : match.start()]):
        return before[-1].when
    return None


def _is_infusion_record(page: Page) -> bool:
    return re.search(r"\binfusion\b", page.text[:120], re.IGNORECASE) is not None
