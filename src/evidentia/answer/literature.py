"""What the local library says -> records and sources, so that an uncurated article is composed, checked and shown like any other.

A quotation becomes a record whose only figure is the characters themselves. It is read again from the store when it is checked.
"""

from __future__ import annotations

import hashlib
from collections import ChainMap
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from evidentia.answer.verify import PASSAGE
from evidentia.content.records import digest_of
from evidentia.library.collection import Collection
from evidentia.library.evidence import Evidence, Quote, gather, read_again
from evidentia.library.passages import standing
from evidentia.library.publication import Kind, Publication
from evidentia.library.subject import followed_up, subject_of
from evidentia.model.assessment import Question
from evidentia.model.evidence import Library, ReadDepth, Record, Source
from evidentia.model.frozen import changed, frozen

SECTIONS = {  # role of a quotation -> section of the article, role of the statement
    "indication": ("standard", "context"),
    "approval": ("standard", "context"),
    "recommendation": ("standard", "context"),
    "coverage": ("standard", "context"),
    "for": ("for", "supports"),
    "against": ("against", "opposes"),
    "neither": ("found", "context"),
    "trial": ("found", "context"),
    "dosage": ("dosing", "context"),
    "warning": ("safety", "context"),
}
_PLAIN = {
    "indication": "The label says",
    "approval": "The FDA list says",
    "recommendation": "A guide for doctors says",
    "coverage": "A plan rule says",
    "dosage": "The label says of the dose",
    "warning": "The label warns",
    "trial": "The study record says",
}
_TITLE = 70
_STRAIGHT = str.maketrans("“”", '""')  # the curved marks are those of the quotation
_DEPTHS = {
    "abstract": (ReadDepth.ABSTRACT, ""),
    "excerpt": (ReadDepth.ABSTRACT, "an excerpt of it"),
    "full text": (ReadDepth.FULL_TEXT, ""),
    "label section": (ReadDepth.LABEL_SECTION, ""),
    "official page": (ReadDepth.OFFICIAL_PAGE, ""),
}


@frozen
class Literature:
    """The evidence that was gathered, its quotations as records, and the way back to the store."""

    evidence: Evidence
    records: tuple[Record, ...]
    sources: Mapping[str, Source]
    read: Callable[[Quote], str]

    def added_to(self, library: Library) -> Library:
        """The content with these records and sources beside it."""
        records: Mapping[str, Record] = ChainMap({r.id: r for r in self.records}, library.records)  # type: ignore[arg-type]
        sources: Mapping[str, Source] = ChainMap(dict(self.sources), library.sources)  # type: ignore[arg-type]
        return changed(library, records=records, sources=sources)

    def read_again(self) -> dict[str, str]:
        """Each record's characters as the store has them now; "" where they or their digest differ."""
        return {record.id: self.read(quote) for record, quote in zip(self.records, self.evidence.quotes, strict=True)}


def look_up(
    library: Collection, question: Question, as_of: date, vocabulary: Mapping[str, Any], before: Question | None = None
) -> Literature:
    """What a library says on a question on a day; `before` is the question that this one follows up."""
    first = before or question
    subject = subject_of(first.text, first.ingredient, first.condition, vocabulary, library.index)
    if before is not None:
        named = (question.ingredient, question.condition)
        subject = followed_up(subject, question.text, *named, vocabulary, library.index)
    evidence = gather(library, subject, as_of, vocabulary)
    numbers: dict[str, int] = {}
    records = []
    for quote in evidence.quotes:
        numbers[quote.role] = numbers.get(quote.role, 0) + 1
        records.append(record_of(quote, numbers[quote.role]))
    sources = {source.id: source for source in (source_of(q.publication) for q in evidence.quotes)}

    def read(quote: Quote) -> str:
        passage = read_again(quote, library)
        whole = passage is not None and passage.digest == quote.passage.digest == _sha(passage.text)
        return passage.text if passage is not None and whole else ""

    return Literature(evidence, tuple(records), sources, read)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def record_of(quote: Quote, order: int) -> Record:
    """A quotation as a record: who says it, the words, the place."""
    section, role = SECTIONS[quote.role]
    figures = {"who": _who(quote), "quote": quote.passage.text, "place": quote.passage.locator}
    lead = _PLAIN.get(quote.role, "A study says")
    digest = digest_of({**figures, "sha256": quote.passage.digest, "publication": quote.publication.digest})
    return Record(
        id=f"{PASSAGE}{quote.passage.locator}",
        type="passage",
        topic="",
        status="verified",
        source=f"library/{quote.publication.id}",
        says="{who}: “{quote}” [{place}]",
        plain=lead + ", in its own words: “{quote}”",
        figures=figures,
        section=section,
        role=role,
        locator=quote.passage.locator,
        order=order,
        digest=digest,
        data={"quoted_as": quote.role},
        file="the local library",
    )


def _who(quote: Quote) -> str:
    """ "Rovinsky BH 2012 (randomized trial, abstract; RESULTS)": what it is, before what it says."""
    publication = quote.publication
    if publication.kind in (Kind.LABEL, Kind.APPROVAL, Kind.COVERAGE):
        name = (
            f"Label of {publication.title.partition(':')[0]}" if publication.kind is Kind.LABEL else publication.title
        )
    else:
        author = publication.authors.partition(",")[0] or _short(publication.title) or publication.id
        name = f"{author} {publication.year or 'undated'}"
    design = quote.design or ("" if publication.kind is not Kind.ARTICLE else "kind of study not stated")
    marks = [
        design,
        publication.version or publication.read_depth,
        quote.heading,
        "animal or laboratory study" if quote.laboratory else "",
        "reports the work of others" if quote.second_hand else "",
        "corrected since: read the correction" if quote.corrected else "",
    ]
    return f"{name} ({'; '.join(filter(None, marks))})".translate(_STRAIGHT)


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else f"{title[:_TITLE].rsplit(' ', 1)[0]} …"


def source_of(publication: Publication) -> Source:
    """A publication as the source of a reference."""
    depth, via = _DEPTHS.get(publication.read_depth, (ReadDepth.SECONDARY, publication.read_depth))
    return Source(
        id=f"library/{publication.id}",
        kind=str(publication.kind),
        title=publication.title or f"excerpt {publication.id}",
        authors=publication.authors or publication.container or "No author stated",
        publisher=publication.container if publication.authors else publication.version,
        year=publication.year,
        identifiers=dict(publication.identifiers) or {"library": publication.id},
        read_depth=depth,
        via=via,
        published=publication.published,
        retracted="retracted" in standing(publication),
    )
