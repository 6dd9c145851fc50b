"""CMS Coverage API: national determinations by words of their title; local ones where the user accepts the licences of their codes.

Source: api.coverage.cms.gov/v1. Reports cannot be searched at the source, so titles are matched here. The text of LCDs and articles needs a
token, and asking for it accepts the terms of the AMA, ADA and AHA: that is done only where EVIDENTIA_ACCEPT_CMS_LICENSE is "yes".
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from evidentia.library.connect.http import Client
from evidentia.library.connect.source import Cursor, Page, address, client, json_of
from evidentia.library.formats import cms
from evidentia.library.items import Item, Problem

_BASE = "https://api.coverage.cms.gov/v1"
_REPORTS = {"ncd": "national-coverage-ncd", "lcd": "local-coverage-final-lcds"}
_NOT_ACCEPTED = (
    "its text needs the licences of the AMA, ADA and AHA: set EVIDENTIA_ACCEPT_CMS_LICENSE=yes if you accept them"
)


@dataclass(slots=True)
class Coverage:
    name: str = "cms"
    base: str = field(default_factory=lambda: address("cms", _BASE))
    client: Client = field(default_factory=lambda: client("CMS", 0.5))

    def pages(self, query: str, since: str, cursor: Cursor) -> Iterator[Page]:
        done = list(cursor.get("done", ()))
        listed = [(kind, row) for kind in _REPORTS for row in self._listed(kind, query)]
        token = self._token() if any(kind == "lcd" for kind, _ in listed) else ""
        for number, (kind, row) in enumerate(listed, start=1):
            name = f"{kind}:{row.get('document_id')}:{row.get('document_version')}"
            if name not in done:
                done.append(name)
                end = number == len(listed)
                yield Page(tuple(self._document(kind, row, token)), {"done": [] if end else done}, len(listed))

    def _listed(self, kind: str, query: str) -> list[Mapping[str, Any]]:
        words = query.lower().split()
        rows, token = [], ""
        while True:
            parameters = {"next_token": token} if token else None
            answer = json_of("CMS", self.client.get(f"{self.base}/reports/{_REPORTS[kind]}", parameters).body)
            rows += [row for row in _data(answer) if all(word in str(row.get("title", "")).lower() for word in words)]
            token = str((answer.get("meta") or {}).get("next_token") or "")
            if not token:
                return rows

    def _token(self) -> str:
        if os.environ.get("EVIDENTIA_ACCEPT_CMS_LICENSE") != "yes":
            return ""
        answer = json_of("CMS", self.client.get(f"{self.base}/metadata/license-agreement/").body)
        return str(next(iter(_data(answer)), {}).get("Token") or "")

    def _document(self, kind: str, row: Mapping[str, Any], token: str) -> Iterator[Item | Problem]:
        """The row of the report with the text behind it: versions and dates stand in the row, the words in the document."""
        if kind == "lcd" and not token:
            yield Problem(str(row.get("document_display_id")), _NOT_ACCEPTED)
            yield from cms.policy(row, 1)
            return
        parameters = {
            f"{kind}id": str(row.get("document_id")),
            "ncdver" if kind == "ncd" else "ver": str(row.get("document_version") or ""),
        }
        headers = {"Authorization": f"Bearer {token}"} if token else None
        answer = json_of(
            "CMS",
            self.client.get(
                f"{self.base}/data/{kind}", {k: v for k, v in parameters.items() if v}, headers=headers
            ).body,
        )
        found = _data(answer)
        if not found:  # an unknown version is answered with nothing
            yield Problem(str(row.get("document_display_id")), "the source gives no text for this version")
        yield from cms.policy(
            {**dict(next(iter(found), {})), **{k: v for k, v in row.items() if v not in ("", None)}}, 1
        )


def _data(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    data = answer.get("data") or []
    return data if isinstance(data, list) else [data]
