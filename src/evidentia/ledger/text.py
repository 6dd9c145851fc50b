"""A ledger for the terminal."""

from __future__ import annotations

from textwrap import fill

from evidentia.ledger.entries import Entry, Ledger
from evidentia.ledger.place import places
from evidentia.model.finding import Document

WIDTH = 96
_SHOWN = 4  # places named a line; the rest are counted


def render(ledger: Ledger) -> str:
    """Documents, then part by part a line a fact with its places."""
    parts = [_documents(ledger)]
    for part in ledger.parts:
        lines = [part.title.upper(), *(_line(ledger, entry) for entry in part.entries)]
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _documents(ledger: Ledger) -> str:
    return "\n".join(["DOCUMENTS", *(f"  {_document(d)}" for d in ledger.chart.documents)])


def _document(document: Document) -> str:
    pages = f", {len(document.pages)} pages" if len(document.pages) > 1 else ""
    author = f", {document.author}" if document.author else ""
    return f"{document.name}: {document.date or 'no date'}{pages}{author}"


def _line(ledger: Ledger, entry: Entry) -> str:
    found = places(ledger.chart, entry.findings)
    more = f"; and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    source = f" [{'; '.join(found[:_SHOWN])}{more}]" if found else ""
    return fill(
        entry.text + source,
        WIDTH,
        initial_indent="  ",
        subsequent_indent="      ",
        break_long_words=False,
        break_on_hyphens=False,
    )
