"""Recall: when a record, a source or a policy changes, every assessment that stands on it is found and says so."""

from __future__ import annotations

from collections.abc import Iterator

from evidentia.model.evidence import Library
from evidentia.review.events import Kind
from evidentia.store import cases, reviews
from evidentia.store.cases import Kept
from evidentia.store.database import Database


def recall(database: Database, library: Library, actor: str = "desk") -> list[str]:
    """Note a recall on each assessment whose records differ from the library's, once for the same changes.

    Returns the identifiers of the assessments that were newly recalled.
    """
    with database.read() as connection:
        kept = [k for k in cases.all_assessments(connection) if k.digests["content"] != library.digest]
    found = [(k, list(changes(k, library))) for k in kept]
    recalled = []
    with database.write(actor) as w:
        for assessment, said in found:
            last = reviews.review(w.connection, assessment.id).last(Kind.RECALLED)
            if said and (last is None or list(last.data["changes"]) != said):
                reviews.add_event(w, assessment.id, Kind.RECALLED, {"changes": said, "content": library.digest}, None)
                recalled.append(assessment.id)
    return recalled


def changes(kept: Kept, library: Library) -> Iterator[str]:
    """What differs, in words: records gone, changed or superseded; sources retracted or superseded; other policy versions."""
    for name, was in kept.records["records"].items():
        record = library.records.get(name)
        if record is None:
            yield f"The record {name} is no longer there"
        elif record.superseded_by:
            yield f"The record {name} is superseded by {record.superseded_by}"
        elif record.digest != was["digest"]:
            yield f"The record {name} was changed"
    for name, currency in kept.records["sources"].items():
        source = library.sources.get(name)
        if source is not None and source.retracted and currency != "retracted":
            yield f"The source {name} was retracted"
        elif source is not None and source.superseded_by and not currency.startswith("superseded"):
            yield f"The source {name} is superseded by {source.superseded_by}"
    for name, version in kept.records["policies"].items():
        versions = [p.version for p in library.policies.get(name, ())]
        if not versions:
            yield f"The policy {name} is no longer there"
        elif versions[-1] != version:
            yield f"The policy {name} has the newer version {versions[-1]}"
