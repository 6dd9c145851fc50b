"""Adequate trials, with inadequate response, of so many drugs of different kinds; intolerance with its reason counts as a trial.

A drug's kind is the first of its classes in vocabulary/drugs.yaml, and its adequate dose stands there too (`adequate`). Met: so
many kinds have a trial of the dose and the time with an inadequate response, or were not tolerated, in the current episode of
illness. Not met: what it tells of each trial is complete, or it says that no other was tried, and they are fewer at best. Unknown: a dose, a time, a result or the episode of one is
not stated, or no trial is.

>>> tried_classes: {class: antidepressant, n: 2, for_at_least: 6 wk}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from evidentia.criteria.context import Context, answer, is_taken, medication, unknown
from evidentia.criteria.tests import _say
from evidentia.criteria.tests._episode import in_current_episode
from evidentia.criteria.tests.measured import threshold_of
from evidentia.criteria.tests.tried import BAD, daily_of, days_of
from evidentia.logic.dates import Duration
from evidentia.logic.quantities import at_least
from evidentia.model.finding import Finding, Outcome, Status
from evidentia.model.quantity import Quantity
from evidentia.model.rationale import Missing, Rationale
from evidentia.model.truth import MET, NOT_MET, Truth, Why

ARGS = {
    "class": "a class of vocabulary/drug_classes.yaml",
    "n": "how many drugs of different kinds",
    "for_at_least": "a duration",
}


def evaluate(args: Mapping[str, Any], context: Context) -> Rationale:
    name, needed = str(args["class"]), int(args["n"])
    drugs = _drugs(name, context)
    trials = {drug: _trial(args, drug, found, context) for drug, found in drugs.items()}
    kinds: dict[str, Truth] = {}
    for drug, (truth, _) in trials.items():
        kind = context.classes(drug)[0]
        kinds[kind] = kinds[kind] | truth if kind in kinds else truth
    enough = sum(t.is_met for t in kinds.values())
    possible = enough + sum(t.is_unknown for t in kinds.values())
    findings = [f for found in drugs.values() for f in found]
    figures = {"trials": "; ".join(_told(d, f, context) for d, f in drugs.items()), "class": name, "n": str(needed)}
    if enough >= needed:
        met = [f for drug, (truth, _) in trials.items() if truth.is_met for f in drugs[drug]]
        figures["trials"] = "; ".join(_told(d, drugs[d], context) for d, (t, _) in trials.items() if t.is_met)
        return answer("tried_classes", MET, "{trials}.", figures, met)
    others = [f for f in context.of_class(name) if f.concept == name and medication(f).status is Status.NEVER]
    told_of_all = not any(t.is_unknown for t, _ in trials.values()) or any(_excludes_more(f, context) for f in others)
    if findings and possible < needed and told_of_all:
        template = "{trials}: fewer than {n} adequate trials of different kinds."
        return answer("tried_classes", NOT_MET, template, figures, [*findings, *others])
    missing = list({m.code: m for _, lacking in trials.values() for m in lacking}.values())
    if not findings:
        return unknown(
            "tried_classes",
            Why.NOT_DOCUMENTED,
            "No trial of an {class} is documented.",
            [_none(name, needed)],
            figures,
            others,
        )
    why = next((t.why for t in kinds.values() if t.is_unknown), None) or Why.NOT_DOCUMENTED
    figures["what"] = ", ".join(m.text for m in missing)
    return unknown("tried_classes", why, "{trials}. Not documented: {what}.", missing, figures, findings)


def _excludes_more(finding: Finding, context: Context) -> bool:
    """ "No other antidepressant has been tried": the trials that are told are all there were."""
    told = " ".join(context.chart.text_of(span) for span in finding.spans)
    return re.search(r"\bno other\b[^.;]{0,60}\b(?:tried|taken|used|trials?|given)\b", told, re.IGNORECASE) is not None


def _drugs(name: str, context: Context) -> dict[str, list[Finding]]:
    """The drugs of the class that the record tells a trial of, each with its exposures."""
    found: dict[str, list[Finding]] = {}
    for finding in context.of_class(name):
        told = is_taken(finding) or medication(finding).outcome is Outcome.INTOLERANCE
        if finding.concept != name and finding.concept not in context.vocabulary.get("drug_classes", {}) and told:
            found.setdefault(finding.concept, []).append(finding)
    return found


def _trial(
    args: Mapping[str, Any], drug: str, found: Sequence[Finding], context: Context
) -> tuple[Truth, list[Missing]]:
    """Whether one exposure, or all statements on the drug together, are an adequate trial that failed, or intolerance."""
    episode = _any(in_current_episode(f, context) for f in found)
    lacking = (
        []
        if not episode.is_unknown
        else [_missing(drug, "episode", f"whether {drug} was tried in the current episode")]
    )
    reasons = [f for f in found if medication(f).outcome is Outcome.INTOLERANCE]
    if reasons:
        return (
            (MET, [])
            if any(medication(f).reason for f in reasons)
            else (Truth.unknown(Why.NOT_DOCUMENTED), [_missing(drug, "reason", f"reason of the intolerance of {drug}")])
        )
    doses, times = [_dose(f, context) for f in found], [_time(args, f, context) for f in found]
    adequate = _any(_own(d, doses) & _own(t, times) for d, t in zip(doses, times, strict=True))
    outcome = _outcome(found)
    for part, truth in (("dose", _any(doses)), ("duration", _any(times)), ("response", outcome)):
        if truth.is_unknown:
            lacking.append(_missing(drug, part, f"{drug} {part}"))
    return adequate & outcome & episode, lacking


def _own(truth: Truth, all_: Sequence[Truth]) -> Truth:
    """What an exposure says itself, else what the other statements on the drug agree on."""
    known = {t.value: t for t in all_ if not t.is_unknown}
    return truth if not truth.is_unknown or len(known) != 1 else next(iter(known.values()))


def _any(truths: Iterable[Truth]) -> Truth:
    return reduce(lambda a, b: a | b, truths)


def _dose(finding: Finding, context: Context) -> Truth:
    taken = medication(finding)
    if taken.highest_tolerated:
        return MET
    daily = daily_of(taken)
    adequate = (context.vocabulary["drugs"].get(finding.concept) or {}).get("adequate")
    if daily is None and adequate and taken.dose is not None and taken.dose.unit is not None and not taken.every_days:
        # "40 mg for 9 weeks": one dose that is enough for a day is enough, however often it is taken
        once = at_least(Quantity(taken.dose.value, f"{taken.dose.unit}/d"), threshold_of(adequate))
        return once if once.is_met else Truth.unknown(Why.NOT_DOCUMENTED)
    if daily is None:
        return Truth.unknown(Why.NOT_DOCUMENTED)
    return at_least(daily, threshold_of(adequate)) if adequate else Truth.unknown(Why.AMBIGUOUS)


def _time(args: Mapping[str, Any], finding: Finding, context: Context) -> Truth:
    days = days_of(medication(finding), context)
    if days is None:
        return Truth.unknown(Why.NOT_DOCUMENTED)
    return Truth.known(days >= Duration.parse(args["for_at_least"]).days)


def _outcome(found: Sequence[Finding]) -> Truth:
    stated = {medication(f).outcome for f in found}
    if stated & set(BAD):
        return MET
    return NOT_MET if stated & {Outcome.RESPONSE, Outcome.RELAPSE_OFF} else Truth.unknown(Why.NOT_DOCUMENTED)


def _told(drug: str, found: Sequence[Finding], context: Context) -> str:
    """ "Sertraline 200 mg/day for 3 months: no response" """
    doses = [d for d in dict.fromkeys(_say.dose(medication(f)) for f in found) if d != "dose not stated"]
    days = [d for d in (days_of(medication(f), context) for f in found) if d]
    results = dict.fromkeys(
        _say.OUTCOMES[medication(f).outcome] for f in found if medication(f).outcome is not Outcome.NOT_STATED
    )
    time = f" for {_say.length(max(days))}" if days else ""
    return f"{drug.capitalize()} {', '.join(doses[:2]) or '(dose not stated)'}{time}: {', '.join(results) or 'result not stated'}"


def _missing(drug: str, part: str, text: str) -> Missing:
    wording = f"{drug.capitalize()}: ____ (dose) from ____ to ____; response: ____."
    return _say.lacks(f"{drug} {part}", text, "prescriber or pharmacy", wording)


def _none(name: str, needed: int) -> Missing:
    text = f"{needed} trials of an {name} of different kinds, each with dose, dates and response"
    return _say.lacks(
        f"{name} trials", text, "prescriber or pharmacy", "____ (drug, dose) from ____ to ____; response: ____."
    )


def check(args: Mapping[str, Any], vocabulary: Mapping[str, Any]) -> Iterator[str]:
    if args.get("class") not in vocabulary.get("drug_classes", {}):
        yield f'"{args.get("class")}" is no class of vocabulary/drug_classes.yaml'
    try:
        Duration.parse(args.get("for_at_least", ""))
    except ValueError as error:
        yield str(error)
