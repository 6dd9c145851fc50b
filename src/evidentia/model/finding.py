"""The patient: what a record says, where it says it, and who says it."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal
from enum import StrEnum

from evidentia.model.frozen import field, frozen
from evidentia.model.quantity import Quantity
from evidentia.model.when import When


@frozen
class Document:
    """One document of a chart, as read: `text` is never altered, every span points into it."""

    id: str  # "doc1", by order of content digest, so that shuffled input gives the same identifiers
    name: str  # the file's name, or "question"
    text: str
    digest: str  # sha256 of the UTF-8 text
    date: When | None = None  # the encounter or letter date
    author: str | None = None
    pages: tuple[int, ...] = (0,)  # offsets where the pages of the file begin; (0,) for a file without pages

    def place(self, offset: int) -> tuple[int, int]:
        """An offset into `text` -> (page, character on that page); pages count from 1, characters from 0."""
        page = max(1, bisect_right(self.pages, offset))
        return page, offset - self.pages[page - 1]


@frozen
class Span:
    """Characters `start` to `end` (0-based, end exclusive) of a document's text."""

    document: str
    start: int
    end: int

    def __lt__(self, other: Span) -> bool:
        return (self.document, self.start, self.end) < (other.document, other.start, other.end)


class Kind(StrEnum):
    MEDICATION = "medication"  # detail: Medication
    COURSE = "course"  # one course of infusions given on known dates; detail: Course
    REQUEST = "request"  # what is asked for now; detail: Request
    LAB = "lab"  # value or `result`; detail: Lab
    CONDITION = "condition"
    BIOPSY = "biopsy"  # detail: Biopsy
    EVENT = "event"  # flare, infection, infusion reaction, hospital stay, overdue …; detail: Event
    PRESCRIBER = "prescriber"  # concept is the specialty, or "unknown"; detail: Person
    CONSULTATION = "consultation"  # concept is the specialty; absent where the record says that none took place
    MEDICATION_LIST = "medication list"  # detail: MedicationList
    FACT = "fact"  # stated in set words: seen in person, not planning a pregnancy (vocabulary/facts.yaml)
    PATIENT = "patient"  # "age" (value in years), "birth date" (when), "male", "female"
    SESSIONS = "sessions"  # a course of a procedure; detail: Sessions
    STEP = "dose step"  # one step of a dose that is raised in steps; value is the dose, detail: Step
    STUDY = "study"  # a diagnostic study other than a laboratory test ("nerve conduction study"); detail: Study
    ILLNESS = "illness"  # how a weakness or another sign of disease has run; concept is what ran so; detail: Illness
    VISIT = "visit"  # a visit to a specialist on a day; concept is the specialty
    REASON = "reason"  # a stated reason for or against a step; concept is the step ("no dose reduction")
    CODE = "code"  # concept is the code, for example "M32.14"
    NOTE = "note"  # about the record itself: pages missing, quoted study text, sample lost


class Assertion(StrEnum):
    """What the record says of the concept (classes of the i2b2 2010 assertion task, plus `conflicting`)."""

    PRESENT = "present"
    ABSENT = "absent"
    POSSIBLE = "possible"
    HISTORICAL = "historical"
    FAMILY = "family"
    HYPOTHETICAL = "hypothetical"


class StatedBy(StrEnum):
    REQUESTER = "requester"  # the question line: never evidence for a criterion
    RECORD = "record"


class Status(StrEnum):
    """Where a drug stands on the date of the note."""

    CURRENT = "current"
    PAST = "past"
    PLANNED = "planned"
    NEVER = "never"
    HELD = "held"
    REQUESTED = "requested"


class Outcome(StrEnum):
    """The result of an exposure to a drug, as stated."""

    RESPONSE = "response"
    PARTIAL_RESPONSE = "partial_response"
    NO_RESPONSE = "no_response"
    RELAPSE_ON = "relapse_on"  # relapse while taking it
    RELAPSE_OFF = "relapse_off"  # relapse after it was stopped
    INTOLERANCE = "intolerance"
    CONTRAINDICATED = "contraindicated"
    NOT_STATED = "not_stated"


@frozen
class Medication:
    """One exposure to one drug. Amounts are as written; None is "the record does not say"."""

    status: Status
    product: str | None = None  # brand or suffixed name: "Ruxience"
    form: str | None = None  # where amounts are not interchangeable: "mycophenolate mofetil", "mycophenolic acid"
    dose: Quantity | None = None  # each administration
    per_day: Decimal | None = None  # administrations a day: BID is 2, weekly is 1/7
    daily_dose: Quantity | None = None  # stated as such ("3 g/day"), or dose x per_day where both are written
    route: str | None = None
    schedule: str | None = None  # as written
    doses: int | None = None  # number of administrations: "x 6"
    every_days: int | None = None  # distance between administrations: "every 2 weeks" is 14, monthly is 30
    start: When | None = None
    stop: When | None = None
    days: int | None = None  # stated duration or start to stop, in days
    outcome: Outcome = Outcome.NOT_STATED
    reason: str | None = None  # the words of the record
    highest_tolerated: bool = False  # the record calls the dose the highest tolerated one
    dose_words: str | None = None  # a dose that is no single amount, as written: "50-125 mg", "60 mg to 20 mg taper"


@frozen
class Course:
    """Infusions of one drug that belong together (no more than 35 days from first to last dose)."""

    dates: tuple[When, ...]  # in order; the first is day 1
    product: str | None = None
    dose: Quantity | None = None
    indication: str | None = None  # concept of the condition it was given for, where stated


@frozen
class Phase:
    """One phase of a requested regimen that counts by body weight: a loading course, or maintenance."""

    name: str  # "loading" | "maintenance"
    dose: Quantity  # of the whole course: g/kg or g
    days: tuple[int, int] | None = None  # over how many days, from fewest to most
    every_days: tuple[int, int] | None = None  # between the starts of courses, from shortest to longest
    stated: Quantity | None = None  # the same amount in the other unit, where the record gives both


@frozen
class Request:
    """The therapy that the record asks to have authorized."""

    product: str | None = None  # named product; None where only the ingredient is named
    undecided: bool = False  # the record says that the product (or, with dose None, the dose) is not decided yet
    dose: Quantity | None = None
    dates: tuple[When, ...] = ()
    doses: int | None = None  # doses a course
    spacing_days: int | None = None  # between the doses of a course
    repeat_days: int | None = None  # between the starts of courses, where a repeat is asked for
    single_course: bool = False  # the record says that no repeat is planned
    kind: str | None = None  # "initiation" | "continuation" | "dose_change", where stated
    phases: tuple[Phase, ...] = ()  # where the regimen is told in phases


@frozen
class Lab:
    """More about a measurement."""

    result: str | None = None  # "negative", "positive", "normal", "low", "high", "pending", "not done"
    specimen: str | None = None  # "24-hour urine", "spot urine"
    not_repeated: bool = False  # the record says that no newer result exists
    newer_elsewhere: bool = False  # the record says that a newer result may exist outside this chart
    copied: bool = False  # the record marks it as copied forward or outside, undated


@frozen
class Biopsy:
    """A kidney biopsy: its classes ("III", "V" …), the disease that it shows, or why there is none."""

    classes: tuple[str, ...] = ()
    status: str = "result"  # "result" | "declined" | "contraindicated" | "not done" | "pending" | "scheduled"
    as_stated: str = ""  # "III + V", "IV-G (A/C)"
    shows: str | None = None  # the disease that it shows, where it names one: a concept of vocabulary/conditions.yaml


@frozen
class Event:
    """More about an event: severity, cause, whether it is over, how much of the past a negation covers."""

    severity: str | None = None  # "serious" | "not serious"
    grade: int | None = None
    attributed_to: str | None = None  # ingredient
    resolved: bool = False
    active: bool = False  # under way on the date of the note
    mitigated: bool = False  # the record says what is done about it
    scope: str = "all"  # "all" treatment so far | "one infusion" | "current"


@frozen
class Person:
    name: str | None = None
    credential: str | None = None
    role: str = "prescriber"  # "prescriber" | "author" | "consultant"


@frozen
class Study:
    """What a diagnostic study shows: its findings by name, the criteria that it is said to meet, its overall reading."""

    findings: tuple[str, ...] = ()  # "conduction block", "prolonged distal latency" …
    criteria: str | None = None  # "EAN/PNS 2021", as stated
    reading: str | None = None  # "demyelinating" | "axonal" | "normal"


@frozen
class Illness:
    """How a sign of disease has run: its pattern, and for how long at least."""

    pattern: str | None = None  # "progressive" | "relapsing" | "monophasic"
    days: int | None = None
    from_onset: bool = False  # counted from the day on which it began


@frozen
class MedicationList:
    """A list of current drugs. `complete` is True only where the record says so or lists all current drugs
    under a heading of current medications; None where it cannot be told."""

    complete: bool | None
    medications: tuple[str, ...] = ()  # identifiers of the medication findings that it names


@frozen
class Sessions:
    """A course of a procedure, as far as it is written: given before, or asked for now."""

    given: bool  # told of the past
    device: str | None = None  # product or maker
    protocol: str | None = None  # of vocabulary/protocols.yaml: "left 10 Hz"
    sessions: int | None = None  # in all
    taper: bool = False  # a taper is named
    per_week: int | None = None  # days a week
    per_day: int | None = None
    maintenance: bool = False
    start: When | None = None
    stop: When | None = None


@frozen
class Step:
    """One dose of a drug that is raised in steps."""

    role: str  # "asked" | "taken"
    start: When | None = None  # since when it is taken
    days: int | None = None  # for how long
    current: bool = False  # taken on the day of the note


Detail = (
    Medication | Course | Request | Lab | Biopsy | Event | Person | Study | Illness | MedicationList | Sessions | Step
)


@frozen
class Finding:
    """One fact of a record with its place. Nothing in it is inferred beyond what the span says.

    `concept` is an identifier of content/vocabulary ("mycophenolate", "upcr", "lupus nephritis").
    `value` is a number with unit; qualitative results stand in `detail.result`.
    """

    id: str  # "F1" …, in order of document and offset
    kind: Kind
    concept: str
    spans: tuple[Span, ...]
    assertion: Assertion = Assertion.PRESENT
    stated_by: StatedBy = StatedBy.RECORD
    when: When | None = None
    value: Quantity | None = None
    detail: Detail | None = None
    flags: tuple[str, ...] = ()  # "unit missing", "date missing", "conflicts with F7", "quoted study" …


@frozen
class Chart:
    """Everything that was read of one patient: documents, findings, and the notes date that dates count from."""

    documents: tuple[Document, ...]
    findings: tuple[Finding, ...]
    _of_record: dict[Kind, tuple[Finding, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        kinds: dict[Kind, list[Finding]] = {}
        for finding in self.findings:
            if finding.stated_by is StatedBy.RECORD:
                kinds.setdefault(finding.kind, []).append(finding)
        self._of_record.update((kind, tuple(found)) for kind, found in kinds.items())

    def text_of(self, span: Span) -> str:
        """The characters of a span, re-read from the document. KeyError where no such document exists."""
        for document in self.documents:
            if document.id == span.document:
                return document.text[span.start : span.end]
        raise KeyError(span.document)

    def of_kind(self, kind: Kind, concept: str | None = None) -> tuple[Finding, ...]:
        """Findings of the record (not of the question line) of a kind, and of a concept where given."""
        found = self._of_record.get(kind, ())
        return found if concept is None else tuple(f for f in found if f.concept == concept)
