"""Pooled proportions of the studies that may fairly be pooled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from evidentia.appraisal.intervals import wilson_interval
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
    counts = [(int(m.data["pool"]["events"]), int(m.data["pool"]["n"])) for m in members]
    events, total = (sum(column) for column in zip(*counts, strict=True))
    low, high = wilson_interval(events, total)
    return Estimate(
        name=name,
        studies=tuple(m.id for m in members),
        events=events,
        total=total,
        percent=100 * events / total,
        low=100 * low,
        high=100 * high,
        method="sum of counts, Wilson 95 % interval",
        i2=_i2(counts),
    )


def _i2(counts: list[tuple[int, int]]) -> float:
    """I2 in percent from Pearson's chi-square of the counts: how much the studies differ beyond chance."""
    events, total = sum(e for e, _ in counts), sum(n for _, n in counts)
    p = events / total
    if p in (0.0, 1.0):
        return 0.0
    q = sum((e - n * p) ** 2 / (n * p * (1 - p)) for e, n in counts)
    return max(0.0, 100 * (q - (len(counts) - 1)) / q) if q else 0.0
