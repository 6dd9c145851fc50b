"""What the projections of findings share: places, words of a date, and the folding of mentions into one entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from evidentia.evaluation.notes_entities import Condition, Event, Lab, Medication, Places
from evidentia.model.finding import Finding
from evidentia.model.frozen import changed, names_of

Entity = TypeVar("Entity", Condition, Medication, Lab, Event)


def places_of(finding: Finding) -> Places:
    return tuple((span.start, span.end) for span in finding.spans)


def text_of(when: object) -> str | None:
    return None if when is None else str(when)


def folded(
    found: Iterable[Entity], key: Callable[[Entity], object], adds_nothing: Callable[[Entity, Entity], bool]
) -> tuple[Entity, ...]:
    """Entities of one key in one, where the second adds nothing; what the first leaves open is taken from it."""
    kept: list[Entity] = []
    for entity in found:
        place = next((i for i, k in enumerate(kept) if key(k) == key(entity) and adds_nothing(k, entity)), None)
        if place is None:
            kept.append(entity)
        else:
            kept[place] = _both(kept[place], entity)
    return tuple(kept)


def _both(first: Entity, second: Entity) -> Entity:
    open_fields = {
        name: getattr(second, name)
        for name in names_of(type(first))
        if getattr(first, name) in (None, "not_stated") and getattr(second, name) is not None
    }
    places = tuple(sorted({*first.places, *second.places}))
    return changed(first, places=places, **open_fields)
