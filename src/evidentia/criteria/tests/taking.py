"""The patient takes one of the drugs now.

Met: one of them is current. Not met: the record says that it is not taken (stopped, never, declined). Unknown: silence; a list
that does not name it is silence too.

>>> taking: {any_of: [hydroxychloroquine]}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, medication, unknown
from evidentia.criteria.tests._say import dose, lacks
from evidentia.model.finding import Status
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"any_of": "drugs of vocabulary/drugs.yaml, or classes of them"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    names = list(args["any_of"])
    found = context.drugs(*names)
    current = context.taken_now(found)
    stopped = [f for f in found if medication(f).status in (Status.PAST, Status.NEVER, Status.HELD)]
    figures = {"drugs": " or ".join(names)}
    missing = [lacks(f"{names[0]} use", f"{' or '.join(names)} use, or its contraindication/intolerance", "prescriber")]
    barred = [
        f for f in stopped if medication(f).status is not Status.PAST or medication(f).stop or medication(f).reason
    ]
    if current and not barred:
        known = dose(medication(current[0]))
        return answer(
            "taking",
            MET,
            "The patient takes {drug}{dose}.",
            {"drug": current[0].concept, "dose": "" if known == "dose not stated" else f" {known}"},
            current,
        )
    if current:
        return unknown(
            "taking",
            Why.CONFLICTING,
            "The record says both that {drugs} is taken and that it is not.",
            missing,
            figures,
            [*current, *barred],
        )
    if stopped:
        return answer("taking", NOT_MET, "The record says that {drugs} is not taken.", figures, stopped)
    return unknown("taking", Why.NOT_DOCUMENTED, "Use of {drugs} is not documented.", missing, figures, found)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    for name in args.get("any_of", ()):
        if name not in vocabulary.get("drugs", {}) and name not in vocabulary.get("drug_classes", {}):
            yield f'"{name}" is no drug of vocabulary/drugs.yaml'
