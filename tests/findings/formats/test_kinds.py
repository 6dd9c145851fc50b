"""What each reader keeps, and what it leaves out."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from evidentia.content.errors import InputError
from evidentia.findings.formats import confined, from_bytes, ocr
from evidentia.findings.formats.sniff import kind_of

from . import making


def text_of(data: bytes, name: str = "x") -> str:
    (document,) = from_bytes(name, data)
    return document.text


@pytest.mark.parametrize("kind", making.KINDS)
def test_the_kind_is_told_by_content(kind: str) -> None:
    assert kind_of(making.KINDS[kind]()) == kind


def test_records_for_machines_are_recognised() -> None:
    assert kind_of(making.FHIR) == kind_of(b'{"resourceType":"Patient"}\n{"resourceType":"Observation"}') == "fhir"
    assert kind_of(making.CCDA) == "ccda"
    assert kind_of(making.png()) == "image"


@pytest.mark.parametrize(
    "note",
    [
        "Seen today, no rash, no fever.\nUPCR 1.2, IgG 900, C3 80.\nPlan, as before, is rituximab.\n",
        "Date\tUPCR\n2025-01-02\t1.2\nIn prose, then.\n",
        "UPCR <0.5 g/g\n<p>",
        "{note}",
        "a,b\nc,d\n",
    ],
)
def test_a_note_is_no_table_and_no_page(note: str) -> None:
    assert kind_of(note.encode()) == "text"
    assert text_of(note.encode()) == note


def test_encodings() -> None:
    note = "Température 37 °C, créatinine 80 µmol/L"
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16"):
        assert text_of(note.encode(encoding)) == note


def test_word_shows_what_a_reader_sees() -> None:
    extra = (
        "<w:p><w:ins><w:r><w:t>Inserted. </w:t></w:r></w:ins><w:del><w:r><w:delText>Deleted. </w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden. </w:t></w:r><w:r><w:t>IgG</w:t><w:tab/><w:t>774</w:t></w:r></w:p>"
        '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t xml:space="preserve"> Continuation</w:t></w:r></w:p>'
    )
    header = '<w:hdr xmlns:w="x"><w:p><w:r><w:t>Castellane Rheumatology</w:t></w:r></w:p></w:hdr>'
    text = text_of(making.as_docx(extra=extra, parts={"word/header1.xml": header, "word/header2.xml": header}))
    assert text.startswith("Castellane Rheumatology\n") and text.count("Castellane Rheumatology") == 1
    assert "Inserted. IgG\t774" in text and "[x] Continuation" in text
    assert "Deleted" not in text and "Hidden" not in text


def test_rtf_shows_what_a_reader_sees() -> None:
    rtf = (
        rb"{\rtf1\ansi{\header Clinic\par}{\pict\pngblip 89504e47}{\*\unknown secret}\'b5g \u8805?3 {\v hidden}"
        rb"{\deleted gone}{\field{\*\fldinst HYPERLINK}{\fldrslt link}}\par a\{b\}\emdash c}"
    )
    assert text_of(rtf) == "Clinic\nµg ≥3 link\na{b}—c\n"


def test_html_shows_what_a_reader_sees() -> None:
    page = (
        b"<html><head><title>t</title></head><!-- c --><p>UPCR &lt;0.5&nbsp;g/g and <3 <span style='display:none'>no<b>no</b>"
        b"</span>yes<br>next<ul><li>one<li>two</ul><input type=checkbox checked>Initiation<div hidden>x</div>"
        b"<table><tr><td>Prescriber<td>Miriam Castellane, MD</table><pre>a   b</pre>"
    )
    assert text_of(page) == (
        "UPCR <0.5 g/g and <3 yes\nnext\n\n- one\n- two\n\n[x] Initiation\n\nPrescriber: Miriam Castellane, MD\n\na   b\n"
    )


def test_pdf_keeps_columns_and_pages_apart() -> None:
    (document,) = from_bytes("chart.pdf", making.as_pdf())
    rows = [line for line in document.text.split("\n") if line.startswith(("Date", "09/03", "03/03"))]
    columns = [rows[0].index(name) for name in ("UPCR", "Creatinine", "IgG")]
    assert [rows[1].index(value) for value in ("4.1", "1.2", "905")] == columns
    assert "\n\n" not in document.text[document.text.index("Date") : document.text.index("774")]
    assert document.text[document.pages[1] :].startswith("Date")


def test_a_page_that_is_a_picture_is_named_not_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr.shutil, "which", lambda _: None)
    with pytest.raises(InputError, match="its pages are pictures without text"):
        from_bytes("scan.pdf", making.pdf([[]], picture=True))


def test_a_picture_is_read_by_tesseract_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ("4 1 1 1 1 0 100 100 900 40 -1 ", "5 1 1 1 1 1 100 100 160 36 95 UPCR", "5 1 1 1 1 2 280 104 80 30 91 1.2",
            "5 1 1 1 1 3 380 104 90 40 88 g/g", "5 1 1 1 1 4 900 100 80 30 62 905")  # fmt: skip
    (tmp_path / "table").write_text("head\n" + "\n".join(row.replace(" ", "\t") for row in rows) + "\n")
    program = tmp_path / "tesseract"
    program.write_text('#!/bin/sh\ncat >"$0.in"\ncat "$(dirname "$0")/table"\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(ocr.shutil, "which", lambda _: str(program))
    assert text_of(making.png()).split("  ")[0] == "UPCR 1.2 g/g"
    assert text_of(making.png()).endswith("  [?]\n")  # a doubtful number is no number
    (document,) = from_bytes("scan.pdf", making.pdf([[], []], picture=True))
    assert document.text.count("UPCR 1.2 g/g") == 2 and len(document.pages) == 2
    assert (tmp_path / "tesseract.in").read_bytes().startswith(b"P5 2550 3300 255\n")


def test_a_reader_that_hangs_or_crashes_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hangs.py").write_text("while True: pass")
    (tmp_path / "crashes.py").write_text("import os; os.abort()")
    (tmp_path / "grows.py").write_text("x = bytearray(2_000_000_000)")
    monkeypatch.syspath_prepend(str(tmp_path))
    for module, message in (
        ("hangs", "longer than 1 s"),
        ("crashes", "cannot be read as PDF"),
        ("grows", "more memory"),
    ):
        with pytest.raises(InputError, match=message):
            confined.run(confined.python(module), b"", seconds=1, name="x.pdf", what="PDF")


def test_a_plain_chart_loads_no_heavy_library(tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text("UPCR 1.2 g/g")
    script = (
        "import sys, pathlib; from evidentia.findings.formats import extracts; extracts(pathlib.Path(sys.argv[1]));"
        "print(*sorted({'zipfile', 'csv', 'pypdfium2_raw', 'subprocess', 'xml.parsers.expat'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "c.txt")], capture_output=True, text=True, check=True
    )
    assert done.stdout == "\n"
