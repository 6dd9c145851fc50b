"""Where the record asks for a drug: words of asking, plans and orders, doses on days that are still to come.

What was approved, denied, withdrawn or only considered is not asked for; neither is what a consultant recommends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from evidentia.findings import asking_words as say
from evidentia.findings import drug_names, orders
from evidentia.findings.days_asked import days_to_come, latest_before
from evidentia.findings.drug_names import DrugNames, Mention
from evidentia.findings.order_labels import ANSWERED, FIELDS, columns_of, field_of, is_order, label_of, section_of
from evidentia.findings.passages import Passage, Passages, passages_of
from evidentia.findings.text import Page
from evidentia.findings.ticked_products import boxes, is_chosen, tried
from evidentia.findings.turned_down import is_turned_down

Ask = tuple[Passage, Mention]


def asked_places(pages: Sequence[Page], vocabulary: Mapping[str, Any]) -> frozenset[tuple[str, int]]:
    """(document, place) of each drug that the record asks for."""
    return frozenset((passage.document, mention.start) for passage, mention in asks_of(pages, vocabulary))


def asks_of(pages: Sequence[Page], vocabulary: Mapping[str, Any]) -> tuple[Ask, ...]:
    """The places where the record asks for a drug, in order; found once for all extractors."""
    return _asks_of(passages_of(pages, vocabulary), drug_names.of(vocabulary))


@lru_cache(maxsize=2)
def _asks_of(passages: Passages, names: DrugNames) -> tuple[Ask, ...]:
    return tuple(_asks([p for p in passages if p.is_patient], names))


def _asks(passages: Sequence[Passage], names: DrugNames) -> Iterator[Ask]:
    last: Ask | None = None  # the drug that "the fifth course" of the next sentence is about
    told = False  # whether that drug was asked for where it stands
    given = False  # whether fields below the drug tell of doses that were given
    section, block = "", -1
    for passage in passages:
        if last is not None and last[0].part is not passage.part:
            last, section = None, ""
        opened = section_of(passage)
        if opened:
            section, block = opened, passage.block
        for mention in passage.mentions:
            if is_requestable(mention.concept, names) and not mention.name.is_class:
                ticked, empty = boxes(passage, mention, names)
                if mention.name.product in empty:
                    continue  # a box that nobody ticked
                last, given = (passage, mention), False
                told = _is_asked(passage, mention, section, block == passage.block) or is_chosen(
                    passage, mention, ticked, empty
                )
                if told:
                    yield last
        if last is None:
            continue
        given = given or bool(passage.dates and say.past().search(passage.words))
        places = _asks_for_days(passage)
        if places and not told and label_of(last[0], last[1].start) in FIELDS and _is_dosed(*last):
            told = True
            field = (last[1].end, last[1].end) if given else (last[1].start, last[1].end)
            yield last[0], Mention(*field, last[1].name)  # beside "given …" the name itself tells of what was given
        if not places and not passage.mentions and (_goes_on_asking(passage, last) or _awaits(passage)):
            places = [passage.start]
        for place in places:
            yield passage, Mention(place, place, last[1].name)


def _asks_for_days(passage: Passage) -> list[int]:
    """ "asked   9/14/26 + 9/28/26": the places of fields that ask for days, the drug being named in another."""
    starts = [passage.start, *columns_of(passage)]
    found = []
    for place in dict.fromkeys(starts):
        start, end = field_of(passage, place)
        if (
            start == place
            and not any(start <= m.start < end for m in passage.mentions)
            and (label_of(passage, place) in _ASKED_DAYS or _asked_label().search(label_of(passage, place)))
            and not say.done().search(passage.text, start, end)
            and days_to_come(passage, start, end)
        ):
            found.append(place)
    return found


@cache
def _asked_label() -> re.Pattern[str]:
    """ "2nd course requested", "next cycle due"."""
    return re.compile(r"\b(?:courses?|cycles?|doses?|infusions?) (?:requested|asked for|proposed|planned|due)$")


_ASKED_DAYS = (
    "asked", "asking", "requested", "request", "requesting", "proposed", "planned", "dates requested", "requested dates",
    "dates asked", "next", "next requested", "next due", "next dates", "dates of service", "dos", "dos requested", "requested dos", "to be given",
    "proposed dates", "planned dates", "scheduled",
)  # fmt: skip


def _awaits(passage: Passage) -> bool:
    """ "next  1  6/8/26  1 g  auth pending": a row of a table of infusions that is still to be authorized."""
    return (
        (passage.kind == "row" or label_of(passage) in _ASKED_DAYS)
        and say.waits().search(passage.words) is not None
        and not say.done().search(passage.words)
        and bool(days_to_come(passage, passage.start, passage.end))
    )


def _is_over(passage: Passage, mention: Mention) -> bool:
    """ "A. Riabni 1000 mg on 05/18/2026 and on 06/01/2026" in a form of 09/24/2026: all its days are past."""
    days = [d.when for d in passage.dates if d.start >= mention.start and d.when.exact]
    return bool(days) and passage.date is not None and all(day.latest < passage.date.earliest for day in days)


@cache
def _conditions() -> re.Pattern[str]:
    """ "…; if no gain stop": what is to be done one day tells nothing of what was done."""
    return re.compile(r"\b(?:if|unless)\b[^.;\n]*", re.IGNORECASE)


def _goes_on_asking(passage: Passage, last: Ask) -> bool:
    """ "She has had four courses of Ruxience. I request the fifth: 1000 mg on …": asked without the name."""
    if re.match(r"\W*(?:If|Unless|Should)\b", passage.words) or re.search(
        r"\bnot what (?:we|i) (?:request|ask)", passage.words, re.I
    ):
        return False
    if passage.block != last[0].block or not re.search(
        r"\b(?:request|ask for|seek|appl(?:y|ying) for|[Pp]lease (?:approve|authori[sz]e))", passage.words
    ):
        return False
    here = Mention(passage.start, passage.start, last[1].name)
    return _is_asked(passage, here) and (
        _is_dosed(passage, here) or bool(days_to_come(passage, passage.start, passage.end))
    )


@cache
def _requested_classes(key: int, names: DrugNames) -> frozenset[str]:
    return frozenset(name for name, entry in names.classes.items() if entry.get("requested"))


def is_requestable(concept: str, names: DrugNames) -> bool:
    """Whether authorization is usually asked for such a drug (drug_classes.yaml: `requested`)."""
    return bool(names.classes_of(concept) & _requested_classes(id(names), names)) or concept == "immune globulin"


def _is_asked(passage: Passage, mention: Mention, section: str = "", here: bool = False) -> bool:
    """Whether this place asks for the drug: a word of asking, a plan or order, or doses on days that are still
    to come."""
    clause = _clause(passage, mention)
    label = label_of(passage, mention.start)
    if (
        (passage.in_list and not _is_order_in_list(passage, mention, label))
        or (passage.part.kind == "record" and label not in _ASKED_DAYS and not is_order(label))
        or label in ANSWERED
        or say.done().search(_conditions().sub(" ", clause))
        or _is_open(passage, mention, clause)
        or _withdrawn(clause)
        or is_turned_down(passage, mention)
        or _only_explains(passage, mention)
    ):
        return False
    if say.asking().search(clause):
        return True
    if _tells_to(passage, mention, clause) or _planned_by_name(passage, mention, clause):
        return True
    if say.past().search(clause):
        return False
    if _is_over(passage, mention):
        return False
    start = passage.start if len(passage.mentions) == 1 else mention.start  # "Next due 9/7/2026: Riabni"
    to_come = any(
        passage.date and d.when.earliest > passage.date.latest for d in days_to_come(passage, start, passage.end)
    )
    dosed = to_come or _is_dosed(passage, mention)
    if label == "rx" and passage.in_list:
        return True
    if label in FIELDS and not _is_form(passage):
        return False  # "Drug: Riabni" above a list of infusions
    if is_order(label) and mention.start - field_of(passage, mention.start)[0] < len(label) + 24:
        return True
    if is_order(label) or is_order(passage.heading) or passage.part.kind in ("order", "form"):
        return dosed or _intends(clause)
    if is_order(section) and dosed:
        days = days_to_come(passage, mention.start, passage.end)
        if days or (here and not passage.dates and say.conditional().search(clause) is None):
            return True
    return (to_come and (dosed or _intends(clause))) or (dosed and say.decides().search(clause) is not None)


def _is_order_in_list(passage: Passage, mention: Mention, label: str) -> bool:
    """ "Rx: Riabni 1000 mg on 4/6/2026 and 4/20/2026" is no drug that is taken now: its doses are on days to come, later
    than whatever day the part names."""
    if len({m.concept for m in passage.mentions}) > 1:
        return False
    if not (label == "rx" or is_order(label)) and len(days_to_come(passage, mention.start, passage.end)) < 2:
        return False  # two doses on days to come are an order wherever they stand
    if not passage.dates:  # "Rx: Ruxience 1 g IV q14d x 2" is a course
        plan = orders.request_of(passage.text, [(mention.end, field_of(passage, mention.start)[1])])
        return bool(plan.dose and plan.doses and plan.spacing_days and not plan.repeat_days)
    days = [d.when.earliest for d in days_to_come(passage, mention.start, passage.end)]
    if not days or not _is_dosed(passage, mention):
        return False
    return min(days) > (passage.date.latest if passage.date else latest_before(passage))


def _planned_by_name(passage: Passage, mention: Mention, clause: str) -> bool:
    """ "Plan Truxima, dose per pharmacy": the product is asked for, its dose is still open."""
    lead = passage.text[max(passage.start, mention.start - 12) : mention.start]
    return (
        re.search(r"\bplan:?\s$", lead, re.IGNORECASE) is not None
        and re.search(r"\bdos(?:e|ing)\b", clause) is not None
    )


def _tells_to(passage: Passage, mention: Mention, clause: str) -> bool:
    """ "Continue Riabni 1000 mg day 1 and 15 q6mo": a course with its dose is told to be given, has been ordered, and no
    day of it is past. A consultant's words are advice."""
    if passage.part.kind == "consult" or tried().search(passage.heading):
        return False
    lead = passage.text[field_of(passage, mention.start)[0] : mention.start]
    if (
        say.conditional().search(clause)
        or say.not_own().search(lead)
        or not (say.imperative().fullmatch(lead) or say.is_ordered().search(clause))
        or not _is_dosed(passage, mention)  # last: it reads the whole regimen
    ):
        return False
    return len(days_to_come(passage, mention.start, passage.end)) == len(
        [d for d in passage.dates if d.start >= mention.start]
    )


_REACH = 600  # characters around a drug that can speak of asking for it


def _is_form(passage: Passage) -> bool:
    title = passage.part.title.lower()
    return passage.part.kind in ("order", "form") or any(
        word in title for word in ("request", "authorization", "order")
    )


def _is_dosed(passage: Passage, mention: Mention) -> bool:
    if orders.is_dosed(passage.text, mention.end, min(passage.end, mention.end + _REACH)):
        return True
    below = passage.text[passage.end : passage.end + 160].split("\n\n")[0]
    named = re.match(
        r"\s{0,12}(?:loading|load|maintenance|maint|dose|dosing)\b", below, re.IGNORECASE
    )  # "OCTAGAM 10%. Loading 160 g …"
    return named is not None and passage.part.kind in ("order", "form") and orders.is_dosed(below, 0, len(below))


def _is_open(passage: Passage, mention: Mention, clause: str) -> bool:
    """Whether the drug is only weighed; "discussed, she wants to ask for it" is a request all the same."""
    if re.search(
        r"\b(?:if|If)\b(?!\s(?:you\s(?:would|could|can|will)|possible|approved|authori[sz]ed|insur\w+|ok\b))",
        passage.text[max(field_of(passage, mention.start)[0], mention.start - _REACH) : mention.start],
    ):
        return True
    weighed = list(say.weighed().finditer(clause))
    asked = list(say.asking().finditer(clause))
    return bool(weighed) and not (asked and asked[-1].start() - weighed[-1].end() > 16)


def _clause(passage: Passage, mention: Mention) -> str:
    """The sentence around a drug, from the drug before to the drug behind it."""
    before = [m.end for m in passage.mentions if m.end <= mention.start and m.concept != mention.concept]
    behind = [m.start for m in passage.mentions if m.start >= mention.end and m.concept != mention.concept]
    left, right = field_of(passage, mention.start)
    start = max([left, mention.start - _REACH, *before])
    return passage.text[start : min([right, mention.end + _REACH, *behind])]


def _withdrawn(clause: str) -> bool:
    return re.search(
        r"\b(?:withdrawn|superseded|cancell?ed|voided|rescinded|replaced by|no longer requested|disregard|"
        r"not requesting|do not (?:send|submit)|retracted)\b",
        clause,
        re.IGNORECASE,
    ) is not None and not re.search(r"not withdrawn", clause, re.IGNORECASE)


def _only_explains(passage: Passage, mention: Mention) -> bool:
    """ "I ask for Rituxan because the stock of Truxima ran out": a drug behind "because" that has no dose gives the
    reason of a request that stands before it."""
    before = passage.text[max(field_of(passage, mention.start)[0], mention.start - _REACH) : mention.start]
    reason = list(say.reason().finditer(before))
    return (
        bool(reason)
        and ";" not in before[reason[-1].end() :]
        and say.asking().search(before, 0, reason[-1].start()) is not None
        and say.asking().search(before, reason[-1].end()) is None
        and not _is_dosed(passage, mention)
    )


def _intends(clause: str) -> bool:
    return (
        re.search(
            r"\b(?:next|continue|start|begin|give|proceed|add|resume|initiate|due|schedule[d]?|plan|repeat|"
            r"re-?dose|redose|order|renew|submit|send|pa\b|treat with|infuse|go ahead)",
            clause,
            re.IGNORECASE,
        )
        is not None
    )
