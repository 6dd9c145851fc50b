"""Frozen values: `frozen` makes a class of them, `changed` gives a new value that differs in the named fields.

`@frozen` is `dataclass(frozen=True, slots=True)` for a tenth of its time: a start defines eighty such classes and the
standard decorator writes and compiles five methods for each, which was a sixth of a start. Here only `__new__` is
written; the other methods are the same for every class. Use it as you would the dataclass.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Generic, TypeVar, dataclass_transform

T = TypeVar("T")
_MISSING: Any = object()


class _Field:
    __slots__ = ("compare", "default", "default_factory", "init", "repr")

    def __init__(self, default: Any, default_factory: Any, init: bool, repr: bool, compare: bool) -> None:
        self.default, self.default_factory = default, default_factory
        self.init, self.repr, self.compare = init, repr, compare


def field(
    *,
    default: Any = _MISSING,
    default_factory: Callable[[], Any] = _MISSING,
    init: bool = True,
    repr: bool = True,
    compare: bool = True,
) -> Any:
    """A field that needs more than a default: as `dataclasses.field`."""
    return _Field(default, default_factory, init, repr, compare)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(kind: type[T]) -> type[T]:
    """Decorator: a class of frozen values from its annotated fields, with `__init__`, `==`, hash, repr and slots.

    Fields are those of the class itself, in order; defaults, `field(...)` and `__post_init__` work as in a dataclass.

    >>> @frozen
    ... class Dose:
    ...     value: float
    ...     unit: str = "mg"
    >>> Dose(500), Dose(500) == Dose(500, "mg"), hash(Dose(500)) == hash(Dose(500, "mg"))
    (Dose(value=500, unit='mg'), True, True)
    """
    names = tuple(kind.__annotations__)
    fields = {name: _field_of(kind, name) for name in names}
    space = {key: value for key, value in kind.__dict__.items() if key not in (*names, "__dict__", "__weakref__")}
    # A value is filled as one of an open twin with the same slots, which is twice as fast as to set what is frozen
    twin = type(kind.__name__, kind.__bases__, {"__slots__": names, "__module__": kind.__module__})
    space |= {
        "__slots__": (),
        "__match_args__": tuple(name for name in names if fields[name].init),
        "__names__": names,
        "__shown__": tuple(name for name in names if fields[name].repr),
        "__compared__": _getter(tuple(name for name in names if fields[name].compare)),
        "__new__": _new_of(twin, fields, "__post_init__" in space),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__reduce__": _reduce,
    }
    for name, method in (("__repr__", _repr), ("__eq__", _eq), ("__hash__", _hash)):
        space.setdefault(name, method)
    made: Any = type(kind.__name__, (twin,), space)
    made.__qualname__ = kind.__qualname__
    return made  # type: ignore[no-any-return]


def names_of(kind: type) -> tuple[str, ...]:
    """The names of a frozen class's fields, in order.

    >>> from evidentia.model.when import When
    >>> names_of(When)
    ('year', 'month', 'day')
    """
    names: tuple[str, ...] = kind.__dict__["__names__"]
    return names


def _field_of(kind: type, name: str) -> _Field:
    value = kind.__dict__.get(name, _MISSING)
    return value if isinstance(value, _Field) else _Field(value, _MISSING, True, True, True)


def _getter(names: tuple[str, ...]) -> Callable[[Any], Any]:
    """The compared fields of a value, to be called as a method."""
    getter = attrgetter(*names) if names else lambda _: ()
    return staticmethod(getter)


def _new_of(twin: type, fields: dict[str, _Field], checked: bool) -> Callable[..., Any]:
    """`__new__`, written out, with the arguments that a dataclass gives `__init__`."""
    space: dict[str, Any] = {"_new": object.__new__, "_Twin": twin}
    arguments, lines = ["cls"], [" self = _new(_Twin)"]
    for name, one in fields.items():
        given = name
        if one.default_factory is not _MISSING:
            space[f"_make_{name}"], space["_MISSING"] = one.default_factory, _MISSING
            given = f"_make_{name}() if {name} is _MISSING else {name}" if one.init else f"_make_{name}()"
        if one.init:
            default = "" if one.default is one.default_factory else f"=_default_{name}"
            space[f"_default_{name}"] = one.default  # what is missing is made by the factory
            arguments.append(name + default)
        lines.append(f" self.{name} = {given}")
    lines += [" self.__class__ = cls", *([" self.__post_init__()"] if checked else []), " return self"]
    exec(f"def __new__({', '.join(arguments)}):\n" + "\n".join(lines), space)
    new: Callable[..., Any] = space["__new__"]
    return new


def _refuse(self: Any, name: str, *_: Any) -> None:
    raise AttributeError(f"{type(self).__name__} is frozen: {name} cannot be changed; make a new one with changed()")


def _repr(self: Any) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__shown__)
    return f"{type(self).__qualname__}({shown})"


def _eq(self: Any, other: Any) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    return self is other or self.__compared__(self) == self.__compared__(other)


def _hash(self: Any) -> int:
    return hash(self.__compared__(self))


def _reduce(self: Any) -> tuple[Any, ...]:
    return type(self), tuple(getattr(self, name) for name in self.__match_args__)


def changed(value: T, /, **new: Any) -> T:
    """A copy of a frozen value with some fields changed.

    Every field must be one of `__init__`. Errors: TypeError for a field that there is not.

    >>> from evidentia.model.when import When
    >>> changed(When(2025, 3, 4), day=18)
    When(year=2025, month=3, day=18)
    """
    kind: Any = type(value)
    made: T = kind(*[new.pop(name) if name in new else getattr(value, name) for name in kind.__match_args__])
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
