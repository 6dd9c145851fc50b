"""A drug that is raised in steps is at one of its last doses, or still on its way there.

Met: the dose that is taken now, or asked for, is one of those; or a lower one within the time that the steps take. Not met: a lower
dose for longer than that, or one above. Unknown: no dose, or for how long a lower one is taken is not stated.

>>> dose_reached: {ingredient: semaglutide, doses: [1.7 mg, 2.4 mg], way_up: 20 wk}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.criteria.context import Context, answer, step, unknown
from evidentia.criteria.tests import _baseline
from evidentia.criteria.tests._say import lacks
from evidentia.criteria.tests.measured import threshold_of
from evidentia.logic.dates import Duration
from evidentia.model.finding import Finding
from evidentia.model.quantity import plain
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Why

ARGS = {
    "ingredient": "a drug with `steps`",
    "doses": "its last doses",
    "way_up": "the time of all steps below them, with some to spare",
}
_LABEL = "dose_reached"


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name = str(args["ingredient"])
    last = [threshold_of(d).value for d in args["doses"]]
    asked = context.steps(name, "asked")
    current = [f for f in context.steps(name, "taken") if step(f).current]
    named = asked or current
    missing = [
        lacks(
            "dose",
            f"current and requested dose of {name}, since when",
            "prescriber",
            f"{name.capitalize()} ____ mg weekly since ____.",
        )
    ]
    if not named:
        return unknown(_LABEL, Why.NOT_DOCUMENTED, "The dose is not stated.", missing, findings=context.requests())
    doses = {f.value.value for f in named if f.value}
    figures = {
        "doses": ", ".join(f"{plain(d)} mg" for d in sorted(doses)),
        "last": " or ".join(map(str, args["doses"])),
        "way": str(Duration.parse(args["way_up"])),
    }
    findings = [*asked, *current]
    if max(doses) > max(last):
        return answer(_LABEL, NOT_MET, "{doses}: above {last}.", figures, findings)
    if doses & set(last):
        return answer(_LABEL, MET, "{doses}: {last}.", figures, findings)
    days = _days(name, [*current, *asked], context)
    if days is None:
        return unknown(_LABEL, Why.NOT_DOCUMENTED, "{doses}: since when is not stated.", missing, figures, findings)
    if days <= Duration.parse(args["way_up"]).days:
        return answer(_LABEL, MET, "{doses}: still within the steps ({way}).", figures, findings)
    return answer(_LABEL, NOT_MET, "{doses}: below {last} for longer than the steps take.", figures, findings)


def _days(name: str, found: list[Finding], context: Context) -> int | None:
    """For how long the drug, or this dose of it, has been taken."""
    stated = [step(f).days for f in found if step(f).days]
    begun = _baseline.begun(context, [name])
    since = (context.anchor - begun.latest).days if begun is not None else None
    return max((d for d in (*stated, since) if d is not None), default=None)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if not (vocabulary.get("drugs", {}).get(args.get("ingredient")) or {}).get("steps"):
        yield f'"{args.get("ingredient")}" is no drug with steps of vocabulary/drugs.yaml'
    try:
        Duration.parse(args.get("way_up", ""))
        for text in args.get("doses", ()):
            threshold_of(text)
    except (ValueError, ArithmeticError) as error:
        yield str(error)
