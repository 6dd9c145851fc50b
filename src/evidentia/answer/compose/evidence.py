"""Evidence for and against, alternatives, timing, pitfalls, codes, and what is to be checked."""

from __future__ import annotations

from collections.abc import Iterator

from evidentia.answer import phrases
from evidentia.answer.compose import targets
from evidentia.answer.inputs import Inputs, phrased, said
from evidentia.model.assessment import Role, Statement


def supporting(inputs: Inputs) -> Iterator[Statement]:
    """Certainty with its reasons, the studies that support the use, pooled where that is fair."""
    if inputs.standing is None:
        return
    certainty = inputs.standing.certainty
    yield phrased(
        "for",
        "certainty",
        phrases.CERTAINTY,
        {"level": certainty.level, "steps": "; ".join(certainty.steps)},
        rests_on=("standing:certainty",),
    )
    yield from _side(inputs, "for", "for")
    for number, estimate in enumerate(inputs.standing.estimates, start=1):
        figures = {
            "name": estimate.name,
            "events": estimate.events,
            "total": estimate.total,
            "percent": round(estimate.percent),
            "low": round(estimate.low),
            "high": round(estimate.high),
            "i2": round(estimate.i2 or 0),
            "random": round(estimate.random_percent or 0),
            "rlow": round(estimate.random_low or 0),
            "rhigh": round(estimate.random_high or 0),
        }
        records = [inputs.library.records[name] for name in estimate.studies]
        yield phrased(
            "for",
            f"pooled-{number}",
            phrases.POOLED,
            figures,
            role=Role.SUPPORTS,
            citations=records,
            rests_on=(f"pooled:{estimate.name}",),
        )


def opposing(inputs: Inputs) -> Iterator[Statement]:
    """The studies that speak against the use or missed their endpoints; they are never left out."""
    if inputs.standing is not None:
        yield from _side(inputs, "against", "against")


def _side(inputs: Inputs, section: str, word: str) -> Iterator[Statement]:
    records = inputs.section(section)
    if not records:
        figures = {"side": word, "n": len(inputs.records)}
        yield phrased(section, "none", phrases.SEARCH_NONE, figures, role=Role.GAP, rests_on=(f"search:{section}",))
    yield from (said(record, section, n) for n, record in enumerate(records, start=1))


def alternatives(inputs: Inputs) -> Iterator[Statement]:
    yield from _all(inputs, "alternatives")


def timing(inputs: Inputs) -> Iterator[Statement]:
    """What is to be expected when, each target held against the patient's own values."""
    for number, record in enumerate(inputs.section("timing"), start=1):
        yield said(record, "timing", number)
        yield from targets.against(inputs, record, number)


def pitfalls(inputs: Inputs) -> Iterator[Statement]:
    yield from _all(inputs, "pitfalls")
    yield from _all(inputs, "definitions")


def coding(inputs: Inputs) -> Iterator[Statement]:
    yield from _all(inputs, "coding")


def _all(inputs: Inputs, section: str) -> Iterator[Statement]:
    return (said(record, section, n) for n, record in enumerate(inputs.section(section), start=1))


def to_check(inputs: Inputs) -> Iterator[Statement]:
    """Recalled records say only that something is to be checked."""
    for number, record in enumerate(inputs.to_check, start=1):
        yield phrased(
            "to_check",
            str(number),
            phrases.TO_CHECK,
            {"what": record.to_check},
            role=Role.GAP,
            rests_on=(f"record:{record.id}",),
        )
