"""What is known: sources and the records that stand on them. Built from content/, never from code."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from evidentia.model.frozen import field, frozen
from evidentia.model.policy import Rule
from evidentia.model.when import Period, When


class ReadDepth(StrEnum):
    """How much of a source was read by whoever wrote the record."""

    FULL_TEXT = "full text"
    ABSTRACT = "abstract"
    LABEL_SECTION = "label section"
    OFFICIAL_PAGE = "official page"  # regulator, payer, society or statute page
    SECONDARY = "secondary"  # seen through somebody else's summary
    FIRST_PAGE = "first page"
    DERIVED = "derived"  # computed here from other records' figures
    MEMORY = "memory"  # recalled; never speaks as a fact


@frozen
class Source:
    """A document that exists outside Evidentia. Source: FHIR Citation."""

    id: str
    kind: str  # guideline, randomized trial, cohort, systematic review, label, coverage policy, statute, definition …
    title: str
    authors: str
    publisher: str  # journal, agency, society or payer, with volume and pages where known
    year: int | None
    identifiers: Mapping[str, str]  # pmid, doi, url, nct, bla, lcd, other
    read_depth: ReadDepth
    via: str = ""  # for secondary: what was read instead
    published: When | None = None
    superseded_by: str | None = None
    superseded_on: When | None = None
    retracted: bool = False
    checked_on: date | None = None


@frozen
class Citation:
    """A source with its locator and the figures that a sentence takes from it. Source: W3C TextQuoteSelector."""

    record: str
    source: str
    locator: str
    figures: Mapping[str, Any]
    digest: str  # sha256 of the canonical record


@frozen
class Record:
    """One thing that is known, in our own words, with its figures as data.

    `says` and `plain` are templates: "{figure}" places are filled from `figures`, so that the prose cannot
    disagree with the data. A record with status "recalled" never speaks as a fact: `to_check` is its only line.
    `when` limits it to charts where the rule is not "not met" (for example a record about alveolar haemorrhage).
    """

    id: str
    type: str  # recommendation, study, synthesis, label, regimen, safety, alternative, definition, code, coverage, …
    topic: str
    status: str  # verified | recalled
    source: str
    says: str
    plain: str
    figures: Mapping[str, Any]
    section: str  # section of the article: standard, investigational, dosing, for, against, alternatives, …
    role: str  # supports | opposes | context
    locator: str = ""
    recalled_parts: tuple[str, ...] = ()
    to_check: str = ""  # "the exact wording of … is to be checked"
    in_force: Period = field(default_factory=Period)
    superseded_by: str | None = None
    when: Rule | None = None  # shown only where this is not "not met" for the patient
    order: int = 100  # within its section
    facts: tuple[str, ...] = ()  # identifiers of the checked facts it was built from
    checked_on: date | None = None
    digest: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)  # type-specific fields, see docs/content.md
    population: Rule | None = None  # for recommendations and studies: to whom it applies, as criteria
    file: str = ""  # file:line


@frozen
class Topic:
    """A treatment for a condition, with everything known about it."""

    id: str
    title: str
    condition: str  # vocabulary concept
    ingredient: str  # vocabulary concept
    policies: tuple[str, ...]  # asked by default
    owner: str
    verified_on: date
    review_due: date
    direct: Mapping[str, str] = field(default_factory=dict)  # sentences of the direct answer, by verdict
    data: Mapping[str, Any] = field(default_factory=dict)


@frozen
class Card:
    """What a topic is about: enough to choose it without reading it."""

    topic: str
    ingredient: str
    condition: str
    related: tuple[str, ...] = ()  # conditions that it speaks of too


@frozen
class Shelf:
    """A topic with all that is known of it; read as one, when it is first asked for."""

    topic: Topic
    sources: Mapping[str, Source]
    records: Mapping[str, Record]


@frozen
class Library:
    """All content: shelves with their cards, policies, vocabulary, with one digest.

    `topics`, `sources` and `records` look through the shelves by identifier. Work for one request by its shelf: going
    through all of them reads all of them.
    """

    cards: tuple[Card, ...]
    shelves: Mapping[str, Shelf]  # by topic
    topics: Mapping[str, Topic]
    sources: Mapping[str, Source]
    records: Mapping[str, Record]
    policies: Mapping[str, tuple[Any, ...]]  # id -> versions, oldest first
    vocabulary: Mapping[str, Any]
    digest: str

    def records_of(self, topic: str) -> tuple[Record, ...]:
        """Everything known of one topic, in the order of its files."""
        return tuple(self.shelves[topic].records.values())
