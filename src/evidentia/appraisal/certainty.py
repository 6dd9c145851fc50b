"""GRADE certainty of the body of evidence, with a reason for each step.

Source: Guyatt GH et al., GRADE guidelines 1, J Clin Epidemiol 2011;64:383-394 (randomized evidence starts high,
observational evidence starts low; steps down for risk of bias, inconsistency, indirectness, imprecision).
"""

from __future__ import annotations

from collections.abc import Iterable

from evidentia.model.assessment import Certainty
from evidentia.model.evidence import Record

_ENOUGH = (
    400  # people: fewer are imprecise by the rule of thumb of GRADE guidelines 6, J Clin Epidemiol 2011;64:1283-1293
)
LEVELS = ("very low", "low", "moderate", "high")


def certainty_of(studies: Iterable[Record], asked: str = "refractory") -> Certainty:
    """Rate the studies of the treatment that a topic holds.

    The better of two bodies counts: randomized trials (start high) and observational studies (start low). `asked` is whom the
    topic asks about: "refractory", disease that had failed standard therapy, or "any", where the treatment is given first.

    >>> certainty_of([]).level
    'very low'
    """
    known = [s for s in studies if s.data.get("rates_certainty", True)]
    trials = [s for s in known if "random" in _design(s) and "non-random" not in _design(s)]
    observational = [s for s in known if s not in trials and s.role == "supports"]
    bodies = [_randomized(trials, asked)] if trials else []
    if observational:
        bodies.append(_observational(observational))
    if not bodies:
        return Certainty("very low", ("no study of the treatment was read",))
    level, steps = max(bodies, key=lambda body: body[0])
    return Certainty(LEVELS[level], tuple(steps))


def _randomized(trials: list[Record], asked: str) -> tuple[int, list[str]]:
    level, steps = 3, [f"{len(trials)} randomized trials: start high"]
    missed = [t for t in trials if t.role == "opposes" and _missed(t)]
    against = [t for t in trials if t.role == "opposes" and not _missed(t)]
    if asked == "refractory" and not any(t.data.get("refractory") or t.data.get("direct") for t in trials):
        level, steps = (
            level - 1,
            [
                *steps,
                "indirectness: none of the trials was done in disease that had failed standard therapy; one down",
            ],
        )
    if missed:
        level, steps = (
            level - 1,
            [
                *steps,
                f"imprecision: {len(missed)} missed the primary endpoint, leaving room for benefit and none; one down",
            ],
        )
    elif against:
        level, steps = (
            level - 1,
            [
                *steps,
                f"inconsistency or imprecision: {len(against)} did not favour the treatment over what it was compared with; one down",
            ],
        )
    elif (people := sum(int(t.data.get("n") or 0) for t in trials)) < _ENOUGH:
        level, steps = level - 1, [*steps, f"imprecision: {people} people in all the trials together; one down"]
    if missed and len(missed) < len(trials):
        steps = [*steps, "inconsistency: noted, results differ between trials"]
    return max(level, 0), steps


def _observational(studies: list[Record]) -> tuple[int, list[str]]:
    steps = [f"{len(studies)} observational studies: start low"]
    if all(s.data.get("comparator") in (None, "", "none") for s in studies):
        return 0, [*steps, "risk of bias: none has a control group; one down"]
    return 1, [*steps, "risk of bias: noted, controls were not randomized"]


def _missed(trial: Record) -> bool:
    """Whether a primary endpoint of the trial is recorded as not met; a comparator that did better is another matter."""
    outcomes = trial.data.get("outcomes") or ()
    return any(o.get("primary") and o.get("met") is False for o in outcomes)


def _design(study: Record) -> str:
    return str(study.data.get("design", "")).lower()
