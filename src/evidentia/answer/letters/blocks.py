"""Letter -> blocks: the one order of words that every format shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evidentia.answer.letters.letter import CELL, Letter, LetterKind, Part
from evidentia.answer.letters.slots import NOT_THERE
from evidentia.model.assessment import Reference
from evidentia.model.frozen import frozen


@frozen
class Block:
    """A piece of a page. `kind`: title, heading, paragraph, item, small, table, fields (a table
    of labels and entries, two to a row), break (a new page).

    A table has its `head` and `rows`; the others have `text`.
    """

    kind: str
    text: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(letter: Letter) -> Iterator[Block]:
    """The whole letter, the references before what is for the office."""
    yield Block("title", letter.title)
    for part in letter.parts:
        if not part.office:
            yield from _part(letter, part)
    if letter.references:
        yield Block("heading", "References")
        if letter.kind is LetterKind.PEER_TO_PEER:  # one page: enough to find each
            yield Block("small", " ".join(map(cited_short, letter.references)))
        else:
            yield from (Block("small", cited(r)) for r in letter.references)
    yield Block("small", f"From assessment {letter.assessment}, date of service {letter.as_of}.")
    for part in letter.parts:
        if part.office:
            yield Block("break")
            yield from _part(letter, part)


def _part(letter: Letter, part: Part) -> Iterator[Block]:
    if part.heading:
        yield Block("heading", part.heading)
    yield from (Block("paragraph", text) for text in part.before)
    said = [letter.said(statement) for statement in part.lines]
    if part.columns and said:
        rows = [tuple(text.split(CELL)) for text in said]
        yield _paired(rows) if part.pairs else Block("table", head=part.columns, rows=tuple(rows))
    elif part.prose and said:
        yield Block("paragraph", " ".join(said))
    else:
        yield from (Block("item", text) for text in said)
    yield from (Block("paragraph", text) for text in part.after)


def _paired(rows: Sequence[tuple[str, ...]]) -> Block:
    """Fields two to a row, each entry with its place; that an empty one is not in the record need not be said."""
    cells = [(label, entry if where == NOT_THERE else f"{entry} ({where})") for label, entry, where in rows]
    half = (len(cells) + 1) // 2
    right = [*cells[half:], ("", "")][:half]
    head = ("Field", "Entry", "Field", "Entry")
    return Block("fields", head=head, rows=tuple((*a, *b) for a, b in zip(cells[:half], right, strict=True)))


def cited_short(reference: Reference) -> str:
    """Who, when and one identifier."""
    source = reference.source
    known = [f"{k.upper()} {source.identifiers[k]}" for k in ("pmid", "doi", "nct") if k in source.identifiers]
    parts = [_author(reference) or source.publisher.split(";")[0], str(source.year or ""), *known[:1]]
    return f"[{reference.number}] {', '.join(p for p in parts if p)}."


def _author(reference: Reference) -> str:
    authors = reference.source.authors
    if authors == "authors not seen":
        return ""
    return authors.split(",")[0].rstrip(".") + (" et al" if "," in authors else "")


def cited(reference: Reference) -> str:
    """A reference on a line or two: who, what, where, identifier, how much was read, and what became of it."""
    source = reference.source
    kept = {k: v for k, v in source.identifiers.items() if k != "url"} or dict(source.identifiers)
    identifiers = "; ".join(v if k == "url" else f"{k.upper()} {v}" for k, v in kept.items())
    year = "" if source.publisher.endswith(str(source.year)) else f" {source.year or ''}"
    through = f" through {source.via.split(',')[0].split(' (')[0]}" if source.via else ""
    parts = [
        _author(reference),
        source.title.rstrip("."),
        f"{source.publisher}{year}".rstrip(),
        identifiers,
        f"Read: {source.read_depth}{through}",
    ]
    if reference.currency not in ("current", "undated"):
        parts.append(reference.currency.capitalize())
    return f"[{reference.number}] " + ". ".join(p for p in parts if p) + "."
