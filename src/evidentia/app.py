"""The use cases, and the one place that knows which adapter is used. Clock and files come in as arguments."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from evidentia import __version__
from evidentia.answer.build import build
from evidentia.answer.inputs import NO_PRECEDENTS, Precedents
from evidentia.appraisal.standing import standing_of
from evidentia.content.errors import InputError
from evidentia.content.loader import load
from evidentia.coverage import determine
from evidentia.findings import from_note
from evidentia.findings.formats.extract import Extract
from evidentia.findings.from_file import checked
from evidentia.findings.from_file import read_text as read_text
from evidentia.findings.from_file import split_case as split_case
from evidentia.findings.question import read as read_question
from evidentia.model.assessment import Assessment, Question, Standing
from evidentia.model.evidence import Library, Topic
from evidentia.model.finding import Assertion, Chart, Document, Finding, Kind, Medication, Outcome, Request, Status
from evidentia.model.frozen import changed
from evidentia.model.policy import Policy
from evidentia.model.rationale import Determination
from evidentia.precedents import Decision, comparison, digest_of

if TYPE_CHECKING:  # the ledger, the letters and the local library stay off the path of `assess`
    from evidentia.answer.letters import Decided, Letter
    from evidentia.answer.literature import Literature
    from evidentia.ledger import Ledger
    from evidentia.library.collection import Collection

Source = tuple[str, str] | Extract  # a document of a chart: (name, text), or what a file gave


def assess(
    question: str,
    documents: Iterable[Source] = (),
    *,
    as_of: date,
    policies: Sequence[str] = (),
    kind: str | None = None,
    library: Library | None = None,
    decisions: Sequence[Decision] = (),
    literature: Callable[[], Collection] | None = None,
    curated: bool = True,
    follows: str = "",
) -> Assessment:
    """Assess one request: the question line, and the chart as (name, text) pairs or as `extracts` of files.

    `as_of` is the date of service: guidelines, labels and policies are those in force on it. `policies` are
    identifiers (default: those of the topic). `kind` is "initiation" or "continuation" where the request form
    says so; otherwise it is read from the question. `decisions` are those of external review among which comparable
    ones are sought. `literature` opens the local library; it is asked where no curated topic fits, and always where
    `curated` is false. `follows` is the question that this one follows up, in the local library.
    Errors: InputError for an empty question or document, an unknown policy, text that is not text.

    >>> assess("Is rituximab medically necessary for lupus nephritis?", as_of=date(2026, 1, 5)).verdict
    <Verdict.MORE_INFORMATION_NEEDED: 'more_information_needed'>
    """
    library = library or load()
    asked = read_question(checked("the question", question), library.vocabulary)
    chart = from_note.read(documents_of(documents), library.vocabulary, as_of)
    _check_policies(policies, asked, library)
    topic = topic_of(asked, chart, library, policies) if curated else None
    kind = kind or _kind_of(asked, chart)
    words = _asked_for(asked, chart)
    standing = standing_of(topic, asked, chart, as_of, library, words) if topic else None
    return build(
        question=asked,
        chart=chart,
        as_of=as_of,
        topic=topic,
        determinations=_determinations(topic, policies, kind, words, chart, as_of, standing, library),
        standing=standing,
        library=library,
        version=__version__,
        precedents=_precedents(decisions, topic, as_of, library),
        literature=_literature(literature, asked, chart, follows, as_of, library) if topic is None else None,
    )


def _precedents(decisions: Sequence[Decision], topic: Topic | None, as_of: date, library: Library) -> Precedents:
    """What the decisions up to the year of service say of a topic's treatment in its condition."""
    known = [d for d in decisions if d.year <= as_of.year]
    if topic is None or not known:
        return NO_PRECEDENTS
    drug = library.vocabulary["drugs"][topic.ingredient]
    names = [topic.ingredient, *drug.get("names", ()), *drug.get("products", ())]
    condition = [topic.condition, *topic.data.get("precedents", ())]
    return Precedents(len(known), comparison(known, names, condition), digest_of(known))


def _literature(
    opened: Callable[[], Collection] | None, asked: Question, chart: Chart, follows: str, as_of: date, library: Library
) -> Literature | None:
    """What the local library says, where there is one."""
    if opened is None:
        return None
    from evidentia.answer.literature import look_up

    if not follows:
        return look_up(opened(), _about(asked, chart), as_of, library.vocabulary)
    before = _about(read_question(follows, library.vocabulary), chart)
    return look_up(opened(), asked, as_of, library.vocabulary, before)


def _about(asked: Question, chart: Chart) -> Question:
    """The question with the drug that the record asks for and the condition that it names, where the question names none."""
    requests = [f.concept for f in chart.of_kind(Kind.REQUEST)]
    conditions = [f.concept for f in chart.of_kind(Kind.CONDITION) if f.assertion is Assertion.PRESENT]
    drug = asked.ingredient or (requests[0] if len(set(requests)) == 1 else None)
    condition = asked.condition or (conditions[0] if len(set(conditions)) == 1 else None)
    return changed(asked, ingredient=drug, condition=condition)


def read_chart(documents: Iterable[Source], *, as_of: date, library: Library | None = None) -> Ledger:
    """The fact ledger of a chart: what its documents say, grouped, each line with its findings. Nothing is judged.

    >>> [part.id for part in read_chart([("note.txt", "UPCR 2.4 g/g (02/18/2026)")], as_of=date(2026, 3, 1)).parts]
    ['laboratory', 'record', 'gaps']
    """
    from evidentia.ledger import ledger_of

    library = library or load()
    return ledger_of(from_note.read(documents_of(documents), library.vocabulary, as_of))


def letter(
    assessment: Assessment,
    kind: str,
    *,
    denial: Source | None = None,
    decided: Decided | None = None,
    library: Library | None = None,
) -> Letter:
    """A letter from an assessment: "necessity", "appeal", "peer-to-peer", "rationale", "notice" or "patient".

    `denial` is the denial letter that an appeal answers, as (name, text) or an `Extract`. `decided` is what a named person
    decided, for a notice or a rationale; without it they hold blanks. `answer.letters.render` makes text, DOCX or PDF of it.
    Errors: InputError for another kind, an appeal without a denial, a denial letter without a reason that can be read.

    >>> asked = assess("Is rituximab medically necessary for lupus nephritis?", as_of=date(2026, 1, 5))
    >>> letter(asked, "necessity").title
    'Letter of medical necessity'
    """
    from evidentia.answer.letters import LetterKind, compose
    from evidentia.findings.denial import read

    if kind not in tuple(LetterKind):
        raise InputError(f'letter "{kind}"', "there is no such letter", "", f"choose from: {', '.join(LetterKind)}")
    library = library or load()
    extract = denial if isinstance(denial, Extract) or denial is None else Extract(*denial)
    refused = read(_denial_document(extract), library.vocabulary) if extract else None
    policies = [d.policy for d in assessment.determinations]
    topic = topic_of(assessment.question, assessment.chart, library, policies)
    return compose(assessment, LetterKind(kind), library, topic=topic, denial=refused, decided=decided)


def _denial_document(extract: Extract) -> Document:
    digest = hashlib.sha256(extract.text.encode()).hexdigest()
    return Document("denial", extract.name, extract.text, digest, extract.date, extract.author, extract.pages)


def documents_of(sources: Iterable[Source]) -> tuple[Document, ...]:
    """Sources -> documents, in an order that does not depend on how they were handed in."""
    extracts: dict[str, Extract] = {}
    for source in sources:
        extract = source if isinstance(source, Extract) else Extract(*source)
        digest = hashlib.sha256(checked(extract.name, extract.text).encode()).hexdigest()
        if digest not in extracts or (extracts[digest].date is None and extract.date is not None):
            extracts[digest] = extract  # the same text twice is one document; the copy that states a date counts
    return tuple(
        Document(f"doc{number}", e.name, e.text, digest, e.date, e.author, e.pages)
        for number, (digest, e) in enumerate(sorted(extracts.items(), key=lambda item: item[0]), start=1)
    )


def topic_of(question: Question, chart: Chart, library: Library, policies: Sequence[str] = ()) -> Topic | None:
    """The curated topic that a request is about, or None: an honest abstention follows.

    The question's drug (else the one that the record asks for) and its condition (else one that the record names) decide.
    Where the record names several conditions, it is the one of a policy that is asked for, else the one that the record
    speaks of most.
    """
    drugs = {question.ingredient} if question.ingredient else {f.concept for f in chart.of_kind(Kind.REQUEST)}
    named = {question.condition} if question.condition else {f.concept for f in chart.of_kind(Kind.CONDITION)}
    candidates = [card for card in library.cards if card.ingredient in drugs]
    exact = [card for card in candidates if card.condition in named]
    related = [card for card in candidates if named.intersection(card.related)]
    asked = {p.topic for name in policies for p in library.policies.get(name, ())}
    ranked = sorted(exact or related, key=lambda c: (c.topic not in asked, -_mentions(chart, c.condition), c.topic))
    return library.topics[ranked[0].topic] if ranked else None


def _mentions(chart: Chart, condition: str) -> int:
    """In how many places the record says that the patient has a condition."""
    found = chart.of_kind(Kind.CONDITION, condition)
    return sum(len(f.spans) for f in found if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL))


def policy_named(name: str, library: Library, as_of: date) -> Policy:
    """The version of a policy in force on a date, else the latest one (the determination then says so)."""
    if name not in library.policies:
        raise InputError(
            f'policy "{name}"',
            "there is no such policy",
            "",
            f"choose from: {', '.join(sorted(library.policies))}",
        )
    versions: tuple[Policy, ...] = library.policies[name]
    return next((p for p in reversed(versions) if p.period.covers(as_of)), versions[-1])


def _determinations(
    topic: Topic | None,
    policies: Sequence[str],
    kind: str,
    asked: str,
    chart: Chart,
    as_of: date,
    standing: Standing | None,
    library: Library,
) -> tuple[Determination, ...]:
    names = policies or (topic.policies if topic else ())
    found = [policy_named(name, library, as_of) for name in names]
    return tuple(
        determine(policy, chart, policy.pathway(kind, asked).kind, as_of, library.vocabulary, standing)
        for policy in found
    )


def _check_policies(policies: Sequence[str], question: Question, library: Library) -> None:
    """Errors: InputError for a policy of another drug than the one that the question names."""
    for name in policies:
        versions = library.policies.get(name, ())
        topic = library.topics[versions[-1].topic] if versions and versions[-1].topic in library.topics else None
        if topic and question.ingredient and question.ingredient != topic.ingredient:
            raise InputError(
                f'policy "{name}"',
                f"it is about {topic.ingredient}, and the question about {question.ingredient}",
                "criteria of another drug decide nothing",
                "leave --policy out, or choose one of this drug (evidentia policies)",
            )


def _asked_for(question: Question, chart: Chart) -> str:
    """The words of the request: those of the question, and the record's own."""
    return " ".join([question.text, *(chart.text_of(span) for f in chart.of_kind(Kind.REQUEST) for span in f.spans)])


def _kind_of(question: Question, chart: Chart) -> str:
    """What kind of request it is: the question's word, then the record's; a first request where neither says."""
    if question.kind in ("initiation", "continuation"):
        return question.kind
    for finding in chart.of_kind(Kind.REQUEST):
        if isinstance(finding.detail, Request) and finding.detail.kind in ("initiation", "continuation"):
            return finding.detail.kind
    treated = [f for f in chart.of_kind(Kind.MEDICATION) if f.concept == question.ingredient and _is_treated(f)]
    return "continuation" if chart.of_kind(Kind.COURSE) or treated else "initiation"


def _is_treated(finding: Finding) -> bool:
    """Whether a drug is or was taken and borne: after a reaction the request begins anew."""
    detail = finding.detail
    if not isinstance(detail, Medication):
        return False
    over = detail.status is Status.PAST and detail.outcome not in (Outcome.INTOLERANCE, Outcome.CONTRAINDICATED)
    return detail.status is Status.CURRENT or over


def service_date(documents: Iterable[Source], library: Library, *, today: date) -> date:
    """The date of service where nobody gave one: the first requested dose in the chart, else today."""
    chart = from_note.read(documents_of(documents), library.vocabulary, today)
    days = [
        when.earliest
        for finding in chart.of_kind(Kind.REQUEST)
        if isinstance(finding.detail, Request)
        for when in finding.detail.dates
        if when.day is not None
    ]
    return min(days, default=today)
