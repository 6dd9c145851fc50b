"""The reason is the result: what an evaluation returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evidentia.model.frozen import field, frozen
from evidentia.model.truth import Truth


@frozen
class Missing:
    """A fact that the record lacks: what, who can supply it, and the sentence to put into the chart."""

    code: str  # "hbsag result", stable, the key for templates and flips
    text: str  # "HBsAg result"
    who: str  # "laboratory", "prescriber", "infusion centre", "pharmacy", "kidney pathologist" …
    wording: str = ""  # template wording with blanks: "HBsAg: ____ on ____ (date)"


@frozen
class Because:
    """One sentence of explanation: a template with the figures that fill it.

    `text` is rendered, never concatenated; the figures let `answer.verify` check the sentence against findings.
    """

    template: str  # "{analyte} fell from {before} to {after}, a fall of {fall} %"
    figures: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.template.format(**self.figures)


@frozen
class Rationale:
    """The truth of a rule with its reason, the findings that it stands on, and what would settle it.

    `children` are all evaluated (no short circuit), so each part of a criterion has a result.
    `label` names the node: a criterion's id, "all_of", "any_of" or the test's name.
    """

    label: str
    truth: Truth
    because: Because
    findings: tuple[str, ...] = ()  # identifiers, those for and those against
    missing: tuple[Missing, ...] = ()
    children: tuple[Rationale, ...] = ()

    def walk(self) -> Iterator[Rationale]:
        yield self
        for child in self.children:
            yield from child.walk()


@frozen
class CriterionResult:
    """A criterion with its rationale; `because` and `findings` are those of the deciding parts."""

    id: str
    text: str
    truth: Truth
    because: str
    findings: tuple[str, ...]
    missing: tuple[Missing, ...]
    rationale: Rationale


@frozen
class Flip:
    """A smallest set of facts that would change a determination's outcome.

    `to` is the outcome it would lead to; `needs` are the missing facts (with the result each must have);
    `cost` ranks how obtainable they are (lower is easier).
    """

    to: str
    needs: tuple[str, ...]  # codes of Missing, or "C2: …" assumptions
    texts: tuple[str, ...]
    criteria: tuple[str, ...]
    cost: int


@frozen
class Determination:
    """A policy evaluated on a record as of a date. There is no "denied": not met goes to a clinician."""

    policy: str
    version: str
    kind: str
    outcome: Truth
    criteria: tuple[CriterionResult, ...]
    flips: tuple[Flip, ...] = ()
    in_force: bool = True  # False where the policy's period does not cover the as-of date
    note: str = ""
