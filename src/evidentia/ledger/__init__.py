"""The fact ledger: what the reader found in a chart, grouped as a clinician would, each line with its place."""

from __future__ import annotations

from evidentia.ledger.build import ledger_of
from evidentia.ledger.entries import Entry, Ledger, Part

__all__ = ["Entry", "Ledger", "Part", "ledger_of"]
