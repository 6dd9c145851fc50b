"""A device is named that is cleared for the patient's age (vocabulary/drugs.yaml: `from_age` of a product).

Met: such a device is asked for, or the record calls the named device cleared for the age. Not met: the patient is younger than the
clearance of the device. Unknown: no device is named, its clearance for the age is not known, or the age is not.

>>> device_for_age: {procedure: transcranial magnetic stimulation, or_stated: cleared for adolescents}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, sessions, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.criteria.tests.age import years
from evidentia.model.finding import Assertion
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"procedure": "a procedure of vocabulary/drugs.yaml", "or_stated?": "a fact of vocabulary/facts.yaml"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    named = [f for f in context.sessions(str(args["procedure"]), given=False) if sessions(f).device]
    ages = [years(f, context) for f in (*context.patient("birth date"), *context.patient("age"))]
    stated = [f for f in context.facts(str(args.get("or_stated", ""))) if f.assertion is Assertion.PRESENT]
    missing = [
        lacks(
            "device for age",
            "a device cleared for the patient's age, named",
            "prescriber",
            "Device (model, clearance number): ____.",
        )
    ]
    if not named or not ages:
        return unknown(
            "device_for_age",
            Why.NOT_DOCUMENTED,
            "No device is named that is cleared for the age.",
            missing,
            findings=named,
        )
    figures = {"device": str(sessions(named[0]).device)}
    least = context.product(sessions(named[0]).device).get("from_age")
    if least is not None and min(high for _, high in ages) < int(least):
        return answer("device_for_age", NOT_MET, "{device} is not cleared for the age.", figures, named)
    if stated or (least is not None and max(low for low, _ in ages) >= int(least)):
        return answer("device_for_age", MET, "{device} is named, cleared for the age.", figures, [*named, *stated])
    return unknown(
        "device_for_age",
        Why.NOT_DOCUMENTED,
        "Whether {device} is cleared for the age is not known.",
        missing,
        figures,
        named,
    )


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("procedure") not in vocabulary.get("drugs", {}):
        yield f'"{args.get("procedure")}" is no procedure of vocabulary/drugs.yaml'
    if "or_stated" in args and args["or_stated"] not in vocabulary.get("facts", {}):
        yield f'"{args["or_stated"]}" is no fact of vocabulary/facts.yaml'
