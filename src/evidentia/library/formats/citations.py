"""RIS and BibTeX exports of reference managers -> publications with the abstract that the export holds."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import IO

from evidentia.content.errors import InputError
from evidentia.findings.formats.plain import decoded
from evidentia.library.formats import days
from evidentia.library.items import Item, Problem
from evidentia.library.publication import Kind, Publication, Section

_RIS = re.compile(r"^([A-Z][A-Z0-9])  ?- ?(.*)$")
_ENTRY = re.compile(r"@(\w+)\s*\{\s*([^,\s{}]*)\s*,")
_FIELD = re.compile(r"\s*([\w-]+)\s*=\s*")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_TYPES = {"JOUR": "journal article", "RPRT": "report", "BOOK": "book", "CHAP": "chapter", "article": "journal article"}


def ris(name: str, handle: IO[bytes]) -> Iterator[Item | Problem]:
    """RIS (TY … ER). Errors: InputError where the bytes are no text, or the last record has no end."""
    fields: dict[str, list[str]] = defaultdict(list)
    last, number = "", 0
    for text in decoded(name, handle.read()).split("\n"):
        found = _RIS.match(text.lstrip("\ufeff"))
        if found and found[1] == "ER":
            number += 1
            yield _made(f"record {number}", _from_ris(fields))
            fields, last = defaultdict(list), ""
        elif found:
            last = found[1]
            fields[last].append(found[2].strip())
        elif last and text.strip():
            fields[last][-1] += " " + text.strip()
    if fields:
        raise InputError(
            name,
            "it ends too early",
            "the last record has no end; those before it are kept",
            "export it again",
        )


def _from_ris(f: dict[str, list[str]]) -> dict[str, str]:
    first = {key: values[0] for key, values in f.items() if values}
    return {
        "type": _TYPES.get(first.get("TY", ""), first.get("TY", "").lower()),
        "title": first.get("TI") or first.get("T1") or "",
        "abstract": first.get("AB") or first.get("N2") or "",
        "authors": _listed([*f.get("AU", []), *f.get("A1", [])]),
        "journal": " ".join(filter(None, (first.get("JO") or first.get("T2") or first.get("JF"), first.get("VL")))),
        "date": (first.get("DA") or first.get("PY") or first.get("Y1") or "").replace("/", "-").strip("-"),
        "doi": first.get("DO", ""),
        "pmid": first.get("AN", "") if "pubmed" in " ".join(f.get("DB", [])).lower() else "",
        "keywords": "; ".join(f.get("KW", [])),
    }


def bibtex(name: str, handle: IO[bytes]) -> Iterator[Item | Problem]:
    """BibTeX. Errors: InputError where the bytes are no text, or an entry has no end."""
    text = decoded(name, handle.read())
    place = 0
    while entry := _ENTRY.search(text, place):
        kind, key = entry[1].lower(), entry[2]
        if kind in ("comment", "string", "preamble"):
            place = entry.end()
            continue
        fields, place = _fields(name, text, entry.end())
        yield _made(f"entry {key}", _from_bibtex(kind, fields))


def _fields(name: str, text: str, place: int) -> tuple[dict[str, str], int]:
    fields: dict[str, str] = {}
    while (found := _FIELD.match(text, place)) is not None:
        value, place = _value(name, text, found.end())
        fields[found[1].lower()] = value
        while place < len(text) and text[place] in ", \t\n":
            place += 1
        if place < len(text) and text[place] == "}":
            return fields, place + 1
    return fields, place


def _value(name: str, text: str, place: int) -> tuple[str, int]:
    """A value in braces, in quotation marks, or bare; braces inside it group letters and are dropped."""
    depth, start, quoted = 0, place, text[place : place + 1] == '"'
    for at in range(place, len(text)):
        letter = text[at]
        if letter == "{":
            depth += 1
        elif letter == "}" and depth:
            depth -= 1
        elif depth == 0 and (letter in ",}" if not quoted else letter == '"' and at > start):
            return _plain(text[start : at + quoted]), at + quoted
    line = text.count("\n", 0, start) + 1
    raise InputError(
        name, f"an entry that begins at line {line} has no end", "those before it are kept", "export it again"
    )


def _plain(value: str) -> str:
    return " ".join(re.sub(r"[{}\"]|\\(?=[&%$#_])", "", value).split())


def _from_bibtex(kind: str, f: dict[str, str]) -> dict[str, str]:
    return {
        "type": _TYPES.get(kind, kind),
        "title": f.get("title", ""),
        "abstract": f.get("abstract", ""),
        "authors": _listed(re.split(r"\s+and\s+", f.get("author", ""))),
        "journal": " ".join(filter(None, (f.get("journal") or f.get("booktitle"), f.get("volume")))),
        "date": f.get("date") or f.get("year", ""),
        "doi": f.get("doi", ""),
        "pmid": f.get("pmid", ""),
        "keywords": f.get("keywords", ""),
    }


def _listed(names: list[str]) -> str:
    kept = [name.strip() for name in names if name.strip()]
    return "; ".join(kept[:3]) + ("; et al." if len(kept) > 3 else "")


def _made(place: str, record: dict[str, str]) -> Item | Problem:
    title = record["title"]
    if not title:
        return Problem(place, "it has no title")
    doi = _DOI.search(record["doi"])
    identifiers = {"pmid": record["pmid"]} if record["pmid"].isdigit() else {}
    if doi:
        identifiers["doi"] = doi[0].rstrip(".,;")
    key = hashlib.sha256(f"{title.lower()}|{record['date'][:4]}".encode()).hexdigest()[:16]
    abstract = record["abstract"]
    return Publication(
        id=f"reference:{key}",  # never that of a fuller record, which it would replace; its identifiers tie them together
        kind=Kind.ARTICLE,
        title=title,
        sections=(Section("abstract", "", abstract),) if abstract else (),
        identifiers=identifiers,
        authors=record["authors"],
        container=record["journal"],
        published=days.day(record["date"]),
        types=(record["type"],) if record["type"] else (),
        mesh=tuple(k.strip() for k in record["keywords"].split(";") if k.strip()),
    )
