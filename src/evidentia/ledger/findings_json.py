"""Findings and documents as plain data, the same in every JSON that Evidentia writes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from evidentia.model.finding import Document, Finding, Span
from evidentia.model.frozen import names_of
from evidentia.model.quantity import plain


def finding_json(finding: Finding, text_of: Callable[[Span], str]) -> dict[str, Any]:
    """A finding with its places; `text_of` gives the characters of a span."""
    spans = [{"document": s.document, "start": s.start, "end": s.end, "text": text_of(s)} for s in finding.spans]
    return {
        "id": finding.id,
        "kind": str(finding.kind),
        "concept": finding.concept,
        "value": plain(finding.value.value) if finding.value else getattr(finding.detail, "result", None),
        "unit": finding.value.unit if finding.value else None,
        "comparator": finding.value.comparator if finding.value else None,
        "date": str(finding.when) if finding.when else None,
        "assertion": str(finding.assertion),
        "stated_by": str(finding.stated_by),
        "detail": _detail(finding.detail),
        "flags": list(finding.flags),
        "span": spans[0] if spans else None,
        "spans": spans,
    }


def document_json(document: Document) -> dict[str, Any]:
    """A document without its text: identity, date, author, where its pages begin."""
    return {
        "id": document.id,
        "name": document.name,
        "digest": document.digest,
        "date": str(document.date) if document.date else None,
        "author": document.author,
        "pages": list(document.pages),
    }


def _detail(detail: Any) -> Any:
    if detail is None:
        return None
    return {"type": type(detail).__name__, **{name: _simple(getattr(detail, name)) for name in names_of(type(detail))}}


def _simple(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_simple(item) for item in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    return plain(value) if isinstance(value, Decimal) else str(value)
