"""CMS Coverage API records (NCD, LCD, articles) -> coverage policies. Their HTML comes escaped twice, their dates as prose or "N/A".

Source: api.coverage.cms.gov/v1. CPT descriptors (AMA) are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from evidentia.library.formats import days
from evidentia.library.items import Item, Problem
from evidentia.library.publication import Kind, Notice, NoticeKind, Publication, Section

_SECTIONS = {
    "item_service_description": ("description", "Item or service"),
    "indications_limitations": ("coverage", "Indications and limitations of coverage"),
    "indication": ("coverage", "Coverage indications, limitations, medical necessity"),
    "cms_cov_policy": ("coverage", "CMS national coverage policy"),
    "reasons_for_denial": ("limitations", "Limitations"),
    "doc_reqs": ("coverage", "Documentation requirements"),
    "associated_info": ("other", "Associated information"),
    "summary_of_evidence": ("evidence", "Summary of evidence"),
    "analysis_of_evidence": ("evidence", "Analysis of evidence"),
    "diagnoses_support": ("codes", "Diagnoses that support medical necessity"),
    "coding_guidelines": ("codes", "Coding guidelines"),
    "description": ("description", "Article text"),
    "paragraph": ("codes", "Group paragraph"),
    "other_text": ("other", "Other"),
    "cross_reference": ("other", "Cross reference"),
}
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/tr|/h\d)[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]{0,2000}>")


def policy(record: Mapping[str, Any], number: int) -> Iterator[Item | Problem]:
    """A national or local coverage document."""
    shown, inner = str(record.get("document_display_id") or ""), str(record.get("document_id") or "")
    if not inner and not shown:
        yield Problem(f"record {number}", "it has no document id")
        return
    scheme = "lcd" if shown.startswith(("L", "DL")) else "article" if shown.startswith(("A", "DA")) else "ncd"
    name = shown or inner
    effective = days.day(plain(record.get("effective_date")))
    ended = days.day(plain(record.get("retirement_date"))) or days.day(plain(record.get("effective_end_date")))
    retired = str(record.get("note", "")).lower() == "retired" or ended is not None
    version = str(record.get("document_version") or "")
    yield Publication(
        id=f"{scheme}:{name}",
        kind=Kind.COVERAGE,
        title=plain(record.get("title")),
        sections=tuple(
            Section(kind, heading, text) for key, (kind, heading) in _SECTIONS.items() if (text := plain(record.get(key)))
        ),
        identifiers={scheme: name},
        container=" ".join(plain(record.get("contractor_name_type")).split()) or "Centers for Medicare & Medicaid Services",
        published=effective or days.day(plain(record.get("last_updated"))),
        types=({"ncd": "national coverage determination", "lcd": "local coverage determination", "article": "local coverage article"}[scheme],),
        version=", ".join(filter(None, (f"version {version}" if version else "", f"effective {effective}" if effective else ""))),
        licence="public domain (US); CPT text excluded",
        read_depth="official page",
        notices=(Notice(NoticeKind.SUPERSEDED, "", ended, "CMS"),) if retired else (),
    )  # fmt: skip


def plain(value: object) -> str:
    """Text of HTML that was escaped once or twice; "N/A" is nothing.

    >>> plain("&amp;lt;p&amp;gt;Covered when 2 &amp;amp;lt; 3.&amp;lt;/p&amp;gt;")
    'Covered when 2 < 3.'
    """
    text = str(value or "")
    for _ in range(2):
        if "&lt;" in text or "&amp;lt;" in text:
            text = unescape(text)
    text = unescape(_TAG.sub(" ", _BREAK.sub("\n", text)))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    text = "\n".join(line for line in lines if line)
    return "" if text == "N/A" else text
