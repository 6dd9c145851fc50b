"""JATS XML (PMC and publishers) -> full texts with their sections, tables and reference lists. Source: NISO Z39.96, JATS 1.3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from evidentia.library import headings
from evidentia.library.formats import days
from evidentia.library.formats.xml_records import records, text_of, words
from evidentia.library.items import Item, Problem, Report
from evidentia.library.publication import Kind, Notice, NoticeKind, Publication, Section
from evidentia.model.when import When

_SCHEMES = {"pmid": "pmid", "pmc": "pmcid", "pmcid": "pmcid", "pmc-uid": "pmcid", "doi": "doi"}
_RELATED = {  # what a related-article says: (kind of notice, whether it is about this article)
    "retracted-article": (NoticeKind.RETRACTED, False),
    "corrected-article": (NoticeKind.CORRECTED, False),
    "object-of-concern": (NoticeKind.CONCERN, False),
    "retraction-forward": (NoticeKind.RETRACTED, True),
    "correction-forward": (NoticeKind.CORRECTED, True),
    "concern-forward": (NoticeKind.CONCERN, True),
}
_SAID_BY = "the publisher"
_LONGEST_TABLE = 20_000  # characters


def read(name: str, handle: IO[bytes]) -> Iterator[Item | Problem]:
    """Every article of a file. Errors: InputError where the file is damaged; see `xml_records.records`."""
    for number, article in records(name, handle, "article"):
        if isinstance(article, Problem):
            yield article
            continue
        meta = article.find("front/article-meta")
        identifiers = _identifiers(meta) if meta is not None else {}
        if meta is None or not identifiers:
            yield Problem(f"article {number}", "it has no PMCID, PMID or DOI")
            continue
        scheme = next(s for s in ("pmcid", "pmid", "doi") if s in identifiers)
        own = f"{scheme}:{identifiers[scheme]}"
        yield _publication(own if scheme != "pmid" else f"jats-{own}", identifiers, article, meta)
        yield from _reports(own, meta)


def _publication(own: str, identifiers: dict[str, str], article: Element, meta: Element) -> Publication:
    body = list(_body(article))
    return Publication(
        id=own,
        kind=Kind.ARTICLE,
        title=text_of(meta, "title-group/article-title"),
        sections=(*_abstract(meta), *body),
        identifiers=identifiers,
        authors=_authors(meta),
        container=_container(article, meta),
        published=_published(meta),
        types=(article.get("article-type", "article").replace("-", " "),),
        licence=_licence(meta),
        read_depth="full text" if body else "abstract",
        notices=tuple(_notices(meta)),
        cites=tuple(dict.fromkeys(_cites(article))),
    )


def _identifiers(meta: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in meta.iterfind("article-id"):
        scheme, value = _SCHEMES.get(node.get("pub-id-type", "")), words(node)
        if scheme and value:
            found[scheme] = f"PMC{value.removeprefix('PMC')}" if scheme == "pmcid" else value
    return found


def _abstract(meta: Element) -> Iterator[Section]:
    for abstract in meta.iterfind("abstract"):
        parts = abstract.findall("sec")
        for part in parts:
            title = text_of(part, "title")
            text = "\n".join(filter(None, map(words, part.iterfind("p"))))
            if text:
                yield Section(headings.kind_of(title, "abstract"), title, text)
        if not parts:
            text = "\n".join(filter(None, map(words, abstract.iter("p"))))
            if text:
                yield Section("abstract", text_of(abstract, "title"), text)


def _body(article: Element) -> Iterator[Section]:
    body = article.find("body")
    if body is not None:
        yield from _section(body, "", "other")


def _section(section: Element, above: str, kind: str) -> Iterator[Section]:
    """A section's own paragraphs, then its tables, then the sections inside it; the heading is the way down to it."""
    title = text_of(section, "title")
    heading = " > ".join(filter(None, (above, title)))
    kind = headings.kind_of(title, kind)
    text = "\n".join(filter(None, (words(p) for p in section if p.tag in ("p", "list", "disp-quote", "boxed-text"))))
    if text:
        yield Section(kind, heading, text)
    for child in section:
        if child.tag == "sec":
            yield from _section(child, heading, kind)
        else:
            for table in child.iter("table-wrap"):
                yield from _table(table, heading, kind)


def _table(wrap: Element, heading: str, kind: str) -> Iterator[Section]:
    """Rows as lines, cells apart by bars."""
    rows = [" | ".join(words(cell) for cell in row) for row in wrap.iter("tr")]
    text = "\n".join(row for row in rows if row.strip(" |"))
    if text:
        caption = " ".join(filter(None, (text_of(wrap, "label"), text_of(wrap, "caption"))))
        yield Section(kind, " > ".join(filter(None, (heading, caption))), text[:_LONGEST_TABLE])


def _authors(meta: Element) -> str:
    names = []
    for contributor in meta.iterfind("contrib-group/contrib[@contrib-type='author']"):
        surname, given = text_of(contributor, "name/surname"), text_of(contributor, "name/given-names")
        initials = "".join(part[0] for part in given.replace("-", " ").split())
        names.append(f"{surname} {initials}".strip() or text_of(contributor, "collab"))
    names = [name for name in names if name]
    return ", ".join(names[:3]) + (", et al." if len(names) > 3 else "")


def _container(article: Element, meta: Element) -> str:
    title = next(filter(None, (words(t) for t in article.iterfind("front/journal-meta//journal-title"))), "")
    volume, issue = text_of(meta, "volume"), text_of(meta, "issue")
    first, last = text_of(meta, "fpage") or text_of(meta, "elocation-id"), text_of(meta, "lpage")
    place = volume + (f"({issue})" if issue else "") + (f":{first}" if first else "") + (f"-{last}" if last else "")
    return f"{title} {place}".strip()


def _published(meta: Element) -> When | None:
    """The earliest of the dates of publication."""
    found = [days.parts(*(text_of(d, part) for part in ("year", "month", "day"))) for d in meta.iterfind("pub-date")]
    return min((day for day in found if day), key=lambda day: (day.earliest, str(day)), default=None)


def _licence(meta: Element) -> str:
    licence = meta.find("permissions/license")
    if licence is None:
        return ""
    reference = licence.find("license_ref")
    return licence.get("href") or words(reference) or licence.get("license-type") or words(licence)[:200]


def _related(meta: Element) -> Iterator[tuple[NoticeKind, bool, str]]:
    for node in meta.iterfind("related-article"):
        kind, about_this = _RELATED.get(node.get("related-article-type", ""), (None, False))
        value = node.get("href") or words(node)
        scheme = "pmid" if node.get("ext-link-type") in ("pubmed", "pmid") else "doi"
        if kind is not None and value:
            yield kind, about_this, f"{scheme}:{value.removeprefix('https://doi.org/').lower()}"


def _notices(meta: Element) -> Iterator[Notice]:
    for kind, about_this, identifier in _related(meta):
        if about_this:
            yield Notice(kind, identifier, None, _SAID_BY)


def _reports(own: str, meta: Element) -> Iterator[Report]:
    for kind, about_this, identifier in _related(meta):
        if not about_this:
            yield Report(identifier, Notice(kind, own, _published(meta), _SAID_BY))


def _cites(article: Element) -> Iterator[str]:
    for node in article.iterfind("back//ref//pub-id"):
        scheme = {"pmid": "pmid", "doi": "doi"}.get(node.get("pub-id-type", ""))
        if scheme and words(node):
            yield f"{scheme}:{words(node).lower()}"
