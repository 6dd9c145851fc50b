"""Coverage policies as trees of tests over findings."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from evidentia.model.frozen import field, frozen
from evidentia.model.when import Period


class RuleKind(StrEnum):
    ALL_OF = "all_of"
    ANY_OF = "any_of"
    AT_LEAST = "at_least"
    NOT = "not"
    EXCEPT = "except"  # children: (rule, exception); met where the rule is met and the exception is not met
    TEST = "test"


@frozen
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


RELATIONS = ("in_regulation", "matches", "stricter", "looser")


@frozen
class Support:
    """What a record of the evidence says of a criterion, as an author of content has judged it, with the reason.

    `in_regulation`: a label, law or coverage rule asks for it. `matches`: a guideline or study asks for the same.
    `stricter`, `looser`: it asks for less, or for more, than the criterion does.
    """

    record: str
    relation: str  # one of RELATIONS
    why: str


@frozen
class Criterion:
    """One numbered demand of a policy, in its own words and as a rule."""

    id: str
    text: str
    rule: Rule
    section: str = ""  # locator in the policy
    on_not_met: str = "not_established"  # the verdict it leads to: "not_established" | "conflicts"
    plain: str = ""  # for the patient view
    ask: Mapping[str, str] = field(default_factory=dict)  # missing item -> template wording for the chart
    support: tuple[Support, ...] = ()


@frozen
class Pathway:
    """The criteria for one way of asking. All of them are to be met.

    `kind` is its name ("initiation", "retreatment"), `request` the kind of request that it answers. Of several for one kind
    of request, the one whose words the request has is meant; the one without words is meant otherwise.
    """

    kind: str
    criteria: tuple[Criterion, ...]
    request: str = ""  # "initiation" | "continuation"; the name itself where none is given
    asked_by: tuple[str, ...] = ()  # words of a request that mean this pathway: "cardiovascular"

    @property
    def answers(self) -> str:
        return self.request or self.kind


@frozen
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

    def pathway(self, kind: str, asked: str = "") -> Pathway:
        """The pathway of a name, else the one that answers a kind of request as it was `asked` for.

        A policy with one pathway has it for every kind. KeyError where none answers.
        """
        text = asked.lower()
        answering = [p for p in self.pathways if p.answers == kind]
        found = (
            [p for p in self.pathways if p.kind == kind]
            or [p for p in answering if any(words in text for words in p.asked_by)]
            or [p for p in answering if not p.asked_by]
            or (self.pathways if len(self.pathways) == 1 else ())
        )
        if found:
            return found[0]
        raise KeyError(f'policy {self.id} has no pathway "{kind}"; it has {[p.kind for p in self.pathways]}')
