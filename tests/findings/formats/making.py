"""Files of every kind, made from one small chart: what the tests and benchmarks/fuzz_files.py read."""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from html import escape

NOTE = """RHEUMATOLOGY CLINIC NOTE 12/18/2025
Prescriber: Miriam Castellane, MD, Rheumatology

Diagnosis: SLE with lupus nephritis (M32.14). Kidney biopsy 04/11/2023: ISN/RPS class IV-G (A/C).

Earlier treatment
- Mycophenolate mofetil 1.5 g BID from 05/02/2023 to 02/20/2024, taken as prescribed: no response.
- Cyclophosphamide 500 mg IV every 2 weeks x 6 (03/04/2024 to 05/13/2024): no response.

Laboratory
"""
ROWS = (
    ("Date", "UPCR (g/g)", "Creatinine (mg/dL)", "IgG (mg/dL)"),
    ("09/03/2024", "4.1", "1.2", "905"),
    ("03/03/2025", "1.9", "", "830"),
    ("12/15/2025", "1.7", "1.1", "774"),
)
END = """
Since rituximab was begun: no infusion reactions, no severe infection.

Plan: continue Ruxience (rituximab-pvvr) 1000 mg IV on 01/05/2026 and 01/19/2026, then every 6 months.
"""
CSV = b"Test,Result,Units,Reference Range,Collected\nUPCR,1.7,g/g,<0.2,12/15/2025\nIgG,774,mg/dL,700-1600,12/15/2025\n"
FHIR = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": []}).encode()
CCDA = b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"><title>Note</title></ClinicalDocument>'


def as_text() -> bytes:
    rows = ["  ".join(f"{cell or '-':<20}" for cell in row).rstrip() for row in ROWS]
    return (NOTE + "\n".join(rows) + "\n" + END).encode()


def as_html() -> bytes:
    def lines(text: str) -> str:
        return "".join(f"<p>{escape(line)}</p>\n" for line in text.split("\n") if line)

    cells = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in ROWS)
    head = "<!DOCTYPE html><html><head><title>x</title><style>p {color: red}</style></head><body>"
    body = re.sub(r"<p>- (.*?)</p>", r"<ul><li>\1</li></ul>", lines(NOTE))
    return f"{head}{body}<table>{cells}</table>{lines(END)}<script>var a = '<p>rituximab</p>';</script></body></html>".encode()


def as_rtf() -> bytes:
    def lines(text: str) -> str:
        return "".join(f"{line}\\par\n" for line in text.split("\n"))

    edges = "".join(f"\\cellx{2000 * (n + 1)}" for n in range(len(ROWS[0])))
    rows = "".join(f"\\trowd{edges}\\intbl " + "".join(f"{c}\\cell " for c in row) + "\\row\n" for row in ROWS)
    fonts = r"{\fonttbl{\f0 Arial;}}{\info{\author Nobody}}{\*\generator Riched20}"
    return rf"{{\rtf1\ansi\ansicpg1252\uc1{fonts}\pard {lines(NOTE)}{rows}\pard {lines(END)}}}".encode("ascii")


def as_docx(note: str = NOTE, extra: str = "", parts: dict[str, str] | None = None) -> bytes:
    def lines(text: str) -> str:
        return "".join(
            f'<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{escape(line[2:])}</w:t></w:r></w:p>'
            if line.startswith("- ")
            else f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
            for line in text.split("\n")
        )

    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in row) + "</w:tr>"
        for row in ROWS
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = f"<w:body>{lines(note)}<w:tbl>{rows}</w:tbl>{lines(END)}{extra}</w:body>"
    document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {space}>{body}</w:document>'
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **(parts or {})})


def as_pdf(columns: Sequence[int] = (50, 150, 280, 420), *, packed: bool = True) -> bytes:
    """The chart on two pages: prose in Helvetica, a table by places only."""
    first = [(50, 740 - 14 * n, line) for n, line in enumerate(NOTE.split("\n"))]
    table = [
        (x, 700 - 20 * n, cell) for n, row in enumerate(ROWS) for x, cell in zip(columns, row, strict=True) if cell
    ]
    last = [(50, 600 - 14 * n, line) for n, line in enumerate(END.split("\n"))]
    return pdf([first, [*table, *last]], packed=packed)


def pdf(pages: Sequence[Sequence[tuple[int, int, str]]], *, picture: bool = False, packed: bool = True) -> bytes:
    """(x, y, text) on each page -> a PDF; with `picture`, every page is covered by a grey picture instead."""
    objects: list[bytes] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    grey = zlib.compress(b"\x80" * 64)
    objects.append(
        _stream(b"/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 8 /ColorSpace /DeviceGray", grey)
    )
    kids = []
    for page in pages:
        shown = "\n".join(f"BT /F 9 Tf {x} {y} Td ({_quoted(text)}) Tj ET" for x, y, text in page)
        content = "q 612 0 0 792 0 0 cm /I Do Q" if picture else shown
        plain = content.encode("latin-1")
        objects.append(
            _stream(b"", zlib.compress(plain))
            if packed
            else b"<< /Length %d >>\nstream\n%s\nendstream" % (len(plain), plain)
        )
        resources = "<< /Font << /F 3 0 R >> /XObject << /I 4 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources {resources} /Contents {len(objects)} 0 R >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    return _numbered(objects)


def _quoted(text: str) -> str:
    return re.sub(r"([\\()])", r"\\\1", text)


def _stream(entries: bytes, packed: bytes) -> bytes:
    return b"<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (entries, len(packed), packed)


def _numbered(objects: Sequence[bytes]) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + end % (len(objects) + 1, table, len(objects) + 1, len(out))


def png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress((b"\0" + b"\x80" * 8) * 8)) + chunk(b"IEND", b"")


def zipped(files: dict[str, bytes | str], *, packed: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, archive.compression)
    return out.getvalue()


def packet() -> bytes:
    return zipped({"2 labs.csv": CSV, "1 note.txt": as_text(), "scans/3 letter.html": as_html()})


KINDS = {
    "text": as_text, "html": as_html, "rtf": as_rtf, "docx": as_docx, "pdf": as_pdf, "csv": lambda: CSV, "zip": packet,
}  # fmt: skip
