"""Where the record asks for a drug: words of asking, plans and orders, doses on days that are still to come.

What was approved, denied, withdrawn or only considered is not asked for; neither is what a consultant recommends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache, lru_cache
from typing import Any

from evidentia.findings import drug_names, orders
from evidentia.findings.dates import Dated
from evidentia.findings.drug_names import DrugNames, Mention
from evidentia.findings.passages import Passage, Passages, passages_of
from evidentia.findings.text import Page

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
    for passage in passages:
        if last is not None and last[0].part is not passage.part:
            last = None
        for mention in passage.mentions:
            if is_requestable(mention.concept, names) and not mention.name.is_class:
                last = (passage, mention)
                if _is_asked(passage, mention) or _is_ticked(passage, mention, names):
                    yield last
        if not passage.mentions and last is not None and (_goes_on_asking(passage, last) or _awaits(passage)):
            yield passage, Mention(passage.start, passage.start, last[1].name)


def _is_ticked(passage: Passage, mention: Mention, names: DrugNames) -> bool:
    """ "[ ] Truxima  [x] Riabni": the one ticked box among the products of a drug is the choice, where the row does
    not speak of what was tried."""
    if _tried().search(passage.words) or passage.list_kind:
        return False
    ticked, empty = set(), set()
    for other in drug_names.mentions(passage.text, names, passage.start, passage.end):
        box = _box().search(passage.text[max(passage.start, other.start - 8) : other.start])
        if box and other.concept == mention.concept:
            (ticked if box["mark"].strip() else empty).add(other.name.product)
    return bool(empty) and ticked == {mention.name.product}


@cache
def _box() -> re.Pattern[str]:
    return re.compile(r"[\[(](?P<mark>[ xX✓✔]?)[\])]\s*$")


@cache
def _tried() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:tried|trials? of|prior|previous(?:ly)?|past|fail(?:ed|ure)|histor(?:y|ical)|current(?:ly)?|allerg\w*|"
        r"intoleran\w+|reaction|received|taken|contraindicat\w*)\b",
        re.IGNORECASE,
    )


def _awaits(passage: Passage) -> bool:
    """ "next  1  6/8/26  1 g  auth pending": a row of a table of infusions that is still to be authorized."""
    return (
        passage.kind == "row"
        and _waits().search(passage.words) is not None
        and not done().search(passage.words)
        and bool(days_to_come(passage, passage.start, passage.end))
    )


@cache
def _waits() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:auth(?:orization)?|pa|approval|insurance|payer)\W{1,3}(?:is\s)?(?:pending|requested|submitted|needed|"
        r"required|awaited)|\b(?:pending|awaiting|needs|await)\s(?:auth\w*|pa\b|approval|insurance)|"
        r"\b(?:requested|proposed|planned|to be (?:given|scheduled|authorized))\b",
        re.IGNORECASE,
    )


def _goes_on_asking(passage: Passage, last: Ask) -> bool:
    """ "She has had four courses of Ruxience. I request the fifth: 1000 mg on …": asked without the name."""
    if passage.block != last[0].block or not re.search(r"\b(?:request|ask for|seek|appl(?:y|ying) for)", passage.words):
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


def days_to_come(passage: Passage, start: int, end: int) -> list[Dated]:
    """Full dates on or after the day of the part: those before it are history."""
    first = passage.date.earliest if passage.date else None
    return [
        d for d in passage.dates
        if not (d.when == passage.date and _dates_the_asking(passage, d)) and start <= d.start < end and d.when.exact and (first is None or d.when.earliest >= first - timedelta(days=1))
    ]  # fmt: skip


def _dates_the_asking(passage: Passage, day: Dated) -> bool:
    """Whether the day of the paper is that of the paper or of asking: "first requested today", "seen 3/1/2026"."""
    if _dates_it().fullmatch(passage.text, passage.start, day.start):
        return True
    return _asked_on().search(passage.text[max(passage.start, day.start - 40) : day.start]) is not None and not re.match(
        r"\W{0,2}(?:and|\+|&|,)?\s?\d", passage.text[day.end : day.end + 8]
    )


@cache
def _asked_on() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:request(?:ed|ing)?|submit(?:ted|ting)?|ordered|sent|faxed|written|signed|seen|discussed|reviewed|decided|"
        r"asked(?: for)?|applied(?: for)?|appealed|proposed|prescribed|re-?certif\w+)\W{1,2}(?:on\s|again\s|for\s(?=today)|"
        r"as of\s|here\s)?$",
        re.IGNORECASE,
    )


@cache
def _dates_it() -> re.Pattern[str]:
    """ "Order set 2/20/26: …": the day of the paper, not of a dose."""
    return re.compile(
        r"\W*(?:(?:infusion|therapy|new|medication)\s)?(?:order|orders|order set|letter|note|request|form|fax|memo|addendum|"
        r"pa|pa request|rx|prescription|plan|visit|message|date|dated|date of request)\W*(?:dated|of|on|written|signed)?\W*",
        re.IGNORECASE,
    )


_LABELS = (
    "plan", "p", "a/p", "a&p", "assessment and plan", "assessment/plan", "impression/plan", "order", "orders",
    "request", "requested", "requesting", "proposed", "drug", "drug/hcpcs", "medication requested",
    "drug requested", "product requested", "requested drug", "product", "requested medication",
    "requested therapy", "requested treatment", "treatment plan", "proposed treatment", "recommendation/plan",
    "therapy plan", "infusion order", "rx order", "medication", "new pa", "impression and plan", "next",
    "drug name", "medication name", "hcpcs", "plan/request", "request for", "service requested",
    "item requested", "order set", "new order", "infusion orders", "infusion order set",
)  # fmt: skip


def _is_asked(passage: Passage, mention: Mention) -> bool:
    """Whether this place asks for the drug: a word of asking, a plan or order, or doses on days that are still
    to come."""
    clause = _clause(passage, mention)
    if (
        passage.in_list
        or passage.part.kind == "record"
        or done().search(clause)
        or _is_open(passage, mention, clause)
        or _withdrawn(clause)
        or is_turned_down(passage, mention)
    ):
        return False
    if _asking().search(clause):
        return True
    if _past().search(clause):
        return False
    start = passage.start if len(passage.mentions) == 1 else mention.start  # "Next due 9/7/2026: Riabni"
    to_come = any(
        passage.date and d.when.earliest > passage.date.latest for d in days_to_come(passage, start, passage.end)
    )
    dosed = to_come or _is_dosed(passage, mention)
    label = _label(passage)
    if label in _FIELDS and not _is_form(passage):
        return False  # "Drug: Riabni" above a list of infusions
    if label in _LABELS and mention.start - passage.start < len(label) + 24:
        return True
    if label in _LABELS or passage.heading in _LABELS or passage.part.kind in ("order", "form"):
        return dosed or _intends(clause)
    return (to_come and (dosed or _intends(clause))) or (dosed and _decides().search(clause) is not None)


_REACH = 600  # characters around a drug that can speak of asking for it
_FIELDS = ("drug", "drug/hcpcs", "product", "medication", "drug name", "medication name", "hcpcs")


def _is_form(passage: Passage) -> bool:
    title = passage.part.title.lower()
    return passage.part.kind in ("order", "form") or any(
        word in title for word in ("request", "authorization", "order")
    )


def _is_dosed(passage: Passage, mention: Mention) -> bool:
    return orders.is_dosed(passage.text, mention.end, min(passage.end, mention.end + _REACH))


def _is_open(passage: Passage, mention: Mention, clause: str) -> bool:
    """Whether the drug is only weighed; "discussed, she wants to ask for it" is a request all the same."""
    if re.search(
        r"\b(?:if|If)\b(?!\s(?:approved|authori[sz]ed|insur\w+|ok\b))",
        passage.text[max(passage.start, mention.start - _REACH) : mention.start],
    ):
        return True
    weighed = list(_open().finditer(clause))
    asked = list(_asking().finditer(clause))
    return bool(weighed) and not (asked and asked[-1].start() - weighed[-1].end() > 16)


def _clause(passage: Passage, mention: Mention) -> str:
    """The sentence around a drug, from the drug before to the drug behind it."""
    before = [m.end for m in passage.mentions if m.end <= mention.start and m.concept != mention.concept]
    behind = [m.start for m in passage.mentions if m.start >= mention.end and m.concept != mention.concept]
    start = max([passage.start, mention.start - _REACH, *before])
    return passage.text[start : min([passage.end, mention.end + _REACH, *behind])]


def _label(passage: Passage) -> str:
    match = re.match(r"^[\s\-*•#>\d.)]*([A-Za-z/& ]{1,26}?)\s*(?:\d[\d/-]{4,9}\s*)?(?::|\.{3,}|\s-\s)", passage.words)
    return " ".join(match.group(1).lower().split()) if match else ""


def _withdrawn(clause: str) -> bool:
    return re.search(
        r"\b(?:withdrawn|superseded|cancell?ed|voided|rescinded|replaced by|no longer requested|disregard|"
        r"not requesting|do not (?:send|submit)|retracted)\b",
        clause,
        re.IGNORECASE,
    ) is not None and not re.search(r"not withdrawn", clause, re.IGNORECASE)


def is_turned_down(passage: Passage, mention: Mention) -> bool:
    """ "do not continue Ruxience", "switch from Ruxience to …", "Ruxience: change to …": asked for is another drug,
    or none."""
    before = passage.text[max(passage.start, mention.start - _CLOSE) : mention.start]
    after = passage.text[mention.end : min(passage.end, mention.end + _REACH)]
    if _not_this().search(before) or _leaves().search(before):
        return True
    turn = _turns_to().search(after)
    if turn is None or _not_this().search(after[: turn.start()][-24:] + " "):
        return False
    there = [m for m in passage.mentions if m.start >= mention.end + turn.end()]
    return bool(there) and there[0].start - mention.end - turn.end() < 24 and there[0].name != mention.name


_CLOSE = 60  # characters before a drug that can turn it down


@cache
def _not_this() -> re.Pattern[str]:
    """A negation whose verb reaches the drug: "not continue", "no further", "will not be given any more"."""
    verb = (
        r"(?:continu\w+|giv\w+|start\w*|order\w*|renew\w*|repeat\w*|re-?dos\w+|request\w*|re-?treat\w*|resum\w+|proceed\w*|"
        r"schedul\w+|infus\w+|use|using|want\w*|plan\w*|ask\w*|seek\w*|submit\w*|propos\w+|go ahead|carry on|re-?start\w*|"
        r"administer\w*|intend\w*|be|to)"
    )
    return re.compile(
        rf"(?:\b(?:not|never|cannot|against)|n't)\s(?:\w+\s){{0,2}}?{verb}(?:\s(?!but\b|and\b|then\b)[\w/-]+){{0,4}}\s$"
        r"|\b(?:no (?:further|more|additional|longer|repeat|new)|declin\w+|refus\w+|avoid\w*|withh(?:o|e)ld\w*|on hold|paus\w+|"
        r"stop\w*|discontinu\w+|d/c|cancel\w*|instead of|in place of|in lieu of|rather than|off)\s(?:\w+\s){0,3}$",
        re.IGNORECASE,
    )


@cache
def _leaves() -> re.Pattern[str]:
    """ "switch from Ruxience", "replace Ruxience by …"."""
    return re.compile(
        r"\b(?:(?:switch\w*|chang\w+|conver\w+|transition\w*|mov\w+)\s(?:\w+\s){0,2}(?:away\s)?from|replac\w+|"
        r"substitut\w+)\s(?:(?!to\b|with\b|by\b)\w+\s){0,2}$",
        re.IGNORECASE,
    )


@cache
def _turns_to() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:switch(?:ed|ing)?|chang(?:e|ed|ing)|convert(?:ed|ing)?|transition(?:ed|ing)?)\s(?:\w+\s){0,2}?to\b|"
        r"\b(?:replaced|substituted)\s(?:by|with)\b",
        re.IGNORECASE,
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


@cache
def _asking() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:request(?:ing|ed|s)?\b(?!\s(?:records?|labs?))|ask(?:ing)? (?:for|that|you)|i ask|seek(?:ing)?|"
        r"appl(?:y|ying) for|submit(?:ting|ted)?\b|pre-?cert\w*|authori[sz](?:e|ation)|\bauth\b|\bpa (?:for|sent|"
        r"request)|appeal(?:ing)?|"
        r"would like\s(?!to (?:avoid|stop|hold|know))|please (?:approve|authori[sz]e|consider)|propos(?:e[ds]?|"
        r"ing)|approval (?:of|for)|petition|renewal of|coverage (?:of|for))",
        re.IGNORECASE,
    )


@cache
def _decides() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:plan(?:s|ning)?\s(?:to\s|is\s)?(?:add|start|begin|give|treat|initiat\w+|continu\w+|resume|"
        r"proceed)|will (?:add|start|begin|give|initiate|proceed|continue|resume|treat|order|receive)|"
        r"proceed with|treat (?:him|her) with|makes sense|ordered|(?-i:PA\b(?!-))|next (?:rituximab|course|infusion|dose)|"
        r"prefer)\b",
        re.IGNORECASE,
    )


@cache
def done() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:(?:was|were|been|is|initially|previously) (?:approved|denied|authorized|given|cancelled|declined|"
        r"received|infused|stopped|administered)|approved (?:through|until|from|on|last|\d+)|denied|denial|"
        r"lapsed|expired|never|completed|received|tolerated|was on|s/p|last (?:dose|infusion|course|infused|"
        r"given)|previous(?:ly)?|first course|latest course|history of|instead of|rather than|in the past|"
        r"no response to|failed|lost (?:his|her|the|their)|discontinue|stop|hold|held)\b",
        re.IGNORECASE,
    )


@cache
def _past() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:completed|given|received|administered|infused|stopped|discontinued|history|has been|had|was|were|"
        r"last|maintained|responded)\b",
        re.IGNORECASE,
    )


@cache
def _open() -> re.Pattern[str]:
    """What is only weighed: "consider", "discuss", "if …", "or rituximab", a recommendation."""
    return re.compile(
        r"\b(?:consider(?:ing|ed|ation)?|discuss(?:ed|ing)?|(?-i:may)|might|could|option(?:s)?|recommend(?:s|ed|"
        r"ation)?|suggest(?:s|ed)?|versus|vs|would (?:add|use|need|consider|hold|then)|eventually|candidate|"
        r"whether|alternatively|not (?:requesting|ordered|planned|indicated)|no (?:indication|"
        r"plan))\b(?!\s(?:approved|authorized|insurer ok|insurer agrees|ok\b))",
        re.IGNORECASE,
    )
