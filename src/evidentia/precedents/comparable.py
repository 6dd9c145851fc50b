"""Comparable decisions: the same treatment, for the same condition where that can be told, balanced in what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from evidentia.appraisal.intervals import wilson_interval
from evidentia.model.frozen import frozen
from evidentia.precedents.decision import Decision

_EACH = 2  # examples of each outcome
_RECENT = 5  # years that count as recent


@frozen
class Comparison:
    """How often comparable denials were overturned, with both kinds of example. Never a forecast of one request."""

    condition: str  # the names of the illness that were looked for: "lupus nephritis, lupus or SLE"
    total: int
    overturned: int
    low: float  # Wilson's 95 % interval of the share, 0 to 1
    high: float
    first: int  # the years that the decisions span
    last: int
    recent: tuple[int, int]  # overturned and total of the last five of these years
    earlier: tuple[int, int]
    bodies: tuple[str, ...]
    examples: tuple[Decision, ...]  # as many of one outcome as of the other, as far as there are
    rule: str  # how they were chosen


def comparison(decisions: Iterable[Decision], treatment: Sequence[str], condition: Sequence[str]) -> Comparison | None:
    """Decisions in which a treatment (any of its names) was asked for, in a condition (any of its names).

    None where there is none: then nothing is said. Examples are the latest of each outcome, those with a reason first.

    >>> comparison([], ["rituximab"], ["lupus"]) is None
    True
    """
    wanted, named = _any_of(treatment), _any_of(condition)
    found = [d for d in decisions if _asks(d, wanted) and _concerns(d, named)]
    if not found:
        return None
    won = [d for d in found if d.overturned]
    low, high = wilson_interval(len(won), len(found))
    last = max(d.year for d in found)
    recent = [d for d in found if d.year > last - _RECENT]
    earlier = [d for d in found if d.year <= last - _RECENT]
    lost = [d for d in found if not d.overturned]
    words = _listed(condition)
    return Comparison(
        condition=words,
        total=len(found),
        overturned=len(won),
        low=low,
        high=high,
        first=min(d.year for d in found),
        last=last,
        recent=_share(recent),
        earlier=_share(earlier),
        bodies=tuple(sorted({d.body for d in found})),
        examples=(*_latest(won), *_latest(lost)),
        rule=f"requests for {treatment[0]} that name {words}; of each outcome the latest {_EACH} that give a reason",
    )


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _share(decisions: Sequence[Decision]) -> tuple[int, int]:
    return sum(d.overturned for d in decisions), len(decisions)


def _latest(decisions: Sequence[Decision]) -> list[Decision]:
    return sorted(decisions, key=lambda d: (not d.text, -d.year, d.id))[:_EACH]


def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(longest)})\b", re.IGNORECASE)


def _asks(decision: Decision, wanted: re.Pattern[str]) -> bool:
    """Whether the treatment was what was asked for: named as such, else the first treatment that "requested" leads to."""
    if decision.requested:
        return any(wanted.search(name) for name in decision.requested)
    return any(
        wanted.search(clause)
        for clause in re.findall(r"\b(?:request\w*|seek\w*|asked for)\b[^.]{0,120}", decision.text)
    )


def _concerns(decision: Decision, named: re.Pattern[str]) -> bool:
    return named.search(" ".join((*decision.diagnosis, decision.text, *decision.grounds))) is not None
