"""What can be measured: names, units and ranges of analytes, as the vocabulary has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidentia.findings.lexicon import Lexicon
from evidentia.findings.units import Units, units_of
from evidentia.model.frozen import frozen

PROTEIN = {
    "g/g": "upcr",
    "mg/mg": "upcr",
    "mg/g": "upcr",
    "mg/mmol": "upcr",
    "g/d": "protein 24h",
    "mg/d": "protein 24h",
}
PROTEINS = ("proteinuria", "upcr", "protein 24h")
_PREPARED: dict[int, tuple[Any, Analytes]] = {}


@frozen
class Analytes:
    """The analytes of a vocabulary, prepared once."""

    lexicon: Lexicon
    results: Lexicon
    units: Units
    facts: Mapping[str, Any]
    own_units: Mapping[
        str, Units
    ]  # spellings that are a unit only of one analyte: "in" of a waist, "L" of a lung volume

    def allows(self, analyte: str, unit: str | None) -> bool:
        facts = self.facts[analyte]
        return unit is None or unit in facts.get("units", ()) or unit in facts.get("spelt", ())

    def numeric(self, analyte: str) -> bool:
        facts = self.facts[analyte]
        return bool(facts.get("units") or facts.get("spelt"))

    def unit(self, analyte: str, text: str, place: int) -> tuple[str, int] | None:
        """The unit that begins at a place, by the spellings of the analyte first."""
        own = self.own_units.get(analyte)
        return (own.read(text, place) if own else None) or self.units.read(text, place)

    def implied(self, analyte: str) -> str | None:
        """The unit of a number without one, where the analyte has no other: a score counts, a body mass index is in kg/m2."""
        facts = self.facts[analyte]
        return "" if facts.get("score") else facts.get("implied")

    def is_vital(self, analyte: str) -> bool:
        """Whether it is measured at every visit (analytes.yaml: `vital`), or scored there."""
        return bool(self.facts[analyte].get("vital") or self.facts[analyte].get("score"))


def analytes_of(vocabulary: Mapping[str, Any]) -> Analytes:
    """Lexicons of a vocabulary; kept as long as the vocabulary is the same object."""
    key = id(vocabulary)
    if key not in _PREPARED or _PREPARED[key][0] is not vocabulary:
        facts = vocabulary["analytes"]
        names = {concept: entry.get("names", ()) for concept, entry in facts.items()}
        exact = {concept: entry.get("exact") or () for concept, entry in facts.items()}
        own = {concept: Units(entry["spelt"]) for concept, entry in facts.items() if "spelt" in entry}
        prepared = Analytes(Lexicon(names, exact), Lexicon(vocabulary["results"]), units_of(vocabulary), facts, own)
        _PREPARED.clear()
        _PREPARED[key] = (vocabulary, prepared)
    return _PREPARED[key][1]
