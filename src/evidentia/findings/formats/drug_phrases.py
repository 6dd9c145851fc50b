"""What structured charts say of drugs, in the phrasing that the text reader takes without doubt.

Where a status is unknown the wording makes no finding: silence is safer than a guess. Source of the meanings: the
status value sets of FHIR R4, https://hl7.org/fhir/R4/valueset-medicationrequest-status.html and its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from evidentia.findings.formats.record_text import Line, Section, commas, listed, sentences
from evidentia.model.frozen import changed, frozen


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


@frozen
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
    return Line(section, d.start or next(iter(d.days), "") or d.ordered, sentences(words, note), plan)


def _current(d: Drug, words: str) -> tuple[Section, str]:
    if d.end:  # still called active, yet with a last day: the reader is told both days, and decides
        since = f"from {d.start} to {d.end}" if d.start else f"to {d.end}"
    else:
        since = f"since {d.start}" if d.start else ""
    held = "on hold" if d.taken is Taken.HELD else ""
    words = commas(words, since, d.ordered and f"ordered {d.ordered}", held, d.indication and f"for {d.indication}")
    return Section.CURRENT, sentences(words, d.why and f"Reason: {d.why}")


def _past(d: Drug, words: str) -> tuple[Section, str]:
    ended = f"{d.taken.value} {d.end}" if d.end else d.taken.value
    words = commas(words, d.start and f"started {d.start}", ended)
    return Section.PAST, sentences(words, d.why and f"Reason: {d.why}")


def _planned(d: Drug, words: str) -> tuple[Section, str]:
    days = f"on {listed(d.days)}" if d.days else f"from {d.start}" if d.start else ""
    words = " ".join(part for part in (words, days) if part)
    return Section.PLANNED, commas(words, d.taken.value, d.indication and f"for {d.indication}")


def _given(d: Drug, words: str) -> tuple[Section, str]:
    day = f" on {listed(d.days)}" if d.days else ""
    return Section.GIVEN, f"{words} given{day}{f' for {d.indication}' if d.indication else ''}"


def _interrupted(d: Drug, words: str) -> tuple[Section, str]:
    day = f" on {listed(d.days)}" if d.days else ""
    return Section.GIVEN, f"{words}{day}, begun, stopped before its end{f' ({d.why})' if d.why else ''}"


def _not_given(d: Drug, words: str) -> tuple[Section, str]:
    why = f" ({d.why})" if d.why else ""
    if not d.days:  # "not given" without a day would say that it never was, and so would many a reason
        return Section.OTHER, f"{d.name}. An administration did not take place"
    return Section.OTHER, f"{words}, {listed(d.days)}: not given{why}"


def _without_finding(d: Drug, words: str) -> tuple[Section, str]:
    """An entry that says neither "takes" nor "took": its name alone, its dosage in a sentence of its own."""
    said = {
        Taken.CANCELLED: f"{d.name}, order{f' of {d.ordered}' if d.ordered else ''} cancelled",
        Taken.FORBIDDEN: f"{d.name}, order not to give it{f', {d.ordered}' if d.ordered else ''}",
        Taken.NOT_TAKEN: f"{d.name}, not taken",
    }.get(d.taken, f"{d.name}. Status unknown")
    days = d.days or tuple(day for day in (d.start, d.end) if day)
    as_written = commas(d.dosage, *days) if d.taken is Taken.UNKNOWN else ""
    return Section.OTHER, sentences(said, as_written and f"As written: {as_written}")


_DRUGS = {
    Taken.CURRENT: _current, Taken.HELD: _current, Taken.STOPPED: _past, Taken.COMPLETED: _past,
    Taken.PLANNED: _planned, Taken.PROPOSED: _planned, Taken.GIVEN: _given, Taken.INTERRUPTED: _interrupted,
    Taken.NOT_GIVEN: _not_given, Taken.CANCELLED: _without_finding, Taken.FORBIDDEN: _without_finding,
    Taken.NOT_TAKEN: _without_finding, Taken.UNKNOWN: _without_finding,
}  # fmt: skip


def plans(lines: Iterable[Line]) -> list[Line]:
    """Planned doses that differ in their days alone are one plan: two orders of one dose are a course of two."""
    kept: dict[object, Line] = {}
    for line in lines:
        planned = line.plan if isinstance(line.plan, Drug) else None
        key = line if planned is None else changed(planned, days=(), ordered="")
        before = kept[key].plan if key in kept else None
        if isinstance(before, Drug) and planned is not None:
            line = drug(changed(before, days=tuple(sorted({*before.days, *planned.days}))))
        kept[key] = line
    return list(kept.values())
