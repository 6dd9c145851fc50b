"""Question + Chart + Determinations + Standing -> Assessment: composed, verified, referenced, digested."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from evidentia.answer.compose import compose, outcome, safety
from evidentia.answer.inputs import NO_PRECEDENTS, Inputs, Precedents
from evidentia.answer.verify import verified, world_of
from evidentia.appraisal.standing import in_force, product_asked
from evidentia.criteria import evaluate
from evidentia.model.assessment import Assessment, Question, Reference, Standing, Statement, Verdict
from evidentia.model.evidence import Library, Record, Source, Topic
from evidentia.model.finding import Chart
from evidentia.model.frozen import changed
from evidentia.model.rationale import Determination

if TYPE_CHECKING:  # the library stays off the path of curated topics
    from evidentia.answer.literature import Literature

_OLD_YEARS = 3


def build(
    *,
    question: Question,
    chart: Chart,
    as_of: date,
    topic: Topic | None,
    determinations: tuple[Determination, ...],
    standing: Standing | None,
    library: Library,
    version: str,
    precedents: Precedents = NO_PRECEDENTS,
    literature: Literature | None = None,
) -> Assessment:
    """The whole assessment of one request. Statements that fail their check stand in `removed`, never in `statements`.

    `literature` is what the local library says, where no topic is curated; its quotations are read again in the check.
    """
    if literature is not None:
        library = literature.added_to(library)
    drafted = _inputs(question, chart, as_of, topic, determinations, standing, library)
    inputs = changed(drafted, precedents=precedents, literature=literature)
    licensed = compose(inputs)
    quotes = literature.read_again() if literature is not None else {}
    world = partial(world_of, question=question.text, chart=chart, as_of=as_of, library=library, quotes=quotes)
    kept, removed = verified(licensed, world(licensed))
    if stand_ins := [outcome.without_reason(s) for s in removed if s.section == "criteria" and "because" in s.figures]:
        shown, _ = verified(stand_ins, world([*licensed, *stand_ins]))
        places = {s.id: place for place, s in enumerate(licensed)}
        kept = sorted([*kept, *shown], key=lambda s: places[s.id])
    digests = _digests(question, chart, as_of, library, version, determinations, precedents, literature)
    return Assessment(
        id=digests["assessment"][:16],
        question=question,
        chart=chart,
        as_of=as_of,
        verdict=inputs.verdict,
        determinations=determinations,
        standing=standing,
        statements=tuple(kept),
        references=references(kept, library, as_of),
        records={c.record: library.records[c.record] for s in kept for c in s.citations},
        digests=digests,
        removed=tuple(removed),
    )


def _inputs(
    question: Question,
    chart: Chart,
    as_of: date,
    topic: Topic | None,
    determinations: tuple[Determination, ...],
    standing: Standing | None,
    library: Library,
) -> Inputs:
    records: list[Record] = []
    to_check: list[Record] = []
    if topic is not None:
        product = product_asked(question, chart)
        records = [
            r
            for r in in_force(library, topic, as_of)
            if r.data.get("tier") != "detail" and _fits(r, chart, as_of, library) and _of_product(r, product)
        ]
        to_check = sorted(
            (r for r in library.records_of(topic.id) if r.status == "recalled" and r.data.get("tier") != "detail"),
            key=lambda r: (r.order, r.id),
        )
    draft = Inputs(
        question,
        chart,
        as_of,
        topic,
        determinations,
        standing,
        library,
        Verdict.MORE_INFORMATION_NEEDED,
        tuple(records),
        tuple(to_check),
    )
    verdict = verdict_of(determinations, library, bool(topic is not None and safety.open_points(draft)))
    return changed(draft, verdict=verdict)


def _of_product(record: Record, product: str | None) -> bool:
    """Whether a label record is of the product asked for; where none is named, or it has no label record, all are shown."""
    of = record.data.get("of_product")
    return of is None or product is None or of == product


def _fits(record: Record, chart: Chart, as_of: date, library: Library) -> bool:
    """Whether a record that is limited to some charts speaks for this one."""
    if record.when is None:
        return True
    truth = evaluate(record.when, chart, as_of, library.vocabulary).truth
    return truth.is_met if record.data.get("when_mode") == "met" else not truth.is_not_met


def verdict_of(determinations: Sequence[Determination], library: Library, outstanding: bool) -> Verdict:
    """The verdict of the leading determination. A criterion that is not met decides before one that is open; which of the two
    words it leads to is the policy's to say (`on_not_met`). There is no denial among them."""
    if not determinations or determinations[0].outcome.is_unknown:
        return Verdict.MORE_INFORMATION_NEEDED
    leading = determinations[0]
    if leading.outcome.is_met:
        return Verdict.SUPPORTED_WITH_CONDITIONS if outstanding else Verdict.SUPPORTED
    policy = next(p for p in library.policies[leading.policy] if p.version == leading.version)
    meaning = {c.id: c.on_not_met for path in policy.pathways if path.kind == leading.kind for c in path.criteria}
    failed = [meaning.get(c.id) for c in leading.criteria if c.truth.is_not_met]
    return Verdict.CONFLICTS if "conflicts" in failed else Verdict.NOT_ESTABLISHED


def references(statements: Sequence[Statement], library: Library, as_of: date) -> tuple[Reference, ...]:
    """The cited sources, numbered in the order in which they are first cited."""
    cited: dict[str, list[str]] = {}
    for statement in statements:
        for citation in statement.citations:
            cited.setdefault(citation.source, []).append(citation.record)
    return tuple(
        Reference(
            number,
            library.sources[name],
            tuple(dict.fromkeys(records)),
            currency(library.sources[name], library, as_of),
        )
        for number, (name, records) in enumerate(cited.items(), start=1)
    )


def currency(source: Source, library: Library, as_of: date) -> str:
    """Whether a source is good on a date: retracted, superseded by a successor that was out, old, or current."""
    if source.retracted:
        return "retracted"
    if source.superseded_by and (source.superseded_on is None or source.superseded_on.earliest <= as_of):
        successor = library.sources.get(source.superseded_by)
        return f"superseded by {successor.title}" if successor else "superseded"
    if source.year is not None and as_of.year - source.year > _OLD_YEARS:
        return "older than three years"
    return "current" if source.year is not None else "undated"


def _digests(
    question: Question,
    chart: Chart,
    as_of: date,
    library: Library,
    version: str,
    determinations: Sequence[Determination],
    precedents: Precedents,
    literature: Literature | None,
) -> dict[str, str]:
    parts = {
        "question": hashlib.sha256(question.text.encode()).hexdigest(),
        "documents": hashlib.sha256("".join(d.digest for d in chart.documents).encode()).hexdigest(),
        "content": library.digest,
        "version": version,
    }
    if precedents.searched:
        parts["precedents"] = precedents.digest
    if literature is not None:
        parts["literature"] = literature.evidence.digest
    policies = ",".join(f"{d.policy}@{d.version}:{d.kind}" for d in determinations)
    whole = "|".join((*parts.values(), as_of.isoformat(), policies))
    return {**parts, "assessment": hashlib.sha256(whole.encode()).hexdigest()}
