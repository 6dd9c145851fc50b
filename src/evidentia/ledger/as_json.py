"""A ledger as JSON: the parts with their lines, the findings behind them, the documents."""

from __future__ import annotations

import json
from typing import Any

from evidentia.ledger.entries import Ledger
from evidentia.ledger.findings_json import document_json, finding_json

SCHEMA = "evidentia/ledger/1"


def render(ledger: Ledger) -> str:
    """Stable bytes: sorted keys, one line a value."""
    body: dict[str, Any] = {
        "schema": SCHEMA,
        "documents": [document_json(d) for d in ledger.chart.documents],
        "parts": [
            {
                "id": part.id,
                "title": part.title,
                "entries": [{"text": e.text, "findings": list(e.findings)} for e in part.entries],
            }
            for part in ledger.parts
        ],
        "findings": [finding_json(f, ledger.chart.text_of) for f in ledger.chart.findings],
    }
    return json.dumps(body, indent=1, ensure_ascii=False, sort_keys=True)
