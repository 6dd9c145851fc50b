"""What a ledger is made of."""

from __future__ import annotations

from evidentia.model.finding import Chart
from evidentia.model.frozen import frozen


@frozen
class Entry:
    """One line: what the record says, and the findings that say it. `text` holds nothing that they do not carry."""

    text: str
    findings: tuple[str, ...]


@frozen
class Part:
    """A group of lines under one heading: "problems", "therapy", "laboratory" …"""

    id: str
    title: str
    entries: tuple[Entry, ...]


@frozen
class Ledger:
    """The parts that have lines, in a clinician's order; the chart is what they point into."""

    chart: Chart
    parts: tuple[Part, ...]
