"""What the composers look at, and the small tools that make a Statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from evidentia.model.assessment import Question, Role, Standing, Statement, Verdict
from evidentia.model.evidence import Citation, Library, Record, Topic
from evidentia.model.finding import Chart, Finding
from evidentia.model.frozen import Held, frozen
from evidentia.model.rationale import Determination
from evidentia.precedents import Comparison


@frozen
class Precedents:
    """What was looked through for comparable decisions, and what was found there."""

    searched: int  # decisions at hand, none later than the year of the date of service
    found: Comparison | None = None
    digest: str = ""


NO_PRECEDENTS = Precedents(0)

if TYPE_CHECKING:  # the library stays off the path of curated topics
    from evidentia.answer.literature import Literature


@frozen
class Inputs:
    """Everything that is known when an article is composed."""

    question: Question
    chart: Chart
    as_of: date
    topic: Topic | None
    determinations: tuple[Determination, ...]
    standing: Standing | None
    library: Library
    verdict: Verdict
    records: tuple[Record, ...] = ()  # verified, in force, fitting this chart; in reading order
    to_check: tuple[Record, ...] = ()  # recalled ones of the topic
    precedents: Precedents = NO_PRECEDENTS
    literature: Literature | None = None  # what the local library says, where no topic is curated

    def section(self, name: str) -> list[Record]:
        return [r for r in self.records if r.section == name]

    def finding(self, name: str) -> Finding:
        return next(f for f in self.chart.findings if f.id == name)


def cite(record: Record) -> Citation:
    """The citation of a record as a whole."""
    return Citation(record.id, record.source, record.locator, record.figures, record.digest)


def filled(record: Record) -> tuple[str, str]:
    """A record's own sentence in both wordings, filled from its figures."""
    return _filled(Held(record))


@lru_cache(maxsize=4096)
def _filled(held: Held[Record]) -> tuple[str, str]:
    record = held.value
    return record.says.format(**record.figures), record.plain.format(**record.figures)


def said(record: Record, section: str, number: int) -> Statement:
    """A record's own sentence, filled from its figures, in both wordings."""
    text, plain = filled(record)
    return Statement(
        id=f"{section}.{number}",
        section=section,
        role=Role(record.role),
        text=text,
        plain=plain,
        citations=(cite(record),),
        template=f"record:{record.id}",
    )


def phrased(
    section: str,
    name: str,
    phrase: tuple[str, str],
    figures: Mapping[str, Any] | None = None,
    *,
    role: Role = Role.CONTEXT,
    citations: Iterable[Record] = (),
    findings: Iterable[str] = (),
    rests_on: Iterable[str] = (),
) -> Statement:
    """A frame sentence of `phrases`, filled from figures. Its figures come from findings, proofs or records."""
    values = {key: str(value) for key, value in (figures or {}).items()}
    return Statement(
        id=f"{section}.{name}",
        section=section,
        role=role,
        text=phrase[0].format(**values),
        plain=phrase[1].format(**values),
        citations=tuple(cite(r) for r in citations),
        findings=tuple(dict.fromkeys(findings)),
        figures=values,
        rests_on=tuple(rests_on),
        template=f"phrase:{phrase[0]}",
    )
