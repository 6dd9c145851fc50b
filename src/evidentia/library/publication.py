"""The nouns of the library: a Publication with its Sections, the Notices about it, and Passages of it.

A publication is a document outside Evidentia: an article, a label, a trial record, a coverage document, a page. What a reader is
shown of it is always a passage: characters of a section, from one offset to another, with the digest of those characters, so
that a quotation can be read again and compared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from evidentia.library.sentences import sentences
from evidentia.model.when import When


class Kind(StrEnum):
    """What sort of document a publication is."""

    ARTICLE = "article"
    LABEL = "label"
    TRIAL = "trial record"
    COVERAGE = "coverage policy"
    APPROVAL = "approval record"
    PAGE = "page"


class NoticeKind(StrEnum):
    """What became of a publication. Source: NLM, Errata, Retractions, and Other Linked Citations in PubMed."""

    RETRACTED = "retracted"
    CONCERN = "expression of concern"
    CORRECTED = "corrected"
    SUPERSEDED = "superseded"
    REINSTATED = "reinstated"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice about a publication: what it says, the identifier of the notice ("pmid:1", "doi:…"), its day, who reports it."""

    kind: NoticeKind
    by: str = ""
    on: When | None = None
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a publication. `kind` is one of the words of `headings.KINDS`, `heading` the words of the document."""

    kind: str
    heading: str
    text: str

    def sentences(self) -> list[tuple[int, int]]:
        """The sentences as (start, end) in `text`; they do not overlap."""
        return sentences(self.text)


@dataclass(frozen=True)
class Publication:
    """A document with everything that is known of it. `id` begins with its scheme: "pmid:22231479", "setid:…", "file:…".

    `sections` hold the text that was read; `read_depth` says how much of the document that is ("abstract", "full text",
    "label section", "official page"). Two records of one work share an identifier; see `work`.

    >>> p = Publication("pmid:1", Kind.ARTICLE, "A trial", sections=(Section("results", "RESULTS", "It worked."),))
    >>> p.passage(0, 0, 10).text, p.work
    ('It worked.', 'pmid:1')
    """

    id: str
    kind: Kind
    title: str
    sections: tuple[Section, ...] = ()
    identifiers: Mapping[str, str] = field(
        default_factory=dict
    )  # pmid, pmcid, doi, nct, setid, application, ncd, lcd, url
    authors: str = ""
    container: str = ""  # journal with volume and pages, manufacturer, sponsor, agency
    published: When | None = None
    types: tuple[str, ...] = ()  # publication types, phases, document types, lower case
    mesh: tuple[str, ...] = ()
    language: str = "en"
    licence: str = ""
    version: str = ""  # of a label, policy or trial record: "version 12, effective 2021-11-05"
    read_depth: str = "abstract"
    notices: tuple[Notice, ...] = ()
    cites: tuple[str, ...] = ()  # identifiers of its reference list: "pmid:…", "doi:…"

    @property
    def work(self) -> str:
        """The work that this is a record of: an abstract and its full text are one source, not two."""
        for scheme in ("pmid", "doi", "setid", "nct"):
            if scheme in self.identifiers:
                return f"{scheme}:{self.identifiers[scheme].lower()}"
        return self.id

    @property
    def year(self) -> int | None:
        return self.published.year if self.published else None

    @cached_property
    def digest(self) -> str:
        """sha256 of the canonical JSON of everything above: equal documents have equal digests, wherever they came from."""
        text = json.dumps(self.as_data(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def passage(self, section: int, start: int, end: int) -> Passage:
        """Characters of a section. Errors: ValueError where they are not there."""
        if not 0 <= section < len(self.sections) or not 0 <= start < end <= len(self.sections[section].text):
            raise ValueError(f"{self.id} has no characters {start} to {end} in section {section}")
        text = self.sections[section].text[start:end]
        return Passage(self.id, section, start, end, text, hashlib.sha256(text.encode()).hexdigest())

    def as_data(self) -> dict[str, Any]:
        """Plain data, without what is empty."""
        data: dict[str, Any] = {"id": self.id, "kind": str(self.kind), "title": self.title}
        data["sections"] = [[s.kind, s.heading, s.text] for s in self.sections]
        data["identifiers"] = dict(self.identifiers)
        data |= {name: value for name in _TEXTS if (value := getattr(self, name))}
        data |= {name: list(value) for name in _LISTS if (value := getattr(self, name))}
        if self.published:
            data["published"] = str(self.published)
        if self.notices:
            data["notices"] = [[str(n.kind), n.by, str(n.on or ""), n.said_by] for n in self.notices]
        return data


_TEXTS = ("authors", "container", "language", "licence", "version", "read_depth")
_LISTS = ("types", "mesh", "cites")


def from_data(data: Mapping[str, Any]) -> Publication:
    """The publication of `as_data`."""
    texts: dict[str, Any] = {name: data.get(name, "") for name in _TEXTS}
    lists: dict[str, Any] = {name: tuple(data.get(name, ())) for name in _LISTS}
    return Publication(
        id=data["id"],
        kind=Kind(data["kind"]),
        title=data["title"],
        sections=tuple(Section(*part) for part in data["sections"]),
        identifiers=data["identifiers"],
        published=When.parse(data["published"]) if "published" in data else None,
        notices=tuple(
            Notice(NoticeKind(kind), by, When.parse(on) if on else None, said_by)
            for kind, by, on, said_by in data.get("notices", ())
        ),
        **texts,
        **lists,
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters of a section, with their digest. Source: W3C Web Annotation, TextPositionSelector and TextQuoteSelector."""

    publication: str
    section: int
    start: int
    end: int
    text: str
    digest: str

    @property
    def locator(self) -> str:
        return f"{self.publication}#{self.section}:{self.start}-{self.end}"
