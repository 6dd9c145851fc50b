"""One decision of an independent reviewer about a plan's denial."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from evidentia.model.frozen import frozen, names_of


@frozen
class Decision:
    """A published, de-identified decision. Empty text is "the export does not say".

    Sources: California DMHC, Independent Medical Review determinations; New York DFS, external appeals.
    """

    id: str  # as the body numbers it: "MN16-22639", "201905-116848"
    body: str  # "California DMHC" | "New York DFS"
    year: int
    overturned: bool  # in the patient's favour, in whole or in part
    dispute: str  # "medical necessity" | "experimental" | "urgent care" | ""
    diagnosis: tuple[str, str]  # category, sub category
    treatment: tuple[str, str]
    age: str = ""
    sex: str = ""
    requested: tuple[str, ...] = ()  # treatments by name, where the export has them apart
    failed: tuple[str, ...] = ()  # treatments that the decision says were tried and failed or not tolerated
    text: str = ""  # findings, summary or rationale, as published
    grounds: tuple[str, ...] = ()  # what the decision itself says of guidelines, standard of care and studies
    via: str = ""  # whose structure it is, where the export is not the body's own

    @property
    def number(self) -> int:
        """The running number in the identifier, by which decisions of a year follow each other."""
        digits = self.id.rsplit("-", 1)[-1]
        return int(digits) if digits.isdigit() else 0


def in_order(decisions: Iterable[Decision]) -> list[Decision]:
    """By year, and within a year by the running number."""
    return sorted(decisions, key=lambda d: (d.year, d.number, d.id))


def encoded(decision: Decision) -> str:
    """A decision as one line of JSON."""
    return json.dumps([getattr(decision, name) for name in names_of(Decision)], ensure_ascii=False)


def digest_of(decisions: Iterable[Decision]) -> str:
    """sha256 over decisions in the order of issuer and number: the same decisions give the same digest."""
    whole = hashlib.sha256()
    for decision in sorted(decisions, key=lambda d: (d.body, d.id)):
        whole.update(encoded(decision).encode())
    return whole.hexdigest()
