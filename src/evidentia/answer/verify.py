"""Does a finished sentence say what its warrant says? The text is read, not trusted.

What may be said in an assessment is computed from its records, its chart and its proofs: the licensed sentences, each with the
records, findings and proof nodes that it stands on. A statement holds where
1. every citation names a loaded record with its source and digest, and every finding is in the chart;
2. the anchors of its text (numbers with units, dates, drugs, names, direction, negation, strength, population; see `anchors`) are
   those of a licensed sentence with the same warrant, in the same order, none added, none lost but numbers, dates and names;
3. every number that it takes from the chart is read again in the characters of the chart.
A changed number, a swapped arm, a dropped "not" or a borrowed citation each breaks one of the three. What fails is not shown.
The same gate stands before text from anywhere else: words may differ, anchors may not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evidentia.answer.anchors import Anchor, anchors
from evidentia.model.assessment import Check, Statement
from evidentia.model.evidence import Library
from evidentia.model.finding import Chart, Finding, Kind

Warrant = tuple[frozenset[str], frozenset[str], frozenset[str]]  # records, findings, proof nodes
_MADE = (
    "citation and digest",
    "numbers, units and dates",
    "drugs and names",
    "direction, negation, strength, population and order",
    "chart re-read",
)
_MAY_BE_LEFT_OUT = ("number", "unit", "date", "name")


@dataclass(frozen=True, slots=True)
class World:
    """Everything that may be said in one assessment."""

    sentences: Mapping[Warrant, tuple[tuple[str, str], ...]]  # (professional wording, plain wording)
    digests: Mapping[str, tuple[str, str]]  # record -> (digest, source)
    findings: Mapping[str, Finding]
    chart: Chart
    drugs: frozenset[str]


def world_of(licensed: Iterable[Statement], chart: Chart, library: Library) -> World:
    """The world of an assessment, from its licensed statements (`compose`) and the library."""
    sentences: dict[Warrant, list[tuple[str, str]]] = {}
    for statement in licensed:
        sentences.setdefault(warrant_of(statement), []).append((statement.text, statement.plain))
    digests = {name: (record.digest, record.source) for name, record in library.records.items()}
    return World(
        {k: tuple(v) for k, v in sentences.items()},
        digests,
        {f.id: f for f in chart.findings},
        chart,
        drug_names(library),
    )


def warrant_of(statement: Statement) -> Warrant:
    return (
        frozenset(c.record for c in statement.citations),
        frozenset(statement.findings),
        frozenset(statement.rests_on),
    )


def verify(statement: Statement, world: World) -> Statement:
    """The statement with its Check: "supported", "marked" (a line to be checked), or "removed" with what does not hold."""
    problems = [*_citations(statement, world), *_texts(statement, world), *_chart(statement, world)]
    verdict = "removed" if problems else "marked" if statement.section == "to_check" else "supported"
    return _with_check(statement, Check(verdict, _MADE, tuple(problems)))


def _with_check(s: Statement, check: Check) -> Statement:
    """`dataclasses.replace` written out: it is called for every statement, and is ten times as slow."""
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
        known = world.digests.get(citation.record)
        if known is None:
            problems.append(f"the record {citation.record} does not exist")
        elif known != (citation.digest, citation.source):
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


def _chart(statement: Statement, world: World) -> list[str]:
    """Every laboratory value behind a statement is read again at its place in the document."""
    problems = []
    for name in statement.findings:
        finding = world.findings.get(name)
        if (
            finding is not None
            and finding.kind is Kind.LAB
            and finding.value is not None
            and not _stands(finding, world.chart)
        ):
            problems.append(f"{name}: the value {finding.value.value} does not stand at its place in the chart")
    return problems


@lru_cache(maxsize=4096)
def _numbers(text: str) -> frozenset[str]:
    return frozenset(_bare(n) for n in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+", text))


def _bare(number: str) -> str:
    plain = number.replace(",", "")
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).lstrip("0") or "0"


def _stands(finding: Finding, chart: Chart) -> bool:
    assert finding.value is not None
    wanted = _bare(format(finding.value.value, "f"))
    return any(wanted in _numbers(chart.text_of(span)) for span in finding.spans)


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
