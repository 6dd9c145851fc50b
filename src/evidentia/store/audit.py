"""`evidentia log verify`: whether the log is whole, and whether what is kept is what the log says was kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from evidentia.review.events import Kind
from evidentia.store import guards, log, reviews
from evidentia.store.canonical import parsed, sha256
from evidentia.store.database import Database
from evidentia.store.log import Entry, Head
from evidentia.store.tables import ASSESSMENT, CASE, DOCUMENT, RENDITION, REVIEW, REVIEW_EVENT, TURN


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold. `kind`: edited, missing, reordered, truncated, unguarded, altered, unlogged, lost."""

    kind: str
    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Report:
    head: Head
    faults: tuple[Fault, ...]


def verify(database: Database, known: Head | None = None) -> Report:
    """Read the whole log and everything that it speaks of. `known` is a head that was kept elsewhere."""
    with database.read() as connection:
        entries = list(log.entries(connection))
        faults = [
            *_guards(connection),
            *_chain(entries),
            *_heads(
                entries, [("the note beside the database", database.anchor.read()), ("the head that was given", known)]
            ),
            *_kept(connection, entries),
        ]
        last = entries[-1] if entries else None
    return Report(Head(last.seq, last.hash) if last else Head(), tuple(faults))


def _guards(connection: Connection) -> Iterator[Fault]:
    sqlite = connection.dialect.name == "sqlite"
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'" if sqlite else _ENABLED
    there = set(connection.exec_driver_sql(query).scalars())
    for name in guards.names():
        if name not in there:
            yield Fault(
                "unguarded", name, "this trigger is missing or switched off, so the database would accept a change"
            )


_ENABLED = (
    "SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE t.tgenabled <> 'D' AND c.relnamespace = current_schema()::regnamespace"
)


def _chain(entries: list[Entry]) -> Iterator[Fault]:
    before = Head()
    for entry in entries:
        where = f"entry {entry.seq}"
        if entry.hash != entry.expected:
            yield Fault("edited", where, "its content does not have its digest")
        if entry.seq != before.seq + 1:
            yield Fault("missing", where, f"it follows entry {before.seq}")
        elif entry.prev != before.hash:
            yield Fault("reordered", where, "the entry before it is not the one that it followed")
        before = Head(entry.seq, entry.hash)


def _heads(entries: list[Entry], heads: list[tuple[str, Head | None]]) -> Iterator[Fault]:
    by_seq = {entry.seq: entry.hash for entry in entries}
    for name, head in heads:
        if head is not None and head.seq and by_seq.get(head.seq) != head.hash:
            gone = head.seq not in by_seq
            what = "the log ends before it" if gone else "the entry of that number is another one"
            yield Fault("truncated" if gone else "edited", f"entry {head.seq}", f"{name} has it, and {what}")


def _kept(connection: Connection, entries: list[Entry]) -> Iterator[Fault]:
    """Everything kept against the digests that the log gives: nothing altered, nothing that was never logged, nothing lost."""
    logged = _logged(entries)
    deleted = {entry.subject for entry in entries if entry.action == "case.deleted"}
    there = dict(_digests(connection))
    for key, digest in there.items():
        if key not in logged:
            yield Fault("unlogged", " ".join(key), "it stands in the database and the log does not know it")
        elif digest != logged[key][0]:
            yield Fault("altered", " ".join(key), "it is not what the log says was kept")
    for key, (_, case_id) in logged.items():
        if key not in there and case_id not in deleted:
            yield Fault("lost", " ".join(key), "the log says that it was kept, and its case was not deleted")
    yield from _projections(connection)


def _logged(entries: list[Entry]) -> dict[tuple[str, str], tuple[str, str]]:
    """(kind, identifier) -> (digest, case), from what the log says."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    case_of: dict[str, str] = {}
    for entry in entries:
        data = parsed(entry.data)
        if entry.action == "document.kept":
            found["document", f"{entry.subject}/{data['digest']}"] = data["digest"], entry.subject
        elif entry.action == "assessment.made":
            case_of[entry.subject] = data["case"]
            found["assessment", entry.subject] = f"{data['digest']} {data['inputs']}", data["case"]
            for audience, digest in data["pages"].items():
                found["page", f"{entry.subject}/{audience}"] = digest, data["case"]
        elif entry.action == "turn.kept":
            found["turn", entry.subject] = data["digest"], case_of.get(data["assessment"], "")
        elif entry.action in _REVIEW:
            found["review event", entry.subject] = data["digest"], case_of.get(data["assessment"], "")
        elif entry.action == "case.created":
            found["case", entry.subject] = "", ""
    return found


_REVIEW = frozenset(f"review.{str(kind).replace(' ', '_')}" for kind in Kind)


def _digests(connection: Connection) -> Iterator[tuple[tuple[str, str], str]]:
    """(kind, identifier) -> digest, computed from what stands there."""
    import zlib

    for row in connection.execute(select(CASE.c.id)):
        yield ("case", row.id), ""
    for row in connection.execute(select(DOCUMENT.c.case_id, DOCUMENT.c.digest, DOCUMENT.c.content)):
        yield ("document", f"{row.case_id}/{row.digest}"), sha256(row.content)
    for row in connection.execute(select(ASSESSMENT.c.id, ASSESSMENT.c.output, ASSESSMENT.c.inputs)):
        yield ("assessment", row.id), f"{sha256(zlib.decompress(row.output))} {sha256(row.inputs)}"
    for row in connection.execute(select(RENDITION.c.assessment_id, RENDITION.c.audience, RENDITION.c.page)):
        yield ("page", f"{row.assessment_id}/{row.audience}"), sha256(zlib.decompress(row.page))
    for row in connection.execute(select(TURN.c.id, TURN.c.content)):
        yield ("turn", row.id), sha256(row.content)
    for row in connection.execute(select(REVIEW_EVENT.c.id, REVIEW_EVENT.c.content)):
        yield ("review event", row.id), sha256(row.content)


def _projections(connection: Connection) -> Iterator[Fault]:
    """What lists show of a review is what its events lead to."""
    for row in connection.execute(select(REVIEW.c.assessment_id, REVIEW.c.state, REVIEW.c.recalled)).all():
        try:
            review = reviews.review(connection, row.assessment_id)
        except ValueError as error:
            yield Fault("altered", f"review {row.assessment_id}", str(error))
            continue
        if (str(review.state), int(review.recalled)) != (row.state, row.recalled):
            yield Fault(
                "altered", f"review {row.assessment_id}", f"it is listed as {row.state}, its events say {review.state}"
            )
