"""Truth: the tables of strong Kleene logic, its laws, and its refusal to be a bool."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.model.truth import MET, NOT_MET, Truth, Value, Why

U = Truth.unknown(Why.NOT_DOCUMENTED)
truths = st.one_of(st.sampled_from([MET, NOT_MET]), st.sampled_from(list(Why)).map(Truth.unknown))

AND = [
    (MET, MET, "met"), (MET, NOT_MET, "not_met"), (MET, U, "unknown"),
    (NOT_MET, MET, "not_met"), (NOT_MET, NOT_MET, "not_met"), (NOT_MET, U, "not_met"),
    (U, MET, "unknown"), (U, NOT_MET, "not_met"), (U, U, "unknown"),
]  # fmt: skip
OR = [
    (MET, MET, "met"), (MET, NOT_MET, "met"), (MET, U, "met"),
    (NOT_MET, MET, "met"), (NOT_MET, NOT_MET, "not_met"), (NOT_MET, U, "unknown"),
    (U, MET, "met"), (U, NOT_MET, "unknown"), (U, U, "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "result"), AND)
def test_and(a: Truth, b: Truth, result: str) -> None:
    assert (a & b).value == result


@pytest.mark.parametrize(("a", "b", "result"), OR)
def test_or(a: Truth, b: Truth, result: str) -> None:
    assert (a | b).value == result


@pytest.mark.parametrize(("a", "result"), [(MET, "not_met"), (NOT_MET, "met"), (U, "unknown")])
def test_not(a: Truth, result: str) -> None:
    assert (~a).value == result


@given(truths, truths)
def test_de_morgan(a: Truth, b: Truth) -> None:
    assert (~(a & b)).value == (~a | ~b).value


@given(truths, truths, truths)
def test_and_is_associative_commutative_and_distributes(a: Truth, b: Truth, c: Truth) -> None:
    assert ((a & b) & c).value == (a & (b & c)).value
    assert (a & b).value == (b & a).value
    assert (a & (b | c)).value == ((a & b) | (a & c)).value


@given(truths)
def test_an_unknown_keeps_its_reason_through_negation(a: Truth) -> None:
    assert ~~a == a


@pytest.mark.parametrize("truth", [MET, NOT_MET, U])
def test_truth_refuses_bool(truth: Truth) -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(truth)


def test_unknown_needs_a_reason_and_known_has_none() -> None:
    with pytest.raises(ValueError, match="says why"):
        Truth(Value.UNKNOWN)
    with pytest.raises(ValueError, match="says why"):
        Truth(Value.MET, Why.OUTDATED)
