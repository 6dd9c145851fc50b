"""A risk is looked after: a drug of a class is taken, or a specialist's care is documented.

Met: one of them is there. Not met: the record says that none of them is. Unknown: silence, or only a plan.

>>> managed: {class: hepatitis B antiviral, event: hepatology care}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, medication, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Assertion, Status
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {"class": "a class of drugs", "event": "an event of vocabulary/events.yaml"}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    wide = {str(args["class"]), *context.vocabulary.get("drug_classes", {}).get(args["class"], {}).get("part_of", ())}
    drugs = [f for f in context.of_class(str(args["class"]))] + [
        f for name in wide - {str(args["class"])} for f in context.medications(name)
    ]
    taken = [f for f in drugs if medication(f).status is Status.CURRENT]
    care = context.events(str(args["event"]))
    seen = [f for f in care if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)]
    figures = {
        "first": " and ".join(dict.fromkeys(f.concept for f in taken)).capitalize(),
        "class": str(args["class"]),
        "event": str(args["event"]),
        "care": str(args["event"]).capitalize(),
    }
    if taken:
        return answer("managed", MET, "{first} is taken.", figures, [*taken, *seen])
    if seen:
        return answer("managed", MET, "{care} is documented.", figures, seen)
    refused = [f for f in drugs if medication(f).status in (Status.NEVER, Status.PAST)]
    absent = [f for f in care if f.assertion is Assertion.ABSENT]
    if refused and absent:
        return answer(
            "managed", NOT_MET, "The record says that there is no {class} and no {event}.", figures, [*refused, *absent]
        )
    missing = [
        lacks(
            str(args["class"]),
            f"{args['class']} prophylaxis or {args['event']}".replace("antiviral prophylaxis", "antiviral prophylaxis"),
            "prescriber",
        )
    ]
    return unknown(
        "managed",
        Why.NOT_DOCUMENTED,
        "Neither a {class} nor {event} is documented.",
        missing,
        figures,
        [*refused, *absent],
    )
