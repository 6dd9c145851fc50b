"""Cases: the documents of one patient, and every assessment made of them, each version kept as it was."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from evidentia.findings.formats.extract import Extract
from evidentia.model.when import When
from evidentia.store.canonical import canonical, parsed, sha256
from evidentia.store.database import Write
from evidentia.store.tables import ASSESSMENT, CASE, DOCUMENT, OPENING, RENDITION, REVIEW, REVIEW_EVENT, TURN

_QUICK = 1  # level of compression: a third of the time for a fifth more room


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    team_id: str
    owner_id: str | None
    public: bool
    created_at: str
    retain_until: str | None
    deleted_at: str | None


@dataclass(frozen=True, slots=True)
class Packed:
    """A text as it is kept: compressed, with the digest of its own bytes."""

    data: bytes
    digest: str

    @classmethod
    def of(cls, text: str) -> Packed:
        return cls(zlib.compress(text.encode(), _QUICK), sha256(text))


@dataclass(frozen=True, slots=True)
class Made:
    """An assessment to be kept: its inputs, its bytes, what it stands on, and its page for each audience."""

    inputs: Mapping[str, Any]  # question, as_of, policies, kind, documents (digests, in order)
    verdict: str
    summary: Mapping[str, Any]
    records: Mapping[str, Any]
    digests: Mapping[str, str]
    output: Packed
    pages: Mapping[str, Packed]


@dataclass(frozen=True, slots=True)
class Kept:
    """An assessment as it was kept."""

    id: str
    case_id: str
    number: int
    basis_id: str | None
    inputs: Mapping[str, Any]
    verdict: str
    summary: Mapping[str, Any]
    records: Mapping[str, Any]
    digests: Mapping[str, str]
    digest: str
    created_at: str
    created_by: str | None

    @property
    def hypothetical(self) -> bool:
        """Whether it is a what-if: such a one is never reviewed."""
        return self.basis_id is not None


def create_case(
    w: Write, team_id: str, owner_id: str | None, *, public: bool = False, retain_until: str | None = None
) -> str:
    case_id = w.new_id()
    w.connection.execute(
        insert(CASE).values(
            id=case_id,
            team_id=team_id,
            owner_id=owner_id,
            public=int(public),
            created_at=w.at,
            retain_until=retain_until,
        )
    )
    w.log("case.created", case_id, team=team_id, retain_until=retain_until)
    return case_id


def case(connection: Connection, case_id: str) -> Case | None:
    row = connection.execute(select(CASE).where(CASE.c.id == case_id)).first()
    return None if row is None else Case(**{**row._mapping, "public": bool(row.public)})


def add_documents(w: Write, case_id: str, documents: Iterable[Extract], origin: str = "record") -> list[str]:
    """Keep documents with a case; a document that it has already is kept once. Returns their digests, in order."""
    digests = []
    for document in documents:
        content = content_of(document)
        digest = sha256(content)
        digests.append(digest)
        held = select(DOCUMENT.c.digest).where(DOCUMENT.c.case_id == case_id, DOCUMENT.c.digest == digest)
        if w.connection.execute(held).first() is None:
            w.connection.execute(
                insert(DOCUMENT).values(case_id=case_id, digest=digest, origin=origin, content=content)
            )
            w.log("document.kept", case_id, digest=digest, origin=origin)
    return digests


def digests_of(documents: Iterable[Extract]) -> list[str]:
    """The digests under which documents will be kept."""
    return [sha256(content_of(document)) for document in documents]


def documents(connection: Connection, case_id: str, digests: Sequence[str]) -> list[Extract]:
    """Documents of a case by their digests, in that order. Errors: KeyError for one that is not kept."""
    query = select(DOCUMENT.c.digest, DOCUMENT.c.content).where(
        DOCUMENT.c.case_id == case_id, DOCUMENT.c.digest.in_(digests)
    )
    found = {row.digest: row.content for row in connection.execute(query)}
    return [document_from(found[digest]) for digest in digests]


def documents_from(connection: Connection, case_id: str, origin: str) -> dict[str, Extract]:
    """The documents of a case that are of an origin, by their digests."""
    query = select(DOCUMENT.c.digest, DOCUMENT.c.content).where(
        DOCUMENT.c.case_id == case_id, DOCUMENT.c.origin == origin
    )
    return {row.digest: document_from(row.content) for row in connection.execute(query.order_by(DOCUMENT.c.digest))}


def content_of(document: Extract) -> str:
    """A document as canonical JSON, as it is kept and digested."""
    return canonical(
        {
            "name": document.name,
            "text": document.text,
            "pages": list(document.pages),
            "kind": document.kind,
            "date": str(document.date) if document.date else None,
            "author": document.author,
        }
    )


def document_from(content: str) -> Extract:
    """A document from its canonical JSON."""
    data = parsed(content)
    day = When.parse(data["date"]) if data["date"] else None
    return Extract(data["name"], data["text"], tuple(data["pages"]), data["kind"], day, data["author"])


def add_assessment(w: Write, case_id: str, made: Made, *, basis_id: str | None = None, by: str | None = None) -> str:
    """Keep an assessment as the next version of its case."""
    assessment_id = w.new_id()
    number = 1 + (
        w.connection.execute(select(func.max(ASSESSMENT.c.number)).where(ASSESSMENT.c.case_id == case_id)).scalar() or 0
    )
    columns = {name: canonical(getattr(made, name)) for name in _JSON}
    w.connection.execute(
        insert(ASSESSMENT).values(
            id=assessment_id, case_id=case_id, number=number, basis_id=basis_id, verdict=made.verdict, digest=made.output.digest,
            output=made.output.data, created_at=w.at, created_by=by, **columns,
        )
    )  # fmt: skip
    for audience, page in made.pages.items():
        w.connection.execute(
            insert(RENDITION).values(assessment_id=assessment_id, audience=audience, page=page.data, digest=page.digest)
        )
    w.log(
        "assessment.made", assessment_id, case=case_id, number=number, basis=basis_id, digest=made.output.digest,
        inputs=sha256(columns["inputs"]), digests=dict(made.digests),
        pages={audience: page.digest for audience, page in made.pages.items()},
    )  # fmt: skip
    return assessment_id


_JSON = ("inputs", "summary", "records", "digests")
_KEPT = [ASSESSMENT.c[name] for name in Kept.__slots__]


def assessment(connection: Connection, assessment_id: str) -> Kept | None:
    row = connection.execute(select(*_KEPT).where(ASSESSMENT.c.id == assessment_id)).first()
    return None if row is None else _kept(row)


def versions(connection: Connection, case_id: str) -> list[Kept]:
    """All assessments of a case, oldest first."""
    query = select(*_KEPT).where(ASSESSMENT.c.case_id == case_id).order_by(ASSESSMENT.c.number)
    return [_kept(row) for row in connection.execute(query)]


def all_assessments(connection: Connection) -> list[Kept]:
    """Every assessment of the record (no what-ifs), oldest first."""
    query = select(*_KEPT).where(ASSESSMENT.c.basis_id.is_(None)).order_by(ASSESSMENT.c.created_at)
    return [_kept(row) for row in connection.execute(query)]


def _kept(row: Any) -> Kept:
    values = dict(row._mapping)
    return Kept(**{name: parsed(value) if name in _JSON else value for name, value in values.items()})


def output(connection: Connection, assessment_id: str) -> str:
    """The JSON of an assessment, as it was made."""
    packed = connection.execute(select(ASSESSMENT.c.output).where(ASSESSMENT.c.id == assessment_id)).scalar_one()
    return zlib.decompress(packed).decode()


def page(connection: Connection, assessment_id: str, audience: str) -> str:
    """What a reader of an audience saw, as it was made."""
    query = select(RENDITION.c.page).where(RENDITION.c.assessment_id == assessment_id, RENDITION.c.audience == audience)
    return zlib.decompress(connection.execute(query).scalar_one()).decode()


def add_turn(w: Write, assessment_id: str, content: Mapping[str, Any], by: str) -> str:
    """Keep a follow-up question with its answer in the thread of an assessment."""
    turn_id = w.new_id()
    query = select(func.max(TURN.c.number)).where(TURN.c.assessment_id == assessment_id)
    number = 1 + (w.connection.execute(query).scalar() or 0)
    text = canonical(content)
    w.connection.execute(
        insert(TURN).values(
            id=turn_id, assessment_id=assessment_id, number=number, content=text, digest=sha256(text), created_at=w.at,
            created_by=by,
        )
    )  # fmt: skip
    w.log("turn.kept", turn_id, assessment=assessment_id, digest=sha256(text))
    return turn_id


def turns(connection: Connection, assessment_id: str) -> list[dict[str, Any]]:
    """The thread of an assessment, oldest first: content with `at` and `by`."""
    query = select(TURN).where(TURN.c.assessment_id == assessment_id).order_by(TURN.c.number)
    return [
        {**parsed(row.content), "id": row.id, "at": row.created_at, "by": row.created_by}
        for row in connection.execute(query)
    ]


def delete_case(w: Write, case_id: str, reason: str) -> None:
    """Take a case out with everything that was read, assessed and said; the log keeps that it was there, and its digests."""
    w.connection.execute(update(CASE).where(CASE.c.id == case_id).values(deleted_at=w.at))
    ids = select(ASSESSMENT.c.id).where(ASSESSMENT.c.case_id == case_id)
    for table in (OPENING, REVIEW_EVENT, REVIEW, TURN, RENDITION):
        w.connection.execute(delete(table).where(table.c.assessment_id.in_(ids)))
    for table in (ASSESSMENT, DOCUMENT):
        w.connection.execute(delete(table).where(table.c.case_id == case_id))
    w.log("case.deleted", case_id, reason=reason)


def past_retention(connection: Connection, today: str) -> list[str]:
    """Cases whose time of keeping is over."""
    query = select(CASE.c.id).where(CASE.c.retain_until < today, CASE.c.deleted_at.is_(None)).order_by(CASE.c.id)
    return list(connection.execute(query).scalars())


def expire(w: Write) -> list[str]:
    """Delete every case whose time of keeping is over. Returns their identifiers."""
    over = past_retention(w.connection, w.moment.date().isoformat())
    for case_id in over:
        delete_case(w, case_id, "retention")
    return over
