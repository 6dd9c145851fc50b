"""How far the observed share of a group may lie from its expected rate: decisions of one group and year resemble each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

Group = Sequence[tuple[float, bool]]  # of each decision the expected rate and whether it was overturned
_Z = 1.6448536269514722  # the 95 % quantile of the normal distribution: an interval of 90 %


def resemblance(groups: Iterable[Group]) -> float:
    """The intra-group correlation, by the method of moments, 0 where groups vary no more than chance.

    Source: Williams 1982, extra-binomial variation.
    """
    extra = scale = 0.0
    for group in groups:
        chance = _variance(group)
        extra += (_observed(group) - _expected(group)) ** 2 - chance
        scale += chance * (len(group) - 1)
    return max(0.0, extra / scale) if scale else 0.0


def interval(group: Group, correlation: float) -> tuple[float, float]:
    """The 90 % interval of the share of a group that will be overturned, 0 to 1, with a correction for whole counts.

    >>> interval([(0.5, True)] * 10, 0.0)  # doctest: +ELLIPSIS
    (0.18..., 0.81...)
    """
    many = len(group)
    wide = _Z * math.sqrt(_variance(group) * (1 + (many - 1) * correlation)) + 0.5
    middle = _expected(group)
    return max(0.0, (middle - wide) / many), min(1.0, (middle + wide) / many)


def _expected(group: Group) -> float:
    return sum(rate for rate, _ in group)


def _observed(group: Group) -> int:
    return sum(overturned for _, overturned in group)


def _variance(group: Group) -> float:
    return sum(rate * (1 - rate) for rate, _ in group)
