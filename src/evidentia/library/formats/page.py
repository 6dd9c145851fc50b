"""A guideline, policy or paper as a page (PDF, HTML, Word, text) -> a publication whose sections are its pages.

The reading is that of chart files, with their limits on time and memory. Nothing is guessed about such a document: its
identifier is its digest, its date is unknown unless the name of the file states one ("kdigo-2024-02.pdf").
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import IO

from evidentia.findings.formats.extract import Extract
from evidentia.findings.formats.read import from_bytes
from evidentia.library import headings
from evidentia.library.formats import days
from evidentia.library.items import Item, Problem
from evidentia.library.publication import Kind, Publication, Section

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d(?:[-_](?:0[1-9]|1[0-2])(?:[-_](?:0[1-9]|[12]\d|3[01]))?)?)(?!\d)")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+")
_TITLE = 200


def read(name: str, handle: IO[bytes]) -> Iterator[Item | Problem]:
    """The documents of a file. Errors: InputError for what cannot be read, is locked, damaged or too large."""
    data = handle.read()
    own = hashlib.sha256(data).hexdigest()[:16]
    for number, extract in enumerate(from_bytes(name, data), start=1):
        yield _publication(own if number == 1 else f"{own}-{number}", extract)


def _publication(own: str, extract: Extract) -> Publication:
    stem = re.sub(r"\.\w{2,5}$", "", extract.name.rsplit("/", 1)[-1])
    dated = _DATE.search(stem)
    doi = _DOI.search(extract.text[:4_000])
    first = next((line.strip() for line in extract.text.splitlines() if len(line.split()) > 2), stem)
    return Publication(
        id=f"file:{own}",
        kind=Kind.PAGE,
        title=first[:_TITLE],
        sections=tuple(_pages(extract)),
        identifiers={"doi": doi[0].rstrip(".,;)")} if doi else {},
        container=extract.name,
        published=days.day(dated[1].replace("_", "-")) if dated else extract.date,
        types=("page",),
        read_depth="full text",
    )


def _pages(extract: Extract) -> Iterator[Section]:
    ends = [*extract.pages[1:], len(extract.text)]
    for number, (start, end) in enumerate(zip(extract.pages, ends, strict=True), start=1):
        text = extract.text[start:end].strip()
        if text:
            head = text.split("\n", 1)[0]
            yield Section(
                headings.kind_of(head) if len(head) < 80 else "other", f"page {number}" if len(ends) > 1 else "", text
            )
