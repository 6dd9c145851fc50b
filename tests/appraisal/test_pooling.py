"""Pooled effects against metafor's published outputs, against a second route, and against laws."""

from __future__ import annotations

import json
from fractions import Fraction
from math import exp, log, sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.appraisal.effect_sizes import (
    Effect,
    double_arcsine,
    from_double_arcsine,
    log_risk_ratio,
    logit_proportion,
    proportion,
)
from evidentia.appraisal.intervals import wilson_interval
from evidentia.appraisal.pooling import (
    binomial_normal,
    common_effect,
    dersimonian_laird,
    hermite,
    restricted_likelihood,
)

NEAR = 5.1e-5  # four decimals are published


@pytest.fixture
def oracle(shared: Path) -> dict[str, dict[str, dict[str, float]]]:
    return dict(json.loads((shared / "data" / "meta_analysis" / "oracle.json").read_text("utf-8")))


def close(value: float, published: float) -> None:
    assert abs(value - published) <= NEAR, (value, published)


def test_bcg_log_risk_ratios(oracle: dict[str, dict[str, object]]) -> None:
    d = oracle["bcg_logRR"]
    counts = zip(d["tpos"], d["tneg"], d["cpos"], d["cneg"], strict=True)  # type: ignore[call-overload]
    effects = [log_risk_ratio(a, a + b, c, c + e) for a, b, c, e in counts]
    fixed, random, reml = common_effect(effects), dersimonian_laird(effects), restricted_likelihood(effects)
    ee, dl, rl = d["EE"], d["DL"], d["REML"]
    assert isinstance(ee, dict) and isinstance(dl, dict) and isinstance(rl, dict)
    for value, published in ((fixed.y, ee["b"]), (fixed.low, ee["ci"][0]), (fixed.high, ee["ci"][1]), (fixed.q, ee["Q"]),
                             (random.y, dl["b"]), (random.low, dl["ci"][0]), (random.high, dl["ci"][1]), (random.tau2, dl["tau2"]), (random.i2, dl["I2"]),
                             (reml.y, rl["b"]), (reml.se, rl["se"]), (reml.low, rl["ci"][0]), (reml.tau2, rl["tau2"]), (exp(reml.y), rl["RR"]),
                             (exp(reml.predicted_low), rl["RR_pi"][0]), (exp(reml.predicted_high), rl["RR_pi"][1])):  # fmt: skip
        close(value, published)
    assert abs(reml.i2 - rl["I2"]) < 0.006 and abs(reml.h2 - rl["H2"]) < 0.006


@pytest.mark.parametrize(("arm", "x", "n"), [("control", "ci", "n2i"), ("treated", "ai", "n1i")])
def test_nielweise_pooled_proportions(oracle: dict[str, dict[str, object]], arm: str, x: str, n: str) -> None:
    d = oracle["nielweise2007"]
    counts = list(zip(d[x], d[n], strict=True))  # type: ignore[call-overload]
    published, model = d[f"PLO_REML_{arm}"], d[f"GLMM_{arm}"]
    assert isinstance(published, dict) and isinstance(model, dict)
    reml = restricted_likelihood([logit_proportion(e, t) for e, t in counts])
    close(reml.y, published["b"])
    close(reml.se, published["se"])
    close(reml.tau2, published["tau2"])
    glmm = binomial_normal(counts)
    for value, target in (
        (glmm.b, model["b"]),
        (glmm.se, model["se"]),
        (glmm.tau2, model["tau2"]),
        (glmm.p, model["p"]),
        (glmm.low, model["p_ci"][0]),
        (glmm.high, model["p_ci"][1]),
    ):
        assert abs(value - target) <= 5e-5, (value, target)


def test_pritz_pooled_proportions(oracle: dict[str, dict[str, object]]) -> None:
    d = oracle["pritz1997"]
    counts = list(zip(d["xi"], d["ni"], strict=True))  # type: ignore[call-overload]
    pr, plo, model = d["PR_REML"], d["PLO_REML"], d["GLMM"]
    assert isinstance(pr, dict) and isinstance(plo, dict) and isinstance(model, dict)
    raw = restricted_likelihood([proportion(e, t) for e, t in counts])
    for value, target in (
        (raw.y, pr["p"]),
        (raw.se, pr["se"]),
        (raw.low, pr["ci"][0]),
        (raw.predicted_high, pr["pi"][1]),
    ):
        close(value, target)
    logit = restricted_likelihood([logit_proportion(e, t) for e, t in counts])
    for value, target in ((logit.y, plo["p"]), (logit.low, plo["ci"][0]), (logit.predicted_low, plo["pi"][0])):
        close(1 / (1 + exp(-value)), target)
    glmm = binomial_normal(counts)
    for value, target in (
        (glmm.p, model["p"]),
        (glmm.low, model["ci"][0]),
        (glmm.high, model["ci"][1]),
        (glmm.predicted_low, model["pi"][0]),
    ):
        assert abs(value - target) <= 5e-5, (value, target)


def test_miller_double_arcsine(oracle: dict[str, dict[str, object]]) -> None:
    d = oracle["miller1978_PFT"]
    counts = list(zip(d["xi"], d["ni"], strict=True))  # type: ignore[call-overload]
    effects = [double_arcsine(e, t) for e, t in counts]
    for effect, twice, four in zip(effects, d["2y"], d["4v"], strict=True):  # type: ignore[call-overload]
        close(2 * effect.y, twice)
        close(4 * effect.v, four)
    pooled = common_effect(effects)
    close(2 * pooled.y, d["EE_2b"])  # type: ignore[arg-type]
    harmonic = len(counts) / sum(1 / t for _, t in counts)
    close(from_double_arcsine(pooled.y, harmonic), d["EE_p_hm"])  # type: ignore[arg-type]


effects_of = st.lists(
    st.tuples(st.integers(-300, 300), st.integers(1, 400)).map(lambda t: (Fraction(t[0], 100), Fraction(t[1], 100))),
    min_size=2,
    max_size=12,
)


@given(effects_of)
def test_fixed_and_dl_agree_with_an_exact_second_route(rows: list[tuple[Fraction, Fraction]]) -> None:
    effects = [Effect(float(y), float(v)) for y, v in rows]
    rows = [(Fraction(e.y), Fraction(e.v)) for e in effects]  # the same numbers, exactly
    w = [1 / v for _, v in rows]
    mean = sum(x * y for x, (y, _) in zip(w, rows, strict=True)) / sum(w)
    q = sum(x * (y - mean) ** 2 for x, (y, _) in zip(w, rows, strict=True))
    tau2 = max(Fraction(0), (q - (len(rows) - 1)) / (sum(w) - sum(x * x for x in w) / sum(w)))
    ws = [1 / (v + tau2) for _, v in rows]
    random = sum(x * y for x, (y, _) in zip(ws, rows, strict=True)) / sum(ws)
    assert abs(common_effect(effects).y - float(mean)) <= 1e-12
    assert abs(dersimonian_laird(effects).y - float(random)) <= 1e-12


@given(effects_of, st.randoms())
def test_order_changes_nothing(rows: list[tuple[Fraction, Fraction]], rng: object) -> None:
    effects = [Effect(float(y), float(v)) for y, v in rows]
    a, b = dersimonian_laird(effects), dersimonian_laird(effects[::-1])
    assert abs(a.y - b.y) < 1e-9 and a.tau2 >= 0 and a.low <= a.y <= a.high and a.predicted_low <= a.low


def test_one_study_returns_itself() -> None:
    only = Effect(0.4, 0.04)
    assert common_effect([only]).y == dersimonian_laird([only]).y == 0.4
    assert common_effect([only]).i2 == 0.0


def test_quadrature_integrates_polynomials() -> None:
    assert abs(sum(w for _, w in hermite(7)) - sqrt(3.141592653589793)) < 1e-12
    assert abs(sum(w * x**2 for x, w in hermite(7)) - sqrt(3.141592653589793) / 2) < 1e-12


def test_studies_that_agree_have_no_spread() -> None:
    glmm = binomial_normal([(10, 20), (20, 40), (15, 30)])
    assert abs(glmm.p - 0.5) < 1e-4 and glmm.tau2 < 1e-4
    assert abs(glmm.b - log(1)) < 1e-3


@pytest.mark.parametrize(
    "call",
    [
        lambda: common_effect([]),
        lambda: common_effect([Effect(0.1, 0.0)]),
        lambda: logit_proportion(5, 4),
        lambda: binomial_normal([(5, 4)]),
        lambda: wilson_interval(5, 4),
    ],
)
def test_bad_input_says_what_is_wrong(call: object) -> None:
    with pytest.raises(ValueError, match=r"study|proportion"):
        call()  # type: ignore[operator]


def test_wilson_of_the_pooled_cohorts() -> None:
    low, high = wilson_interval(29, 45)
    assert (round(100 * low, 1), round(100 * high, 1)) == (49.8, 76.8)
