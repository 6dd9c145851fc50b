"""Which pathway of a policy a request means."""

from __future__ import annotations

import pytest

from evidentia.content.errors import ContentError
from evidentia.content.policies import policy_from

CRITERION = {"id": "A1", "text": "…", "age": {"at_least": "18 y"}}
TEXT = {"id": "x/y", "version": "1", "title": "…", "issuer": "…"}
POLICY = policy_from(
    {
        **TEXT,
        "pathways": {
            "weight": {"request": "initiation", "criteria": [CRITERION]},
            "heart": {"request": "initiation", "asked_by": ["Cardiovascular"], "criteria": [CRITERION]},
            "continuation": [CRITERION],
        },
    },
    "x.yaml",
)


@pytest.mark.parametrize(
    ("kind", "asked", "pathway"),
    [
        ("initiation", "Wegovy for obesity", "weight"),
        ("initiation", "Wegovy to reduce cardiovascular risk", "heart"),
        ("heart", "Wegovy for obesity", "heart"),
        ("weight", "Wegovy to reduce cardiovascular risk", "weight"),
        ("continuation", "Wegovy to reduce cardiovascular risk", "continuation"),
    ],
)
def test_the_words_of_a_request_choose_among_the_pathways_that_answer_it(kind: str, asked: str, pathway: str) -> None:
    assert POLICY.pathway(kind, asked).kind == pathway


def test_a_kind_that_no_pathway_answers_is_an_error() -> None:
    with pytest.raises(KeyError, match="dose_change"):
        POLICY.pathway("dose_change")


def test_a_misspelt_field_of_a_pathway_is_refused() -> None:
    with pytest.raises(ContentError, match="asked_for"):
        policy_from({**TEXT, "pathways": {"heart": {"asked_for": ["x"], "criteria": [CRITERION]}}}, "x.yaml")
