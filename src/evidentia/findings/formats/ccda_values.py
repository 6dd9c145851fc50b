"""Data types of HL7 CDA R2 -> words: codes, quantities, times, names. A nullFlavor says nothing ("").

Source: HL7 CDA R2 data types; C-CDA R2.1 implementation guide (templates 2.16.840.1.113883.10.20.22).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from xml.etree.ElementTree import Element

from evidentia.findings.formats.fhir_values import day_of, ucum
from evidentia.findings.formats.narrative import Blocks
from evidentia.findings.formats.record_text import one_line

NOTHING = Element("nothing")


def child(element: Element, *path: str) -> Element:
    """The first element down a path; an empty one where there is none."""
    for tag in path:
        element = next((e for e in element if e.tag == tag), NOTHING)
    return element


def children(element: Element, tag: str) -> Iterator[Element]:
    return (e for e in element if e.tag == tag)


def attribute(element: Element, name: str) -> str:
    return "" if element.get("nullFlavor") else one_line(element.get(name))


def templates(element: Element) -> set[str]:
    """The template numbers of an element, without the common root: {"4.16"}."""
    roots = (one_line(t.get("root")) for t in children(element, "templateId"))
    return {root.removeprefix("2.16.840.1.113883.10.20.22.") for root in roots}


def is_negated(element: Element) -> bool:
    return one_line(element.get("negationInd")).lower() == "true"


_MOST_PIECES, _LONGEST_PIECE = 40, 1000  # text nodes, characters


@dataclass(frozen=True)
class Narrative:
    """The narrative of a section; codes refer to pieces of it ("#prob1")."""

    text: str
    pieces: Mapping[str, Element] = field(default_factory=dict, repr=False)

    def at(self, reference: Element) -> str:
        """The words of a piece; a long one is no name and no instruction."""
        piece = self.pieces.get(one_line(reference.get("value")).removeprefix("#"), NOTHING)
        words = list(islice(piece.itertext(), _MOST_PIECES + 1))
        said = one_line(" ".join(words)) if len(words) <= _MOST_PIECES else ""
        return said if len(said) <= _LONGEST_PIECE else ""


def narrative(section: Element) -> Narrative:
    blocks = Blocks()
    root = child(section, "text")
    _walk(root, blocks)
    return Narrative(blocks.text(), {e.get("ID", ""): e for e in root.iter() if e.get("ID")})


def _walk(element: Element, blocks: Blocks) -> None:
    blocks.start(element.tag)
    if element.text:
        blocks.data(element.text)
    for inner in element:
        _walk(inner, blocks)
        if inner.tail:
            blocks.data(inner.tail)
    blocks.end(element.tag)


def words_of(coded: Element, told: Narrative) -> str:
    """A code in words: its own display, what was written, or a translation's display."""
    own = attribute(coded, "displayName")
    written = child(coded, "originalText")
    original = told.at(child(written, "reference")) or one_line(written.text)
    translated = (attribute(t, "displayName") for t in children(coded, "translation"))
    said = own or original or next((t for t in translated if t), "")
    return re.sub(r"\s*\((?:disorder|finding|qualifier value|procedure|substance)\)$", "", said)


def icd_of(coded: Element) -> str:
    """An ICD-10-CM code (2.16.840.1.113883.6.90) among a code and its translations."""
    both = (coded, *children(coded, "translation"))
    return next((attribute(c, "code") for c in both if c.get("codeSystem") == "2.16.840.1.113883.6.90"), "")


def day(time: Element) -> str:
    """ "20250303103000-0500" -> "2025-03-03"; only as exact as written."""
    digits = re.match(r"\d{8}|\d{6}|\d{4}", attribute(time, "value"))
    if digits is None:
        return ""
    d = digits.group()
    return day_of("-".join(part for part in (d[:4], d[4:6], d[6:8]) if part))


def period(element: Element) -> tuple[str, str, str]:
    """(day, first day, last day) of the effectiveTimes: a single time, or an interval."""
    one = low = high = ""
    for time in children(element, "effectiveTime"):
        one = one or day(time)
        low, high = low or day(child(time, "low")), high or day(child(time, "high"))
    return one, low, high


_NUMBER = re.compile(r"-?\d{1,12}(?:\.\d{1,9})?")


def quantity(element: Element) -> str:
    """A PQ as "4.1 g/g"; "" where the number is missing or none."""
    digits = attribute(element, "value")
    if not _NUMBER.fullmatch(digits):
        return ""
    return f"{digits} {ucum(one_line(element.get('unit')))}".strip()


def value(element: Element, told: Narrative) -> str:
    """The value of an observation, by its type: PQ, IVL_PQ, CD, CO, ST, INT, REAL, BL."""
    kind = one_line(element.get("type")).rsplit(":", 1)[-1].upper()
    if kind == "IVL_PQ":
        low, high = child(element, "low"), child(element, "high")
        ends = quantity(low), quantity(high)
        if all(ends):
            return f"{ends[0].split(' ')[0]}-{ends[1]}"
        bound, sign = (high, "<") if ends[1] else (low, ">")
        return f"{sign}{'=' if bound.get('inclusive') != 'false' else ''}{ends[1] or ends[0]}" if any(ends) else ""
    if kind in ("PQ", "INT", "REAL"):
        return quantity(element)
    if kind in ("ST", "ED"):
        return told.at(child(element, "reference")) or one_line("".join(element.itertext()))
    return words_of(element, told)


def person(name: Element) -> str:
    """A name as people write it: given names, family name, and the letters behind it."""
    parts = {
        tag: [one_line("".join(e.itertext())) for e in children(name, tag)] for tag in ("given", "family", "suffix")
    }
    said = " ".join(p for p in (*parts["given"], *parts["family"]) if p) or one_line(name.text)
    return ", ".join(p for p in (said, *parts["suffix"]) if p)


def inner(element: Element, tag: str, template: str = "") -> Iterator[Element]:
    """Clinical statements inside entryRelationships, of one template where given."""
    for relation in children(element, "entryRelationship"):
        for statement in children(relation, tag):
            if not template or template in templates(statement):
                yield statement
