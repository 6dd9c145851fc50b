"""ClinicalTrials.gov, API v2, by page token. Source: ClinicalTrials.gov OpenAPI specification 2.0.

A page may be empty and still have a next one; every parameter is repeated with each token.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from evidentia.library.connect.http import Client
from evidentia.library.connect.source import Cursor, Page, address, client, json_of
from evidentia.library.formats import ctgov
from evidentia.library.items import Item, Problem

_BASE = "https://clinicaltrials.gov/api/v2"
_AT_ONCE = 50


@dataclass(slots=True)
class ClinicalTrials:
    name: str = "clinicaltrials"
    base: str = field(default_factory=lambda: address("clinicaltrials", _BASE))
    client: Client = field(default_factory=lambda: client("ClinicalTrials.gov", 1.2))

    def pages(self, query: str, since: str, cursor: Cursor) -> Iterator[Page]:
        token, first = str(cursor.get("token", "")), not cursor.get("token")
        while token or first:
            parameters = {"query.term": query, "pageSize": str(_AT_ONCE), "countTotal": "true"}
            if since:
                parameters["filter.advanced"] = f"AREA[LastUpdatePostDate]RANGE[{since},MAX]"
            if token:
                parameters["pageToken"] = token
            data = json_of("ClinicalTrials.gov", self.client.get(f"{self.base}/studies", parameters).body)
            items = tuple(
                item for n, record in enumerate(data.get("studies") or (), start=1) for item in _read(record, n)
            )
            token, first = str(data.get("nextPageToken") or ""), False
            yield Page(items, {"token": token}, data.get("totalCount"))


def _read(record: dict[str, object], number: int) -> Iterator[Item | Problem]:
    try:
        yield from ctgov.study(record, number)
    except (AttributeError, TypeError, KeyError, ValueError) as error:
        yield Problem(f"study {number}", f"a field is not as its schema says ({type(error).__name__})")
