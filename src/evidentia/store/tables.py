"""The tables. Times are ISO 8601 UTC text, lists and mappings are canonical JSON text: equal on SQLite and PostgreSQL.

Who may change what is guarded by triggers (see `guards`): the log only grows, and what was assessed, said or decided
is never changed, only deleted together with its case.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


def _id() -> Column[str]:
    return Column("id", String(40), primary_key=True)


def _to(name: str, table: str, *, nullable: bool = False, primary: bool = False) -> Column[str]:
    return Column(name, String(40), ForeignKey(f"{table}.id"), nullable=nullable, primary_key=primary)


TEAM = Table("team", METADATA, _id(), Column("name", Text, nullable=False, unique=True))

ACCOUNT = Table(
    "account",
    METADATA,
    _id(),
    Column("login", String(80), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    _to("team_id", "team"),
    Column("credential", Text, nullable=False, default=""),  # "MD", "PharmD"
    Column("specialty", Text, nullable=False, default=""),  # a concept of the vocabulary: "rheumatology"
    Column("password", Text, nullable=False),  # argon2id
    Column("must_change", Integer, nullable=False, default=0),
    Column("active", Integer, nullable=False, default=1),
    Column("failed", Integer, nullable=False, default=0),
    Column("locked_until", String(32)),
    Column("created_at", String(32), nullable=False),
)

SESSION = Table(
    "session",
    METADATA,
    Column("token", String(64), primary_key=True),  # sha256 of what the browser holds
    _to("account_id", "account"),
    Column("csrf", String(64), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32), nullable=False),
)

API_KEY = Table(
    "api_key",
    METADATA,
    _id(),
    Column("secret", String(64), nullable=False, unique=True),  # sha256 of the key
    _to("account_id", "account"),
    Column("label", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32)),
    Column("revoked_at", String(32)),
)

DRAFT = Table(  # a question that is not asked yet
    "draft",
    METADATA,
    _to("account_id", "account", primary=True),
    Column("content", Text, nullable=False),  # canonical JSON: the fields of the form
    Column("updated_at", String(32), nullable=False),
)

CASE = Table(
    "patient_case",
    METADATA,
    _id(),
    _to("team_id", "team"),
    _to("owner_id", "account", nullable=True),  # None for the public example
    Column("public", Integer, nullable=False, default=0),
    Column("created_at", String(32), nullable=False),
    Column("retain_until", String(10)),
    Column("deleted_at", String(32)),
)

DOCUMENT = Table(
    "document",
    METADATA,
    _to("case_id", "patient_case", primary=True),
    Column("digest", String(64), primary_key=True),  # sha256 of `content`
    Column(
        "origin", String(10), nullable=False
    ),  # "record"; "what-if" for hypothetical ones; "denial" for what an appeal answers
    Column("content", Text, nullable=False),  # canonical JSON: name, text, pages, date, author, kind
)

ASSESSMENT = Table(
    "assessment",
    METADATA,
    _id(),
    _to("case_id", "patient_case"),
    Column("number", Integer, nullable=False),  # version within the case
    Column("basis_id", String(40)),  # for a what-if: the assessment that it departs from
    Column("inputs", Text, nullable=False),  # canonical JSON: question, as_of, policies, kind, document digests
    Column("verdict", String(40), nullable=False),
    Column("summary", Text, nullable=False),  # canonical JSON: what lists show (condition, ingredient, topic)
    Column("records", Text, nullable=False),  # canonical JSON: record id -> digest, and source ids: what it stands on
    Column("digests", Text, nullable=False),  # canonical JSON: question, documents, content, version, assessment
    Column("output", LargeBinary, nullable=False),  # the JSON of the assessment, zlib
    Column("digest", String(64), nullable=False),  # sha256 of that JSON
    Column("created_at", String(32), nullable=False),
    _to("created_by", "account", nullable=True),
    UniqueConstraint("case_id", "number"),
)

RENDITION = Table(
    "rendition",
    METADATA,
    _to("assessment_id", "assessment", primary=True),
    Column("audience", String(20), primary_key=True),
    Column("page", LargeBinary, nullable=False),  # what a reader sees, zlib
    Column("digest", String(64), nullable=False),
)

TURN = Table(
    "turn",
    METADATA,
    _id(),
    _to("assessment_id", "assessment"),
    Column("number", Integer, nullable=False),
    Column("content", Text, nullable=False),  # canonical JSON: question, kind, answer, the assessment that it made
    Column("digest", String(64), nullable=False),
    Column("created_at", String(32), nullable=False),
    _to("created_by", "account"),
    UniqueConstraint("assessment_id", "number"),
)

REVIEW_EVENT = Table(
    "review_event",
    METADATA,
    _id(),
    _to("assessment_id", "assessment"),
    Column("number", Integer, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("content", Text, nullable=False),  # canonical JSON: see review.events
    Column("digest", String(64), nullable=False),
    Column("created_at", String(32), nullable=False),
    _to("created_by", "account", nullable=True),  # None where the desk itself tells of a recall
    UniqueConstraint("assessment_id", "number"),
)

REVIEW = Table(  # where a review stands: folded from its events, kept for lists
    "review",
    METADATA,
    _to("assessment_id", "assessment", primary=True),
    Column("state", String(20), nullable=False),
    _to("assignee_id", "account", nullable=True),
    Column("due_on", String(10)),
    Column("expires_on", String(10)),
    Column("recalled", Integer, nullable=False, default=0),
    Column("updated_at", String(32), nullable=False),
)

OPENING = Table(
    "opening",
    METADATA,
    _id(),
    _to("assessment_id", "assessment"),
    _to("account_id", "account"),
    Column("item", String(200), nullable=False),  # a statement, a criterion, or "page"
    Column("seconds", Integer, nullable=False, default=0),
    Column("created_at", String(32), nullable=False),
    Index("ix_opening_of", "assessment_id", "account_id"),
)

LOG = Table(
    "log",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("actor", String(60), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(60), nullable=False, index=True),
    Column("data", Text, nullable=False),  # canonical JSON; identifiers and digests only, never words of a chart
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)
