"""PubMed and PMC through the E-utilities. Source: NCBI, Entrez Programming Utilities Help.

Three requests a second, ten with a key (NCBI_API_KEY); a search gives at most 10,000 identifiers, so a larger one is told to be narrowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError, fromstring

from evidentia.library.connect.http import Client, SourceError
from evidentia.library.connect.source import Cursor, Page, address, client, contact, items_of, key
from evidentia.library.formats import jats, medline
from evidentia.library.items import Problem

_BASE = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
_AT_ONCE = {"pubmed": 200, "pmc": 20}
_MOST = 10_000


def _client() -> Client:
    return client("PubMed", 0.11 if key("NCBI_API_KEY") else 0.34)


@dataclass(slots=True)
class Entrez:
    """`name` is "pubmed" or "pmc"."""

    name: str = "pubmed"
    base: str = field(default_factory=lambda: address("pubmed", _BASE))
    client: Client = field(default_factory=_client)

    def pages(self, query: str, since: str, cursor: Cursor) -> Iterator[Page]:
        """The identifiers are kept in the cursor: going on fetches those that are left, whatever has changed at the source."""
        left, total = list(cursor.get("left", ())), int(cursor.get("total", 0))
        if not left:
            left, total, warning = self._search(query, since)
            if warning:
                yield Page((Problem(f'the query "{query}"', warning),), {"left": left, "total": total}, total)
        while left:
            now, left = left[: _AT_ONCE[self.name]], left[_AT_ONCE[self.name] :]
            form = {**self._shared(), "id": ",".join(now), "retmode": "xml"}
            answer = self.client.get(f"{self.base}/efetch.fcgi", form=form)
            read = medline.read if self.name == "pubmed" else jats.read
            yield Page(items_of(read, self.name, answer.body), {"left": left, "total": total}, total)

    def _search(self, query: str, since: str) -> tuple[list[str], int, str]:
        parameters = {**self._shared(), "term": query, "retmode": "xml", "retmax": str(_MOST)}
        if since:
            parameters |= {"datetype": "edat", "mindate": since.replace("-", "/"), "maxdate": "3000"}
        answer = self._parsed(self.client.get(f"{self.base}/esearch.fcgi", parameters).body)
        error = answer.findtext(".//ERROR")
        if error:
            raise SourceError(
                "PubMed", f"it refuses the query ({error})", "", "see PubMed's help for the form of queries"
            )
        total = int(answer.findtext("Count") or 0)
        found = [node.text or "" for node in answer.iterfind("IdList/Id")]
        warning = f"{total:,} match and {_MOST:,} are given: narrow it, or split it by year" if total > _MOST else ""
        return found, total, warning

    def _shared(self) -> dict[str, str]:
        shared = {"db": self.name, "tool": "evidentia", "email": contact(), "api_key": key("NCBI_API_KEY")}
        return {name: value for name, value in shared.items() if value}

    @staticmethod
    def _parsed(body: bytes) -> Element:
        try:
            return fromstring(body)
        except ParseError:
            raise SourceError(
                "PubMed", "its answer is no XML", "a page in between may have answered", "try again later"
            ) from None
