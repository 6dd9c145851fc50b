"""C-CDA R2.1 (any document type) -> a clinical text, one line a fact, and the narrative of what has no entries.

Source: HL7 C-CDA R2.1; section templates 2.16.840.1.113883.10.20.22.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from evidentia.content.errors import InputError
from evidentia.findings.formats import ccda_entries, ccda_medications
from evidentia.findings.formats.ccda_values import (
    Narrative,
    attribute,
    child,
    children,
    day,
    narrative,
    person,
    templates,
    words_of,
)
from evidentia.findings.formats.drug_phrases import plans
from evidentia.findings.formats.extract import Extract
from evidentia.findings.formats.fhir_attachments import decoded
from evidentia.findings.formats.record_text import Line, Section, layout, one_line
from evidentia.findings.formats.xml_tree import parsed
from evidentia.model.frozen import changed
from evidentia.model.when import When

_MOST_TEXT_MB = 1
_Reader = Callable[[Element, Narrative, str], Iterator[Line]]

# section template (without version), its LOINC code -> reader of its entries
_SECTIONS: tuple[tuple[str, str, _Reader], ...] = (
    ("2.5", "11450-4", ccda_entries.problems),
    ("2.1", "10160-0", ccda_medications.medications),
    ("2.38", "29549-3", ccda_medications.given),
    ("2.10", "18776-5", ccda_medications.planned),
    ("2.6", "48765-2", ccda_entries.allergies),
    ("2.3", "30954-2", ccda_entries.results),
    ("2.4", "8716-3", ccda_entries.results),
    ("2.7", "47519-4", ccda_entries.procedures),
    ("2.22", "46240-8", ccda_entries.encounters),
)


def extract(name: str, data: bytes) -> tuple[Extract, ...]:
    """The structured entries as one document, then as "chart.xml#narrative" the sections that have none.

    A section's entries are read where they say something, else its narrative, so that nothing is read twice.
    nullFlavor is unknown, negationInd is negation.
    Errors: InputError, and nothing else, for what is no well-formed C-CDA, has a DOCTYPE, or is too deep or too large.

    >>> extract("a.xml", b"<x/>")
    Traceback (most recent call last):
        ...
    evidentia.content.errors.InputError: a.xml: it is no ClinicalDocument. It cannot be read as C-CDA. Export it as C-CDA R2.1.
    """
    root = parsed(name, data)
    if root.tag != "ClinicalDocument":
        raise InputError(name, "it is no ClinicalDocument", "it cannot be read as C-CDA", "export it as C-CDA R2.1")
    header = _header(name, root)
    lines, told = list(header.lines), []
    for section in root.iter("section"):
        found, text = _section(section, header.day)
        lines.extend(found)
        told.extend([text] if text else [])
    attached = _unstructured(name, root)
    if attached:
        when = When.parse(header.day) if header.day else None
        return tuple(changed(d, date=d.date or when, author=d.author or header.author) for d in attached)
    if len(lines) == len(header.lines) and not told:
        raise InputError(name, "it has no section with entries or text", "there is nothing to read", "check the export")
    texts = [(name, layout(plans(lines), header.day))] if len(lines) > len(header.lines) else []
    people = "" if texts else "\n".join(line.words for line in header.lines)
    texts += [(f"{name}#narrative", "\n\n".join(filter(None, [header.title, people, *told])) + "\n")] if told else []
    if sum(len(text) for _, text in texts) > _MOST_TEXT_MB * 1_000_000:
        raise InputError(name, "it holds more text than one patient's chart", "", "export fewer sections or years")
    when = When.parse(header.day) if header.day else None
    return tuple(Extract(called, text, (0,), "ccda", when, header.author) for called, text in texts)


def _unstructured(name: str, root: Element) -> tuple[Extract, ...]:
    """The one attachment of an Unstructured Document (2.16.840.1.113883.10.20.22.1.10)."""
    body = child(root, "component", "nonXMLBody", "text")
    text = "".join(body.itertext())
    if not text.strip():
        return ()
    if (body.get("representation") or "").upper() == "B64":
        return decoded(name, (body.get("mediaType") or "").lower(), text)
    return (Extract(name, text.replace("\r\n", "\n").strip("\n") + "\n", (0,), "ccda"),)


@dataclass(frozen=True)
class _Header:
    day: str
    author: str | None
    title: str
    lines: tuple[Line, ...]


def _header(name: str, root: Element) -> _Header:
    """Patient, author and date of the document (US Realm header, 2.16.840.1.113883.10.20.22.1.1)."""
    targets = list(children(root, "recordTarget"))
    if len(targets) > 1:
        raise InputError(
            name, "it has more than one patient", "a chart is one patient's", "export one patient's document"
        )
    dated = day(child(root, "effectiveTime"))
    title = one_line("".join(child(root, "title").itertext())).upper() or "CLINICAL DOCUMENT NOTE"
    author = ", ".join(
        filter(None, dict.fromkeys(_clinician(child(a, "assignedAuthor")) for a in children(root, "author")))
    )
    lines = [Line(Section.PEOPLE, "0", f"Patient: {who}") for who in map(_patient, targets) if who]
    asked = (a for s in root.iter("section") if _is(s, "2.10", "18776-5") for a in s.iter("assignedAuthor"))
    prescribers = list(dict.fromkeys(filter(None, map(_clinician, asked))))
    lines += [Line(Section.PEOPLE, "1", f"Prescriber: {who}") for who in prescribers]
    if author and author not in prescribers:
        lines.append(Line(Section.PEOPLE, "2", f"Author: {author}"))
    return _Header(dated, author or None, f"{title} ({dated})" if dated else title, tuple(lines))


def _patient(target: Element) -> str:
    patient = child(target, "patientRole", "patient")
    sex = {"F": "female", "M": "male"}.get(attribute(child(patient, "administrativeGenderCode"), "code"), "")
    born = day(child(patient, "birthTime"))
    return ", ".join(part for part in (person(child(patient, "name")), sex, born and f"born {born}") if part)


def _clinician(assigned: Element) -> str:
    """Name, letters, and the field that the code of the role names."""
    name = person(child(assigned, "assignedPerson", "name"))
    field = words_of(child(assigned, "code"), Narrative(""))
    return ", ".join(part for part in (name, field) if part) if name else ""


def _is(section: Element, template: str, loinc: str) -> bool:
    numbers = templates(section)
    return bool({template, f"{template}.1"} & numbers) or attribute(child(section, "code"), "code") == loinc


def _section(section: Element, document_day: str) -> tuple[list[Line], str]:
    """(lines of its entries, its narrative where the entries say nothing)."""
    if section.get("nullFlavor"):
        return [], ""
    told = narrative(section)
    title = one_line("".join(child(section, "title").itertext()))
    head = f"{title.rstrip(':')}:" if title else ""  # the colon makes it a heading to the reader: "Family history:"
    text = "\n".join(part for part in (head, told.text) if part) if told.text else ""
    for template, loinc, reader in _SECTIONS:
        if _is(section, template, loinc):
            lines = [line for e in children(section, "entry") for line in reader(e, told, document_day)]
            return lines, text if not lines else ""
    return [], text
