"""What a user reads when a file cannot be used: which file, what, why, what to do. And the limits that lead there."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from pathlib import Path

import pytest

from evidentia.content.errors import InputError
from evidentia.findings.formats import archive, extracts, from_bytes, ocr

from . import making


def refusal(data: bytes, name: str = "x") -> str:
    with pytest.raises(InputError) as caught:
        from_bytes(name, data)
    return str(caught.value)


def linked() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packet:
        info = zipfile.ZipInfo("note.txt")
        info.external_attr = 0o120777 << 16
        packet.writestr(info, "/etc/passwd")
    return out.getvalue()


def locked() -> bytes:
    data = bytearray(making.zipped({"a.txt": "UPCR 1.2"}))
    data[6] |= 1
    place = data.rfind(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def lying_count() -> bytes:
    data = bytearray(making.zipped({f"{n}.txt": "UPCR 1.2" for n in range(300)}))
    place = data.rfind(b"PK\x05\x06")
    data[place + 8 : place + 12] = struct.pack("<HH", 1, 1)
    return bytes(data)


def nested(depth: int) -> bytes:
    data = making.zipped({"note.txt": "UPCR 1.2"})
    for _ in range(depth):
        data = making.zipped({"inner.zip": data})
    return data


DTD = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document xmlns:w="x">&b;</w:document>'
GOLDEN = {
    "empty": (b" \n", "x: it is empty. There is nothing to read. Check the export."),
    "unknown": (
        b"\1\0\2\0",
        "x: the file is not plain text. Its kind is not known; text, PDF, Word (.docx), RTF, HTML, CSV, FHIR, C-CDA and zip"
        " are read. Export it as text (UTF-8) or PDF.",
    ),
    "old word": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "x: it is an old Office file (.doc, .xls). This kind of file is not read. Save it as .docx, PDF or CSV.",
    ),
    "gzip": (b"\x1f\x8b\x08", "x: it is a gzip archive. This kind of file is not read. Unpack it, or pack the files as .zip."),
    "spreadsheet": (
        making.zipped({"xl/workbook.xml": "<x/>"}),
        "x: it is a spreadsheet. This kind of file is not read. Save the sheet as CSV.",
    ),
    "other XML": (
        b'<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir"/>',
        "x: it is XML that is neither C-CDA nor HTML. This kind of file is not read. Export it as C-CDA, FHIR JSON or PDF.",
    ),
    "long text": (
        b"lupus nephritis. " * 120_000,
        "x: the file has 2 MB; a chart document has at most 1 MB. A file this large is not one patient's note. Split it, or"
        " export the notes that matter.",
    ),
    "broken PDF": (
        b"%PDF-1.7 and then nothing",
        "x: it cannot be read as PDF. The file is damaged, or not what it seems. Export it again, or as text.",
    ),
    "PDF without text": (making.pdf([[]]), "x: no page has text. There is nothing to read. Check the export."),
    "scan": (
        making.pdf([[], []], picture=True),
        "x: its pages are pictures without text. Tesseract, which reads pictures, is not installed. Install it (Debian,"
        " Ubuntu: apt install tesseract-ocr; macOS: brew install tesseract; Windows: winget install"
        " UB-Mannheim.TesseractOCR), or export the note as text.",
    ),
    "DOCTYPE": (
        making.zipped({"word/document.xml": DTD}),
        "x: its XML has a DOCTYPE. Entities can hide or multiply text. Save it again, or as PDF.",
    ),
    "deep XML": (
        making.zipped({"word/document.xml": "<a>" * 500}),
        "x: its XML nests too deep. No document does. Save it again, or as PDF.",
    ),
    "cut XML": (
        making.zipped({"word/document.xml": "<w:document xmlns:w='x'>"}),
        "x: its XML is damaged at line 1. Part of it is missing or altered. Save it again, or as PDF.",
    ),
    "DOCX bomb": (
        making.zipped({"word/document.xml": b"<a>" + b" " * 9_000_000}),
        "x/word/document.xml: it unpacks to more than 300 times its size. A packet this large is not one patient's chart."
        " Send the files that matter.",
    ),
    "cut zip": (
        making.packet()[:-30],
        "x: the archive is damaged. Part of it is missing or altered. Copy or export it again.",
    ),
    "empty zip": (making.zipped({}), "x: there is no file in it. There is nothing to read. Check the export."),
    "zip bomb": (
        making.zipped({"a.txt": b"a" * 30_000_000}),
        "x/a.txt: it unpacks to more than 200 times its size. A packet this large is not one patient's chart. Send the"
        " files that matter.",
    ),
    "many files": (
        making.zipped({f"{n}.txt": "a" for n in range(201)}),
        "x: it has 201 files; at most 200 are read. A packet this large is not one patient's chart. Send the files that"
        " matter.",
    ),
    "more files than it says": (
        lying_count(),
        "x: it has 300 files; at most 200 are read. A packet this large is not one patient's chart. Send the files that"
        " matter.",
    ),
    "deep zip": (
        nested(2),
        "x/inner.zip/inner.zip: it is an archive in 2 archives. Packets so deep are not opened. Unpack it first.",
    ),
    "path outside": (
        making.zipped({"../note.txt": "a"}),
        "x/../note.txt: its path leads outside the packet. Such an archive is not safe. Pack the files again.",
    ),
    "absolute path": (
        making.zipped({"/etc/note.txt": "a"}),
        "x//etc/note.txt: its path leads outside the packet. Such an archive is not safe. Pack the files again.",
    ),
    "link": (linked(), "x/note.txt: it is a link. Links may point outside the packet. Pack the file itself."),
    "locked": (
        locked(),
        "x/a.txt: it is locked with a password. It cannot be read. Pack it without a password.",
    ),
    "bad member": (
        making.zipped({"a.txt": "UPCR 1.2", "b.bin": b"\1\0\2"}),
        "x/b.bin: the file is not plain text. Its kind is not known; text, PDF, Word (.docx), RTF, HTML, CSV, FHIR, C-CDA"
        " and zip are read. Export it as text (UTF-8) or PDF.",
    ),
    "open quote": (
        b'Test,Result,Unit\nUPCR,"1.2,g/g\nIgG,774,mg/dL\nIgM,88,mg/dL\n',
        "x: it cannot be read as a table (unexpected end of data). A quote may be open. Export it again.",
    ),
    "deep RTF": (b"{\\rtf1" + b"{" * 3000, "x: its groups nest too deep. No document does. Save it again, or as PDF."),
}  # fmt: skip


@pytest.mark.parametrize("case", GOLDEN)
def test_a_refusal_says_which_what_why_and_what_to_do(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr.shutil, "which", lambda _: None)
    data, message = GOLDEN[case]
    assert refusal(data) == message


def test_one_zip_in_a_zip_is_a_forwarded_packet() -> None:
    (document,) = from_bytes("x", nested(1))
    assert document.name == "x/inner.zip/note.txt"


def test_a_folder_is_read_by_name_without_links_and_system_files(tmp_path: Path) -> None:
    chart = tmp_path / "chart"
    (chart / "labs").mkdir(parents=True)
    (chart / "b.txt").write_text("UPCR 1.2 g/g")
    (chart / "labs" / "a.csv").write_bytes(making.CSV)
    (chart / ".DS_Store").write_bytes(b"\0")
    (tmp_path / "secret.txt").write_text("secret")
    os.symlink(tmp_path / "secret.txt", chart / "a.txt")
    os.symlink(tmp_path, chart / "loop")
    assert [d.name for d in extracts(chart)] == ["chart/b.txt", "chart/labs/a.csv"]


def test_a_folder_with_too_many_files(tmp_path: Path) -> None:
    for number in range(archive.LIMITS.files + 1):
        (tmp_path / f"{number}.txt").write_text("UPCR 1.2 g/g")
    with pytest.raises(InputError, match="more than 200 files or 60 MB"):
        extracts(tmp_path)


def test_an_empty_folder_and_a_name_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file in it"):
        extracts(tmp_path)
    for name in ("missing.pdf", "a\0b", "x" * 5_000):
        with pytest.raises(InputError):
            extracts(tmp_path / name)
