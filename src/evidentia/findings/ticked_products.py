"""Products with a box before them: "[ ] Truxima  [x] Riabni", "_ Truxima   X Riabni"."""

from __future__ import annotations

import re
from functools import cache

from evidentia.findings import drug_names
from evidentia.findings.drug_names import DrugNames, Mention
from evidentia.findings.passages import Passage


def boxes(passage: Passage, mention: Mention, names: DrugNames) -> tuple[set[str | None], set[str | None]]:
    """The products of a drug with a ticked and with an empty box in a row: "[ ] Truxima [x] Riabni", "_ Truxima X
    Riabni"."""
    ticked: set[str | None] = set()
    empty: set[str | None] = set()
    if passage.kind != "row" and not _any_box().search(passage.words):
        return ticked, empty
    for other in drug_names.mentions(passage.text, names, passage.start, passage.end):
        box = _box().search(passage.text[max(passage.start, other.start - 8) : other.start])
        if box and other.concept == mention.concept:
            mark = (box["mark"] or box["bare"] or "").strip()
            (empty if mark in ("", "☐", "□") or set(mark) == {"_"} else ticked).add(other.name.product)
    return ticked, empty


def is_chosen(passage: Passage, mention: Mention, ticked: set[str | None], empty: set[str | None]) -> bool:
    """Whether the one ticked box among the products of a drug is this one, in a row that does not speak of what was
    tried."""
    return (
        (bool(empty) or " " * 8 in passage.words)  # empty boxes, or the blanks that stand for them
        and ticked == {mention.name.product}
        and not passage.list_kind
        and tried().search(passage.words) is None
    )


@cache
def _any_box() -> re.Pattern[str]:
    return re.compile(r"[\[(][ xX✓✔]?[\])]|[☒☑☐□✓✔]|(?<!\w)_+(?!\w)")


@cache
def _box() -> re.Pattern[str]:
    return re.compile(r"(?:[\[(](?P<mark>[ xX✓✔]?)[\])]|(?:^|(?<=\s))(?P<bare>_+|[xX]|[☒☑☐□✓✔]))\s*$")


@cache
def tried() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:tried|trials? of|prior|previous(?:ly)?|past|fail(?:ed|ure)|histor(?:y|ical)|current(?:ly)?|allerg\w*|"
        r"intoleran\w+|reaction|received|taken|contraindicat\w*)\b",
        re.IGNORECASE,
    )
