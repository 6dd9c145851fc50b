"""Payer criterion against evidence: what in the records asks for a criterion, for less, for more, or for nothing of the kind."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from evidentia.model.evidence import Library, Record
from evidentia.model.frozen import frozen
from evidentia.model.policy import Criterion, Pathway, Policy, Rule, Support

LABELS = {
    "in_regulation": "in regulation or label",
    "matches": "matches guideline or study",
    "stricter": "stricter than the evidence read",
    "looser": "looser than the evidence read",
    "none": "no evidence found",
}
_ORDER = ("stricter", "in_regulation", "matches", "looser", "none")  # a part that asks for more is never hidden


@frozen
class Gap:
    """A criterion with its label on a date, and the records that give it. "No evidence found" is about the records of the
    topic, not about the world."""

    pathway: str
    criterion: Criterion
    label: str  # a key of LABELS
    support: tuple[tuple[Support, Record], ...]


def gaps(policy: Policy, library: Library, as_of: date) -> tuple[Gap, ...]:
    """Every criterion of a policy, labelled by the records that are in force on a date; where records give several
    labels, "stricter" counts before the others, so that a part that asks for more is never hidden.

    >>> from evidentia.content.loader import load
    >>> policy = load().policies["model/ln-rituximab"][-1]
    >>> {g.criterion.id: g.label for g in gaps(policy, load(), date(2026, 3, 2))}["C6"]
    'none'
    """
    return tuple(
        _gap(pathway, criterion, library, as_of) for pathway in policy.pathways for criterion in pathway.criteria
    )


def _gap(pathway: Pathway, criterion: Criterion, library: Library, as_of: date) -> Gap:
    found = [(s, library.records[s.record]) for s in criterion.support]
    current = tuple((s, record) for s, record in found if record.in_force.covers(as_of))
    label = min((s.relation for s, _ in current), key=_ORDER.index, default="none")
    return Gap(pathway.kind, criterion, label, current)


@frozen
class Pair:
    """Criteria of two policies that ask about the same thing, and in which arguments they differ; None on a side that
    has nothing of the kind."""

    first: Criterion | None
    second: Criterion | None
    differences: tuple[str, ...]


def compared(first: Policy, second: Policy) -> tuple[Pair, ...]:
    """The criteria of two policies side by side, matched by the tests and names of their rules.

    A match is one of subject, not of strength: the differing arguments stand beside it for a person to judge.
    """
    left = [c for p in first.pathways for c in p.criteria]
    right = [c for p in second.pathways for c in p.criteria]
    pairs: list[Pair] = []
    for criterion in left:
        other = max(right, key=lambda c: _likeness(criterion.rule, c.rule), default=None)
        if other is None or _likeness(criterion.rule, other.rule) < _ALIKE:
            pairs.append(Pair(criterion, None, ()))
        else:
            pairs.append(Pair(criterion, other, tuple(_differences(criterion.rule, other.rule))))
    met = {pair.second.id for pair in pairs if pair.second}
    return (*pairs, *(Pair(None, c, ()) for c in right if c.id not in met))


_ALIKE = 0.3  # of tests and names in common


def _likeness(a: Rule, b: Rule) -> float:
    """Jaccard index over the tests and the names in their arguments."""
    first, second = _subjects(a), _subjects(b)
    return len(first & second) / len(first | second) if first | second else 0.0


def _subjects(rule: Rule) -> frozenset[str]:
    own = {rule.test, *_texts(rule.args)} if rule.test else set()
    return frozenset(own).union(*(_subjects(child) for child in rule.children))


def _texts(value: Any) -> Iterator[str]:
    """The names among arguments: words, not amounts."""
    if isinstance(value, str):
        if not any(character.isdigit() for character in value):
            yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)


def _differences(a: Rule, b: Rule) -> Iterator[str]:
    """Arguments of the same test that are not the same in both rules."""
    first, second = dict(_arguments(a)), dict(_arguments(b))
    for name in dict.fromkeys((*first, *second)):
        if first.get(name) != second.get(name):
            yield f"{name}: {first.get(name, 'not asked')} / {second.get(name, 'not asked')}"


def _arguments(rule: Rule) -> Iterator[tuple[str, str]]:
    for name, value in rule.args.items():
        yield f"{rule.test} {name}", _shown(value)
    for child in rule.children:
        yield from _arguments(child)


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return " ".join(f"{key} {_shown(inner)}" for key, inner in value.items() if not str(key).startswith("__"))
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value))
    return str(value)


AUDIT_COLUMNS = (
    "Service",
    "Policy",
    "Version",
    "Pathway",
    "Criterion",
    "Text of the criterion",
    "Fully established in regulation or label (Y/N)",
    "Internal criterion (Y/N)",
    "Supported by evidence (Y/N)",
    "Label",
    "Justification",
    "Citations",
)


def audit_sheet(policy: Policy, found: Sequence[Gap], library: Library, service: str) -> str:
    """The gaps as CSV in the columns of a utilization-management audit sheet.

    Source: the row order follows CMS-10913 (42 CFR 422.101(b)(6)): established in regulation, internal, supported.
    """
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(AUDIT_COLUMNS)
    for gap in found:
        established = gap.label == "in_regulation"
        rows.writerow(
            [
                service,
                policy.id,
                policy.version,
                gap.pathway,
                gap.criterion.id,
                gap.criterion.text,
                "Y" if established else "N",
                "N" if established else "Y",
                "Y" if gap.label in ("in_regulation", "matches", "looser") else "N",
                LABELS[gap.label],
                " ".join(s.why for s, _ in gap.support) or "No record of the topic asks for it.",
                "; ".join(_cited(record, library) for _, record in gap.support),
            ]
        )
    return out.getvalue()


def _cited(record: Record, library: Library) -> str:
    source = library.sources[record.source]
    names = ", ".join(f"{kind.upper()} {value}" for kind, value in source.identifiers.items())
    return f"{source.title} ({source.year or 'no year'}{f'; {names}' if names else ''}; read: {source.read_depth})"
