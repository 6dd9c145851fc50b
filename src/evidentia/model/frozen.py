"""Frozen values, changed: a new one that differs in the named fields."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def changed(value: T, **new: Any) -> T:
    """A copy of a dataclass value with some fields changed; `dataclasses.replace` at a third of its time.

    Every field must be one of `__init__`. Errors: TypeError for a field that there is not.

    >>> from evidentia.model.when import When
    >>> changed(When(2025, 3, 4), day=18)
    When(year=2025, month=3, day=18)
    """
    kind: Any = type(value)
    names = _names(kind)
    made: T = kind(*[new.pop(name) if name in new else getattr(value, name) for name in names])
    if new:
        raise TypeError(f"{kind.__name__} has no field {', '.join(sorted(new))}")
    return made


class Held(Generic[T]):
    """A value as the key of a cache, by its identity: large frozen values are not compared field by field.

    >>> vocabulary = {}
    >>> Held(vocabulary) == Held(vocabulary), Held(vocabulary) == Held({})
    (True, False)
    """

    __slots__ = ("value",)

    def __init__(self, value: T) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Held) and self.value is other.value
