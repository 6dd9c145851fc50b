"""What became of publications: the Retraction Watch file, and Crossref for the DOIs that are in the library.

Crossref tells it on the paper itself under "updated-by" (on a notice it stands under "update-to"). Source: Crossref REST API; the
Retraction Watch data at gitlab.com/crossref/retraction-watch-data.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evidentia.library.connect.http import Client
from evidentia.library.connect.source import Cursor, Page, address, client, contact, items_of, json_of
from evidentia.library.formats import days, retractions
from evidentia.library.items import Item, Problem, Report
from evidentia.library.publication import Notice, NoticeKind

_CROSSREF = "https://api.crossref.org"
_RETRACTION_WATCH = "https://gitlab.com/crossref/retraction-watch-data/-/raw/main/retraction_watch.csv"
_KINDS = {
    "retraction": NoticeKind.RETRACTED,
    "withdrawal": NoticeKind.RETRACTED,
    "removal": NoticeKind.RETRACTED,
    "partial_retraction": NoticeKind.RETRACTED,
    "correction": NoticeKind.CORRECTED,
    "corrigendum": NoticeKind.CORRECTED,
    "erratum": NoticeKind.CORRECTED,
    "expression_of_concern": NoticeKind.CONCERN,
    "new_version": NoticeKind.SUPERSEDED,
}


@dataclass(slots=True)
class RetractionWatch:
    """The whole file; where it has not changed since the last time, nothing is sent. The query does not matter."""

    name: str = "retractionwatch"
    base: str = field(default_factory=lambda: address("retractionwatch", _RETRACTION_WATCH))
    client: Client = field(default_factory=lambda: client("Retraction Watch", 1.0))

    def pages(self, query: str, since: str, cursor: Cursor) -> Iterator[Page]:
        answer = self.client.get(self.base, headers=cursor.get("marks"))
        if answer.status != 304:
            yield Page(items_of(retractions.read, "Retraction Watch", answer.body), {"marks": answer.marks})


@dataclass(slots=True)
class Crossref:
    """The DOIs of a library, one by one. `dois` are given by whoever opens it; the query does not matter."""

    dois: Sequence[str] = ()
    name: str = "crossref"
    base: str = field(default_factory=lambda: address("crossref", _CROSSREF))
    client: Client = field(default_factory=lambda: client("Crossref", 0.1))

    def pages(self, query: str, since: str, cursor: Cursor) -> Iterator[Page]:
        after = str(cursor.get("after", ""))
        left = [doi for doi in sorted(self.dois) if doi > after]
        for number, doi in enumerate(left, start=1):
            url = f"{self.base}/works/{urllib.parse.quote(doi, safe='/')}"
            answer = self.client.get(url, {"mailto": contact()} if contact() else None, missing=True)
            items: tuple[Item | Problem, ...]
            if answer.status == 404:
                items = (Problem(f"doi:{doi}", "Crossref does not know it"),)
            else:
                items = tuple(reports(doi, json_of("Crossref", answer.body).get("message") or {}))
            yield Page(items, {"after": "" if number == len(left) else doi}, len(left))


def reports(doi: str, work: Mapping[str, Any]) -> Iterator[Report]:
    """The notices about a work that Crossref knows of."""
    for update in work.get("updated-by") or ():
        kind = _KINDS.get(str(update.get("type", "")).lower().replace("-", "_").replace(" ", "_"))
        parts = ((update.get("updated") or {}).get("date-parts") or [[]])[0]
        if kind is not None:
            day = days.parts(*(str(part) for part in parts)) if parts else None
            yield Report(
                f"doi:{doi.lower()}", Notice(kind, f"doi:{str(update.get('DOI', '')).lower()}", day, _said_by(update))
            )


def _said_by(update: Mapping[str, Any]) -> str:
    return {"retraction-watch": "Retraction Watch"}.get(str(update.get("source")), "Crossref")
