"""Counts -> effect sizes with sampling variances, by the rules of metafor's `escalc`."""

from __future__ import annotations

from math import asin, log, sin, sqrt

from evidentia.model.frozen import frozen


@frozen
class Effect:
    """One study's estimate `y` and its sampling variance `v`, on the scale of the measure."""

    y: float
    v: float


def _checked(events: int, total: int) -> None:
    if total <= 0 or not 0 <= events <= total:
        raise ValueError(f"{events} of {total} is no proportion: events lie between 0 and a total above 0")


def log_risk_ratio(a: int, n1: int, c: int, n2: int) -> Effect:
    """ln(RR) of a/n1 against c/n2; 0.5 is added to each cell where one is 0. ValueError for impossible counts.

    >>> round(log_risk_ratio(4, 123, 11, 139).y, 4)
    -0.8893
    """
    _checked(a, n1)
    _checked(c, n2)
    add = 0.5 if 0 in (a, n1 - a, c, n2 - c) else 0.0
    x1, m1, x2, m2 = a + add, n1 + 2 * add, c + add, n2 + 2 * add
    return Effect(log(x1 / m1) - log(x2 / m2), 1 / x1 - 1 / m1 + 1 / x2 - 1 / m2)


def proportion(events: int, total: int) -> Effect:
    """The raw proportion (PR)."""
    _checked(events, total)
    add = 0.5 if events in (0, total) else 0.0
    p = (events + add) / (total + 2 * add)
    return Effect(p, p * (1 - p) / (total + 2 * add))


def logit_proportion(events: int, total: int) -> Effect:
    """The logit-transformed proportion (PLO)."""
    _checked(events, total)
    add = 0.5 if events in (0, total) else 0.0
    x, n = events + add, total + 2 * add
    return Effect(log(x / (n - x)), 1 / x + 1 / (n - x))


def double_arcsine(events: int, total: int) -> Effect:
    """The Freeman-Tukey double arcsine (PFT), halved as in metafor. Source: Freeman and Tukey 1950."""
    _checked(events, total)
    y = 0.5 * (asin(sqrt(events / (total + 1))) + asin(sqrt((events + 1) / (total + 1))))
    return Effect(y, 1 / (4 * total + 2))


def from_double_arcsine(y: float, n: float) -> float:
    """The proportion for a double arcsine at a total of `n` (the harmonic mean for a pooled one). Source: Miller 1978."""
    t = 2 * y
    sign = 1 if sin(t / 2) >= 0 else -1
    inner = 1 - (sin(t) + (sin(t) - 1 / sin(t)) / n) ** 2
    cosine = 1 - 2 * sin(t / 2) ** 2
    return 0.5 * (1 - sign * (1 if cosine >= 0 else -1) * sqrt(max(0.0, inner)))
