"""What came into force, was published or was replaced after the date of service: shown, and used for nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from evidentia.answer import phrases
from evidentia.answer.inputs import Inputs, filled, phrased
from evidentia.appraisal.standing import in_force
from evidentia.model.assessment import Statement
from evidentia.model.evidence import Library, Record, Topic


def since(inputs: Inputs) -> Iterator[Statement]:
    """The difference between what is known now and what was in force on the date of service, newest first.

    Nothing where the topic was last verified on or before that date. "Now" is the day on which the topic was verified.
    """
    topic, library = inputs.topic, inputs.library
    if topic is None or inputs.as_of >= topic.verified_on:
        return
    then = {r.id: r for r in _spoken(library, topic, inputs)}
    now = {r.id: r for r in in_force(library, topic, topic.verified_on) if r.data.get("tier") != "detail"}
    new = sorted(
        (r for name, r in now.items() if name not in then), key=lambda r: (_day(r, library), r.id), reverse=True
    )
    gone = [r for name, r in then.items() if name not in now]
    if new or gone:
        yield _frame(inputs, topic)
    for number, record in enumerate(new, start=1):
        text, plain = filled(record)
        figures = {"day": _day(record, library), "text": text, "plain": plain}
        yield phrased(
            "since", f"new-{number}", phrases.NEW, figures, citations=(record,), rests_on=(f"new:{record.id}",)
        )
    for number, record in enumerate(gone, start=1):
        text, plain = filled(record)
        figures = {"day": str(record.in_force.end), "text": text, "plain": plain}
        yield phrased(
            "since", f"gone-{number}", phrases.GONE, figures, citations=(record,), rests_on=(f"gone:{record.id}",)
        )


def _spoken(library: Library, topic: Topic, inputs: Inputs) -> list[Record]:
    return [r for r in in_force(library, topic, inputs.as_of) if r.data.get("tier") != "detail"]


def _frame(inputs: Inputs, topic: Topic) -> Statement:
    figures = {"as_of": inputs.as_of, "verified": topic.verified_on}
    return phrased("since", "frame", phrases.SINCE, figures, rests_on=("dates:since",))


def _day(record: Record, library: Library) -> str:
    """The month in which it came into force, else that of publication; the year, where a period begins with the year."""
    source = library.sources[record.source]
    start = record.in_force.start
    if start is None:
        return str(source.published or source.year or "undated")[:7]
    return str(start.year) if (start.month, start.day) == (1, 1) else f"{start:%Y-%m}"
