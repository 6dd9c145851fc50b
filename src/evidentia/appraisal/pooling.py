"""Pooled effects: common effect, DerSimonian-Laird, restricted maximum likelihood, and the binomial-normal model.

Standard library only. Intervals are 95 % and normal, as metafor's default; checked against its published outputs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from math import exp, isfinite, lgamma, log, pi, sqrt

from evidentia.appraisal.effect_sizes import Effect
from evidentia.model.frozen import frozen

Z = 1.959963984540054


@frozen
class Pooled:
    """A pooled effect on the scale of its measure, with heterogeneity.

    `low` and `high`: 95 % confidence interval; `predicted_low` and `predicted_high`: where a new study's true effect lies.
    I2 in percent.
    """

    y: float
    se: float
    low: float
    high: float
    tau2: float
    q: float
    i2: float
    h2: float
    predicted_low: float
    predicted_high: float
    k: int
    method: str


def common_effect(effects: Sequence[Effect]) -> Pooled:
    """Inverse-variance weights (Woolf). ValueError without studies or for a variance that is not above 0.

    >>> round(common_effect([Effect(0.2, 0.04), Effect(0.4, 0.04)]).y, 6)
    0.3
    """
    _checked(effects)
    return _pooled(effects, 0.0, "common effect")


def dersimonian_laird(effects: Sequence[Effect]) -> Pooled:
    """Random effects by the method of moments. Source: DerSimonian and Laird 1986."""
    _checked(effects)
    return _pooled(effects, _moment(effects), "DerSimonian-Laird")


def _moment(effects: Sequence[Effect]) -> float:
    """tau2 by the method of moments, in exact fractions: its differences of sums would cost half of the digits of a float."""
    y, w = [Fraction(e.y) for e in effects], [1 / Fraction(e.v) for e in effects]
    total = sum(w)
    mean = sum(a * b for a, b in zip(w, y, strict=True)) / total
    q = sum(a * (b - mean) ** 2 for a, b in zip(w, y, strict=True))
    spread = total - sum(a * a for a in w) / total
    return float(max(Fraction(0), (q - (len(effects) - 1)) / spread)) if spread else 0.0


def restricted_likelihood(effects: Sequence[Effect]) -> Pooled:
    """Random effects by REML, Fisher scoring from the DerSimonian-Laird value. Source: Viechtbauer 2005."""
    _checked(effects)
    tau2 = dersimonian_laird(effects).tau2
    for _ in range(200):
        step = _scoring_step(effects, tau2)
        new = max(0.0, tau2 + step)
        if abs(new - tau2) < 1e-12:
            return _pooled(effects, new, "REML")
        tau2 = new
    return _pooled(effects, tau2, "REML")


def _scoring_step(effects: Sequence[Effect], tau2: float) -> float:
    """One step of Fisher scoring, with the projection P = W - W 1 (1'W 1)^-1 1'W written out for a mean alone."""
    w = [1 / (e.v + tau2) for e in effects]
    s1, s2, s3 = (sum(x**n for x in w) for n in (1, 2, 3))
    mean = sum(x * e.y for x, e in zip(w, effects, strict=True)) / s1
    ypp = sum((x * (e.y - mean)) ** 2 for x, e in zip(w, effects, strict=True))
    trace_p = s1 - s2 / s1
    trace_pp = s2 - 2 * s3 / s1 + (s2 / s1) ** 2
    return (ypp - trace_p) / trace_pp if trace_pp > 0 else 0.0


def _checked(effects: Sequence[Effect]) -> None:
    if not effects:
        raise ValueError("there is no study to pool: give at least one effect")
    for number, effect in enumerate(effects, start=1):
        if not (isfinite(effect.y) and isfinite(effect.v)) or effect.v <= 0:
            raise ValueError(f"study {number} has the variance {effect.v}: it has to be a number above 0")


def _q(effects: Sequence[Effect]) -> float:
    w = [1 / e.v for e in effects]
    mean = sum(x * e.y for x, e in zip(w, effects, strict=True)) / sum(w)
    return sum(x * (e.y - mean) ** 2 for x, e in zip(w, effects, strict=True))


def _pooled(effects: Sequence[Effect], tau2: float, method: str) -> Pooled:
    w = [1 / (e.v + tau2) for e in effects]
    y = sum(x * e.y for x, e in zip(w, effects, strict=True)) / sum(w)
    se = 1 / sqrt(sum(w))
    spread = Z * sqrt(se * se + tau2)
    q = _q(effects)
    i2, h2 = _inconsistency(effects, tau2, q, method)
    return Pooled(y, se, y - Z * se, y + Z * se, tau2, q, i2, h2, y - spread, y + spread, len(effects), method)


def _inconsistency(effects: Sequence[Effect], tau2: float, q: float, method: str) -> tuple[float, float]:
    """I2 (percent) and H2: from Q for the common effect, from tau2 and the typical variance otherwise (Higgins 2002)."""
    k = len(effects)
    if k == 1:
        return 0.0, 1.0
    if method == "common effect":
        h2 = q / (k - 1)
        return (max(0.0, 100 * (q - (k - 1)) / q) if q > 0 else 0.0), h2
    w = [1 / e.v for e in effects]
    typical = (k - 1) * sum(w) / (sum(w) ** 2 - sum(x * x for x in w))
    return 100 * tau2 / (tau2 + typical), (tau2 + typical) / typical


@frozen
class PooledProportion:
    """A pooled proportion by the binomial-normal model: estimate, interval and prediction interval as proportions."""

    p: float
    low: float
    high: float
    predicted_low: float
    predicted_high: float
    b: float  # on the logit scale
    se: float
    tau2: float
    k: int


def binomial_normal(counts: Sequence[tuple[int, int]]) -> PooledProportion:
    """Random-intercept logistic model (GLMM) by maximum likelihood, adaptive Gauss-Hermite quadrature with 7 points.

    `counts` are (events, total). No continuity correction is needed. ValueError for impossible counts.
    Source: Stijnen 2010; metafor's rma.glmm(measure="PLO").
    """
    if not counts:
        raise ValueError("there is no study to pool: give at least one pair of events and total")
    for events, total in counts:
        if total <= 0 or not 0 <= events <= total:
            raise ValueError(f"{events} of {total} is no proportion: events lie between 0 and a total above 0")

    def negative(point: tuple[float, float]) -> float:
        return -_log_likelihood(counts, *point)

    start = (_logit((sum(e for e, _ in counts) + 0.5) / (sum(n for _, n in counts) + 1)), 0.5)
    b, tau = _minimum(negative, start)
    tau = abs(tau)
    se = _standard_error(negative, b, tau)
    spread = Z * sqrt(se * se + tau * tau)
    ends = (b, b - Z * se, b + Z * se, b - spread, b + spread)
    p, low, high, below, above = (_expit(x) for x in ends)
    return PooledProportion(p, low, high, below, above, b, se, tau * tau, len(counts))


def _log_likelihood(counts: Sequence[tuple[int, int]], b: float, tau: float) -> float:
    return sum(_study(events, total, b, abs(tau)) for events, total in counts)


def _study(x: int, n: int, b: float, tau: float) -> float:
    """ln of the integral over a study's own intercept, by quadrature centred on its mode."""
    choose = lgamma(n + 1) - lgamma(x + 1) - lgamma(n - x + 1)
    if tau < 1e-8:
        return choose + _binomial(x, n, b)
    u = 0.0
    for _ in range(60):  # mode of the integrand, in units of tau
        p = _expit(b + tau * u)
        step = (tau * (x - n * p) - u) / (tau * tau * n * p * (1 - p) + 1)
        u += step
        if abs(step) < 1e-12:
            break
    p = _expit(b + tau * u)
    scale = 1 / sqrt(tau * tau * n * p * (1 - p) + 1)
    terms = []
    for node, weight in hermite(7):
        at = u + sqrt(2) * scale * node
        terms.append(log(weight) + node * node + _binomial(x, n, b + tau * at) - at * at / 2)
    top = max(terms)
    return choose + log(sqrt(2) * scale) - 0.5 * log(2 * pi) + top + log(sum(exp(t - top) for t in terms))


def _binomial(x: int, n: int, eta: float) -> float:
    return x * eta - n * (max(eta, 0.0) + log(1 + exp(-abs(eta))))


@cache
def hermite(n: int) -> tuple[tuple[float, float], ...]:
    """Nodes and weights of Gauss-Hermite quadrature, by Newton's method on the orthonormal polynomials."""
    found: list[tuple[float, float]] = []
    for number in range(n):
        x = sqrt(2 * n + 1) * (1 - 2 * (number + 0.5) / n)
        x, slope = _root(n, x, [node for node, _ in found])
        found.append((x, 2 / slope**2))
    return tuple(sorted(found))


def _root(n: int, x: float, known: Sequence[float]) -> tuple[float, float]:
    """A root of the n-th Hermite function that is none of the known ones (Newton with deflation), and the slope there."""
    for _ in range(200):
        value, slope = _hermite_at(n, x)
        change = value / (slope - value * sum(1 / (x - other) for other in known))
        x -= change
        if abs(change) < 1e-15:
            break
    return x, _hermite_at(n, x)[1]


def _hermite_at(n: int, x: float) -> tuple[float, float]:
    previous, current = 0.0, pi**-0.25
    for j in range(n):
        previous, current = current, x * sqrt(2 / (j + 1)) * current - sqrt(j / (j + 1)) * previous
    return current, sqrt(2 * n) * previous


def _minimum(f: Callable[[tuple[float, float]], float], start: tuple[float, float]) -> tuple[float, float]:
    """Nelder-Mead in two dimensions, restarted once; enough for a smooth likelihood of two parameters."""
    point = start
    for size in (0.5, 0.05, 0.005):
        point = _simplex(f, point, size)
    return point


def _simplex(f: Callable[[tuple[float, float]], float], start: tuple[float, float], size: float) -> tuple[float, float]:
    corners = [start, (start[0] + size, start[1]), (start[0], start[1] + size)]
    scored = sorted((f(c), c) for c in corners)
    for _ in range(400):
        (low, best), (mid, second), (high, worst) = scored
        if high - low < 1e-14 and max(abs(best[i] - worst[i]) for i in (0, 1)) < 1e-9:
            break
        centre = ((best[0] + second[0]) / 2, (best[1] + second[1]) / 2)

        def toward(
            factor: float, c: tuple[float, float] = centre, w: tuple[float, float] = worst
        ) -> tuple[float, float]:
            return c[0] + factor * (w[0] - c[0]), c[1] + factor * (w[1] - c[1])

        reflected = toward(-1)
        value = f(reflected)
        if value < low:
            expanded = toward(-2)
            new = min((f(expanded), expanded), (value, reflected))
        elif value < mid:
            new = (value, reflected)
        else:
            inner = toward(0.5 if value >= high else -0.5)
            new = (f(inner), inner)
            if new[0] >= min(value, high):
                half = [((best[0] + c[0]) / 2, (best[1] + c[1]) / 2) for _, c in scored[1:]]
                scored = sorted([(low, best), *((f(c), c) for c in half)])
                continue
        scored = sorted([(low, best), (mid, second), new])
    return scored[0][1]


def _standard_error(f: Callable[[tuple[float, float]], float], b: float, tau: float, h: float = 1e-4) -> float:
    """From the observed information of both parameters."""
    mid = f((b, tau))
    bb = (f((b + h, tau)) - 2 * mid + f((b - h, tau))) / h**2
    if tau < 1e-4:
        return 1 / sqrt(bb)
    tt = (f((b, tau + h)) - 2 * mid + f((b, tau - h))) / h**2
    bt = (f((b + h, tau + h)) - f((b + h, tau - h)) - f((b - h, tau + h)) + f((b - h, tau - h))) / (4 * h**2)
    return sqrt(tt / (bb * tt - bt * bt))


def _expit(x: float) -> float:
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


def _logit(p: float) -> float:
    return log(p / (1 - p))
