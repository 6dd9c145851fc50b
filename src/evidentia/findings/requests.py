"""What the record asks to have authorized: one REQUEST for each part of the packet that states one.

A letter, an order form and a plan that ask for different things stay apart, so that the conflict is seen. What was
approved, denied, withdrawn or only considered is no request; neither is what a consultant recommends.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from evidentia.findings import drug_names, orders, regimens
from evidentia.findings.asking import Ask, asks_of, is_requestable
from evidentia.findings.asking_words import done
from evidentia.findings.dates import Dated
from evidentia.findings.days_asked import days_to_come
from evidentia.findings.drug_names import DrugNames, Mention
from evidentia.findings.order_labels import field_of
from evidentia.findings.passages import Passage, passages_of
from evidentia.findings.phases import phases_of
from evidentia.findings.text import Page
from evidentia.model.finding import Finding, Kind, Request, Span
from evidentia.model.frozen import changed


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The REQUEST findings of a chart. `undecided`: the record leaves the product, or the dose, open."""
    names = drug_names.of(vocabulary)
    passages = [p for p in passages_of(pages, vocabulary) if p.is_patient]
    asks = asks_of(pages, vocabulary)
    found: list[Finding] = []
    for _, group in groupby(passages, key=lambda p: (p.document, p.part.index)):
        found.extend(_of_part(list(group), asks, names))
    found = [*found, *_corrections(passages, found)]
    found = [*found, *_open_products(passages, found)]
    return found or _from_current(passages, names)


def _of_part(passages: Sequence[Passage], asks: Sequence[Ask], names: DrugNames) -> list[Finding]:
    found: list[Finding] = []
    asked = [ask for ask in asks if any(ask[0] is passage for passage in passages)]
    for concept in dict.fromkeys(mention.concept for _, mention in asked):
        mine = [(p, m) for p, m in asked if m.concept == concept]
        products: list[str | None] = list(dict.fromkeys(m.name.product for _, m in mine if m.name.product)) or [None]
        for product in products:
            named = [(p, m) for p, m in mine if m.name.product in (product, None)]
            weighed = bool((names.drugs.get(concept) or {}).get("by_weight"))
            apart = _orders_apart(passages, named, weighed)
            found.extend(_request(passages, same, concept, product, names) for same in apart)
    return found


def _orders_apart(passages: Sequence[Passage], asked: Sequence[Ask], weighed: bool) -> list[list[Ask]]:
    """The places that state one course; an order for another one ("1000 mg x 2" here, "375 mg/m2 weekly x 8" there)
    is a request of its own, so that the conflict is seen. The load and the maintenance of a drug that is given by
    weight are one request, though their doses differ."""
    if len(asked) < 2:
        return [list(asked)]
    groups: list[tuple[list[Ask], Request]] = []
    phases: list[set[str]] = []  # of each group
    for passage, mention in asked:
        pieces = _stretches(passages, passage, mention)
        days = [day for _, _, here in pieces for day in here]
        own = orders.request_of(passage.text, [(start, end) for start, end, _ in pieces], days)
        here = {p.name for p in phases_of(" ; ".join(passage.text[s:e] for s, e, _ in pieces))} if weighed else set()
        home = next(
            (
                k
                for k, (_, other) in enumerate(groups)
                if not orders.differ(own, other) or (here and phases[k] and not here & phases[k])
            ),
            None,
        )
        if home is None:
            groups.append(([(passage, mention)], own))
            phases.append(here)
        else:
            phases[home] |= here
            group, other = groups[home]
            group.append((passage, mention))
            groups[home] = group, other if other.dose is not None or orders.is_empty(own) else own
    return [group for group, _ in groups]


def _request(
    passages: Sequence[Passage], asked: Sequence[Ask], concept: str, product: str | None, names: DrugNames
) -> Finding:
    stretches: list[tuple[int, int]] = []
    dates: list[Dated] = []
    for passage, mention in asked:
        for start, end, stretch_dates in _stretches(passages, passage, mention):
            if (start, end) not in stretches:
                stretches.append((start, end))
                dates.extend(stretch_dates)
    document, text = asked[0][0].document, asked[0][0].text
    if not dates:
        dates.extend(day for p, _ in asked for day in days_to_come(p, p.start, p.end) if day not in dates)
    if not dates:
        for later in passages:
            if (
                not later.mentions
                and _announces().search(later.words)
                and (days := days_to_come(later, later.start, later.end))
            ):
                stretches.append((later.start, later.end))
                dates.extend(days)
    titled = [r for r in regimens.read(text, passages[0].start, passages[0].end) if r.dose] if dates else []
    if (
        len(titled) == 1
        and any(m.concept == concept for m in passages[0].mentions)
        and passages[0].part.kind == "record"
    ):
        stretches.append(
            (passages[0].start, passages[0].end)
        )  # "INFUSION LOG … Riabni 1000 mg": a record of one drug and dose
    ordered = sorted(stretches)
    detail = orders.request_of(text, ordered, dates, product)
    if (names.drugs.get(concept) or {}).get("by_weight"):
        phases = phases_of(" ; ".join(text[start:end] for start, end in ordered))
        if not phases:  # in a form the dose may stand below lines about other drugs
            apart = [p for p in passages if not p.mentions and _is_weighed().match(p.words)]
            ordered = sorted([*ordered, *((p.start, p.end) for p in apart)])
            phases = phases_of(" ; ".join(p.words for p in apart))
        detail = changed(detail, phases=phases)
    leads = (orders.kind_of(text[p.start : m.start]) for p, m in asked)  # "Renewal request for …"
    own = next((kind for p, m in asked if (kind := _kind_in_front(text[p.start : m.start]))), None)
    detail = changed(detail, kind=own or detail.kind or next((kind for kind in leads if kind), None))
    return Finding(
        "", Kind.REQUEST, concept, tuple(Span(document, start, end) for start, end in ordered),
        when=asked[0][0].date, detail=detail,
    )  # fmt: skip


def _kind_in_front(lead: str) -> str | None:
    """The verb right in front of the drug: "start Ruxience …, continue mycophenolate" asks for a first course."""
    match = _verb_in_front().search(lead)
    return orders.kind_of(match.group()) if match else None


@cache
def _verb_in_front() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:start|begin|initiat(?:e|ing)|commenc(?:e|ing)|continue|continuing)\s(?:(?:with|on|iv|the|her|him|first|weekly|a)\s){0,2}$",
        re.IGNORECASE,
    )


@cache
def _is_weighed() -> re.Pattern[str]:
    """'Dose: "2 g/kg divided over 4 days …"': a field of a form that gives a dose by weight."""
    return re.compile(
        r"\W*(?:\d{1,2}[.)]\s*)?(?:requested |proposed )?(?:dose|dosing|regimen|dosage)\b[^:?\n]{0,40}[:?].{0,120}?g(?:m|rams?)?\s?/\s?kg",
        re.IGNORECASE | re.DOTALL,
    )


@cache
def _announces() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:infusions?|doses?|treatments?|course|dates?|days? of service)\b[^.;]{0,40}\b(?:planned|scheduled|"
        r"requested|due|to be given|set|are|on)\b",
        re.IGNORECASE,
    )


def _stretches(passages: Sequence[Passage], passage: Passage, mention: Mention) -> list[tuple[int, int, list[Dated]]]:
    """The text that states the request: from the drug to the next other drug, and the lines below that go on
    with it."""
    start = _start(passage, mention)
    end = next((m.start for m in passage.mentions if m.start > mention.start and _is_other(m, mention)), passage.end)
    end = min(end, field_of(passage, mention.start)[1])
    result = [(start, end, days_to_come(passage, start, end))]
    if end < passage.end:
        return result
    whole = len(result[0][2]) > 1 and orders.request_of(passage.text, [(start, end)]).dose is not None
    for later in passages[passages.index(passage) + 1 :]:
        if later.mentions and any(m.concept == mention.concept for m in later.mentions):
            continue  # asked for there, or told of the past
        if later.part.index == passage.part.index and re.match(r"\W*pre-?med", later.words, re.IGNORECASE):
            continue  # what is given before it belongs to the order and not to the drug
        if later.part.index != passage.part.index or any(_is_other(m, mention) for m in later.mentions):
            break
        if not _goes_on(passage, later):
            break
        if _has_regimen(later) and not (whole and _of_another_matter().search(later.words)):
            result.append((later.start, later.end, days_to_come(later, later.start, later.end)))
    return result


def _is_other(mention: Mention, asked: Mention) -> bool:
    """Whether a mention turns to another drug; "not a biosimilar" does not."""
    return mention.concept not in (asked.concept, "biosimilar")


def _start(passage: Passage, mention: Mention) -> int:
    """From the drug, or from an amount directly before it ("1000 mg of Ruxience")."""
    before = [m.end for m in passage.mentions if m.end <= mention.start]
    lead = passage.text[max([passage.start, *before]) : mention.start]
    match = re.search(r"(?:\d[\d,.]*|one|two|four)\s?(?:x\s?)?[^.;\n]{0,40}\Z", lead)
    label = re.match(r"^\W*[A-Za-z/ ]{1,24}:\s", passage.words)
    if (
        match
        and regimens.read(lead[match.start() :])
        and not re.search(r"[a-z]{3,}/|protein|upcr|creat", lead[match.start() :], re.IGNORECASE)
    ):
        return mention.start - len(lead) + match.start()
    if label is None:
        return mention.start
    between = passage.text[
        passage.start + label.end() : mention.start
    ]  # "next requested: 08/10/2026 TRUXIMA 1000 mg; …"
    return passage.start if not re.sub(r"[\s\d/.-]", "", between) else mention.start


def _goes_on(first: Passage, later: Passage) -> bool:
    if later.part.kind in ("order", "form"):
        return True
    return later.block == first.block and later.start - first.end < 400


def _has_regimen(passage: Passage) -> bool:
    words = passage.words
    if done().search(words):
        return False
    labelled = re.match(
        r"^(?:\W*\d{1,2}[.)])?\W*(?:(?:anticipated|proposed|requested|planned|expected|intended|desired|treatment|therapy|infusion)\s)?"
        r"(?:dose|dosing|dates?|schedule|frequency|repeat|interval|cycles?|quantity|doses|number of|no\.? of|total doses|regimen|instructions|directions|strength|day\s?\d|d\d|product|brand|sig|course|start|route|duration|no\b|single|retreat|next|load(?:ing)?|maint(?:enance)?|induction|then|thereafter|followed by)",
        words,
        re.IGNORECASE,
    )
    decided = any(orders.is_undecided(words))
    plan = orders.request_of(passage.text, [(passage.start, passage.end)])
    if _of_something_else().match(words):
        return False
    if passage.part.kind in ("order", "form") and (
        not orders.is_empty(plan) or days_to_come(passage, passage.start, passage.end)
    ):
        return True
    told = _to_receive().match(words) is not None and not orders.is_empty(plan)
    return bool(labelled) or told or decided or plan.single_course or (bool(plan.repeat_days) and len(words) < 60)


@cache
def _of_another_matter() -> re.Pattern[str]:
    """What stands below an order that is complete, and is about its review: "Question to MD 11/27: …", "out of office to 12/01"."""
    return re.compile(
        r"\?|\b(?:question|reply|replied|called|message|office|poster|protocol|comment|received|asked)\b", re.IGNORECASE
    )


@cache
def _of_something_else() -> re.Pattern[str]:
    """A numbered or labelled line of a form that asks for something besides the drug: "6. Biopsy   done 3-Dec-2024"."""
    return re.compile(
        r"^(?:\W*\d{1,2}[.)])?\W*(?:section\s\w+\W+)?(?:(?:kidney|renal|most recent|last|latest|date of|prior|previous|current|active|"
        r"other|another)\s)*(?:biops\w+|path\w*|labs?\b|laborator\w+|diagnos\w+|dx\b|icd|class\b|birth|dob\b|member|patient\b|"
        r"prescriber|requestor|provider|specialt\w+|signature|signed|attest\w*|i attest|hbv\b|hbsag|hep\w*|anti-hbc|hcv|tb\b|hiv|infection|"
        r"severe|serious|upcr|protein\w*|creatinine|egfr|igg|cbc|weight|wt\b|height|bsa\b|allerg\w+|drugs?\stried|"
        r"therap\w+|treatments?\b(?!\s(?:dates?|start|schedule|requested))|medications?\b(?!\srequested)|biologics?|report\b|npi\b|phone|fax|"
        r"visit|seen|received|date (?:received|of (?:request|birth|diagnosis)))",
        re.IGNORECASE,
    )


@cache
def _to_receive() -> re.Pattern[str]:
    """ "She would receive two 1-gram infusions fourteen days apart.", "The plan is 1000 mg on days 1 and 15"."""
    return re.compile(
        r"^\W*(?:s?he|the patient|pt|this|it|they|we|(?:the |our |my )?(?:(?:proposed|requested|planned|intended|anticipated)\s)?(?:treatment|course|regimen|plan|dosing|schedule))\s"
        r"(?:would|will|is to|are to|plans? to|intends? to|is|consists)\s(?:(?:receive|get|be|give|administer|infuse|of|"
        r"consist|as)\b|\d|two|one)",
        re.IGNORECASE,
    )


def _corrections(passages: Sequence[Passage], found: Sequence[Finding]) -> list[Finding]:
    """ "Script error: dose should be 100 mg": a dose that stands against the one asked for."""
    concepts = list(dict.fromkeys(f.concept for f in found))
    result = []
    for passage in passages:
        said = _corrects().search(passage.words)
        plan = orders.request_of(passage.text, [(passage.start + said.end(), passage.end)]) if said else None
        if len(concepts) == 1 and plan is not None and plan.dose is not None:
            span = Span(passage.document, passage.start, passage.end)
            result.append(Finding("", Kind.REQUEST, concepts[0], (span,), when=passage.date, detail=plan))
    return result


@cache
def _corrects() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:dose|dosage)\s(?:should|ought to)\s(?:be|have been|read)\b|\bcorrect(?:ed)?\s(?:dose|dosage)\s?(?:is|:)|\b(?:script|order|dosing)\serror\b",
        re.IGNORECASE,
    )


def _open_products(passages: Sequence[Passage], found: Sequence[Finding]) -> list[Finding]:
    """A part that only says that the product is still open ("could be any of the four")."""
    concepts = list(dict.fromkeys(f.concept for f in found))
    if len(concepts) != 1:
        return []
    covered = [span for finding in found for span in finding.spans]
    here = [Span(p.document, p.start, p.end) for p in passages if orders.is_undecided(p.words)[0]]
    when = {Span(p.document, p.start, p.end): p.date for p in passages}
    return [
        Finding("", Kind.REQUEST, concepts[0], (span,), when=when[span], detail=Request(undecided=True))
        for span in here
        if not any(c.document == span.document and c.start < span.end and span.start < c.end for c in covered)
    ]


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
    finding = _request(passages, running[:1], running[0][1].concept, running[0][1].name.product, names)
    return [changed(finding, flags=("from current therapy",))]


@cache
def _asks_generally() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:reason for request|please review|prior auth\w* (?:has )?expired|"
        r"request(?:ing)? (?:re)?authori[sz]ation|(?:re)?authori[sz]ation request|renewal|continuation request|"
        r"submitted with the request)\b",
        re.IGNORECASE,
    )


@cache
def _maintained() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:maintained on|continues (?:on|to receive)?|currently (?:on|receiving|receives)|remains on|is on|"
        r"receives|receiving|has been on|established on|on)\s[^.;]{0,30}$",
        re.IGNORECASE,
    )
