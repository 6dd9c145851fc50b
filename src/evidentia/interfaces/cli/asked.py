"""`ask --keep` and `ask --follow-up`: a case that the user chose to keep, in the library's folder, readable by its owner alone."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from evidentia.content.errors import InputError
from evidentia.findings.formats import Extract

_FOLDER = "asked"


@dataclass(frozen=True, slots=True)
class Asked:
    """The first question of a conversation, its chart, and the date of service."""

    question: str
    documents: tuple[Extract, ...]
    as_of: date


def keep(root: Path, name: str, asked: Asked) -> Path:
    """Write the case under the identifier of its assessment; it holds the text of the chart, so nobody else may read it."""
    folder = root / _FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{name}.json"
    documents = [{"name": d.name, "text": d.text, "pages": list(d.pages), "kind": d.kind} for d in asked.documents]
    data = {"question": asked.question, "as_of": asked.as_of.isoformat(), "documents": documents}
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as handle:
        json.dump(data, handle, ensure_ascii=False)
    return path


def kept(root: Path, name: str) -> Asked:
    """A case by its identifier. Errors: InputError where none was kept under it."""
    path = root / _FOLDER / f"{name}.json"
    if not re.fullmatch(r"[0-9a-f]{8,64}", name) or not path.is_file():
        raise InputError(
            f'"{name}"',
            "no case was kept under it",
            "",
            "keep one with evidentia ask --keep, which says its identifier",
        )
    data = json.loads(path.read_text("utf-8"))
    documents = tuple(Extract(d["name"], d["text"], tuple(d["pages"]), d["kind"]) for d in data["documents"])
    return Asked(data["question"], documents, date.fromisoformat(data["as_of"]))
