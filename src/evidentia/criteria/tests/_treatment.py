"""When a treatment began, by the record: its first dated infusion, or the day since which it is taken."""

from __future__ import annotations

from evidentia.criteria.context import Context, course, is_taken, medication
from evidentia.model.finding import Kind, Status
from evidentia.model.when import When


def begun(context: Context, ingredient: str) -> When | None:
    """The earliest day on which the drug was given or taken, as exact as the record has it; None where it gives none.

    What was given for another condition, or was stopped before, is another treatment.
    """
    mine = [f for f in context.courses(ingredient) if _is_mine(course(f).indication, context)]
    days = [course(f).dates[0] for f in mine if course(f).dates[0].earliest < context.anchor]
    taken = [f for f in context.medications(ingredient) if is_taken(f) and medication(f).status is not Status.PAST]
    days += [start for f in taken if (start := medication(f).start) is not None and start.earliest < context.anchor]
    return min(days, key=lambda day: day.earliest, default=None)


def _is_mine(indication: str | None, context: Context) -> bool:
    """Whether a course may be of the condition in question: it is not said to be for one that the record does not ask about."""
    return indication is None or any(f.concept == indication for f in context.chart.of_kind(Kind.CONDITION))


def is_treated(context: Context, ingredient: str) -> bool:
    """Whether the record says that the drug has been given or taken before the request."""
    return begun(context, ingredient) is not None or any(is_taken(f) for f in context.medications(ingredient))
