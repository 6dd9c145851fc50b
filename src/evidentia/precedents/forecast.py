"""How often denials like this one were overturned of late: a rate that learns from each decision and is scored on the next.

An online logistic model over the categories of a decision. Each combination of categories has a weight of its own and two
running shares of overturned denials (a recent one, in which a decision counts half after 500 more, and one of all time), shrunk
towards the overall share. It uses standard arithmetic only, sees each decision once in the order of time, and never an outcome
that was not known yet. Sources: adaptive steps after Duchi 2011 (AdaGrad); shrinkage as in empirical Bayes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from evidentia.precedents.decision import Decision

DELAY = 150  # outcomes of the last so many decisions are not known yet
_HALF_LIVES = (500.0, math.inf)
_SHRINKAGE = 3.0  # decisions that the overall share counts for
_SHARE = 0.44  # of overturned denials before any is known
_STEP, _DENSE_STEP, _DECAY = 0.05, 0.02, 0.003
Key = tuple[str, ...]


def keys(decision: Decision) -> tuple[Key, ...]:
    """The combinations of categories that have a share and a weight."""
    group, part = (text.lower() for text in decision.diagnosis)
    kind, item = (text.lower() for text in decision.treatment)
    dispute, age, sex = decision.dispute, decision.age.lower(), decision.sex.lower()
    return (
        ("dispute", dispute),
        ("kind", dispute, kind),
        ("item", kind, item),
        ("item+", dispute, kind, item),
        ("group", dispute, group),
        ("part", group, part),
        ("part+", dispute, group, part),
        ("group kind", group, kind, dispute),
        ("part item", group, part, kind, item),
        ("part item+", group, part, kind, item, dispute),
        ("item age", kind, item, age),
        ("part age", group, part, age),
        ("all", group, part, kind, item, dispute, age),
        ("age", age, dispute),
        ("sex", sex, kind),
    )


class Rates:
    """The model. `expected` gives the rate of a decision from what is known; `learn` adds an outcome.

    >>> Rates().expected(Decision("MN1-1", "California DMHC", 2001, True, "", ("", ""), ("", "")))  # before any outcome
    0.44
    """

    def __init__(self) -> None:
        self._now = 0
        self._shares: list[dict[Key, tuple[float, float, int]]] = [{} for _ in _HALF_LIVES]
        self._weights: dict[Key, float] = {}
        self._sums: dict[Key, float] = {}
        many = len(_HALF_LIVES) * 15
        self._dense = [1.0 / many] * many
        self._dense_sums = [1.0] * many
        self._bias, self._bias_sum = 0.0, 1.0

    def expected(self, decision: Decision) -> float:
        """The share of such denials that is expected to be overturned, 0 to 1."""
        found = keys(decision)
        return self._rate(found, self._signals(found))

    def learn(self, decision: Decision) -> None:
        """Take in an outcome. To be called in the order of time."""
        found = keys(decision)
        signals = self._signals(found)
        error = self._rate(found, signals) - decision.overturned
        self._bias_sum += error * error
        self._bias -= _STEP * error / math.sqrt(self._bias_sum)
        for key in found:
            weight = self._weights.get(key, 0.0)
            slope = error + _DECAY * weight
            self._sums[key] = self._sums.get(key, 1.0) + slope * slope
            self._weights[key] = weight - _STEP * slope / math.sqrt(self._sums[key])
        for place, signal in enumerate(signals):
            slope = error * signal
            self._dense_sums[place] += slope * slope
            self._dense[place] -= _DENSE_STEP * slope / math.sqrt(self._dense_sums[place])
        for shares, half in zip(self._shares, _HALF_LIVES, strict=True):
            for key in found:
                won, seen = self._faded(shares, key, half)
                shares[key] = (won + decision.overturned, seen + 1.0, self._now)
        self._now += 1

    def _rate(self, found: Sequence[Key], signals: Sequence[float]) -> float:
        total = self._bias + sum(self._weights.get(key, 0.0) for key in found)
        total += sum(weight * signal for weight, signal in zip(self._dense, signals, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    def _signals(self, found: Sequence[Key]) -> list[float]:
        """The log odds of each shrunk share."""
        signals = []
        for shares, half in zip(self._shares, _HALF_LIVES, strict=True):
            for key in found:
                won, seen = self._faded(shares, key, half)
                share = (won + _SHRINKAGE * _SHARE) / (seen + _SHRINKAGE)
                signals.append(math.log(share / (1.0 - share)))
        return signals

    def _faded(self, shares: dict[Key, tuple[float, float, int]], key: Key, half: float) -> tuple[float, float]:
        won, seen, last = shares.get(key, (0.0, 0.0, self._now))
        fade = 0.5 ** ((self._now - last) / half)
        return won * fade, seen * fade


def rolling(decisions: Sequence[Decision], delay: int = DELAY) -> Iterator[float]:
    """For each decision in order the rate that was expected of it, from outcomes at least `delay` decisions old."""
    rates = Rates()
    for place, decision in enumerate(decisions):
        if place >= delay:
            rates.learn(decisions[place - delay])
        yield rates.expected(decision)
