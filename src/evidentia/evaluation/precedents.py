"""The forecast of precedents against the outcomes that followed, with its baselines in the same run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from evidentia.model.frozen import frozen
from evidentia.precedents.decision import Decision
from evidentia.precedents.forecast import DELAY, rolling
from evidentia.precedents.spread import interval, resemblance

WARM_YEARS = 8  # of outcomes before the years that are scored: the first decisions teach, the later ones test
_GROUP = 10  # decisions of a year that make a group whose share is predicted
_SHRINKAGE = 8.0


@frozen
class Score:
    """Of expected rates against outcomes: accuracy, area under the curve, Brier score, expected calibration error."""

    accuracy: float
    auc: float
    brier: float
    ece: float


@frozen
class Report:
    """Scores by method over the scored years, over all years, and how often a 90 % interval held."""

    decisions: int
    scored_from: int
    scored: int
    methods: dict[str, Score]
    all_years: dict[str, Score]
    groups: int
    coverage: float

    def as_json(self) -> dict[str, Any]:
        named = {"scored years": self.methods, "all years": self.all_years}
        scores = {
            part: {
                name: {k: round(getattr(s, k), 4) for k in ("accuracy", "auc", "brier", "ece")} for name, s in m.items()
            }
            for part, m in named.items()
        }
        return {
            "decisions": self.decisions,
            "scored_from": self.scored_from,
            "scored": self.scored,
            **scores,
            "groups": self.groups,
            "interval_90_coverage": round(self.coverage, 4),
        }


def score(decisions: Sequence[Decision]) -> Report:
    """Each decision is predicted from outcomes at least `DELAY` decisions old, in the order of time.

    Errors: ValueError where there are too few decisions to score.
    """
    if len(decisions) < 4 * DELAY:
        raise ValueError(f"{len(decisions)} decisions are too few: {4 * DELAY} are needed")
    methods = {
        "overall rate": list(_shrunken(decisions, lambda d: ())),
        "shrunken rate": list(_shrunken(decisions, _nested)),
        "learned rate": list(rolling(decisions)),
    }
    first = min(d.year for d in decisions) + WARM_YEARS
    scored = [i for i, d in enumerate(decisions) if d.year >= first]
    later = [i for i, d in enumerate(decisions) if i >= 2 * DELAY]
    held = list(_held(decisions, methods["learned rate"], first))
    return Report(
        decisions=len(decisions),
        scored_from=first,
        scored=len(scored),
        methods={name: _score(decisions, rates, scored) for name, rates in methods.items()},
        all_years={name: _score(decisions, rates, later) for name, rates in methods.items()},
        groups=len(held),
        coverage=sum(held) / len(held) if held else 0.0,
    )


def table(report: Report) -> str:
    """The report for the terminal."""
    lines = [f"{report.decisions} decisions; each predicted from outcomes at least {DELAY} decisions old"]
    for title, methods in (
        (f"{report.scored} decisions from {report.scored_from} on", report.methods),
        ("all but the first decisions", report.all_years),
    ):
        lines += [f"{title}:", f"  {'':14} accuracy    AUC  Brier    ECE"]
        lines += [
            f"  {name:14} {s.accuracy:8.3f} {s.auc:6.3f} {s.brier:6.3f} {s.ece:6.3f}" for name, s in methods.items()
        ]
    lines.append(
        f"90 % intervals of the share of {report.groups} groups (treatment, dispute, year; {_GROUP} or more): "
        f"{100 * report.coverage:.1f} % held"
    )
    return "\n".join(lines)


def _nested(decision: Decision) -> tuple[object, ...]:
    kind, item = decision.treatment
    return (
        decision.dispute,
        (decision.dispute, kind),
        (decision.dispute, kind, item),
        (decision.dispute, kind, item, decision.diagnosis),
    )


def _shrunken(decisions: Sequence[Decision], groups: Callable[[Decision], tuple[object, ...]]) -> Iterator[float]:
    """The share of a group, shrunk towards that of the wider group, from the overall share down."""
    known: dict[object, list[float]] = {}
    overall = [4.0, 9.0]
    for place, decision in enumerate(decisions):
        if place >= DELAY:
            past = decisions[place - DELAY]
            for cell in (overall, *(known.setdefault(key, [0.0, 0.0]) for key in groups(past))):
                cell[0] += past.overturned
                cell[1] += 1
        rate = overall[0] / overall[1]
        for key in groups(decision):
            won, seen = known.get(key, (0.0, 0.0))
            rate = (won + _SHRINKAGE * rate) / (seen + _SHRINKAGE)
        yield rate


def _score(decisions: Sequence[Decision], rates: Sequence[float], places: Sequence[int]) -> Score:
    pairs = [(rates[i], decisions[i].overturned) for i in places]
    many = len(pairs)
    return Score(
        accuracy=sum((rate > 0.5) == won for rate, won in pairs) / many,
        auc=_auc(pairs),
        brier=sum((rate - won) ** 2 for rate, won in pairs) / many,
        ece=_ece(pairs),
    )


def _auc(pairs: Iterable[tuple[float, bool]]) -> float:
    """The chance that an overturned decision has the higher rate; ties count half (Mann-Whitney)."""
    ordered = sorted(pairs)
    ranks = {True: 0.0, False: 0.0}
    start = 0
    while start < len(ordered):
        stop = start
        while stop < len(ordered) and ordered[stop][0] == ordered[start][0]:
            stop += 1
        for _, won in ordered[start:stop]:
            ranks[won] += (start + stop + 1) / 2
        start = stop
    wins = sum(won for _, won in ordered)
    losses = len(ordered) - wins
    return (ranks[True] - wins * (wins + 1) / 2) / (wins * losses) if wins and losses else 0.5


def _ece(pairs: Sequence[tuple[float, bool]]) -> float:
    """Ten bins of equal width: the distance of mean rate and share, weighted by their size."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for rate, won in pairs:
        bins.setdefault(min(9, int(rate * 10)), []).append((rate, won))
    return sum(abs(sum(r for r, _ in found) - sum(w for _, w in found)) for found in bins.values()) / len(pairs)


def _held(decisions: Sequence[Decision], rates: Sequence[float], first: int) -> Iterator[bool]:
    """Of each group of a scored year: whether its share lies in the interval that the years before it allow."""
    groups: dict[tuple[int, str, str], list[tuple[float, bool]]] = {}
    for decision, rate in zip(decisions, rates, strict=True):
        key = (decision.year, decision.treatment[0], decision.dispute)
        groups.setdefault(key, []).append((rate, decision.overturned))
    large = {key: group for key, group in groups.items() if len(group) >= _GROUP}
    warm = first - WARM_YEARS // 2
    for (year, _, _), group in large.items():
        if year >= first:
            correlation = resemblance(g for (y, _, _), g in large.items() if warm - 1 <= y < year)
            low, high = interval(group, correlation)
            yield low <= sum(won for _, won in group) / len(group) <= high
