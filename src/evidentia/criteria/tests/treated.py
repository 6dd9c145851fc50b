"""A drug of one of the classes was taken, for so long and, where asked, at the highest tolerated dose; its result does not matter.

Met: one exposure was. Not met: the record says that none was ever taken, or every one was shorter, or below the dose that is
tolerated. Unknown: time or dose is not stated. Statements of one drug are taken together.

>>> treated: {any_class: [ACE inhibitor, ARB], highest_tolerated: true, for_at_least: 6 mo}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from evidentia.criteria.context import Context, answer, is_taken, medication, unknown
from evidentia.criteria.tests import _say
from evidentia.logic.dates import Duration
from evidentia.model.finding import Finding, Medication, Status
from evidentia.model.rationale import Rationale
from evidentia.model.truth import MET, NOT_MET, Truth, Why

ARGS = {
    "any_class": "classes of vocabulary/drug_classes.yaml",
    "for_at_least?": "a duration",
    "highest_tolerated?": "true: at a dose that the record calls the highest tolerated one, or the highest of all",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    classes = list(args["any_class"])
    found = list({f.id: f for name in classes for f in context.of_class(name)}.values())
    taken = [f for f in found if is_taken(f)]
    names = " or ".join(classes)
    if not taken:
        return _not_taken(args, names, found)
    drugs = {f.concept: [g for g in taken if g.concept == f.concept] for f in taken}
    results = {drug: _drug(args, exposures, context) for drug, exposures in drugs.items()}
    truth = reduce(lambda a, b: a | b, (time & dose for time, dose in results.values()))
    drug = max(results, key=lambda d: _rank(results[d][0] & results[d][1]))
    time, dose = results[drug]
    figures = {"drug": drug, "dose": _dose(drugs[drug]), "time": _time(drugs[drug], context)}
    if truth.is_met:
        return answer("treated", MET, "{drug}{dose}{time} is documented.", figures, drugs[drug])
    if truth.is_not_met:
        figures["short"] = "too short" if time.is_not_met else "not the highest tolerated dose"
        return answer("treated", NOT_MET, "{drug}{dose}{time}: {short}.", figures, taken)
    lacking = [what for what, part in (("duration", time), ("highest tolerated dose", dose)) if part.is_unknown]
    missing = [_missing(drug, what) for what in lacking]
    figures["what"] = " and ".join(lacking)
    return unknown(
        "treated",
        Why.NOT_DOCUMENTED,
        "{drug}{dose}{time}: the record does not state the {what}.",
        missing,
        figures,
        taken,
    )


def _rank(truth: Truth) -> int:
    return 2 if truth.is_met else 0 if truth.is_not_met else 1


def _not_taken(args: Mapping[str, Any], names: str, found: Sequence[Finding]) -> Rationale:
    never = [f for f in found if medication(f).status is Status.NEVER]
    if never:
        return answer("treated", NOT_MET, "The record says that no {names} was taken.", {"names": names}, never)
    if {"for_at_least", "highest_tolerated"} & set(args):
        missing = [_missing(names, part) for part in ("dose", "duration")]
    else:
        missing = [_missing(names, "a trial of it, or why there was none")]
    return unknown(
        "treated", Why.NOT_DOCUMENTED, "Treatment with {names} is not documented.", missing, {"names": names}
    )


def _drug(args: Mapping[str, Any], exposures: Sequence[Finding], context: Context) -> tuple[Truth, Truth]:
    """Time and dose of one drug, over all that is said of it."""
    told = [medication(f) for f in exposures]
    times = [_time_truth(args, m, context) for m in told]
    doses = [_dose_truth(args, f) for f in exposures]
    return _over(times), _over(doses)


def _over(truths: Sequence[Truth]) -> Truth:
    """The most favourable of what is known; what is not stated in one place may be in another."""
    known = [t for t in truths if not t.is_unknown]
    return reduce(lambda a, b: a | b, known) if known else Truth.unknown(Why.NOT_DOCUMENTED)


def _time_truth(args: Mapping[str, Any], taken: Medication, context: Context) -> Truth:
    if "for_at_least" not in args:
        return MET
    days = days_of(taken, context)
    return Truth.unknown(Why.NOT_DOCUMENTED) if days is None else Truth.known(days >= _least(args))


def _least(args: Mapping[str, Any]) -> int:
    return Duration.parse(args["for_at_least"]).days - 2  # "6 months" from 08/15 to 02/13 is six months to a clinician


def days_of(taken: Medication, context: Context) -> int | None:
    """The time on a drug: stated, from start to stop, or from start to the day up to which the record says that it is taken."""
    if taken.days is not None and (taken.start is None or taken.status is not Status.CURRENT):
        return taken.days
    if taken.start is None:
        return None
    stop = taken.stop.earliest if taken.stop else context.told_until(taken) if taken.status is Status.CURRENT else None
    return max(0, (stop - taken.start.latest).days, taken.days or 0) if stop else taken.days


def _dose_truth(args: Mapping[str, Any], finding: Finding) -> Truth:
    if not args.get("highest_tolerated") or medication(finding).highest_tolerated or "maximum dose" in finding.flags:
        return MET
    return Truth.unknown(Why.NOT_DOCUMENTED)


def _dose(exposures: Sequence[Finding]) -> str:
    known = dict.fromkeys(_say.dose(medication(f)) for f in exposures)
    known.pop("dose not stated", None)
    highest = any(_dose_truth({"highest_tolerated": True}, f).is_met for f in exposures)
    text = f" {', '.join(list(known)[:2])}" if known else ""
    return f"{text} (the highest tolerated or highest dose)" if highest else text


def _time(exposures: Sequence[Finding], context: Context) -> str:
    days = max((d for d in (days_of(medication(f), context) for f in exposures) if d), default=None)
    return f" for {_say.length(days)}" if days else ""


def _missing(name: str, part: str) -> Any:
    wording = f"{name[0].upper()}{name[1:]}: ____ (dose; highest tolerated: yes/no) from ____ to ____."
    return _say.lacks(f"{name} {part}", f"{name}: {part}", "prescriber or pharmacy", wording)


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    known = {
        *vocabulary.get("drug_classes", {}),
        *(c for d in vocabulary.get("drugs", {}).values() for c in (d or {}).get("classes", ())),
    }
    for name in args.get("any_class", ()):
        if name not in known:
            yield f'"{name}" is no class of vocabulary/drug_classes.yaml'
    if "for_at_least" in args:
        try:
            Duration.parse(args["for_at_least"])
        except ValueError as error:
            yield str(error)
