"""What the record asks to have authorized: one REQUEST for each part of the packet that states one.

A letter, an order form and a plan that ask for different things stay apart, so that the conflict is seen. What was
approved, denied, withdrawn or only considered is no request; neither is what a consultant recommends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

from evidentia.findings import drug_names, orders, regimens
from evidentia.findings.dates import Dated
from evidentia.findings.drug_names import DrugNames, Mention
from evidentia.findings.passages import Passage, Passages, passages_of
from evidentia.findings.text import Page
from evidentia.model.finding import Finding, Kind, Request, Span

Ask = tuple[Passage, Mention]


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The REQUEST findings of a chart. `undecided`: the record leaves the product, or the dose, open."""
    names = drug_names.of(vocabulary)
    passages = [p for p in passages_of(pages, vocabulary) if p.is_patient]
    asked = asked_places(pages, vocabulary)
    found: list[Finding] = []
    for _, group in groupby(passages, key=lambda p: (p.document, p.part.index)):
        found.extend(_of_part(list(group), asked))
    found = [*found, *_open_products(passages, found)]
    return found or _from_current(passages, names)


def asked_places(pages: Sequence[Page], vocabulary: Mapping[str, Any]) -> frozenset[tuple[str, int]]:
    """(document, place) of each drug that the record asks for; found once for all extractors."""
    return _asked_places(passages_of(pages, vocabulary), drug_names.of(vocabulary))


@lru_cache(maxsize=2)
def _asked_places(passages: Passages, names: DrugNames) -> frozenset[tuple[str, int]]:
    return frozenset((p.document, m.start) for p, m in asks([p for p in passages if p.is_patient], names))


def asks(passages: Sequence[Passage], names: DrugNames) -> list[Ask]:
    """The places where passages ask for a drug."""
    return [
        (passage, mention)
        for passage in passages
        for mention in passage.mentions
        if is_requestable(mention.concept, names) and not mention.name.is_class and _is_asked(passage, mention)
    ]


@cache
def _requested_classes(key: int, names: DrugNames) -> frozenset[str]:
    return frozenset(name for name, entry in names.classes.items() if entry.get("requested"))


def is_requestable(concept: str, names: DrugNames) -> bool:
    """Whether authorization is usually asked for such a drug (drug_classes.yaml: `requested`)."""
    return bool(names.classes_of(concept) & _requested_classes(id(names), names)) or concept == "immune globulin"


def _of_part(passages: Sequence[Passage], places: frozenset[tuple[str, int]]) -> list[Finding]:
    found = []
    asked = [(p, m) for p in passages for m in p.mentions if (p.document, m.start) in places]
    for concept in dict.fromkeys(mention.concept for _, mention in asked):
        mine = [(p, m) for p, m in asked if m.concept == concept]
        products: list[str | None] = list(dict.fromkeys(m.name.product for _, m in mine if m.name.product)) or [None]
        for product in products:
            found.append(_request(passages, [(p, m) for p, m in mine if m.name.product in (product, None)], concept, product))
    return found


def _request(passages: Sequence[Passage], asked: Sequence[Ask], concept: str, product: str | None) -> Finding:
    stretches: list[tuple[int, int]] = []
    dates: list[Dated] = []
    for passage, mention in asked:
        for start, end, stretch_dates in _stretches(passages, passage, mention):
            if (start, end) not in stretches:
                stretches.append((start, end))
                dates.extend(stretch_dates)
    document, text = asked[0][0].document, asked[0][0].text
    if not dates:
        for later in passages:
            if not later.mentions and _announces().search(later.words) and (days := _future(later, later.start, later.end)):
                stretches.append((later.start, later.end))
                dates.extend(days)
    ordered = sorted(stretches)
    detail = orders.request_of(text, ordered, dates, product)
    return Finding(
        "", Kind.REQUEST, concept, tuple(Span(document, start, end) for start, end in ordered),
        when=asked[0][0].date, detail=detail,
    )  # fmt: skip


@cache
def _announces() -> re.Pattern[str]:
    return re.compile(r"\b(?:infusions?|doses?|treatments?|course|days? of service)\b[^.;]{0,40}\b(?:planned|scheduled|requested|due|to be given|set|are|on)\b", re.IGNORECASE)


def _stretches(passages: Sequence[Passage], passage: Passage, mention: Mention) -> list[tuple[int, int, list[Dated]]]:
    """The text that states the request: from the drug to the next other drug, and the lines below that go on with it."""
    start = _start(passage, mention)
    end = next((m.start for m in passage.mentions if m.start > mention.start and m.concept != mention.concept), passage.end)
    result = [(start, end, _future(passage, start, end))]
    if end < passage.end:
        return result
    for later in passages[passages.index(passage) + 1 :]:
        if later.mentions and any(m.concept == mention.concept for m in later.mentions):
            continue  # asked for there, or told of the past
        if later.part.index != passage.part.index or any(m.concept != mention.concept for m in later.mentions):
            break
        if not _goes_on(passage, later):
            break
        if _has_regimen(later):
            result.append((later.start, later.end, _future(later, later.start, later.end)))
    return result


def _start(passage: Passage, mention: Mention) -> int:
    """From the drug, or from an amount directly before it ("1000 mg of Ruxience")."""
    before = [m.end for m in passage.mentions if m.end <= mention.start]
    lead = passage.text[max([passage.start, *before]) : mention.start]
    match = re.search(r"(?:\d[\d,.]*|one|two|four)\s?(?:x\s?)?[^.;\n]{0,40}$", lead)
    label = re.match(r"^\W*[A-Za-z/ ]{1,24}:\s", passage.words)
    if match and regimens.read(lead[match.start() :]) and not re.search(r"[a-z]{3,}/|protein|upcr|creat", lead[match.start() :], re.IGNORECASE):
        return mention.start - len(lead) + match.start()
    return passage.start if label and passage.start + label.end() >= mention.start else mention.start


def _goes_on(first: Passage, later: Passage) -> bool:
    if later.part.kind in ("order", "form"):
        return True
    return later.block == first.block and later.start - first.end < 400


def _has_regimen(passage: Passage) -> bool:
    words = passage.words
    if _done().search(words):
        return False
    labelled = re.match(r"^\W*(?:dose|dates?|schedule|frequency|repeat|interval|cycles?|quantity|doses|day\s?\d|d\d|product|brand|sig|course|start|route|duration|no\b|single|retreat|next)", words, re.IGNORECASE)
    decided = any(orders.is_undecided(words))
    plan = orders.request_of(passage.text, [(passage.start, passage.end)])
    if passage.part.kind in ("order", "form") and (not orders.is_empty(plan) or _future(passage, passage.start, passage.end)):
        return True
    return bool(labelled) or decided or plan.single_course or (bool(plan.repeat_days) and len(words) < 60)


def _future(passage: Passage, start: int, end: int) -> list[Dated]:
    """Full dates on or after the day of the part: those before it are history."""
    first = passage.date.earliest if passage.date else None
    return [
        d for d in passage.dates
        if start <= d.start < end and d.when.exact is not None and (first is None or d.when.earliest >= first - timedelta(days=1))
    ]  # fmt: skip


_LABELS = (
    "plan", "p", "a/p", "a&p", "assessment and plan", "assessment/plan", "impression/plan", "order", "orders", "request", "requested",
    "requesting", "proposed", "drug", "drug/hcpcs", "medication requested", "drug requested", "product requested", "requested drug", "product", "requested medication",
    "requested therapy", "requested treatment", "treatment plan", "proposed treatment", "recommendation/plan", "therapy plan", "infusion order", "rx order", "medication", "new pa", "impression and plan", "next",
    "drug name", "medication name", "hcpcs", "plan/request", "request for", "service requested", "item requested",
)  # fmt: skip


def _is_asked(passage: Passage, mention: Mention) -> bool:
    """Whether this place asks for the drug: a word of asking, a plan or order, or doses on days that are still to come."""
    clause = _clause(passage, mention)
    if passage.in_list or passage.part.kind == "record" or _done().search(clause) or _is_open(passage, mention, clause) or _withdrawn(passage):
        return False
    if _asking().search(clause):
        return True
    if _past().search(clause):
        return False
    to_come = any(passage.date and d.when.earliest > passage.date.latest for d in _future(passage, mention.start, passage.end))
    dosed = to_come or _is_dosed(passage, mention)
    label = _label(passage)
    if label in _LABELS and mention.start - passage.start < len(label) + 24:
        return True
    if label in _LABELS or passage.heading in _LABELS or passage.part.kind in ("order", "form"):
        return dosed or _intends(clause)
    return (to_come and (dosed or _intends(clause))) or (dosed and _decides().search(clause) is not None)


def _is_dosed(passage: Passage, mention: Mention) -> bool:
    asked = orders.request_of(passage.text, [(mention.end, passage.end)])
    return asked.dose is not None or asked.doses is not None


def _is_open(passage: Passage, mention: Mention, clause: str) -> bool:
    """Whether the drug is only weighed; "discussed, she wants to ask for it" is a request all the same."""
    if re.search(r"\b(?:if|If)\b(?!\s(?:approved|authori[sz]ed|insur\w+|ok\b))", passage.text[passage.start : mention.start]):
        return True
    weighed = list(_open().finditer(clause))
    asked = list(_asking().finditer(clause))
    return bool(weighed) and not (asked and asked[-1].start() - weighed[-1].end() > 16)


def _clause(passage: Passage, mention: Mention) -> str:
    """The sentence around a drug, from the drug before to the drug behind it."""
    before = [m.end for m in passage.mentions if m.end <= mention.start and m.concept != mention.concept]
    behind = [m.start for m in passage.mentions if m.start >= mention.end and m.concept != mention.concept]
    return passage.text[max([passage.start, *before]) : min([passage.end, *behind])]


def _label(passage: Passage) -> str:
    match = re.match(r"^[\s\-*•#>\d.)]*([A-Za-z/& ]{1,26}?)\s*(?::|\.{3,}|\s-\s)", passage.words)
    return " ".join(match.group(1).lower().split()) if match else ""


def _withdrawn(passage: Passage) -> bool:
    return re.search(r"\b(?:withdrawn|superseded|cancell?ed|voided|rescinded|replaced by|no longer requested|disregard|not requesting|do not (?:send|submit)|retracted)\b", passage.words, re.IGNORECASE) is not None and not re.search(r"not withdrawn", passage.words, re.IGNORECASE)


def _intends(clause: str) -> bool:
    return re.search(r"\b(?:next|continue|start|begin|give|proceed|add|resume|initiate|due|schedule[d]?|plan|repeat|re-?dose|redose|order|renew|submit|send|pa\b|treat with|infuse|go ahead)", clause, re.IGNORECASE) is not None


@cache
def _asking() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:request(?:ing|ed|s)?\b(?!\s(?:records?|labs?))|ask(?:ing)? (?:for|that|you)|i ask|seek(?:ing)?|appl(?:y|ying) for|submit(?:ting|ted)?\b|pre-?cert\w*|authori[sz](?:e|ation)|\bauth\b|\bpa (?:for|sent|request)|appeal(?:ing)?|"
        r"would like\s(?!to (?:avoid|stop|hold|know))|please (?:approve|authori[sz]e|consider)|propos(?:e[ds]?|ing)|approval (?:of|for)|petition|renewal of|coverage (?:of|for))",
        re.IGNORECASE,
    )


@cache
def _decides() -> re.Pattern[str]:
    return re.compile(r"\b(?:plan(?:s|ning)?\s(?:to\s|is\s)?(?:add|start|begin|give|treat|initiat\w+|continu\w+|resume|proceed)|will (?:add|start|begin|give|initiate|proceed|continue|resume|treat|order|receive)|proceed with|treat (?:him|her) with|makes sense|ordered|next (?:rituximab|course|infusion|dose)|prefer)\b", re.IGNORECASE)


@cache
def _done() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:(?:was|were|been|is|initially|previously) (?:approved|denied|authorized|given|cancelled|declined|received|infused|stopped|administered)|approved (?:through|until|from|on|last|\d+)|denied|denial|lapsed|expired|never|completed|received|tolerated|was on|s/p|last (?:dose|infusion|course|infused|given)|previous(?:ly)?|first course|latest course|history of|instead of|rather than|in the past|no response to|failed|lost (?:his|her|the|their)|discontinue|stop|hold|held)\b",
        re.IGNORECASE,
    )


@cache
def _past() -> re.Pattern[str]:
    return re.compile(r"\b(?:completed|given|received|administered|infused|stopped|discontinued|history|has been|had|was|were|last|maintained|responded)\b", re.IGNORECASE)


@cache
def _open() -> re.Pattern[str]:
    """What is only weighed: "consider", "discuss", "if …", "or rituximab", a recommendation."""
    return re.compile(r"\b(?:consider(?:ing|ed|ation)?|discuss(?:ed|ing)?|(?-i:may)|might|could|option(?:s)?|recommend(?:s|ed|ation)?|suggest(?:s|ed)?|versus|vs|would (?:add|use|need|consider|hold|then)|eventually|candidate|whether|alternatively|not (?:requesting|ordered|planned|indicated)|no (?:indication|plan))\b(?!\s(?:approved|authorized|insurer ok|insurer agrees|ok\b))", re.IGNORECASE)


def _open_products(passages: Sequence[Passage], found: Sequence[Finding]) -> list[Finding]:
    """A part that only says that the product is still open ("could be any of the four")."""
    concepts = list(dict.fromkeys(f.concept for f in found))
    if len(concepts) != 1:
        return []
    covered = [(s.document, s.start, s.end) for f in found for s in f.spans]
    return [
        Finding("", Kind.REQUEST, concepts[0], (Span(p.document, p.start, p.end),), when=p.date, detail=Request(undecided=True))
        for p in passages
        if orders.is_undecided(p.words)[0] and not any(d == p.document and start < p.end and p.start < end for d, start, end in covered)
    ]  # fmt: skip


def _from_current(passages: Sequence[Passage], names: DrugNames) -> list[Finding]:
    """A packet that asks for authorization without naming what: the one such drug that is being given."""
    if not any(_asks_generally().search(p.words) for p in passages):
        return []
    running = [
        (p, m) for p in passages for m in p.mentions
        if is_requestable(m.concept, names) and not m.name.is_class and _maintained().search(p.words[: m.end - p.start])
    ]  # fmt: skip
    if len({m.concept for _, m in running}) != 1:
        return []
    finding = _request(passages, running[:1], running[0][1].concept, running[0][1].name.product)
    return [replace(finding, flags=("from current therapy",))]


@cache
def _asks_generally() -> re.Pattern[str]:
    return re.compile(r"\b(?:reason for request|please review|prior auth\w* (?:has )?expired|request(?:ing)? (?:re)?authori[sz]ation|(?:re)?authori[sz]ation request|renewal|continuation request|submitted with the request)\b", re.IGNORECASE)


@cache
def _maintained() -> re.Pattern[str]:
    return re.compile(r"\b(?:maintained on|continues (?:on|to receive)?|currently (?:on|receiving|receives)|remains on|is on|receives|receiving|has been on|established on|on)\s[^.;]{0,30}$", re.IGNORECASE)
