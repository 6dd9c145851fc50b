"""Does a finished sentence say what its warrant says? The text is read, not trusted.

What may be said in an assessment is computed from its records, its chart and its proofs: the licensed sentences, each with the
records, findings and proof nodes that it stands on. A statement holds where
1. every citation names a loaded record with its source and digest, and every finding is in the chart;
2. the anchors of its text (numbers with units, dates, drugs, names, direction, negation, strength, population; see `anchors`) are
   those of a licensed sentence with the same warrant, in the same order, none added, none lost but numbers, dates and names;
3. every number, date and drug that it takes from the chart stands around the cited places of the chart, or follows from what
   stands there (`reread`): a way that uses neither the reader nor the proofs, so that a composer cannot license its own error.
A changed number, a swapped arm, a dropped "not" or a borrowed citation each breaks one of the three. What fails is not shown.
The same gate stands before text from anywhere else: words may differ, anchors may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from evidentia.answer.anchors import Anchor, anchors
from evidentia.answer.reread import Material, Names, material_of, unread
from evidentia.model.assessment import Check, Statement
from evidentia.model.evidence import Library
from evidentia.model.finding import Chart, Finding
from evidentia.model.frozen import Held, field, frozen
from evidentia.model.policy import Rule

Warrant = tuple[frozenset[str], frozenset[str], frozenset[str]]  # records, findings, proof nodes
_MADE = (
    "citation and digest",
    "numbers, units and dates",
    "drugs and names",
    "direction, negation, strength, population and order",
    "chart re-read",
)
_READ_AGAIN = "quotation read again at its offset, with its digest"
PASSAGE = "passage/"  # how the records of quotations begin
_MAY_BE_LEFT_OUT = ("number", "unit", "date", "name")


@frozen
class World:
    """Everything that may be said in one assessment."""

    sentences: Mapping[Warrant, tuple[tuple[str, str], ...]]  # (professional wording, plain wording)
    library: Library
    findings: Mapping[str, Finding]
    chart: Chart
    drugs: frozenset[str]
    question: str
    as_of: date
    names: Names
    quotes: Mapping[str, str]  # record of a quotation -> the characters that the store has at its place now
    read: dict[tuple[tuple[str, ...], tuple[str, ...]], Material] = field(default_factory=dict)


def world_of(
    licensed: Iterable[Statement],
    question: str,
    chart: Chart,
    as_of: date,
    library: Library,
    quotes: Mapping[str, str] | None = None,
) -> World:
    """The world of an assessment, from its licensed statements (`compose`), its question and chart, and the library.

    `quotes` are the quotations of an uncurated article, read again at their offsets.
    """
    sentences: dict[Warrant, list[tuple[str, str]]] = {}
    for statement in licensed:
        sentences.setdefault(warrant_of(statement), []).append((statement.text, statement.plain))
    return World(
        {k: tuple(v) for k, v in sentences.items()},
        library,
        {f.id: f for f in chart.findings},
        chart,
        drug_names(library),
        question,
        as_of,
        _names(Held(library)),
        quotes or {},
    )


@lru_cache(maxsize=4096)
def _limit(held: Held[Library], proof: str) -> str:
    """The text and the arguments of the rule behind a proof ("model/ln-rituximab:C2", "target:…", "population:…", "units:…")."""
    library = held.value
    holder, _, name = proof.partition(":")
    if holder in ("target", "population", "units"):
        record = library.records.get(name)
        if record is None:
            return ""
        if holder == "units":
            return " ".join(str(facts.get("unit_mg", "")) for facts in (record.data.get("hcpcs") or {}).values())
        if holder == "target":
            return " ".join(map(str, record.figures.values())) if "targets" in record.data else ""
        return f"{record.data.get('society', '')} {_arguments(record.population)}" if record.population else ""
    criteria = [c for policy in library.policies.get(holder, ()) for path in policy.pathways for c in path.criteria]
    return " ".join(
        f"{c.text} {_arguments(c.rule)}" for c in criteria if c.id == name
    )  # pathways may share an identifier


def _arguments(rule: Rule) -> str:
    return " ".join([str(dict(rule.args)), rule.text, *map(_arguments, rule.children)])


@lru_cache(maxsize=4)
def _names(held: Held[Library]) -> Names:
    """Every name that a chart may use for an ingredient."""
    names: dict[str, tuple[str, ...]] = {}
    for concept, entry in held.value.vocabulary.get("drugs", {}).items():
        products = (entry.get("products") or {}).items()
        listed = [concept, *(entry.get("names") or ())]
        listed += [n for brand, facts in products for n in (brand, *_list(facts, "names"), *_list(facts, "hcpcs"))]
        listed += [n for forms in (entry.get("forms") or {}).values() for n in forms]
        listed += [n for regimen in (entry.get("regimens") or {}).values() for n in regimen["names"]]
        names[concept.lower()] = tuple(dict.fromkeys(str(n).lower() for n in listed))
    return names


def _list(facts: Mapping[str, Any] | None, key: str) -> Sequence[str]:
    return (facts or {}).get(key) or ()


def warrant_of(statement: Statement) -> Warrant:
    return (
        frozenset(c.record for c in statement.citations),
        frozenset(statement.findings),
        frozenset(statement.rests_on),
    )


def verify(statement: Statement, world: World) -> Statement:
    """The statement with its Check: "supported", "marked" (a line to be checked), or "removed" with what does not hold."""
    problems = [*_citations(statement, world), *_texts(statement, world), *_chart(statement, world)]
    made: tuple[str, ...] = _MADE
    if any(citation.record.startswith(PASSAGE) for citation in statement.citations):
        problems += _quotations(statement, world)
        made = (*_MADE, _READ_AGAIN)
    verdict = "removed" if problems else "marked" if statement.section == "to_check" else "supported"
    return _with_check(statement, _check(verdict, made, tuple(problems)))


@lru_cache(maxsize=256)
def _check(verdict: str, made: tuple[str, ...], problems: tuple[str, ...]) -> Check:
    return Check(verdict, made, problems)


def _quotations(statement: Statement, world: World) -> Iterator[str]:
    """A quotation is what the store has at its place now, letter by letter; the sentence is read for it, not the record."""
    for citation in statement.citations:
        if citation.record.startswith(PASSAGE):
            there = world.quotes.get(citation.record, "")
            if not there or any(said(text) != there for text in (statement.text, statement.plain)):
                yield f"the quotation is not what stands at {citation.locator}"


def said(text: str) -> str:
    """What a sentence quotes: from the first opening to the last closing mark."""
    return text[text.find("“") + 1 : text.rfind("”")] if "“" in text and "”" in text else ""


def _with_check(s: Statement, check: Check) -> Statement:
    """`changed` written out: it is called for every statement, and is twice as slow."""
    return Statement(
        s.id, s.section, s.role, s.text, s.plain, s.citations, s.findings, s.figures, s.rests_on, check, s.template
    )


def verified(statements: Iterable[Statement], world: World) -> tuple[list[Statement], list[Statement]]:
    """The statements that may be shown, and those that were removed."""
    kept: list[Statement] = []
    removed: list[Statement] = []
    for statement in statements:
        checked = verify(statement, world)
        assert checked.check is not None
        (removed if checked.check.verdict == "removed" else kept).append(checked)
    return kept, removed


def _citations(statement: Statement, world: World) -> list[str]:
    problems = []
    for citation in statement.citations:
        known = world.library.records.get(citation.record)
        if known is None:
            problems.append(f"the record {citation.record} does not exist")
        elif (known.digest, known.source) != (citation.digest, citation.source):
            problems.append(f"the record {citation.record} or its source is not the one that was cited")
    problems += [f"the finding {name} is not in the chart" for name in statement.findings if name not in world.findings]
    return problems


def _texts(statement: Statement, world: World) -> list[str]:
    """Each wording against the licensed sentences of the same warrant."""
    given = world.sentences.get(warrant_of(statement))
    if given is None:
        return ["nothing licensed stands on this warrant"]
    wordings = ((statement.text, [text for text, _ in given]), (statement.plain, [plain for _, plain in given]))
    return [problem for text, licensed in wordings if text for problem in compared(text, licensed, world.drugs)]


def compared(text: str, given: Sequence[str], drugs: frozenset[str]) -> list[str]:
    """What of a text no licensed sentence carries; empty where one does.

    >>> compared("LUNAR: 45.8 % against 56.9 %", ["In LUNAR 56.9 % against 45.8 %"], frozenset())
    ['order or polarity is not that of the warrant']
    """
    if text in given:
        return []
    said = _anchored(text, drugs)
    if any(_carries(_anchored(sentence, drugs), said) for sentence in given):
        return []
    known = {anchor for sentence in given for anchor in _anchored(sentence, drugs)}
    strange = dict.fromkeys(anchor for anchor in said if anchor not in known)
    return [f'{a.kind} "{a.value}" is not in the warrant' for a in strange] or [
        "order or polarity is not that of the warrant"
    ]


def _carries(licensed: Sequence[Anchor], said: Sequence[Anchor]) -> bool:
    """Whether `said` is `licensed` in order; what is left out may only be a number, a date or a name."""
    place = 0
    for anchor in licensed:
        if place < len(said) and said[place] == anchor:
            place += 1
        elif anchor.kind not in _MAY_BE_LEFT_OUT:
            return False
    return place == len(said)


_NOT_OF_THE_CHART = ("missing", "to_check")  # they say what is not there


def _chart(statement: Statement, world: World) -> list[str]:
    """What a statement takes from the chart, read again around its places there."""
    if not statement.findings or statement.section in _NOT_OF_THE_CHART:
        return []
    key = (statement.findings, statement.rests_on)
    material = world.read.get(key)
    if material is None:
        findings = [world.findings[name] for name in statement.findings if name in world.findings]
        held = Held(world.library)
        limits = [_limit(held, proof) for proof in statement.rests_on]
        material = world.read[key] = material_of(findings, world.chart, world.question, limits, world.as_of)
    return unread(statement.text, material, world.names)


@lru_cache(maxsize=8192)
def _anchored(text: str, drugs: frozenset[str]) -> tuple[Anchor, ...]:
    return anchors(text, drugs)


_NAMES: dict[str, frozenset[str]] = {}


def drug_names(library: Library) -> frozenset[str]:
    """Every one-word drug and product name of the vocabulary, lower case."""
    if library.digest not in _NAMES:
        names = set()
        for concept, entry in library.vocabulary.get("drugs", {}).items():
            for name in (concept, *((entry or {}).get("names") or ()), *((entry or {}).get("products") or ())):
                if re.fullmatch(r"[A-Za-z][A-Za-z-]{3,}", str(name)):
                    names.add(str(name).lower())
        _NAMES[library.digest] = frozenset(names)
    return _NAMES[library.digest]
