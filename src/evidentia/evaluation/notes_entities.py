"""What a note says, as the annotation guidelines count it: the entities, and the folder of gold notes.

A note is a pair NAME.txt (UTF-8) and NAME.json (id, note_date, conditions, medications, labs, events, requested,
gaps, distractors). Both the gold and our projection (`evaluation.notes`) are of these types, so that
`evaluation.notes_matching` compares like with like.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from evidentia.content.errors import InputError
from evidentia.findings.from_file import read_text
from evidentia.model.frozen import frozen, names_of

Places = tuple[tuple[int, int], ...]  # characters start to end (exclusive) of the note; the mentions of one entity


@frozen
class Condition:
    places: Places
    concept: str
    assertion: str


@frozen
class Medication:
    places: Places
    ingredient: str
    status: str
    dose: str | None = None  # "1 g", "375 mg/m2", "200" where the note has no unit
    route: str | None = None  # IV | PO | SC
    frequency: str | None = None  # "BID", "every 3 weeks", "day 1 and 15"
    outcome: str = "not_stated"
    start: str | None = None  # tells courses apart where we fold mentions; not scored


@frozen
class Lab:
    places: Places
    analyte: str
    value: Decimal | None
    unit: str | None = None
    comparator: str | None = None  # "<" | ">"
    date: str | None = None  # YYYY, YYYY-MM or YYYY-MM-DD
    result: str | None = None  # "negative", "pending" … where there is no value


@frozen
class Event:
    places: Places
    type: str
    date: str | None = None


@frozen
class Requested:
    ingredient: str
    product: str | None = None
    dose: str | None = None
    route: str | None = None
    schedule: str | None = None
    duration: str | None = None
    kind: str | None = None


@frozen
class Annotation:
    """Everything of one note. `distractors` are of the gold only: spans that are no fact of this patient."""

    conditions: tuple[Condition, ...] = ()
    medications: tuple[Medication, ...] = ()
    labs: tuple[Lab, ...] = ()
    events: tuple[Event, ...] = ()
    requested: Requested | None = None
    gaps: tuple[str, ...] = ()
    distractors: Places = ()


@frozen
class Note:
    id: str
    text: str
    day: date  # the encounter date, which the reader takes as the day of reading
    gold: Annotation


def read_notes(folder: Path) -> tuple[Note, ...]:
    """Every note of a folder, by name. Errors: InputError for a folder without notes or a gold that cannot be read."""
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise InputError(
            str(folder), "there is no note here", "a note is NAME.txt with NAME.json", "point to a folder of notes"
        )
    return tuple(_note(path) for path in paths)


def _note(path: Path) -> Note:
    try:
        data = json.loads(path.read_text("utf-8"))
        text = read_text(path.with_suffix(".txt"))
        return Note(data.get("id", path.stem), text, date.fromisoformat(data["note_date"]), _annotation(data))
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
        raise InputError(
            path.name,
            f"the gold cannot be read ({error!r})",
            "a score needs every field",
            "compare it with tests/cases/notes",
        ) from error


def _annotation(data: Mapping[str, Any]) -> Annotation:
    wanted = data["requested"]
    return Annotation(
        conditions=tuple(Condition(_places(c), c["concept"], c["assertion"]) for c in data["conditions"]),
        medications=tuple(_medication(m) for m in data["medications"]),
        labs=tuple(_lab(lab) for lab in data["labs"]),
        events=tuple(Event(_places(e), e["type"], e["date"]) for e in data["events"]),
        requested=Requested(**{name: wanted[name] for name in names_of(Requested)}) if wanted else None,
        gaps=tuple(data["gaps"]),
        distractors=tuple(place for d in data.get("distractors", ()) for place in _places(d)),
    )


def _medication(data: Mapping[str, Any]) -> Medication:
    names = ("ingredient", "status", "dose", "route", "frequency", "outcome", "start")
    return Medication(_places(data), *(data[name] for name in names))


def _lab(data: Mapping[str, Any]) -> Lab:
    value = None if data["value"] is None else Decimal(str(data["value"]))
    return Lab(
        _places(data),
        data["analyte"],
        value,
        data["unit"],
        data["comparator"],
        data["date"],
        data.get("interpretation"),
    )


def _places(data: Mapping[str, Any]) -> Places:
    return ((data["offset"], data["offset"] + len(data["text"])),)
