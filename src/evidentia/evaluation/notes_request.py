"""Findings -> the one therapy that a note asks for, in the words of the annotation guidelines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evidentia.evaluation.notes_entities import Medication, Requested
from evidentia.evaluation.notes_medications import dose_of, requested_days, said, schedule_of
from evidentia.model import finding as model
from evidentia.model.finding import Chart, Kind


def requested_of(chart: Chart, medications: Sequence[Medication]) -> Requested | None:
    """The one therapy asked for: the request with most said of it, completed from the medication entry."""
    entity = next((m for m in medications if m.status == "requested"), None)
    asked = max(chart.of_kind(Kind.REQUEST), key=said, default=None)
    if asked is None:
        return _from_entry(entity, medications) if entity else None
    detail = asked.detail
    assert isinstance(detail, model.Request)
    entity = next((m for m in medications if (m.ingredient, m.status) == (asked.concept, "requested")), None)
    days = requested_days(chart, asked.concept)
    return Requested(
        ingredient=asked.concept,
        product=None if detail.undecided else detail.product,
        dose=dose_of(detail.dose) or (entity.dose if entity else None),
        route=entity.route if entity else None,
        schedule=schedule_of(detail, days) or (entity.frequency if entity else None),
        duration=f"{days} days" if days else None,
        kind=detail.kind or _kind(asked.concept, medications),
    )


def _from_entry(entry: Medication, medications: Sequence[Medication]) -> Requested:
    """A drug marked as requested of which the reader made no request."""
    kind = _kind(entry.ingredient, medications)
    return Requested(entry.ingredient, None, entry.dose, entry.route, entry.frequency, None, kind)


def _kind(ingredient: str, medications: Iterable[Medication]) -> str:
    """As the app takes it: a drug that was given before is continued, else it is begun."""
    given = any(m.ingredient == ingredient and m.status in ("current", "past") for m in medications)
    return "continuation" if given else "initiation"
