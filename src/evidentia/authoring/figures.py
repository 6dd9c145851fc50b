"""`evidentia content verify`: does each figure of a record stand in its source? Read from local copies of the sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from evidentia.content.errors import EvidentiaError
from evidentia.findings.formats import extracts
from evidentia.model.evidence import Record
from evidentia.model.frozen import frozen

_WORDS = {str(n): word for n, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}  # fmt: skip


@frozen
class Confirmation:
    """What became of a record's figures: those that stand in the copy, and those that were not found there."""

    record: str
    source: str
    state: str  # "confirmed" | "not found" | "no copy" | "no figure" | "unreadable"
    missing: tuple[str, ...] = ()


def confirmations(records: Iterable[Record], copies: Path) -> Iterator[Confirmation]:
    """Each verified record against the copy of its source: a file in `copies` named by the source's identifier, of any kind
    that charts may have (text, PDF, HTML …). A figure that is not found may be derived or written in another way: a
    person looks; nothing is corrected by machine."""
    texts: dict[str, str | None] = {}
    for record in records:
        if record.status != "verified":
            continue
        if record.source not in texts:
            texts[record.source] = _text(copies, record.source)
        yield _confirmed(record, texts[record.source])


def table(found: Iterable[Confirmation]) -> str:
    """The report for the terminal: what was not confirmed by name, the rest by number."""
    every = list(found)
    states = ("confirmed", "not found", "unreadable", "no copy", "no figure")
    counts = ", ".join(f"{sum(c.state == s for c in every)} {s}" for s in states)
    lines = [f"{c.record} ({c.source}): not found: {', '.join(c.missing)}" for c in every if c.missing]
    return "\n".join([*lines, f"{len(every)} records: {counts}"])


def _confirmed(record: Record, text: str | None) -> Confirmation:
    figures = [str(value) for value in _numbers(record.figures)]
    if text is None:
        return Confirmation(record.id, record.source, "no copy")
    if not text:
        return Confirmation(record.id, record.source, "unreadable")
    if not figures:
        return Confirmation(record.id, record.source, "no figure")
    missing = tuple(figure for figure in figures if not _stands(figure, text))
    return Confirmation(record.id, record.source, "not found" if missing else "confirmed", missing)


def _numbers(figures: Mapping[str, object]) -> Iterator[object]:
    for value in figures.values():
        if isinstance(value, bool):
            continue
        if isinstance(value, (int, float)) or (isinstance(value, str) and re.search(r"\d", value)):
            yield value


def _stands(figure: str, text: str) -> bool:
    """The number as such, with a thousands comma, a middle dot or a minus of another kind, or in words up to twelve."""
    forms = {figure, figure.replace(".", "·"), figure.replace("-", "−"), figure.removeprefix("-")}
    if figure.isdigit() and len(figure) > 3:
        forms.add(f"{int(figure):,}")
    if re.search(r"(?<![\d.,·])(?:" + "|".join(map(re.escape, forms)) + r")(?![\d·]|[.,]\d)", text):
        return True
    return figure in _WORDS and re.search(rf"\b{_WORDS[figure]}\b", text, re.IGNORECASE) is not None


def _text(copies: Path, source: str) -> str | None:
    """The text of a copy; "" where it cannot be read, None where there is none."""
    found = sorted(copies.glob(f"{source}.*"))
    if not found:
        return None
    try:
        return "\n".join(extract.text for extract in extracts(found[0]))
    except EvidentiaError:
        return ""
