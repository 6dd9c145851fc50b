"""One request, assessed: everything that was found, judged and said, with digests of every input."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from evidentia.model.evidence import Citation, Record, Source
from evidentia.model.finding import Chart, Finding
from evidentia.model.frozen import field, frozen
from evidentia.model.rationale import Determination, Rationale


class Verdict(StrEnum):
    """What the record and the evidence carry. None of these is a denial, and none is a decision."""

    SUPPORTED = "supported"
    SUPPORTED_WITH_CONDITIONS = "supported_with_conditions"
    NOT_ESTABLISHED = "not_established"
    CONFLICTS = "conflicts"
    MORE_INFORMATION_NEEDED = "more_information_needed"


class Audience(StrEnum):
    CLINICIAN = "clinician"
    STAFF = "staff"
    REVIEWER = "reviewer"
    PATIENT = "patient"


@frozen
class Question:
    """What was asked, in PICO's parts. Everything in it is stated by the requester."""

    text: str
    topic: str | None
    ingredient: str | None
    product: str | None
    condition: str | None
    kind: str  # initiation | continuation | dose_change | unknown
    findings: tuple[Finding, ...] = ()  # what the question line itself states


@frozen
class Applicability:
    """Whether a recommendation's population fits this patient."""

    record: str
    rationale: Rationale


@frozen
class Estimate:
    """A pooled proportion with its studies. Percent; 95 % interval; I2 in percent; PI where k >= 3."""

    name: str
    studies: tuple[str, ...]  # record identifiers
    events: int
    total: int
    percent: float
    low: float
    high: float
    method: str
    i2: float | None = None
    random_percent: float | None = None  # letting the studies differ
    random_low: float | None = None
    random_high: float | None = None
    prediction_low: float | None = None
    prediction_high: float | None = None


@frozen
class Certainty:
    """GRADE: high, moderate, low or very low, with the reason for each step."""

    level: str
    steps: tuple[str, ...]


@frozen
class Standing:
    """Where the treatment stands for this condition on the as-of date, before any policy is applied."""

    label_status: str  # "on-label" | "off-label" | "unknown"
    guideline_place: str  # one sentence
    investigational: str  # "depends on the plan's definition" …
    regimen: str  # how the request compares: "matches …" | "differs …" | "cannot be compared"
    certainty: Certainty
    recommendations: tuple[Applicability, ...]
    estimates: tuple[Estimate, ...]
    evidence_for: tuple[str, ...]
    evidence_against: tuple[str, ...]
    alternatives: tuple[str, ...]
    details: Mapping[str, Any] = field(default_factory=dict)


class Role(StrEnum):
    SUPPORTS = "supports"
    OPPOSES = "opposes"
    CONTEXT = "context"
    GAP = "gap"


@frozen
class Check:
    """What `verify` found: "supported" may be shown; "marked" is shown as to be checked; "removed" is not shown."""

    verdict: str
    by: tuple[str, ...]  # the checks that were made
    problems: tuple[str, ...] = ()


@frozen
class Statement:
    """One sentence (or table cell) of the article, with its warrant.

    `text` is for professionals, `plain` for the patient; both say the same. `figures` are values that are
    neither in a cited record nor in a finding's span (computed ones), each recomputed by `verify`.
    `rests_on` names the proof nodes behind it: "model/ln-rituximab:C2".
    """

    id: str
    section: str
    role: Role
    text: str
    plain: str
    citations: tuple[Citation, ...] = ()
    findings: tuple[str, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()
    check: Check | None = None
    template: str = ""


@frozen
class Reference:
    """An entry of the numbered list."""

    number: int
    source: Source
    records: tuple[str, ...]
    currency: str  # "current" | "superseded by …" | "older than three years" | "retracted"


@frozen
class Assessment:
    """Everything above for one request. Same inputs, same content, same version: same bytes."""

    id: str
    question: Question
    chart: Chart
    as_of: date
    verdict: Verdict
    determinations: tuple[Determination, ...]
    standing: Standing | None
    statements: tuple[Statement, ...]
    references: tuple[Reference, ...]
    records: Mapping[str, Record]  # those that spoke
    digests: Mapping[str, str]  # question, documents, content, version, assessment
    removed: tuple[Statement, ...] = ()
    notes: tuple[str, ...] = ()  # limits and abstentions, in words
