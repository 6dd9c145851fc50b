"""How well determinations agree with labels: criteria, recall of unknown, outcomes, false "met", what must be said."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any

from evidentia.app import assess, policy_named
from evidentia.evaluation.cases import Case
from evidentia.evaluation.phrases import Phrasebook, asserts
from evidentia.model.assessment import Assessment, Statement
from evidentia.model.evidence import Library
from evidentia.model.frozen import frozen, names_of

GOALS = {
    "criteria": 0.97,
    "recall_of_unknown": 0.98,
    "outcome": 0.97,
    "false_met": 0,
    "must_say": 1.0,
    "must_not_say": 0,
}


@frozen
class Miss:
    case: str
    what: str  # "C2", "outcome", "must_say", "must_not_say", "error"
    expected: str
    got: str
    because: str = ""


@frozen
class Tally:
    """Counts over cases; `strict` leaves out the labels that rest on a judgement."""

    cases: int
    criteria: int
    criteria_right: int
    strict: int
    strict_right: int
    unknown: int
    unknown_right: int
    outcomes_right: int
    false_met: int  # "met" where the label is unknown or not met
    must_say: int
    must_say_found: int
    must_not_say: int
    must_not_say_found: int
    milliseconds: float  # median of one assessment, warm
    misses: tuple[Miss, ...]

    def as_json(self) -> dict[str, Any]:
        """The figures with their goals, and every miss."""
        rates = {
            "criteria": _rate(self.criteria_right, self.criteria),
            "criteria_strict": _rate(self.strict_right, self.strict),
            "recall_of_unknown": _rate(self.unknown_right, self.unknown),
            "outcome": _rate(self.outcomes_right, self.cases),
            "false_met": self.false_met,
            "must_say": _rate(self.must_say_found, self.must_say),
            "must_not_say": self.must_not_say_found,
        }
        counts = {name: getattr(self, name) for name in names_of(Tally) if name not in ("misses", "milliseconds")}
        return {
            "rates": rates,
            "goals": GOALS,
            "counts": counts,
            "milliseconds_median": round(self.milliseconds, 2),
            "misses": [{key: getattr(miss, key) for key in names_of(Miss)} for miss in self.misses],
        }


def score(cases: Iterable[Case], library: Library) -> Tally:
    """Assess each case as of its date, with the policy and the kind of request that it names, and compare."""
    book = Phrasebook(library.vocabulary)
    counts: dict[str, int] = dict.fromkeys(names_of(Tally)[:-2], 0)
    misses: list[Miss] = []
    times: list[float] = []
    for case in cases:
        started = time.perf_counter()
        result = assess(
            case.question,
            [(f"{case.id}.txt", case.chart)],
            as_of=case.as_of,
            policies=[case.policy],
            kind=_pathway(case, library),
            library=library,
        )
        times.append((time.perf_counter() - started) * 1000)
        counts["cases"] += 1
        _score_criteria(case, result, counts, misses)
        _score_phrases(case, result, book, counts, misses)
    return Tally(**counts, milliseconds=sorted(times)[len(times) // 2] if times else 0.0, misses=tuple(misses))


def _pathway(case: Case, library: Library) -> str:
    """The pathway that a case means: the one that has the criteria which it labels; of several that answer one kind of request,
    that kind, so that the words of the request choose; of others, the one that it names."""
    pathways = policy_named(case.policy, library, case.as_of).pathways
    shared = {p.kind: len(case.criteria.keys() & {c.id for c in p.criteria}) for p in pathways}
    best = [p for p in pathways if shared[p.kind] == max(shared.values())]
    if len(best) > 1 and len({p.answers for p in best}) == 1:
        return best[0].answers
    return next((p.kind for p in best if p.kind == case.kind), best[0].kind)


def _score_criteria(case: Case, result: Assessment, counts: dict[str, int], misses: list[Miss]) -> None:
    determination = result.determinations[0]
    got = {criterion.id: criterion for criterion in determination.criteria}
    for name, label in case.criteria.items():
        value = str(got[name].truth.value) if name in got else "absent"
        right = value == label.value
        _count(counts, "criteria", right)
        if not label.judgement:
            _count(counts, "strict", right)
        if label.value == "unknown":
            _count(counts, "unknown", right)
        if value == "met" and not right:
            counts["false_met"] += 1
        if not right:
            misses.append(
                Miss(
                    case.id,
                    name,
                    label.value,
                    value,
                    f"label: {label.why} | got: {got[name].because if name in got else ''}",
                )
            )
    outcome = str(determination.outcome.value)
    counts["outcomes_right"] += outcome == case.outcome
    if outcome != case.outcome:
        misses.append(Miss(case.id, "outcome", case.outcome, outcome))


def _score_phrases(
    case: Case, result: Assessment, book: Phrasebook, counts: dict[str, int], misses: list[Miss]
) -> None:
    sentences = [s.text for s in result.statements] + [c.text for d in result.determinations for c in d.criteria]
    about_patient = [s for s in result.statements if s.findings and not s.citations]
    asserted = [_bare(s) for s in about_patient if s.role != "gap"]
    every = [_bare(s) for s in about_patient]
    for phrase in case.must_say:
        found = asserts(sentences, phrase, book)
        _count(counts, "must_say", found is not None, right_name="must_say_found")
        if found is None:
            misses.append(Miss(case.id, "must_say", phrase, "not found"))
    for phrase in case.must_not_say:
        # a gap says what is not known; it asserts no more than the numbers that it names
        found = asserts(every if book.anchors(phrase).numbers else asserted, phrase, book, strictly=True)
        _count(counts, "must_not_say", found is not None, right_name="must_not_say_found")
        if found is not None:
            misses.append(Miss(case.id, "must_not_say", phrase, found))


def _bare(statement: Statement) -> str:
    """A criterion's row without its value, which is no word of the patient's story."""
    return statement.text.split(": ", 1)[-1] if statement.section == "criteria" else statement.text


def _count(counts: dict[str, int], name: str, right: bool, right_name: str | None = None) -> None:
    counts[name] += 1
    counts[right_name or f"{name}_right"] += right


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def table(tally: Tally) -> str:
    """The figures as a reader sees them in the terminal."""
    data: Mapping[str, Any] = tally.as_json()
    lines = [f"{tally.cases} cases, {tally.criteria} criteria, median {tally.milliseconds:.1f} ms an assessment", ""]
    lines.append(f"{'figure':<22}{'measured':>10}{'goal':>8}")
    for name, value in data["rates"].items():
        lines.append(f"{name.replace('_', ' '):<22}{_shown(value):>10}{_shown(GOALS.get(name), empty=''):>8}")
    if tally.misses:
        lines += ["", "misses"]
    for miss in tally.misses:
        lines.append(f"  {miss.case} {miss.what}: expected {miss.expected}; got {miss.got}")
        if miss.because:
            lines.append(f"      {miss.because}")
    return "\n".join(lines)


def _shown(value: float | int | None, empty: str = "-") -> str:
    if value is None:
        return empty
    return f"{value:.1%}" if isinstance(value, float) else str(value)
