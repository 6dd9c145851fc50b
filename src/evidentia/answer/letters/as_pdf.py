"""A letter as PDF, set by typst from `letter.typ`: tagged for screen readers (PDF/UA-1), the same bytes each time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.resources import files

from evidentia.answer.letters.blocks import blocks
from evidentia.answer.letters.letter import BLANK, Letter
from evidentia.content.errors import InputError


def render(letter: Letter) -> bytes:
    """The bytes of a PDF. Errors: InputError without typst."""
    try:
        import typst
    except ImportError:
        raise InputError("pdf", "typst is not installed", "PDF files are set with it", "pip install typst") from None
    page = {
        "title": letter.title,
        "blank": BLANK,
        "foot": f"{letter.title} · {letter.assessment}",
        "blocks": [
            {"kind": b.kind, "text": b.text, "head": list(b.head), "rows": [list(row) for row in b.rows]}
            for b in blocks(letter)
        ],
    }
    template = files("evidentia.answer.letters").joinpath("letter.typ").read_bytes()
    return bytes(
        typst.compile(
            template,
            format="pdf",
            sys_inputs={"letter": json.dumps(page, ensure_ascii=False)},
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=datetime(letter.as_of.year, letter.as_of.month, letter.as_of.day, tzinfo=UTC),
        )
    )
