"""What a reader of a file or a connector hands on, one after another."""

from __future__ import annotations

from dataclasses import dataclass

from evidentia.library.publication import Notice, Publication


@dataclass(frozen=True, slots=True)
class Report:
    """A notice about a publication that may not be in the library yet, by an identifier of it ("pmid:1", "doi:10.…")."""

    target: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class Removal:
    """A publication that its source has withdrawn from its own list (MEDLINE's DeleteCitation)."""

    target: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that could not be read: where it stands, and what is wrong. It is kept and shown, never dropped silently."""

    place: str
    what: str


Item = Publication | Report | Removal
