"""Documents of test collections (BEIR corpus.jsonl, PubMedQA) -> excerpts of articles, said to be such."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evidentia.library import headings
from evidentia.library.formats import days
from evidentia.library.items import Item, Problem
from evidentia.library.publication import Kind, Publication, Section


def excerpt(record: Mapping[str, Any], number: int) -> Iterator[Item | Problem]:
    """A document of BEIR's form; an excerpt of an article where it carries a PMID."""
    text = " ".join(str(record["text"]).split())
    if not text:
        yield Problem(f"record {number}", "it has no text")
        return
    pmid = str(record.get("pmid") or "")
    yield Publication(
        id=f"excerpt:{record['_id']}",
        kind=Kind.ARTICLE,
        title=str(record.get("title") or ""),
        sections=(Section("abstract", "", text),),
        identifiers={"pmid": pmid} if pmid.isdigit() else {},
        read_depth="excerpt",
    )


def abstracts(record: Mapping[str, Any], number: int) -> Iterator[Item | Problem]:
    """PubMedQA: abstracts by PMID, without their conclusion, which is the answer."""
    for pmid, entry in record.items():
        labels = [*entry.get("LABELS", ()), *[""] * len(entry["CONTEXTS"])]
        parts = [
            Section(headings.kind_of(label, "abstract"), label, text)
            for label, text in zip(labels, entry["CONTEXTS"], strict=False)
        ]
        if entry.get("LONG_ANSWER"):
            parts.append(Section("conclusions", "CONCLUSIONS", str(entry["LONG_ANSWER"])))
        yield Publication(
            id=f"excerpt:pmid:{pmid}",
            kind=Kind.ARTICLE,
            title=str(entry.get("QUESTION") or ""),
            sections=tuple(parts),
            identifiers={"pmid": str(pmid)},
            published=days.day(str(entry.get("YEAR") or "")),
            mesh=tuple(entry.get("MESHES", ())),
        )
