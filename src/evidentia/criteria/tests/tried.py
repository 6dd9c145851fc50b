"""An adequate trial of a drug with an inadequate response.

Met: one exposure reaches the dose (any dose where none is asked for; one that is called the highest tolerated) for the time,
or completes one of the courses, and its result is no response, a partial response short of target, or a relapse on it. Not met: the record contradicts a part:
never taken, too little, too short, or a response that held (a relapse after stopping is no failure). Unknown: a part is not
stated.

>>> tried: {ingredient: cyclophosphamide, course_any: [{doses: 6, dose: 500 mg, every: 2 wk}], outcome: inadequate}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from evidentia.criteria.context import Context, answer, is_taken, medication, unknown
from evidentia.criteria.tests import _say
from evidentia.criteria.tests.measured import threshold_of
from evidentia.logic.dates import Duration
from evidentia.logic.quantities import at_least, convert
from evidentia.model.finding import Finding, Kind, Medication, Outcome, Status
from evidentia.model.quantity import Quantity
from evidentia.model.rationale import Missing, Rationale
from evidentia.model.truth import MET, NOT_MET, Truth, Why

ARGS = {
    "ingredient": "a drug of vocabulary/drugs.yaml",
    "dose_at_least?": "list of {form, daily}: the least daily dose of each form",
    "or_highest_tolerated?": "true: a dose that the record calls the highest tolerated one counts",
    "for_at_least?": "a duration",
    "course_any?": "list of {doses, dose, every}: courses that count as adequate",
    "outcome": "inadequate",
}
BAD = (Outcome.NO_RESPONSE, Outcome.PARTIAL_RESPONSE, Outcome.RELAPSE_ON)
_GOOD = (Outcome.RESPONSE, Outcome.RELAPSE_OFF)


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name = str(args["ingredient"])
    found = [f for f in context.medications(name) if medication(f).status is not Status.REQUESTED]
    taken = [f for f in found if is_taken(f)]
    elsewhere = [f for f in taken if any(flag.startswith("for ") for flag in f.flags)]
    if elsewhere and len(elsewhere) == len(taken):
        return _for_another_use(name, elsewhere)
    taken = [f for f in taken if f not in elsewhere]
    if not taken:
        return _not_taken(name, found, context)
    if (less := _dispensed_less(args, taken)) is not None:
        return less
    outcome = _outcome(taken)
    adequate, lacking = _adequate(args, taken, context)
    truth = adequate & outcome
    judged = _judged(taken)
    figures = {"drug": name, "dose": _dose(judged), "time": _time(judged, context), "result": _result(taken)}
    template = "{drug} {dose}{time}: {result}."
    if truth.is_met:
        return answer("tried", MET, template, figures, taken)
    if outcome.is_not_met:
        return answer("tried", NOT_MET, template + " That is not an inadequate response to it.", figures, taken)
    if truth.is_not_met:
        return answer(
            "tried", NOT_MET, template + " That is less than the adequate trial that is asked for.", figures, taken
        )
    missing = list(lacking)
    if outcome.is_unknown:
        missing.append(_missing(name, "response", "documented response to {drug}"))
    return unknown(
        "tried",
        truth.why or Why.NOT_DOCUMENTED,
        template + " {what}",
        missing,
        {**figures, "what": f"Not documented: {', '.join(m.text for m in missing)}."},
        taken,
    )


def _judged(taken: Sequence[Finding]) -> Sequence[Finding]:
    """The exposures that the result belongs to: what is taken now, at another dose and without one, is not among them."""
    told = [f for f in taken if medication(f).outcome is not Outcome.NOT_STATED]
    dosed = [f for f in told if medication(f).dose or medication(f).daily_dose]
    return dosed or taken


def _for_another_use(name: str, taken: Sequence[Finding]) -> Rationale:
    use = next(flag for f in taken for flag in f.flags if flag.startswith("for "))
    missing = [_missing(name, "response", "documented response of the kidneys to {drug}")]
    figures = {"drug": name, "use": use}
    return unknown(
        "tried",
        Why.AMBIGUOUS,
        "{drug} was taken {use}; what it did for the kidneys is not documented.",
        missing,
        figures,
        taken,
    )


def _dispensed_less(args: Mapping[str, Any], taken: Sequence[Finding]) -> Rationale | None:
    """A dose that the pharmacy or the bottle shows, below the one that the notes tell of: which was taken is open."""
    if "course_any" in args:
        return None
    shown = [f for f in taken if "dispensed" in f.flags and _dose_truth(args, medication(f)).is_not_met]
    told = [f for f in taken if "dispensed" not in f.flags and _dose_truth(args, medication(f)).is_met]
    if not shown or not told:
        return None
    name = str(args["ingredient"])
    figures = {"drug": name, "told": _dose(told), "shown": _dose(shown)}
    missing = [_missing(name, "dose taken", "{drug} dose that was taken")]
    return unknown(
        "tried",
        Why.CONFLICTING,
        "{drug} {told} by the notes, {shown} by what was dispensed; which was taken is not reconciled.",
        missing,
        figures,
        [*told, *shown],
    )


def _not_taken(name: str, found: Sequence[Finding], context: Context) -> Rationale:
    never = [f for f in found if medication(f).status is Status.NEVER]
    if never:
        return answer("tried", NOT_MET, "The record says that {drug} was not taken.", {"drug": name}, never)
    missing = [
        _missing(name, "dose", "{drug} dose"),
        _missing(name, "duration", "{drug} duration"),
        _missing(name, "response", "documented response to {drug}"),
    ]
    planned = [f for f in found if medication(f).status is Status.PLANNED]
    nothing_else = context.chart.of_kind(Kind.NOTE, "nothing else used")
    if nothing_else and len(planned) == len(found):
        template = "The record names no trial of {drug}, and says that nothing else was used."
        return answer("tried", NOT_MET, template, {"drug": name}, [*nothing_else, *planned])
    return unknown(
        "tried", Why.NOT_DOCUMENTED, "A trial of {drug} is not documented.", missing, {"drug": name}, planned
    )


def _outcome(taken: Sequence[Finding]) -> Truth:
    """The result over all that is said of the drug: a failure counts even if it once worked."""
    stated = {medication(f).outcome for f in taken}
    if stated & set(BAD):
        return MET
    if stated & {*_GOOD, Outcome.INTOLERANCE}:
        return NOT_MET
    return Truth.unknown(Why.NOT_DOCUMENTED)


def _adequate(args: Mapping[str, Any], taken: Sequence[Finding], context: Context) -> tuple[Truth, list[Missing]]:
    """Whether one exposure, or all statements on the drug together, make an adequate trial."""
    exposures = [medication(f) for f in taken]
    if "course_any" in args:
        own = [m for m in exposures if m.outcome in BAD]
        bare = all(_is_bare(m) for m in own)
        return _courses(args, exposures if bare else own)
    judged = [m for m in exposures if m.outcome in BAD] or exposures
    doses = [_dose_of(args, m, exposures) for m in judged]
    times = [_time_of(args, m, exposures, context) for m in judged]
    together = reduce(lambda a, b: a | b, [d & t for d, t in zip(doses, times, strict=True)])
    if together.is_met:
        return MET, []
    dose, time = reduce(lambda a, b: a | b, doses), reduce(lambda a, b: a | b, times)
    name = str(args["ingredient"])
    lacking = [_missing(name, "dose", "{drug} dose")] if dose.is_unknown else []
    lacking += [_missing(name, "duration", "{drug} duration")] if time.is_unknown else []
    return together, lacking


def _dose_of(args: Mapping[str, Any], judged: Medication, all_: Sequence[Medication]) -> Truth:
    """The dose of the exposure that failed: its own where it states one, else what the other statements on the drug agree on.
    What is taken now, at another dose, says nothing of a trial that failed before."""
    own = daily_of(judged)
    if own is None and not judged.highest_tolerated:
        return _over([_dose_truth(args, m) for m in all_])
    highest = any(m.highest_tolerated and daily_of(m) == own for m in all_)
    return MET if highest and args.get("or_highest_tolerated") else _dose_truth(args, judged)


def _time_of(args: Mapping[str, Any], judged: Medication, all_: Sequence[Medication], context: Context) -> Truth:
    own = _time_truth(args, judged, context)
    return own if not own.is_unknown else _over([_time_truth(args, m, context) for m in all_])


def _over(truths: Sequence[Truth]) -> Truth:
    """One value from several statements: those that are known and agree; where they differ it is unknown."""
    known = {t.value: t for t in truths if not t.is_unknown}
    if len(known) == 1:
        return next(iter(known.values()))
    return Truth.unknown(Why.CONFLICTING if known else Why.NOT_DOCUMENTED)


def _dose_truth(args: Mapping[str, Any], taken: Medication) -> Truth:
    if "dose_at_least" not in args and not args.get("or_highest_tolerated"):  # any dose will do
        return MET
    if args.get("or_highest_tolerated") and taken.highest_tolerated:
        return MET
    daily = _by_size(daily_of(taken))
    if daily is None:
        return Truth.unknown(Why.NOT_DOCUMENTED)
    if daily.unit is None:
        return Truth.unknown(Why.UNIT_MISSING)
    options = args.get("dose_at_least", ())
    mine = [o for o in options if o.get("form") == taken.form] or (options if taken.form is None else [])
    truths = [at_least(daily, threshold_of(o["daily"])) for o in mine]
    if not truths:
        return Truth.unknown(Why.AMBIGUOUS)
    # an unnamed form is judged only where every form gives the same answer
    return truths[0] if len({t.value for t in truths}) == 1 else Truth.unknown(Why.AMBIGUOUS)


def _by_size(daily: Quantity | None) -> Quantity | None:
    """ "MMF 1500 bid": a day's amount of a tablet in the hundreds can only be milligrams. A lab value is never read so."""
    if daily is None or daily.unit is not None or daily.value < _ONLY_MILLIGRAMS:
        return daily
    return Quantity(daily.value, "mg/d")


def _milligrams(dose: Quantity | None) -> Quantity | None:
    """ "CTX 500 q2w": an infusion in the hundreds can only be milligrams."""
    return (
        dose if dose is None or dose.unit is not None or dose.value < _ONLY_MILLIGRAMS else Quantity(dose.value, "mg")
    )


_ONLY_MILLIGRAMS = 250  # a day; nobody takes so many grams


def daily_of(taken: Medication) -> Quantity | None:
    if taken.daily_dose is not None:
        return taken.daily_dose
    if taken.dose is not None and taken.per_day is not None and taken.dose.unit in ("g", "mg"):
        return Quantity(taken.dose.value * taken.per_day, f"{taken.dose.unit}/d")
    return None


def _time_truth(args: Mapping[str, Any], taken: Medication, context: Context) -> Truth:
    days = days_of(taken, context)
    if days is None:
        return Truth.unknown(Why.NOT_DOCUMENTED)
    needed = Duration.parse(args["for_at_least"]).days
    return Truth.known(days >= needed - 2)  # "3 months" from 11/15 to 02/13 is three months to a clinician


def days_of(taken: Medication, context: Context) -> int | None:
    if taken.days is not None:
        return taken.days
    if taken.start is None:
        return None
    stop = taken.stop.earliest if taken.stop else context.told_until(taken) if taken.status is Status.CURRENT else None
    return max(0, (stop - taken.start.latest).days) if stop else None


def _courses(args: Mapping[str, Any], exposures: Sequence[Medication]) -> tuple[Truth, list[Missing]]:
    truths = [reduce(lambda a, b: a | b, (_course_truth(c, m) for c in args["course_any"])) for m in exposures]
    best = reduce(lambda a, b: a | b, truths)
    if not best.is_met and any(t.is_not_met for t in truths) and any(t.is_unknown for t in truths):
        # a bare mention beside a full description of the same drug does not reopen it
        best = NOT_MET if all(t.is_not_met or _is_bare(m) for t, m in zip(truths, exposures, strict=True)) else best
    name = str(args["ingredient"])
    lacking = [_missing(name, "dose", "{drug} dose and number of doses")] if best.is_unknown else []
    return best, lacking


def _is_bare(taken: Medication) -> bool:
    return taken.dose is None and taken.doses is None and taken.every_days is None and taken.days is None


def _course_truth(course: Mapping[str, Any], taken: Medication) -> Truth:
    """Number, spacing and (where the course names one) dose of an exposure."""
    every = Duration.parse(course["every"]).days
    parts = [
        _known(None if taken.doses is None else taken.doses >= int(course["doses"])),
        _known(None if taken.every_days is None else abs(taken.every_days - every) <= max(2, every // 7)),
    ]
    if "dose" in course:
        wanted = threshold_of(course["dose"])
        given = _milligrams(taken.dose)
        there = convert(given, wanted.unit or "") if given is not None and given.unit else None
        parts.append(
            _known(
                None
                if given is None or (there is None and given.unit is None)
                else there is not None and there.value >= wanted.value
            )
        )
    return reduce(lambda a, b: a & b, parts)


def _known(value: bool | None) -> Truth:
    return Truth.unknown(Why.NOT_DOCUMENTED) if value is None else Truth.known(value)


def _missing(name: str, part: str, text: str) -> Missing:
    words = text.format(drug=name)
    wording = f"{name[0].upper()}{name[1:]}: ____ (dose) from ____ to ____; response: ____."
    return _say.lacks(f"{name} {part}", words, "prescriber or pharmacy", wording)


def _dose(taken: Sequence[Finding]) -> str:
    texts = [_dose_said(medication(f)) for f in taken]
    known = [t for t in dict.fromkeys(texts) if t != "dose not stated"]
    return ", ".join(known[:2]) or "(dose not stated)"


def _dose_said(taken: Medication) -> str:
    daily = taken.daily_dose
    if daily is None or daily.unit is not None or (sized := _by_size(daily)) is daily:
        return _say.dose(taken)
    return f"{_say.amount(sized)} (unit not written)"


def _time(taken: Sequence[Finding], context: Context) -> str:
    known = [d for d in (days_of(medication(f), context) for f in taken) if d]
    return f" for {_say.length(max(known))}" if known else ""


def _result(taken: Sequence[Finding]) -> str:
    stated = [medication(f).outcome for f in taken if medication(f).outcome is not Outcome.NOT_STATED]
    texts = dict.fromkeys(_say.OUTCOMES[o] for o in stated)
    return ", ".join(texts) or "result not stated"


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("ingredient") not in vocabulary.get("drugs", {}):
        yield f'"{args.get("ingredient")}" is no drug of vocabulary/drugs.yaml'
    if ("course_any" in args) == ("for_at_least" in args):
        yield "tried needs either for_at_least (with dose_at_least) or course_any"
    durations = (
        [args["for_at_least"]] if "for_at_least" in args else [c.get("every") for c in args.get("course_any", ())]
    )
    doses = [o.get("daily") for o in args.get("dose_at_least", ())] + [
        c["dose"] for c in args.get("course_any", ()) if "dose" in c
    ]
    for parse, values in ((Duration.parse, durations), (threshold_of, doses)):
        for value in values:
            try:
                parse(value)
            except (ValueError, ArithmeticError) as error:
                yield str(error)
