"""The verdict-flip certificate: each set leads to the outcome it names, and no part of it does."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.coverage.flips import flips_of, ways
from evidentia.criteria.engine import combined
from evidentia.model.policy import Rule, RuleKind
from evidentia.model.rationale import Because, CriterionResult, Missing, Rationale
from evidentia.model.truth import MET, NOT_MET, Truth, Why

U = Truth.unknown(Why.NOT_DOCUMENTED)
leaves = st.sampled_from([MET, NOT_MET, U]).map(lambda t: Rationale("test", t, Because("x")))


def node(label: str, children: list[Rationale]) -> Rationale:
    rule = Rule(RuleKind(label))
    return Rationale(label, combined(rule, tuple(c.truth for c in children)), Because("x"), children=tuple(children))


proofs = st.recursive(
    leaves,
    lambda inner: (
        st.builds(node, st.sampled_from(["all_of", "any_of"]), st.lists(inner, min_size=1, max_size=3))
        | st.builds(node, st.just("not"), st.lists(inner, min_size=1, max_size=1))
    ),
    max_leaves=7,
)


def turned(proof: Rationale, paths: frozenset[tuple[int, ...]], to: Truth, path: tuple[int, ...] = ()) -> Truth:
    """The truth of a proof with some leaves set to what their place asks for."""
    if not proof.children:
        return to if path in paths else proof.truth
    inner = ~to if proof.label == "not" else to
    children = tuple(turned(c, paths, inner, (*path, n)) for n, c in enumerate(proof.children))
    return combined(Rule(RuleKind(proof.label)), children)


@given(proofs, st.sampled_from([MET, NOT_MET]))
def test_each_way_leads_there_and_no_part_of_it_does(proof: Rationale, to: Truth) -> None:
    found = ways(proof, to)
    assert found
    for paths in found:
        assert turned(proof, paths, to).value == to.value
        for size in range(len(paths)):
            for part in combinations(sorted(paths), size):
                assert turned(proof, frozenset(part), to).value != to.value


def result(name: str, truth: Truth, who: str = "laboratory") -> CriterionResult:
    missing = (Missing(f"{name} fact", f"{name} fact", who),) if truth.is_unknown else ()
    proof = Rationale("test", truth, Because("because"), missing=missing)
    return CriterionResult(name, name, truth, "because", (), missing, proof)


def test_the_easiest_set_comes_first_and_names_its_facts() -> None:
    flips = flips_of([result("A", MET), result("B", U), result("C", U, "prescriber")], U)
    met = [f for f in flips if f.to == "met"]
    assert met[0].needs == ("B fact", "C fact")
    assert {f.criteria for f in flips if f.to == "not_met"} == {("B",), ("C",)}


@pytest.mark.parametrize("outcome", [MET])
def test_a_met_outcome_needs_nothing(outcome: Truth) -> None:
    assert flips_of([result("A", MET)], outcome) == ()
