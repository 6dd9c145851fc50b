"""Intervals of a single proportion."""

from __future__ import annotations

from math import sqrt

_Z = 1.959963984540054  # the 97.5 % quantile of the normal distribution


def wilson_interval(events: int, total: int) -> tuple[float, float]:
    """Wilson's 95 % score interval. ValueError unless 0 <= events <= total and total > 0. Source: Wilson 1927.

    >>> tuple(round(100 * x, 1) for x in wilson_interval(29, 45))
    (49.8, 76.8)
    """
    if not 0 <= events <= total or total <= 0:
        raise ValueError(f"{events} of {total} is no proportion: events lie between 0 and a total above 0")
    p, z2 = events / total, _Z**2
    middle = (p + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z * sqrt(p * (1 - p) / total + z2 / (4 * total**2)) / (1 + z2 / total)
    return max(0.0, middle - half), min(1.0, middle + half)
