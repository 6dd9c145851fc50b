"""The prescriber is of a specialty, or a consultation with one is documented.

Met: either. Not met: the prescriber is of another specialty and the record says that no such consultation took place. Unknown: the
specialty is not stated, or a consultation is only planned.

>>> prescriber: {specialty: [rheumatology, nephrology], or_consultation: true}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, unknown
from evidentia.criteria.tests._say import lacks
from evidentia.model.finding import Assertion, Finding, Kind, Person
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {
    "specialty": "specialties of vocabulary/specialties.yaml",
    "or_consultation?": "true: a documented consultation counts",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    wanted = list(args["specialty"])
    people = list(context.chart.of_kind(Kind.PRESCRIBER))
    own = [f for f in people if f.concept in wanted and f.assertion is Assertion.PRESENT]
    consults = [f for f in context.chart.of_kind(Kind.CONSULTATION) if f.concept in wanted]
    held = sorted(
        (f for f in consults if f.assertion in (Assertion.PRESENT, Assertion.HISTORICAL)),
        key=lambda f: f.detail is None,
    )
    if own:
        return answer("prescriber", MET, "{who}.", {"who": _who(own[0])}, own)
    if args.get("or_consultation") and held:
        date = f" ({held[0].when})" if held[0].when else ""
        return answer(
            "prescriber",
            MET,
            "A {specialty} consultation is documented{date}.",
            {"specialty": held[0].concept, "date": date},
            held,
        )
    other = [f for f in people if f.concept not in (*wanted, "unknown")]
    absent = [f for f in consults if f.assertion is Assertion.ABSENT]
    if other and absent:
        return answer(
            "prescriber",
            NOT_MET,
            "{who}; the record says that no {names} consultation took place.",
            {"who": _who(other[0]), "names": " or ".join(wanted)},
            [*other, *absent],
        )
    missing = [
        lacks(
            "prescriber specialty",
            "prescriber specialty or specialist consultation",
            "prescriber",
            "Prescriber: ____, specialty: ____; or consultation with ____ on ____ (date).",
        )
    ]
    template = (
        "{who}; no {names} consultation is documented."
        if other
        else "The prescriber's specialty is not stated and no consultation is documented."
    )
    figures = {"who": _who(other[0]) if other else "", "names": " or ".join(wanted)}
    return unknown("prescriber", Why.NOT_DOCUMENTED, template, missing, figures, [*people, *consults])


def _who(finding: Finding) -> str:
    person = finding.detail if isinstance(finding.detail, Person) else Person()
    name = f" ({person.name})" if person.name else ""
    return f"The prescriber is in {finding.concept}{name}"


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if not args.get("specialty"):
        yield "prescriber needs at least one specialty"
