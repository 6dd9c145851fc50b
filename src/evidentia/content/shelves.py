"""Topics that are read when they are first asked for, and look-up by identifier through all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from evidentia.model.evidence import Shelf

T = TypeVar("T")


class OnDemand(Mapping[str, T]):
    """A mapping with known keys, each value of which is made at its first use.

    >>> squares = OnDemand(["2", "3"], lambda key: int(key) ** 2)
    >>> squares["3"], list(squares)
    (9, ['2', '3'])
    """

    def __init__(self, keys: Iterable[str], make: Callable[[str], T]) -> None:
        self._keys = dict.fromkeys(keys)
        self._make = make
        self.made: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        if key not in self.made:
            if key not in self._keys:
                raise KeyError(key)
            self.made[key] = self._make(key)
        return self.made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Across(Mapping[str, T]):
    """One part (sources or records) of every shelf as one mapping. `places` tells the shelf of an identifier; it is asked
    only for what stands on no shelf that was read."""

    def __init__(
        self,
        shelves: OnDemand[Shelf],
        part: Callable[[Shelf], Mapping[str, T]],
        places: Callable[[], Mapping[str, str]],
    ) -> None:
        self._shelves, self._part, self._places = shelves, part, places
        self._found: dict[str, T] = {}

    def __getitem__(self, key: str) -> T:
        found = self._found.get(key)
        if found is None:
            read = (self._part(shelf).get(key) for shelf in self._shelves.made.values())
            found = next((item for item in read if item is not None), None)
            if found is None:
                found = self._part(self._shelves[self._places()[key]])[key]
            self._found[key] = found
        return found

    def __iter__(self) -> Iterator[str]:
        for shelf in self._shelves.values():
            yield from self._part(shelf)

    def __len__(self) -> int:
        return sum(len(self._part(shelf)) for shelf in self._shelves.values())
