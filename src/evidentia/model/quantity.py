"""A number with its unit, as written; conversion lives in `evidentia.logic.quantities`."""

from __future__ import annotations

from decimal import Decimal

from evidentia.model.frozen import frozen


@frozen
class Quantity:
    """A measured amount. `unit` is "" for a count or a score and None where the record gives none.

    None is not "": a proteinuria of "1.7" without a unit stays without one, and no comparison of it is decided.

    >>> str(Quantity(Decimal("1.7"), "g/g")), str(Quantity(Decimal("1.7"), None))
    ('1.7 g/g', '1.7 (no unit)')
    """

    value: Decimal
    unit: str | None
    comparator: str = "="  # "=", "<", ">", "<=", ">=" as the laboratory reports it

    @classmethod
    def of(cls, value: str | int | Decimal, unit: str | None, comparator: str = "=") -> Quantity:
        return cls(Decimal(str(value).replace(",", "")), unit, comparator)

    def __str__(self) -> str:
        sign = "" if self.comparator == "=" else self.comparator + " "
        number = f"{sign}{plain(self.value)}"
        if self.unit is None:
            return f"{number} (no unit)"
        return f"{number} {self.unit}".rstrip()


def plain(value: Decimal) -> str:
    """The number as people write it: "1000", never "1E+3"; trailing zeros of the record are kept."""
    return format(value, "f")
