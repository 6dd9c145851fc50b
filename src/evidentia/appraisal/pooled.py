"""Pooled proportions of the studies that may fairly be pooled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import exp

from evidentia.appraisal.effect_sizes import logit_proportion
from evidentia.appraisal.intervals import wilson_interval
from evidentia.appraisal.pooling import restricted_likelihood
from evidentia.model.assessment import Estimate
from evidentia.model.evidence import Record


def pooled_estimates(studies: Iterable[Record]) -> tuple[Estimate, ...]:
    """One Estimate for each set of studies that the content declares comparable (`data.pool`): the same outcome in
    the same kind of patients, counted. Two studies are the least; a single one is no pool.
    """
    sets: dict[str, list[Record]] = defaultdict(list)
    for study in studies:
        if pool := study.data.get("pool"):
            sets[str(pool["set"])].append(study)
    return tuple(_estimate(name, members) for name, members in sorted(sets.items()) if len(members) >= 2)


def _estimate(name: str, members: list[Record]) -> Estimate:
    """The counts put together, and beside them the random-effects estimate that lets the studies differ."""
    counts = [(int(m.data["pool"]["events"]), int(m.data["pool"]["n"])) for m in members]
    events, total = (sum(column) for column in zip(*counts, strict=True))
    low, high = wilson_interval(events, total)
    random = restricted_likelihood([logit_proportion(e, n) for e, n in counts])
    return Estimate(
        name=name,
        studies=tuple(m.id for m in members),
        events=events,
        total=total,
        percent=100 * events / total,
        low=100 * low,
        high=100 * high,
        method="sum of counts with Wilson's interval; random effects on the logit scale by REML",
        i2=random.i2,
        random_percent=100 * _expit(random.y),
        random_low=100 * _expit(random.low),
        random_high=100 * _expit(random.high),
        prediction_low=100 * _expit(random.predicted_low),
        prediction_high=100 * _expit(random.predicted_high),
    )


def _expit(x: float) -> float:
    return 1 / (1 + exp(-x))
