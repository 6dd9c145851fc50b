"""Structured Product Labels (DailyMed XML) -> labels by section. Source: HL7 SPL release 5; FDA section headings (LOINC)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from evidentia.library import headings
from evidentia.library.formats import days
from evidentia.library.formats.xml_records import records, text_of, words
from evidentia.library.items import Item, Problem
from evidentia.library.publication import Kind, Publication, Section

_BLOCKS = ("paragraph", "item", "caption", "tr", "title")
_PRODUCT_DATA = "48780-1"
_MOST_NAMES = 6


def read(name: str, handle: IO[bytes]) -> Iterator[Item | Problem]:
    """The label of a file. Errors: InputError where the file is damaged."""
    for number, document in records(name, handle, "document"):
        if isinstance(document, Problem):
            yield document
            continue
        setid = document.find("setId")
        root = setid.get("root", "") if setid is not None else ""
        if not root:
            yield Problem(f"document {number}", "it has no set id")
            continue
        yield _publication(root.lower(), document)


def _publication(setid: str, document: Element) -> Publication:
    brands = _names(document, "manufacturedProduct/name", "manufacturedMedicine/name")
    generics = _names(document, "genericMedicine/name", "ingredientSubstance/name", "activeMoiety/name")[:_MOST_NAMES]
    effective = days.day(_value(document, "effectiveTime"))
    version = _value(document, "versionNumber")
    return Publication(
        id=f"setid:{setid}",
        kind=Kind.LABEL,
        title=titled(brands, generics, text_of(document, "title")),
        sections=tuple(_sections(document)),
        identifiers={"setid": setid, **_applications(document)},
        container=text_of(document, "author/assignedEntity/representedOrganization/name"),
        published=effective,
        types=("prescribing information",),
        mesh=tuple(dict.fromkeys([*brands, *generics])),
        version=versioned(version, effective),
        licence="public domain (US)",
        read_depth="label section",
    )


def titled(brands: list[str], generics: list[str], title: str) -> str:
    """ "HUMIRA (adalimumab): prescribing information": the label's own title is often two hundred words of boilerplate."""
    if not brands:
        return title or ", ".join(generics) or "label without a title"
    substance = f" ({', '.join(generics[:2]).lower()})" if generics else ""
    return f"{brands[0]}{substance}: prescribing information"


def versioned(version: str, effective: object) -> str:
    return ", ".join(
        filter(None, (f"version {version}" if version else "", f"effective {effective}" if effective else ""))
    )


def _names(document: Element, *paths: str) -> list[str]:
    found = [words(node) for path in paths for node in document.iterfind(f".//{path}")]
    return list(dict.fromkeys(name for name in found if name))


def _applications(document: Element) -> dict[str, str]:
    for approval in document.iterfind(".//approval/id"):
        number = approval.get("extension", "")
        if number.upper().startswith(("BLA", "NDA", "ANDA")):
            return {"application": number.upper()}
    return {}


def _value(document: Element, path: str) -> str:
    node = document.find(path)
    return node.get("value", "") if node is not None else ""


def _sections(document: Element) -> Iterator[Section]:
    for section in document.iterfind("component/structuredBody/component/section"):
        yield from _section(section, "", "other")


def _section(section: Element, above: str, kind: str) -> Iterator[Section]:
    code = section.find("code")
    loinc = code.get("code", "") if code is not None else ""
    if loinc == _PRODUCT_DATA:
        return
    title = text_of(section, "title")
    kind = headings.LOINC.get(loinc) or headings.kind_of(title, kind)
    heading = " > ".join(filter(None, (above, title)))
    text = "\n".join(_lines(section.find("text")))
    if text:
        yield Section(kind, heading, text)
    for inner in section.iterfind("component/section"):
        yield from _section(inner, heading, kind)


def _lines(text: Element | None) -> Iterator[str]:
    """Paragraphs, items and table rows, each once: a block inside a block belongs to the outer one's lines."""
    if text is None:
        return
    blocks = [node for node in text.iter() if node.tag in _BLOCKS]
    if not blocks:
        if line := words(text):
            yield line
        return
    for block in blocks:
        if block.tag == "tr":
            line = " | ".join(words(cell) for cell in block)
        elif any(inner.tag in _BLOCKS for inner in block.iter() if inner is not block):
            line = " ".join((block.text or "").split())
        else:
            line = words(block)
        if line.strip(" |"):
            yield line
