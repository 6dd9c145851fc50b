"""What structured charts say, in the phrasing that the text reader takes without doubt: one line a fact.

FHIR resources and C-CDA entries both come here, so that a fact has one wording wherever it comes from. Where a status
is unknown the wording makes no finding: silence is safer than a guess. Source of the meanings: the status value sets of
FHIR R4 (https://hl7.org/fhir/R4/valueset-medicationrequest-status.html and its neighbours).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum


class Section(StrEnum):
    """The headings of the text, in their order."""

    PEOPLE = ""  # stands without a heading below the title
    PROBLEMS = "Problem list"
    FAMILY = "Family history"
    ALLERGIES = "Allergies"
    OVER = "Sensitivities that are over"  # apart, because what stands among the allergies is taken as one
    CURRENT = "Current medications"
    PAST = "Past medications"
    PLANNED = "Planned medications"
    OTHER = "Other medication entries"
    GIVEN = "Doses given"
    RESULTS = "Laboratory results"
    PROCEDURES = "Procedures"
    REPORTS = "Reports"
    ENCOUNTERS = "Encounters"
    ABOUT = "About this text"


@dataclass(frozen=True, slots=True)
class Line:
    """One fact: the heading that it stands under, the day it is sorted by ("" first), and its words."""

    section: Section
    day: str
    words: str
    drug: Drug | None = None  # of a planned dose: doses of one plan are told together


_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff\ud800-\udfff\s]+")


def one_line(value: object) -> str:
    """Words of a resource as part of a line: no line ends, columns or invisible characters. "" for no string.

    >>> one_line("class IV\\n  (A/C)"), one_line(7)
    ('class IV (A/C)', '')
    """
    return _NO_TEXT.sub(" ", value).strip() if isinstance(value, str) else ""


class Standing(StrEnum):
    """Where a problem stands: clinical and verification status, or negation, put together."""

    ACTIVE = "active"
    REMISSION = "in remission"
    INACTIVE = "inactive"
    RESOLVED = "resolved"
    POSSIBLE = "possible"
    REFUTED = "refuted"


@dataclass(frozen=True, slots=True)
class Problem:
    name: str
    standing: Standing = Standing.ACTIVE
    certainty: str = ""  # the record's own word: "provisional", "differential"
    code: str = ""  # ICD-10
    stage: str = ""
    start: str = ""
    end: str = ""
    note: str = ""


def problem(p: Problem) -> Line:
    """A diagnosis. Its code is written only where it holds now: a code has no negation.

    >>> problem(Problem("Lupus nephritis", Standing.POSSIBLE, "provisional", code="M32.14")).words
    'Possible lupus nephritis (provisional).'
    """
    if p.standing is Standing.REFUTED:
        words = f"No {_small(p.name)} ({p.certainty or 'refuted'})"
    elif p.standing is Standing.POSSIBLE:
        words = f"Possible {_small(p.name)} ({p.certainty})" if p.certainty else f"Possible {_small(p.name)}"
    elif p.standing in (Standing.RESOLVED, Standing.INACTIVE):
        words = f"Past {_small(p.name)}, {p.standing.value}{f' {p.end}' if p.end else ''}"
    else:
        words = _commas(p.name, p.stage, p.start and f"onset {p.start}")
        words += f", in remission{f' since {p.end}' if p.end else ''}" if p.standing is Standing.REMISSION else ""
        words += f" ({p.code})" if p.code else ""
    return Line(Section.PROBLEMS, p.start, _sentences(words, p.note and f"Note: {p.note}"))


def relative(who: str, name: str) -> Line:
    return Line(Section.FAMILY, "", f"{who or 'Relative'}, {name}.")


class Taken(StrEnum):
    """Where a drug stands, of an order, a statement or an administration."""

    CURRENT = "current"
    HELD = "on hold"
    STOPPED = "stopped"
    COMPLETED = "completed"
    PLANNED = "planned"
    PROPOSED = "proposed"
    CANCELLED = "cancelled"
    FORBIDDEN = "not to be given"
    NOT_TAKEN = "not taken"
    UNKNOWN = "unknown"
    GIVEN = "given"
    INTERRUPTED = "interrupted"
    NOT_GIVEN = "not given"


@dataclass(frozen=True, slots=True)
class Drug:
    name: str
    taken: Taken
    dosage: str = ""  # "400 mg once daily by mouth"
    start: str = ""
    end: str = ""
    days: tuple[str, ...] = ()  # of giving, or planned
    ordered: str = ""
    indication: str = ""
    why: str = ""  # stopped, held, not given
    note: str = ""


def drug(d: Drug) -> Line:
    """A drug under the heading that its status asks for.

    >>> drug(Drug("MMF", Taken.STOPPED, "1.5 g BID", "2023-05-02", "2024-02-20", why="lack of response")).words
    'MMF 1.5 g BID, started 2023-05-02, stopped 2024-02-20. Reason: lack of response.'
    """
    words = " ".join(part for part in (d.name, d.dosage) if part)
    section, words = _DRUGS[d.taken](d, words)
    note = d.note and f"Note: {d.note}"
    plan = d if section is Section.PLANNED and d.days else None
    return Line(section, d.start or next(iter(d.days), "") or d.ordered, _sentences(words, note), plan)


def _current(d: Drug, words: str) -> tuple[Section, str]:
    if d.end:  # still called active, yet with a last day: the reader is told both days, and decides
        since = f"from {d.start} to {d.end}" if d.start else f"to {d.end}"
    else:
        since = f"since {d.start}" if d.start else ""
    held = "on hold" if d.taken is Taken.HELD else ""
    words = _commas(words, since, d.ordered and f"ordered {d.ordered}", held, d.indication and f"for {d.indication}")
    return Section.CURRENT, _sentences(words, d.why and f"Reason: {d.why}")


def _past(d: Drug, words: str) -> tuple[Section, str]:
    ended = f"{d.taken.value} {d.end}" if d.end else d.taken.value
    words = _commas(words, d.start and f"started {d.start}", ended)
    return Section.PAST, _sentences(words, d.why and f"Reason: {d.why}")


def _planned(d: Drug, words: str) -> tuple[Section, str]:
    days = f"on {_and(d.days)}" if d.days else f"from {d.start}" if d.start else ""
    words = " ".join(part for part in (words, days) if part)
    return Section.PLANNED, _commas(words, d.taken.value, d.indication and f"for {d.indication}")


def _given(d: Drug, words: str) -> tuple[Section, str]:
    day = f" on {_and(d.days)}" if d.days else ""
    return Section.GIVEN, f"{words} given{day}{f' for {d.indication}' if d.indication else ''}"


def _interrupted(d: Drug, words: str) -> tuple[Section, str]:
    day = f" on {_and(d.days)}" if d.days else ""
    return Section.GIVEN, f"{words}{day}, begun, stopped before its end{f' ({d.why})' if d.why else ''}"


def _not_given(d: Drug, words: str) -> tuple[Section, str]:
    why = f" ({d.why})" if d.why else ""
    if not d.days:  # "not given" without a day would say that it never was, and so would many a reason
        return Section.OTHER, f"{d.name}. An administration did not take place"
    return Section.OTHER, f"{words}, {_and(d.days)}: not given{why}"


def _without_finding(d: Drug, words: str) -> tuple[Section, str]:
    """An entry that says neither "takes" nor "took": its name alone, its dosage in a sentence of its own."""
    said = {
        Taken.CANCELLED: f"{d.name}, order{f' of {d.ordered}' if d.ordered else ''} cancelled",
        Taken.FORBIDDEN: f"{d.name}, order not to give it{f', {d.ordered}' if d.ordered else ''}",
        Taken.NOT_TAKEN: f"{d.name}, not taken",
    }.get(d.taken, f"{d.name}. Status unknown")
    days = d.days or tuple(day for day in (d.start, d.end) if day)
    as_written = _commas(d.dosage, *days) if d.taken is Taken.UNKNOWN else ""
    return Section.OTHER, _sentences(said, as_written and f"As written: {as_written}")


_DRUGS = {
    Taken.CURRENT: _current, Taken.HELD: _current, Taken.STOPPED: _past, Taken.COMPLETED: _past,
    Taken.PLANNED: _planned, Taken.PROPOSED: _planned, Taken.GIVEN: _given, Taken.INTERRUPTED: _interrupted,
    Taken.NOT_GIVEN: _not_given, Taken.CANCELLED: _without_finding, Taken.FORBIDDEN: _without_finding,
    Taken.NOT_TAKEN: _without_finding, Taken.UNKNOWN: _without_finding,
}  # fmt: skip


def result(name: str, value: str, day: str = "", grade: str = "", *, note: str = "") -> Line:
    """A measurement: number and unit as given, or the words of a qualitative result.

    >>> result("UPCR", "4.1 g/g", "2024-09-03", "high").words, result("HBsAg", "negative").words
    ('UPCR 4.1 g/g (2024-09-03), high.', 'HBsAg: negative.')
    """
    number = value[:1].isdigit() or value[:1] in "<>"
    words = f"{name}{' ' if number else ': '}{value}{f' ({day})' if day else ''}"
    return Line(Section.RESULTS, day, _sentences(_commas(words, grade), note and f"Note: {note}"))


def allergy(name: str, kind: str, reactions: Sequence[str], standing: Standing, certainty: str = "") -> Line:
    """An allergy or intolerance; `kind` is the record's word for it, "allergy" where it has none.

    >>> allergy("Penicillin", "allergy", ["rash"], Standing.ACTIVE).words
    'Penicillin (allergy, rash).'
    """
    what = _commas(kind or "allergy", *reactions)
    if standing is Standing.REFUTED:
        words = f"No {kind or 'allergy'} to {name} ({certainty or 'refuted'})."
    elif standing is Standing.POSSIBLE:
        words = f"Possible {kind or 'allergy'} to {name} ({_commas(certainty or 'unconfirmed', *reactions)})."
    elif standing is Standing.ACTIVE:
        words = f"{name} ({what})."
    else:
        return Line(Section.OVER, "", f"{name}, {standing.value}.")
    return Line(Section.ALLERGIES, "", words)


def _small(name: str) -> str:
    """ "Lupus nephritis" -> "lupus nephritis" behind "no" and "possible"; "SLE" stays."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name


def _commas(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _and(days: Sequence[str]) -> str:
    return days[0] if len(days) == 1 else f"{', '.join(days[:-1])} and {days[-1]}"


def _sentences(*parts: str) -> str:
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)


def layout(lines: Iterable[Line], day: str = "") -> str:
    """Lines -> the text of the record: a title, then the headings that have lines, each in order of days.

    >>> print(layout([result("UPCR", "1.7 g/g", "2025-12-15")], "2025-12-18"), end="")
    RECORD SUMMARY (2025-12-18)
    <BLANKLINE>
    Laboratory results
    - UPCR 1.7 g/g (2025-12-15).
    """
    kept = _plans(dict.fromkeys(lines))  # the same resource twice in a bundle is one fact
    blocks = [f"RECORD SUMMARY ({day})" if day else "RECORD SUMMARY"]
    for section in Section:
        here = sorted((line for line in kept if line.section is section), key=lambda line: line.day)
        mark = "" if section is Section.PEOPLE else "- "
        if here:
            head = [section.value] if section.value else []
            blocks.append("\n".join([*head, *(f"{mark}{line.words}" for line in here)]))
    return "\n\n".join(blocks) + "\n"


def _plans(lines: Iterable[Line]) -> list[Line]:
    """Planned doses that differ in their days alone are one plan: two orders of one dose are a course of two."""
    kept: dict[object, Line] = {}
    for line in lines:
        key = line if line.drug is None else replace(line.drug, days=(), ordered="")
        before = kept[key].drug if key in kept else None
        if before is not None and line.drug is not None:
            line = drug(replace(before, days=tuple(sorted({*before.days, *line.drug.days}))))
        kept[key] = line
    return list(kept.values())
