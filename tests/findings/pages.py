"""A few words of a chart -> findings of one extractor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import ModuleType

from evidentia.content.loader import load
from evidentia.findings.text import Page, read_page
from evidentia.model.finding import Document, Finding
from evidentia.model.when import When

NOTE_DATE = When(2026, 2, 20)


def page(text: str, when: When | None = NOTE_DATE) -> Page:
    return read_page(Document("doc1", "chart.txt", text, "0" * 64, when), load().vocabulary)


def found(extractor: ModuleType, text: str, as_of: date = date(2026, 3, 2)) -> Sequence[Finding]:
    result: Sequence[Finding] = extractor.extract([page(text)], load().vocabulary, as_of)
    return result
