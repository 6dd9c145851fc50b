"""Met, not met, unknown: the three values of a criterion, and why it is unknown."""

from __future__ import annotations

from enum import StrEnum
from typing import NoReturn

from evidentia.model.frozen import frozen


class Value(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why a value is unknown."""

    NOT_DOCUMENTED = "not documented"
    CONFLICTING = "conflicting"
    OUTDATED = "outdated"
    UNIT_MISSING = "unit missing"
    DATE_MISSING = "date missing"
    AMBIGUOUS = "ambiguous"
    NEEDS_JUDGEMENT = "needs judgement"


@frozen
class Truth:
    """One of three values; an unknown one always says why. It refuses `bool()`.

    `if truth:` would silently read unknown as false, the error that this project exists to make impossible,
    so it raises TypeError. Ask `truth.is_met`, `truth.is_not_met` or `truth.is_unknown`.
    Source: strong Kleene logic (Kleene 1952, section 64), as in CQL.

    >>> Truth.met() & Truth.unknown(Why.NOT_DOCUMENTED)
    unknown (not documented)
    """

    value: Value
    why: Why | None = None

    def __post_init__(self) -> None:
        if (self.value is Value.UNKNOWN) != (self.why is not None):
            raise ValueError("an unknown truth says why; a known one has nothing to excuse")

    @staticmethod
    def met() -> Truth:
        return MET

    @staticmethod
    def not_met() -> Truth:
        return NOT_MET

    @staticmethod
    def unknown(why: Why = Why.NOT_DOCUMENTED) -> Truth:
        return Truth(Value.UNKNOWN, why)

    @staticmethod
    def known(condition: bool) -> Truth:
        """The truth of a condition that is certain: True is met, False is not met."""
        return MET if condition else NOT_MET

    @property
    def is_met(self) -> bool:
        return self.value is Value.MET

    @property
    def is_not_met(self) -> bool:
        return self.value is Value.NOT_MET

    @property
    def is_unknown(self) -> bool:
        return self.value is Value.UNKNOWN

    def __and__(self, other: Truth) -> Truth:
        return min(self, other, key=_rank)

    def __or__(self, other: Truth) -> Truth:
        return max(self, other, key=_rank)

    def __invert__(self) -> Truth:
        if self.is_unknown:
            return self
        return NOT_MET if self.is_met else MET

    def __bool__(self) -> NoReturn:
        raise TypeError("a Truth has three values: ask is_met, is_not_met or is_unknown")

    def __repr__(self) -> str:
        return f"unknown ({self.why})" if self.is_unknown else str(self.value)


MET = Truth(Value.MET)
NOT_MET = Truth(Value.NOT_MET)


def _rank(truth: Truth) -> int:
    return {Value.NOT_MET: 0, Value.UNKNOWN: 1, Value.MET: 2}[truth.value]
