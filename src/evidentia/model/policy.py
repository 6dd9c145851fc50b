"""Coverage policies as trees of tests over findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from evidentia.model.when import Period


class RuleKind(StrEnum):
    ALL_OF = "all_of"
    ANY_OF = "any_of"
    AT_LEAST = "at_least"
    NOT = "not"
    EXCEPT = "except"  # children: (rule, exception); met where the rule is met and the exception is not met
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Rule:
    """A node of a criterion: a combination of rules, or one named test with its arguments.

    Source: PlanDefinition and CQL; tests are the modules of `evidentia.criteria.tests`.
    """

    kind: RuleKind
    children: tuple[Rule, ...] = ()
    n: int = 0  # for AT_LEAST
    test: str = ""  # for TEST: "tried", "lab", …
    args: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""  # what the rule asks, in words, where the policy has its own
    line: str = ""  # file:line, for messages


@dataclass(frozen=True, slots=True)
class Criterion:
    """One numbered demand of a policy, in its own words and as a rule."""

    id: str
    text: str
    rule: Rule
    section: str = ""  # locator in the policy
    on_not_met: str = "not_established"  # the verdict it leads to: "not_established" | "conflicts"
    plain: str = ""  # for the patient view
    ask: Mapping[str, str] = field(default_factory=dict)  # missing item -> template wording for the chart


@dataclass(frozen=True, slots=True)
class Pathway:
    """The criteria for one kind of request: initiation or continuation. All of them are to be met."""

    kind: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of one issuer's policy, in force during `period`."""

    id: str  # "model/ln-rituximab"
    version: str
    title: str
    issuer: str
    period: Period
    jurisdiction: str
    source: str  # record id of its Source
    paraphrase: bool  # True where it is not the issuer's own text
    products: tuple[str, ...]
    codes: tuple[str, ...]
    diagnoses: tuple[str, ...]
    pathways: tuple[Pathway, ...]
    topic: str = ""
    note: str = ""

    def pathway(self, kind: str) -> Pathway:
        """The pathway for a kind of request; a policy with one pathway has it for every kind."""
        for pathway in self.pathways:
            if pathway.kind == kind:
                return pathway
        if len(self.pathways) == 1:
            return self.pathways[0]
        raise KeyError(f'policy {self.id} has no pathway "{kind}"; it has {[p.kind for p in self.pathways]}')
