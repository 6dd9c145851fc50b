"""Gold entities against ours -> pairs, counts and misses, by section 10 of the annotation guidelines.

One gold entity goes with one of ours, the best first. A condition pairs by span overlap, then by concept; a
medication by ingredient (then status, dose, overlap), else by overlap of its name (a class for a drug); a lab by analyte and equal value; an event by type, and date
or overlap. Names, doses, schedules, durations and dates are compared as `evaluation.notes_names` says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from evidentia.evaluation.notes_entities import Annotation, Condition, Event, Lab, Medication, Note, Places, Requested
from evidentia.evaluation.notes_names import Names, by_day, rhythm, same_date, same_dose, same_duration
from evidentia.model.frozen import frozen
from evidentia.model.quantity import plain

Entity = TypeVar("Entity", Condition, Medication, Lab, Event)
Key = tuple[bool, ...]
NONE = "-"


@frozen
class Miss:
    note: str
    type: str  # "condition missed", "assertion", "medication extra", "dose", "lab date", "distractor" …
    expected: str
    got: str  # what we have, or the nearest to it; "-" where there is nothing


@dataclass(slots=True)
class Counts:
    """What is counted over notes. `right[figure]` of `expected[figure]`; `got[figure]` where precision has a sense."""

    expected: Counter[str] = field(default_factory=Counter)
    got: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)

    def add(self, figure: str, expected: int, got: int | None, right: int) -> None:
        """One note's share of a figure; `got` None for an accuracy given a match."""
        self.expected[figure] += expected
        self.right[figure] += right
        if got is not None:
            self.got[figure] += got


def compare(note: Note, ours: Annotation, names: Names, counts: Counts) -> None:
    """Add one note to the counts.

    >>> gold = Annotation(gaps=("renal function",))
    >>> counts = Counts()
    >>> _gaps("n1", gold, Annotation(), counts)
    >>> counts.misses[0].type, counts.expected["gaps"], counts.right["gaps"]
    ('gap missed', 1, 0)
    """
    _conditions(note, ours, names, counts)
    _medications(note, ours, names, counts)
    _labs(note, ours, names, counts)
    _events(note, ours, counts)
    _requested(note, ours, names, counts)
    _distractors(note, ours, counts)
    _gaps(note.id, note.gold, ours, counts)


def paired(
    gold: Sequence[Entity], ours: Sequence[Entity], alike: Callable[[Entity, Entity], Key | None]
) -> tuple[list[tuple[Entity, Entity]], list[Entity], list[Entity]]:
    """One to one pairs, best key first (ties in order of the note); then the gold and ours that are left over."""
    keyed = [
        (tuple(not part for part in key), i, j)
        for i, first in enumerate(gold)
        for j, second in enumerate(ours)
        if (key := alike(first, second)) is not None
    ]
    taken: dict[int, int] = {}
    used: set[int] = set()
    for _, i, j in sorted(keyed):
        if i not in taken and j not in used:
            taken[i] = j
            used.add(j)
    pairs = [(gold[i], ours[j]) for i, j in sorted(taken.items())]
    missed = [g for i, g in enumerate(gold) if i not in taken]
    return pairs, missed, [o for j, o in enumerate(ours) if j not in used]


def overlap(first: Places, second: Places) -> bool:
    """Whether two sets of spans share a character.

    >>> overlap(((3, 6),), ((0, 2), (5, 9))), overlap(((3, 6),), ((6, 9),))
    (True, False)
    """
    return any(a < d and c < b for a, b in first for c, d in second)


# conditions


def _conditions(note: Note, ours: Annotation, names: Names, counts: Counts) -> None:
    def same(gold: Condition, got: Condition) -> bool:
        return names.condition(gold.concept) == names.condition(got.concept)

    def alike(gold: Condition, got: Condition) -> Key | None:
        near, named = overlap(gold.places, got.places), same(gold, got)
        return (near, named, gold.assertion == got.assertion) if near or named else None

    pairs, missed, extra = paired(note.gold.conditions, ours.conditions, alike)
    expected, got = len(note.gold.conditions), len(ours.conditions)
    agreed = [(a, b) for a, b in pairs if a.assertion == b.assertion]
    counts.add("conditions found", expected, got, len(pairs))
    counts.add("conditions, concept and assertion", expected, got, sum(same(a, b) for a, b in agreed))
    counts.add("assertion, given a match", len(pairs), None, len(agreed))
    for a, b in pairs:
        if a.assertion != b.assertion:
            _miss(counts, note, "assertion", _shown(a, note), _shown(b, note))
    _left_over(counts, note, "condition", missed, extra)


# medications


def _medications(note: Note, ours: Annotation, names: Names, counts: Counts) -> None:
    def alike(gold: Medication, got: Medication) -> Key | None:
        named = names.ingredient(gold.ingredient) == names.ingredient(got.ingredient)
        near = overlap(gold.places, got.places)
        if not named and not near:
            return None
        return named, gold.status == got.status, "dose" in _agree(gold, got), near, gold.outcome == got.outcome

    pairs, missed, extra = paired(note.gold.medications, ours.medications, alike)
    expected, got = len(note.gold.medications), len(ours.medications)
    agreed = [(a, b) for a, b in pairs if a.status == b.status]
    counts.add("medications, ingredient", expected, got, len(pairs))
    counts.add("medications, ingredient and status", expected, got, len(agreed))
    counts.add("medications, full tuple", expected, got, sum(not _unequal(a, b, _TUPLE) for a, b in agreed))
    for name in (*_TUPLE, "outcome"):
        counts.add(f"{name}, given a match", len(agreed), None, sum(not _unequal(a, b, (name,)) for a, b in agreed))
    for a, b in pairs:
        wrong = ("status",) if a.status != b.status else _unequal(a, b, (*_TUPLE, "outcome"))
        for name in wrong:
            _miss(counts, note, name, f"{_shown(a, note)} -> {getattr(a, name)}", f"{getattr(b, name)}")
    _left_over(counts, note, "medication", missed, extra)


_TUPLE = ("dose", "route", "frequency")


def _unequal(gold: Medication, got: Medication, fields: Iterable[str]) -> tuple[str, ...]:
    """The fields of two entries that do not agree."""
    return tuple(name for name in fields if name not in _agree(gold, got))


def _agree(gold: Medication, got: Medication) -> set[str]:
    """The fields that agree; "400 mg daily" and "400 mg/day" agree in dose and frequency."""
    first, second = by_day(gold.dose, gold.frequency), by_day(got.dose, got.frequency)
    both = same_dose(first[0], second[0]) and rhythm(first[1]) == rhythm(second[1])
    agree = {
        "dose": both or same_dose(gold.dose, got.dose),
        "route": gold.route == got.route,
        "frequency": both or rhythm(gold.frequency) == rhythm(got.frequency),
        "outcome": gold.outcome == got.outcome,
    }
    return {name for name, right in agree.items() if right}


# labs


def _labs(note: Note, ours: Annotation, names: Names, counts: Counts) -> None:
    def alike(gold: Lab, got: Lab) -> Key | None:
        if names.analyte(gold.analyte) != names.analyte(got.analyte) or not _same_value(gold, got):
            return None
        return overlap(gold.places, got.places), same_date(gold.date, got.date), _same_unit(gold, got, names)

    pairs, missed, extra = paired(note.gold.labs, ours.labs, alike)
    expected, got = len(note.gold.labs), len(ours.labs)
    full = [
        (a, b)
        for a, b in pairs
        if same_date(a.date, b.date) and _same_unit(a, b, names) and a.comparator == b.comparator
    ]
    counts.add("labs, analyte and value", expected, got, len(pairs))
    counts.add("labs, with unit and date", expected, got, len(full))
    for a, b in pairs:
        if not same_date(a.date, b.date):
            _miss(counts, note, "lab date", f"{_shown(a, note)} -> {a.date}", str(b.date))
        if not _same_unit(a, b, names):
            _miss(counts, note, "lab unit", f"{_shown(a, note)} -> {a.unit}", str(b.unit))
        if a.comparator != b.comparator:
            _miss(counts, note, "lab comparator", f"{_shown(a, note)} -> {a.comparator}", str(b.comparator))
    _left_over(counts, note, "lab", missed, extra)


def _same_value(gold: Lab, got: Lab) -> bool:
    """Equal as numbers; without a number, equal in their words ("negative")."""
    if gold.value is not None or got.value is not None:
        return gold.value == got.value
    return (gold.result or "").lower() == (got.result or "").lower()


def _same_unit(gold: Lab, got: Lab, names: Names) -> bool:
    return names.unit(gold.unit) == names.unit(got.unit)


# events, the request, distractors, gaps


def _events(note: Note, ours: Annotation, counts: Counts) -> None:
    def alike(gold: Event, got: Event) -> Key | None:
        dated, near = same_date(gold.date, got.date), overlap(gold.places, got.places)
        return (dated, near) if gold.type == got.type and (dated or near) else None

    pairs, missed, extra = paired(note.gold.events, ours.events, alike)
    expected, got = len(note.gold.events), len(ours.events)
    counts.add("events, type", expected, got, len(pairs))
    counts.add("events, type and date", expected, got, sum(same_date(a.date, b.date) for a, b in pairs))
    for a, b in pairs:
        if not same_date(a.date, b.date):
            _miss(counts, note, "event date", f"{_shown(a, note)} -> {a.date}", str(b.date))
    _left_over(counts, note, "event", missed, extra)


_ASKED = ("ingredient", "product", "dose", "route", "schedule", "duration", "kind")


def _requested(note: Note, ours: Annotation, names: Names, counts: Counts) -> None:
    gold, got = note.gold.requested, ours.requested
    counts.add("request found", int(gold is not None), int(got is not None), int(gold is not None and got is not None))
    if gold is None:
        if got is not None:
            _miss(counts, note, "request extra", NONE, f"{got.ingredient} {got.dose or ''}".strip())
        return
    if got is None:
        _miss(counts, note, "request missed", f"{gold.ingredient} {gold.dose or ''}".strip(), NONE)
    agree = _agreeing(gold, got, names)
    for name in _ASKED:
        counts.add(f"requested {name}", 1, None, int(name in agree))
        if got is not None and name not in agree:
            _miss(counts, note, f"requested {name}", str(getattr(gold, name)), str(getattr(got, name)))


def _agreeing(gold: Requested, got: Requested | None, names: Names) -> set[str]:
    """The fields of the request that agree; none where there is no request."""
    if got is None:
        return set()
    agree = {
        "ingredient": names.ingredient(gold.ingredient) == names.ingredient(got.ingredient),
        "product": (gold.product or "").lower() == (got.product or "").lower(),
        "dose": same_dose(gold.dose, got.dose),
        "route": gold.route == got.route,
        "schedule": rhythm(gold.schedule) == rhythm(got.schedule),
        "duration": same_duration(gold.duration, got.duration),
        "kind": gold.kind == got.kind,
    }
    return {name for name, right in agree.items() if right}


def _distractors(note: Note, ours: Annotation, counts: Counts) -> None:
    """Distractors that one of our entities overlaps: words about others, goals or studies taken for facts."""
    entities: list[Condition | Medication | Lab | Event] = []
    for found in (ours.conditions, ours.medications, ours.labs, ours.events):
        entities.extend(found)
    taken_for = {place: [e for e in entities if overlap(e.places, (place,))] for place in note.gold.distractors}
    counts.add("distractors taken for facts", len(taken_for), None, sum(map(bool, taken_for.values())))
    for place, taken in taken_for.items():
        if taken:
            _miss(counts, note, "distractor", _cut(note.text[slice(*place)]), _shown(taken[0], note))


def _gaps(name: str, gold: Annotation, ours: Annotation, counts: Counts) -> None:
    expected, got = set(gold.gaps), set(ours.gaps)
    counts.add("gaps", len(expected), len(got), len(expected & got))
    counts.misses += [Miss(name, "gap missed", gap, NONE) for gap in sorted(expected - got)]
    counts.misses += [Miss(name, "gap extra", NONE, gap) for gap in sorted(got - expected)]


# misses


def _left_over(counts: Counts, note: Note, what: str, missed: Sequence[Entity], extra: Sequence[Entity]) -> None:
    for entity in missed:
        near = next((e for e in extra if overlap(e.places, entity.places)), None) or next(
            (e for e in extra if _name(e) == _name(entity)), None
        )
        _miss(counts, note, f"{what} missed", _shown(entity, note), _shown(near, note) if near else NONE)
    for entity in extra:
        _miss(counts, note, f"{what} extra", NONE, _shown(entity, note))


def _miss(counts: Counts, note: Note, what: str, expected: str, got: str) -> None:
    counts.misses.append(Miss(note.id, what, expected, got))


def _name(entity: Condition | Medication | Lab | Event) -> str:
    match entity:
        case Condition():
            return entity.concept
        case Medication():
            return entity.ingredient
        case Lab():
            return entity.analyte
    return entity.type


def _shown(entity: Condition | Medication | Lab | Event, note: Note) -> str:
    """An entity in one line, with the words of the note: `lupus nephritis present "LN class III"`."""
    words = _cut(note.text[slice(*entity.places[0])]) if entity.places else ""
    return f'{_facts(entity)} "{words}"'


def _facts(entity: Condition | Medication | Lab | Event) -> str:
    match entity:
        case Condition():
            said: tuple[str | None, ...] = (entity.concept, entity.assertion)
        case Medication():
            told = None if entity.outcome == "not_stated" else entity.outcome
            said = (entity.ingredient, entity.status, entity.dose, entity.route, entity.frequency, told)
        case Lab():
            value = plain(entity.value) if entity.value is not None else entity.result
            said = (entity.analyte, entity.comparator, value, entity.unit, entity.date)
        case Event():
            said = (entity.type, entity.date)
    return " ".join(part for part in said if part)


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 60 else f"{line[:57]}…"
