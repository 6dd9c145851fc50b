"""What cites what is no longer good: retracted, doubted, corrected or superseded publications, and everything that stands on them.

Whatever cites says so itself (`Cited`): records of the content, past assessments. A notice counts whether or not its publication is in the
library, so loading Retraction Watch alone is enough. A quotation that no longer stands at its place is a finding of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidentia.library.passages import standing
from evidentia.library.publication import Kind, Notice, Publication
from evidentia.library.store import Store, names_of

_LOCATOR = re.compile(r"(?P<id>.+)#(?P<section>\d+):(?P<start>\d+)-(?P<end>\d+)$")


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as somebody cites it. `quote` is what is quoted of it at `locator`, where it is a quotation from the library."""

    by: str  # "content: lupus_nephritis, src.lunar" or "assessment 31ed76b3113ff8ff, reference 3"
    title: str
    identifiers: Mapping[str, str]
    locator: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Concern:
    """A publication that is no longer good, or a quotation that no longer stands; who says so, and who cites it."""

    what: str  # "retracted", "superseded" …, or "quotation changed"
    id: str
    title: str
    notices: tuple[Notice, ...]
    cited_by: tuple[str, ...]


def audit(store: Store, cited: Iterable[Cited]) -> list[Concern]:
    """Every concern, those that somebody cites first. A correction is a concern too: its figures may be other ones now."""
    by_name: dict[str, list[Cited]] = {}
    quotations: list[Concern] = []
    for one in cited:
        for name in _names(one):
            by_name.setdefault(name, []).append(one)
        if one.quote and not _stands(store, one):
            quotations.append(Concern("quotation changed", one.locator, one.title, (), (one.by,)))
    found = dict(_of_publications(store, by_name))
    known = {name for publication in store.with_notices() for name in names_of(publication)}
    for name, notices in store.notices_by_name().items():
        if name in by_name and name not in known:
            absent = Publication(name, Kind.ARTICLE, by_name[name][0].title, notices=notices)
            for what in sorted(standing(absent)):
                found[what, name] = Concern(
                    what, name, absent.title, notices, tuple(dict.fromkeys(c.by for c in by_name[name]))
                )
    return sorted([*quotations, *found.values()], key=lambda c: (not c.cited_by, c.what, c.id))


def _of_publications(store: Store, by_name: Mapping[str, list[Cited]]) -> Iterable[tuple[tuple[str, str], Concern]]:
    for publication in store.with_notices():
        citing = [c.by for name in names_of(publication) for c in by_name.get(name, ())]
        for what in sorted(standing(publication)):
            yield (
                (what, publication.id),
                Concern(what, publication.id, publication.title, publication.notices, tuple(dict.fromkeys(citing))),
            )


def _names(cited: Cited) -> list[str]:
    return [
        f"{scheme}:{value}".lower()
        for scheme, value in cited.identifiers.items()
        if scheme in ("pmid", "doi", "pmcid", "setid", "nct", "ncd", "lcd")
    ]


def _stands(store: Store, cited: Cited) -> bool:
    place = _LOCATOR.match(cited.locator)
    publication = store.get(place["id"]) if place else None
    if place is None or publication is None:
        return False
    try:
        return publication.passage(int(place["section"]), int(place["start"]), int(place["end"])).text == cited.quote
    except ValueError:
        return False


def of_assessment(data: Mapping[str, object], name: str) -> Iterable[Cited]:
    """The references and quotations of a past assessment, from its JSON (schema `evidentia-assessment/1`)."""
    references = data.get("references")
    for reference in references if isinstance(references, list) else ():
        source = reference.get("source") if isinstance(reference.get("source"), dict) else reference
        identifiers = {str(k).lower(): str(v) for k, v in (source.get("identifiers") or {}).items()}
        yield Cited(f"{name}, reference {reference.get('number')}", str(source.get("title", "")), identifiers)
    statements = data.get("statements")
    for statement in statements if isinstance(statements, list) else ():
        text = str(statement.get("text", ""))
        for citation in statement.get("citations") or ():
            record = str(citation.get("record", ""))
            if record.startswith("passage/") and "“" in text:
                quote = text[text.find("“") + 1 : text.rfind("”")]
                yield Cited(f"{name}, {statement.get('id')}", record, {}, record.removeprefix("passage/"), quote)
