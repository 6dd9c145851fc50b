"""openFDA (labels, Drugs@FDA) and DailyMed (labels as SPL). Source: open.fda.gov/apis; DailyMed web services v2.

openFDA answers 404 where nothing matches, and gives at most 26,000 records of a query by skipping; larger ones are told to be narrowed.
A key of the user's own (OPENFDA_API_KEY) raises its daily limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from evidentia.library.connect.http import Client
from evidentia.library.connect.source import Cursor, Page, address, client, items_of, json_of, key
from evidentia.library.formats import openfda, spl
from evidentia.library.items import Item, Problem

_OPENFDA = "https://api.fda.gov"
_DAILYMED = "https://dailymed.nlm.nih.gov/dailymed/services/v2"
_AT_ONCE = 100
_MOST = 25_000


@dataclass(slots=True)
class OpenFda:
    """`name` is "openfda" for labels or "drugsfda" for applications. A query is a drug's name, or openFDA's own syntax with a colon."""

    name: str = "openfda"
    base: str = field(default_factory=lambda: address("openfda", _OPENFDA))
    client: Client = field(default_factory=lambda: client("openFDA", 0.3))

    def pages(self, query: str, since: str, cursor: Cursor) -> Iterator[Page]:
        skip = int(cursor.get("skip", 0))
        path = "label" if self.name == "openfda" else "drugsfda"
        while True:
            parameters = {"search": self._search(query, since), "limit": str(_AT_ONCE), "skip": str(skip)}
            if own := key("OPENFDA_API_KEY"):
                parameters["api_key"] = own
            answer = self.client.get(f"{self.base}/drug/{path}.json", parameters, missing=True)
            if answer.status == 404:
                return
            data = json_of("openFDA", answer.body)
            records = data.get("results") or []
            total = int(((data.get("meta") or {}).get("results") or {}).get("total") or 0)
            items = tuple(
                item for n, record in enumerate(records, start=skip + 1) for item in _read(self.name, record, n)
            )
            skip += len(records)
            if skip > _MOST:
                items += (Problem(f'the query "{query}"', f"{total:,} match and {_MOST:,} are given: narrow it"),)
            yield Page(items, {"skip": skip}, total)
            if not records or skip >= total or skip > _MOST:
                return

    def _search(self, query: str, since: str) -> str:
        named = query if ":" in query else f'openfda.generic_name:"{query}" openfda.brand_name:"{query}"'
        recent = (
            f" AND effective_time:[{since.replace('-', '')} TO 30001231]" if since and self.name == "openfda" else ""
        )
        return f"({named}){recent}"


def _read(name: str, record: Mapping[str, Any], number: int) -> Iterator[Item | Problem]:
    reader: Callable[[Mapping[str, Any], int], Iterator[Item | Problem]]
    reader = openfda.label if name == "openfda" else openfda.approval
    try:
        yield from reader(record, number)
    except (AttributeError, TypeError, KeyError, ValueError) as error:
        yield Problem(f"record {number}", f"a field is not as its schema says ({type(error).__name__})")


@dataclass(slots=True)
class DailyMed:
    """A query is a drug's name, or a set id. Each label is fetched as SPL; one that has not changed is not sent again."""

    name: str = "dailymed"
    base: str = field(default_factory=lambda: address("dailymed", _DAILYMED))
    client: Client = field(default_factory=lambda: client("DailyMed", 0.5))

    def pages(self, query: str, since: str, cursor: Cursor) -> Iterator[Page]:
        done, marks = list(cursor.get("done", ())), dict(cursor.get("marks", {}))
        listed = self._listed(query)
        for number, setid in enumerate(listed, start=1):
            if setid in done:
                continue
            answer = self.client.get(f"{self.base}/spls/{setid}.xml", headers=marks.get(setid), missing=True)
            items: tuple[Item | Problem, ...] = ()
            if answer.status == 404:
                items = (Problem(setid, "it is listed, but not there"),)
            elif answer.status != 304:
                items = items_of(spl.read, setid, answer.body)
                marks[setid] = answer.marks
            done.append(setid)
            end = number == len(listed)  # the marks stay for the next update, the list begins anew
            yield Page(items, {"done": [] if end else done, "marks": marks}, len(listed))

    def _listed(self, query: str) -> list[str]:
        found, page = [], 1
        asked = "setid" if len(query) == 36 and query.count("-") == 4 else "drug_name"
        while True:
            parameters = {asked: query, "pagesize": str(_AT_ONCE), "page": str(page)}
            answer = json_of("DailyMed", self.client.get(f"{self.base}/spls.json", parameters).body)
            found += [str(entry["setid"]) for entry in answer.get("data") or () if entry.get("setid")]
            if page >= int((answer.get("metadata") or {}).get("total_pages") or 1):
                return list(dict.fromkeys(found))
            page += 1
