"""An infusion that the note of its own day tells of: "Infusion visit 09/15/2025: Ruxience 1000 mg IV, tolerated well"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from evidentia.findings import regimens
from evidentia.findings.drug_names import DrugNames, Mention
from evidentia.findings.given import Given, is_infused
from evidentia.findings.indications import indication_of
from evidentia.findings.passages import Passage
from evidentia.model.when import When

_REACH = 3  # sentences behind the drug that may tell that it was given


def given_here(passages: Sequence[Passage], names: DrugNames, asked: set[int], as_of: date) -> Iterator[Given]:
    """Drugs that a part with a day of its own says were given on it, with the words "today" or in the note of an
    infusion."""
    of_infusion = _infusion().search(" ".join(p.words for p in passages[:2])[:120]) is not None
    day = passages[0].date
    if day is None and of_infusion and len(passages[0].dates) == 1:
        day = passages[0].dates[0].when  # "INFUSION VISIT 09/15/2025"
    if (
        day is None
        or day.exact is None
        or day.exact > as_of
        or passages[0].part.kind in ("letter", "order", "form", "payer", "article", "consult")
    ):
        return
    for place, passage in enumerate(passages):
        if passage.in_list or any(d.when != day for d in passage.dates):
            continue
        for mention in passage.mentions:
            if not is_infused(mention, names) or mention.start in asked or not mention.start:
                continue
            if _was_given(passages[place : place + _REACH + 1], mention, names, of_infusion):
                yield _given(passage, mention, day)
                return


def _was_given(passages: Sequence[Passage], mention: Mention, names: DrugNames, of_infusion: bool) -> bool:
    first = passages[0]
    words = [first.words]
    for later in passages[1:]:
        if any(is_infused(m, names) and m.concept != mention.concept for m in later.mentions) or later.dates:
            break
        words.append(later.words)
    told = " ".join(words)
    if _nothing().search(told):
        return False
    return _today().search(first.words) is not None or (of_infusion and _done().search(told) is not None)


def _given(passage: Passage, mention: Mention, day: When) -> Given:
    doses = {str(r.dose): r.dose for r in regimens.read(passage.text, mention.end, passage.end) if r.dose}
    return Given(
        when=day,
        start=mention.start,
        end=mention.end,
        concept=mention.concept,
        product=mention.name.product,
        dose=next(iter(doses.values())) if len(doses) == 1 else None,
        indication=indication_of(passage.words),
        passage=passage,
    )


@cache
def _infusion() -> re.Pattern[str]:
    return re.compile(
        r"\binfusion (?:visit|note|record|nurs\w+|center|centre|suite|encounter|log)|\bnurs\w+ note|\brn note", re.I
    )


@cache
def _done() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:infused|administered|completed|infusion (?:ended|finished|complete)|was given|"
        r"tolerated(?: the infusion)?(?: \w+)?|given over|given iv|stop time|end time)\b",
        re.I,
    )


@cache
def _today() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:received|given|infused|administered|completed|got)\b[^.;]{0,60}\btoday\b|"
        r"\btoday\b[^.;]{0,40}\b(?:received|given|infused|administered|completed)\b",
        re.I,
    )


@cache
def _nothing() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:not (?:given|infused|administered|started|completed|done)|cancel\w*|held|hold|deferred|postponed|"
        r"resched\w*|no[- ]show|missed|refused|declined|aborted|will be|to be|previous\w*|prior|last|history|since|"
        r"plan\w*|schedul\w*|next|request\w*|reaction in|ago)\b",
        re.I,
    )
