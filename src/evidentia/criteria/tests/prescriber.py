"""The prescriber is of a specialty, or a consultation with one is documented.

Met: either. Not met: the prescriber is of another specialty and the record says that no such consultation took place; where no
consultation counts, a request that somebody else signs as its prescriber is enough. Unknown: the specialty is not stated, or a
consultation is only planned.

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
    "physician?": "true: a nurse or an assistant in the field does not count",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    wanted = list(args["specialty"])
    people = list(context.chart.of_kind(Kind.PRESCRIBER))
    own = [f for f in people if f.concept in wanted and f.assertion is Assertion.PRESENT and _counts(f, args)]
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
    other = [f for f in people if f.concept not in (*wanted, "unknown") or not _counts(f, args)]
    absent = [f for f in consults if f.assertion is Assertion.ABSENT]
    if other and absent:
        return answer(
            "prescriber",
            NOT_MET,
            "{who}; the record says that no {names} consultation took place.",
            {"who": _who(other[0]), "names": " or ".join(wanted)},
            [*other, *absent],
        )
    signed = [f for f in other if isinstance(f.detail, Person) and f.detail.role == "prescriber"]
    if signed and not args.get("or_consultation"):
        return answer("prescriber", NOT_MET, "{who}.", {"who": _who(signed[0])}, signed)
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


_NO_PHYSICIANS = ("NP", "PA", "RN", "CNS", "CNP", "PsyD", "PhD", "LCSW")


def _counts(finding: Finding, args: Mapping[str, Any]) -> bool:
    """Whether the person is a physician, where only one counts; nobody's credential is taken for granted against them."""
    credential = finding.detail.credential if isinstance(finding.detail, Person) else None
    return not (args.get("physician") and credential and any(mark in credential for mark in _NO_PHYSICIANS))


def _who(finding: Finding) -> str:
    person = finding.detail if isinstance(finding.detail, Person) else Person()
    if person.credential and any(mark in person.credential for mark in _NO_PHYSICIANS):
        return f"The prescriber is no physician ({person.name or 'no name'}, {person.credential})"
    name = f" ({person.name})" if person.name else ""
    return f"The prescriber is in {finding.concept}{name}"


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if not args.get("specialty"):
        yield "prescriber needs at least one specialty"
