"""Europe PMC: abstracts with their identifiers, by cursor. Source: Europe PMC RESTful web service, search, resultType=core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from evidentia.library.connect.http import Client
from evidentia.library.connect.source import Cursor, Page, address, client, json_of
from evidentia.library.formats import days
from evidentia.library.formats.cms import plain
from evidentia.library.items import Item, Problem
from evidentia.library.publication import Kind, Notice, NoticeKind, Publication, Section

_BASE = "https://www.ebi.ac.uk/europepmc/webservices/rest"
_AT_ONCE = 100


@dataclass(slots=True)
class EuropePmc:
    name: str = "europepmc"
    base: str = field(default_factory=lambda: address("europepmc", _BASE))
    client: Client = field(default_factory=lambda: client("Europe PMC", 0.2))

    def pages(self, query: str, since: str, cursor: Cursor) -> Iterator[Page]:
        asked = f"({query}) AND FIRST_IDATE:[{since} TO 3000-12-31]" if since else query
        mark = str(cursor.get("mark", "*"))
        while mark:
            parameters = {
                "query": asked,
                "format": "json",
                "resultType": "core",
                "pageSize": str(_AT_ONCE),
                "cursorMark": mark,
            }
            answer = json_of("Europe PMC", self.client.get(f"{self.base}/search", parameters).body)
            records = (answer.get("resultList") or {}).get("result") or []
            following = str(answer.get("nextCursorMark") or "")
            mark = following if records and following != mark else ""
            yield Page(tuple(map(_item, records)), {"mark": mark}, int(answer.get("hitCount") or 0))


def _item(record: Mapping[str, Any]) -> Item | Problem:
    identifiers = {
        k: str(record[v]) for k, v in (("pmid", "pmid"), ("pmcid", "pmcid"), ("doi", "doi")) if record.get(v)
    }
    if not identifiers:
        return Problem(f"record {record.get('id', '?')}", "it has no PMID, PMCID or DOI")
    own = f"europepmc:{record.get('source', 'MED')}/{record.get('id') or identifiers.get('pmid')}"
    journal = record.get("journalInfo") or {}
    abstract = plain(record.get("abstractText"))
    types = tuple(str(t).lower() for t in (record.get("pubTypeList") or {}).get("pubType") or ())
    retracted = "retracted publication" in types
    return Publication(
        id=own,
        kind=Kind.ARTICLE,
        title=plain(record.get("title")),
        sections=(Section("abstract", "", abstract),) if abstract else (),
        identifiers=identifiers,
        authors=str(record.get("authorString") or ""),
        container=" ".join(
            filter(None, (str((journal.get("journal") or {}).get("title") or ""), str(journal.get("volume") or "")))
        ),
        published=days.day(str(record.get("firstPublicationDate") or record.get("pubYear") or "")),
        types=types,
        mesh=tuple(
            str(m.get("descriptorName")) for m in (record.get("meshHeadingList") or {}).get("meshHeading") or ()
        ),
        licence=str(record.get("license") or ""),
        notices=(Notice(NoticeKind.RETRACTED, "", None, "Europe PMC"),) if retracted else (),
    )
