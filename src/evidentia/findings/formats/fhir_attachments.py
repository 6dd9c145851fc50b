"""Attachments of FHIR R4 -> further documents: notes, reports and narratives that the structured record carries.

Source: https://hl7.org/fhir/R4/documentreference.html, composition.html, binary.html.
"""

from __future__ import annotations

import base64
import binascii
import importlib
from collections.abc import Iterator

from evidentia.content.errors import InputError
from evidentia.findings.formats.extract import Extract
from evidentia.findings.formats.fhir_bundle import Chart
from evidentia.findings.formats.fhir_people import clinician
from evidentia.findings.formats.fhir_values import Json, day_in, day_of, first, obj, objs, unique, word, words_of
from evidentia.findings.formats.narrative import html_text
from evidentia.findings.formats.record_text import one_line
from evidentia.model.frozen import changed
from evidentia.model.when import When

_SECTIONS_DEEP = 8
_MOST_TEXT_MB = 1
_FINAL = ("final", "amended", "corrected", "appended", "")
UNREAD = "an attachment is not in the bundle"


def documents(name: str, chart: Chart, r: Json) -> Iterator[Extract | str]:
    """The documents that a resource carries; in the place of one that cannot be read, the reason in words."""
    kind = r["resourceType"]
    if kind == "DocumentReference":
        if word(r.get("docStatus")) != "entered-in-error" and word(r.get("status")) in ("current", ""):
            day = day_in(obj(r.get("context")), "period") or day_of(r.get("date"))
            for content in objs(r.get("content")):
                yield from _attachment(name, chart, r, obj(content.get("attachment")), day)
    elif kind == "DiagnosticReport" and word(r.get("status")) in _FINAL:
        for form in objs(r.get("presentedForm")):
            yield from _attachment(name, chart, r, form, day_in(r, "effectiveDateTime", "effectivePeriod"))
    elif kind == "Binary":
        if not chart.by_kind.get("DocumentReference"):  # else it is the content of one
            yield from _attachment(name, chart, r, r, "")
    elif kind == "Composition" and word(r.get("status")) != "entered-in-error":
        text = "\n\n".join(_sections(r, 0))
        if text:
            titled = "\n".join(part for part in (one_line(r.get("title")), text) if part) + "\n"
            yield _document(_name(name, r), titled, "text", day_of(r.get("date")), _author(chart, r))


def _attachment(name: str, chart: Chart, r: Json, attachment: Json, day: str) -> Iterator[Extract | str]:
    label = _name(name, r)
    kind, data = word(attachment.get("contentType")), attachment.get("data")
    if data is None and attachment.get("url"):
        binary = chart.resolve({"reference": attachment.get("url")})
        kind, data = kind or word(binary.get("contentType")), binary.get("data")
    if data is None:
        yield f"{label}: {UNREAD}"
        return
    try:
        for document in decoded(label, kind, data if isinstance(data, str) else ""):
            when = document.date or (When.parse(day) if day else None)
            yield changed(document, date=when, author=document.author or _author(chart, r))
    except InputError as error:
        yield str(error)


def decoded(label: str, kind: str, data: str) -> tuple[Extract, ...]:
    """An attachment in base64: text and HTML here, every other kind by the reader that its content asks for.

    Errors: InputError for what is no base64, empty, too long, or of a kind that is not read.

    >>> decoded("b.json#Binary/1", "text/plain", "VVBDUiAxLjIgZy9n")[0].text
    'UPCR 1.2 g/g'
    """
    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        raise InputError(label, "its attachment is no base64") from None
    if not raw.strip():
        raise InputError(label, "its attachment is empty")
    if kind.startswith(("text/plain", "text/html", "application/xhtml")):
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", errors="replace")
        markup = not kind.startswith("text/plain")
        if len(text) > 4 * _MOST_TEXT_MB * 1_000_000:
            raise InputError(label, "its attachment is larger than any note")
        text = html_text(text) + "\n" if markup else text.replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > _MOST_TEXT_MB * 1_000_000:
            raise InputError(label, f"its attachment holds more than {_MOST_TEXT_MB} MB of text")
        if not text.strip() or "\0" in text:
            raise InputError(label, "there is no text in its attachment")
        return (Extract(label, text, (0,), "html" if markup else "text"),)
    if b'"resourceType"' in raw[:4096] and raw.lstrip()[:1] == b"{":
        raise InputError(label, "its attachment is a FHIR resource, which is not read a second time")
    try:
        formats = importlib.import_module("evidentia.findings.formats")
        found: tuple[Extract, ...] = formats.from_bytes(label, raw)
    except AttributeError:
        raise InputError(label, f"an attachment of kind {kind or 'unknown'} is not read") from None
    return found


def _sections(r: Json, depth: int) -> Iterator[str]:
    """Narrative of sections without entries: where entries are given, the resources themselves are read."""
    for section in objs(r.get("section")) if depth < _SECTIONS_DEEP else ():
        text = html_text(str(obj(section.get("text")).get("div") or ""))
        title = one_line(section.get("title")) or words_of(section.get("code"))
        if text and not section.get("entry"):
            yield f"{title.rstrip(':')}:\n{text}" if title else text
        yield from _sections(section, depth + 1)


def _author(chart: Chart, r: Json) -> str | None:
    named = [clinician(chart, author, r) for author in objs(r.get("author"))]
    performers = objs(r.get("resultsInterpreter")) or objs(r.get("performer"))
    return ", ".join(unique(named)) or clinician(chart, first(performers), r) or None


def _document(name: str, text: str, kind: str, day: str, author: str | None) -> Extract:
    return Extract(name, text, (0,), kind, When.parse(day) if day else None, author)


def _name(name: str, r: Json) -> str:
    return f"{name}#{one_line(r.get('resourceType'))}/{one_line(r.get('id')) or 'without-id'}"
