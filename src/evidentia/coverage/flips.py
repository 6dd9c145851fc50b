"""The verdict-flip certificate: the smallest sets of facts that would change an outcome, easiest first.

A fact is a leaf of a criterion's proof that is unknown (it could be documented) or, to undo "not met", one that would have to
be otherwise. Sets are minimal: no proper subset changes the outcome. Source: minimal hitting sets over a monotone formula
(Reiter 1987), small enough here to enumerate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

from evidentia.model.rationale import CriterionResult, Flip, Rationale
from evidentia.model.truth import MET, NOT_MET, Truth

_MOST = 6  # sets that are worth showing
Leaves = frozenset[tuple[int, ...]]  # paths of leaves in a proof

_COST = {
    "laboratory": 1,
    "pharmacy": 1,
    "infusion centre": 2,
    "prescriber": 2,
    "prescriber or pharmacy": 2,
    "infusion centre and laboratory": 3,
    "kidney pathologist": 3,
    "kidney pathologist or prescriber": 3,
}


def flips_of(results: Sequence[CriterionResult], outcome: Truth) -> tuple[Flip, ...]:
    """The certificate of a determination; empty where nothing could change it but a change of the treatment."""
    if outcome.is_met:
        return ()
    found: list[Flip] = []
    if outcome.is_unknown:
        found += _to_met(results, [r for r in results if r.truth.is_unknown])
        found += [
            _flip("not_met", (r,), (leaves,))
            for r in results
            if r.truth.is_unknown
            for leaves in ways(r.rationale, NOT_MET)[:1]
        ]
    else:
        found += _to_met(results, [r for r in results if not r.truth.is_met])
    return tuple(found)


def _to_met(results: Sequence[CriterionResult], open_: Sequence[CriterionResult]) -> list[Flip]:
    """Every criterion that is not met yet has to become so: one of its smallest ways each."""
    options = [ways(r.rationale, MET)[:3] for r in open_]
    if not all(options):
        return []
    found = [_flip("met", tuple(open_), combination) for combination in product(*options)]
    sets = [f for f in found if not any(set(other.needs) < set(f.needs) for other in found)]
    return sorted(sets, key=lambda f: (f.cost, len(f.needs), f.needs))[:_MOST]


def ways(proof: Rationale, to: Truth) -> list[Leaves]:
    """The minimal sets of leaves that, turned, give a proof the wanted value; smallest and easiest first.

    An empty set means that it has the value already.
    """
    found = _minimal(_ways(proof, to, ()))
    return sorted(
        found, key=lambda leaves: (sum(_cost(_leaf(proof, path)) for path in leaves), len(leaves), sorted(leaves))
    )


def _ways(node: Rationale, to: Truth, path: tuple[int, ...]) -> list[Leaves]:
    if node.truth.value is to.value:
        return [frozenset()]
    if not node.children:
        return [frozenset([path])]
    parts = [_ways(child, _target(node.label, to, n), (*path, n)) for n, child in enumerate(node.children)]
    every = (
        (node.label == "all_of" and to.is_met)
        or (node.label == "any_of" and to.is_not_met)
        or (node.label == "except" and to.is_met)
    )
    if every:
        return _minimal([frozenset().union(*combination) for combination in product(*(p[:6] for p in parts))])
    return [leaves for part in parts for leaves in part]


def _target(label: str, to: Truth, child: int) -> Truth:
    """What a child has to be; negation turns it."""
    turned = label == "not" or (label == "except" and child == 1)
    return ~to if turned else to


def _minimal(sets: Iterable[Leaves]) -> list[Leaves]:
    kept: list[Leaves] = []
    for candidate in sorted(set(sets), key=lambda s: (len(s), sorted(s))):
        if not any(other <= candidate for other in kept):
            kept.append(candidate)
    return kept


def _leaf(proof: Rationale, path: tuple[int, ...]) -> Rationale:
    for step in path:
        proof = proof.children[step]
    return proof


def _cost(leaf: Rationale) -> int:
    """How hard a fact is to get: a test result is easier than a record, a record easier than another course of events."""
    if leaf.truth.is_not_met:
        return 20
    return sum(_COST.get(m.who, 3) for m in leaf.missing) or 3


def _flip(to: str, results: Sequence[CriterionResult], chosen: Sequence[Leaves]) -> Flip:
    needs: dict[str, str] = {}
    cost = 0
    for result, leaves in zip(results, chosen, strict=True):
        for path in sorted(leaves):
            leaf = _leaf(result.rationale, path)
            cost += _cost(leaf)
            for code, text in _needs(result, leaf):
                needs.setdefault(code, text)
    return Flip(to, tuple(needs), tuple(needs.values()), tuple(r.id for r in results), cost)


def _needs(result: CriterionResult, leaf: Rationale) -> list[tuple[str, str]]:
    if leaf.truth.is_unknown and leaf.missing:
        return [(m.code, m.text) for m in leaf.missing]
    return [(f"{result.id}: {leaf.label}", f"{result.id} ({(leaf.because.text or leaf.label).rstrip(chr(46))})")]
