"""Which kind of file some bytes are: told by the content, never by the name, which a user may have changed.

Source: the signatures of each format's specification (ISO 32000 "%PDF-", APPNOTE.TXT "PK", RTF 1.9.1 "{\\rtf",
[MS-CFB], PNG, JFIF, TIFF 6.0), the root element of HL7 C-CDA, the `resourceType` of HL7 FHIR.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

# kinds that are recognised so that the refusal can say what to do, by signature: (what it is, what to do)
_KNOWN_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.doc, .xls)", "save it as .docx, PDF or CSV"),
    (b"\x1f\x8b", "a gzip archive", "unpack it, or pack the files as .zip"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it, or pack the files as .zip"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it, or pack the files as .zip"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "unpack it, or pack the files as .zip"),
    (b"SQLite format 3\0", "a database", "export the notes as text or PDF"),
)
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF87a", b"GIF89a")
_HTML = re.compile(
    r"(?:<\?xml[^>]{0,200}\?>\s*|<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|(?:html|head|body|meta|title|style|div|p|"
    r"table|span|h[1-6]|center|font|section|article|main|ul|ol|pre|b|br|hr)\b)",
    re.IGNORECASE | re.DOTALL,
)
_FHIR = re.compile(r'"resourceType"\s*:\s*"')
_CCDA = re.compile(r"<(?:\w{1,20}:)?ClinicalDocument\b")
_HEAD = 65_536


def kind_of(data: bytes) -> str:
    """ "pdf", "docx", "zip", "rtf", "html", "csv", "fhir", "ccda", "image", "text", or "other: what; way out".

    Never raises. What is none of the others is "text"; whether it truly is text, `plain` decides.

    >>> kind_of(b"%PDF-1.7 ..."), kind_of(b"Date,UPCR,IgG\\n2025-01-02,1.2,900\\n"), kind_of(b"UPCR 1.2 g/g")
    ('pdf', 'csv', 'text')
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_zip(data)
    if data.startswith(_IMAGES):
        return "image"
    for signature, what, way_out in _KNOWN_OTHERS:
        if data.startswith(signature):
            return f"other: {what}; {way_out}"
    if data.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    return _kind_of_text(_decoded_head(data))


def _kind_of_zip(data: bytes) -> str:
    """What its parts are called tells a Word file from a packet. A directory that cannot be read is a "zip"."""
    from evidentia.findings.formats.unzip import names

    parts = names(data)
    if "word/document.xml" in parts:
        return "docx"
    if "xl/workbook.xml" in parts:
        return "other: a spreadsheet; save the sheet as CSV"
    if "ppt/presentation.xml" in parts:
        return "other: a presentation; save it as PDF"
    if "mimetype" in parts and "content.xml" in parts:
        return "other: an OpenDocument file; save it as .docx or PDF"
    return "zip"


def _decoded_head(data: bytes) -> str:
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", errors="replace")
    return head.decode("utf-8-sig", errors="replace")


def _kind_of_text(head: str) -> str:
    start = head.lstrip()[:_HEAD]
    if start[:1] in ("{", "[") and _FHIR.search(start):
        return "fhir"
    if start[:1] == "<":
        if _CCDA.search(start):
            return "ccda"
        if _HTML.match(start):
            return "html"
        if start.startswith("<?xml") or 'xmlns="' in start[:2000]:
            return "other: XML that is neither C-CDA nor HTML; export it as C-CDA, FHIR JSON or PDF"
    return "csv" if delimiter_of(head.splitlines()[:60]) else "text"


def delimiter_of(lines: Sequence[str]) -> str | None:
    """The character that parts the cells of a table, or None where lines are no such table.

    A table has two rows or more, nearly all with the same number of short cells. A comma followed by a space is
    prose, so such lines are none; a bar or tab table in a note stays text, because the text reader reads it.

    >>> delimiter_of(["Date;UPCR;IgG", "2025-01-02;1,2;900"]), delimiter_of(["Seen, well, no rash.", "UPCR 1, IgG 2, ok"])
    (';', None)
    """
    rows = [line for line in lines if line.strip()]
    for mark in (",", ";", "\t"):
        counts = [_outside_quotes(line).count(mark) for line in rows]
        common, often = Counter(c for c in counts if c).most_common(1)[0] if any(counts) else (0, 0)
        enough = often >= 0.8 * len(rows) or (
            often >= 3 and often >= 0.6 * len(rows)
        )  # lines about the patient come first
        if common < 2 or often < 2 or not enough or (mark == "\t" and often < len(rows)):
            continue
        cells = [cell for line in rows for cell in _outside_quotes(line).split(mark)]
        spaced = sum(cell.startswith(" ") for cell in cells)
        if spaced < 0.3 * len(cells) and sum(map(len, cells)) < 30 * len(cells):
            return mark
    return None


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2]) if '"' in line else line
