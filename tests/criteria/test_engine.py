"""The engine: combinations by Kleene's tables, no short circuit, errors that lead on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.content.errors import ContentError
from evidentia.content.loader import load
from evidentia.content.rules import rule_from
from evidentia.criteria import evaluate
from evidentia.criteria.engine import combined
from evidentia.criteria.registry import check_rule, names
from evidentia.model.finding import Chart
from evidentia.model.policy import Rule, RuleKind
from evidentia.model.truth import MET, NOT_MET, Truth, Why
from tests.findings.pages import NOTE_DATE

U = Truth.unknown(Why.NOT_DOCUMENTED)
truths = st.sampled_from([MET, NOT_MET, U])
AS_OF = NOTE_DATE.earliest


@pytest.mark.parametrize(
    ("n", "parts", "value"),
    [
        (2, (MET, MET, U), "met"),
        (2, (MET, U, NOT_MET), "unknown"),
        (2, (MET, NOT_MET, NOT_MET), "not_met"),
        (1, (U, NOT_MET), "unknown"),
        (3, (U, U, U), "unknown"),
    ],
)
def test_at_least(n: int, parts: tuple[Truth, ...], value: str) -> None:
    assert combined(Rule(RuleKind.AT_LEAST, n=n), parts).value == value


@given(truths, truths)
def test_except_is_and_not(a: Truth, b: Truth) -> None:
    assert combined(Rule(RuleKind.EXCEPT), (a, b)).value == (a & ~b).value


@given(st.lists(truths, min_size=1, max_size=5))
def test_more_knowledge_never_turns_a_known_value(parts: list[Truth]) -> None:
    """Kleene is monotone: replacing unknown by a value keeps every value that was known."""
    for kind in (RuleKind.ALL_OF, RuleKind.ANY_OF):
        before = combined(Rule(kind), tuple(parts))
        for known in (MET, NOT_MET):
            after = combined(Rule(kind), tuple(known if p.is_unknown else p for p in parts))
            assert before.is_unknown or before.value == after.value


_OF_WHAT_IS_SAID = {  # silence is no statement
    "not_ruled_out": "met", "not_diagnosed": "met", "nothing_against": "met", "biopsy_not_other": "met", "only_named": "not_met",
}  # fmt: skip


@pytest.mark.parametrize("name", names())
def test_every_test_is_documented_and_unknown_on_an_empty_record(name: str) -> None:
    import importlib

    module = importlib.import_module(f"evidentia.criteria.tests.{name}")
    assert module.__doc__ and ">>> " in module.__doc__ and module.ARGS
    example = module.__doc__.split(">>> ")[1].splitlines()[0]
    import yaml

    rule = rule_from(yaml.safe_load(example), "docstring")
    assert list(check_rule(rule, load().vocabulary)) == []
    proof = evaluate(rule, Chart((), ()), AS_OF, load().vocabulary)
    if name in _OF_WHAT_IS_SAID:
        assert proof.truth.value.value == _OF_WHAT_IS_SAID[name]
    else:
        assert proof.truth.is_unknown
        assert proof.missing


def test_an_unknown_test_names_near_ones() -> None:
    with pytest.raises(ContentError, match=r"choose from: tried|Choose from: tried"):
        evaluate(rule_from({"tryed": {}}, "p.yaml:3"), Chart((), ()), AS_OF, {})


WRONG = [
    ({"since_latest_course": {"at_least": "6 weaks"}}, '"6 weaks" is not a duration'),
    ({"taking": {"any_of": ["hydroxichloroquine"]}}, "is no drug of vocabulary/drugs.yaml"),
    ({"checked": {"analyte": "igg"}}, 'checked needs the argument "within"'),
    ({"biopsy_class": {"any_of": ["VII"]}}, '"VII" is no class'),
    ({"improved": {"analytes": ["upcr"], "by_at_least": "a lot", "baseline": []}}, '"a lot" is no percentage'),
]


@pytest.mark.parametrize(("rule", "message"), WRONG)
def test_golden_messages_of_arguments(rule: dict[str, object], message: str) -> None:
    assert any(message in found for found in check_rule(rule_from(rule, "p.yaml:1"), load().vocabulary))
