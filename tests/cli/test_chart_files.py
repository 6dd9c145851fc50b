"""Charts of any kind at the command line: `evidentia assess QUESTION chart.pdf labs.csv packet.zip`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.test_bad_input import QUESTION, refused, run
from tests.findings.formats import making


def test_a_pdf_a_table_and_a_packet_are_one_chart(tmp_path: Path) -> None:
    (tmp_path / "chart.pdf").write_bytes(making.as_pdf())
    (tmp_path / "labs.csv").write_bytes(making.CSV)
    (tmp_path / "packet.zip").write_bytes(
        making.zipped({"letter.docx": making.as_docx(note="Seen. IgM 88 mg/dL on 12/15/2025.")})
    )
    files = ("chart.pdf", "labs.csv", "packet.zip")
    result = run("assess", QUESTION, *files, "--as-of", "2026-01-05", "--format", "json", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    for name in ("chart.pdf", "labs.csv", "packet.zip/letter.docx"):
        assert f'"{name}"' in result.stdout


def test_a_pdf_says_what_its_text_says(tmp_path: Path) -> None:
    (tmp_path / "chart.pdf").write_bytes(making.as_pdf())
    (tmp_path / "chart.txt").write_bytes(making.as_text())
    pdf, text = (
        run("assess", QUESTION, f"chart.{k}", "--as-of", "2026-01-05", cwd=tmp_path).stdout for k in ("pdf", "txt")
    )
    assert [line.rsplit(" · ", 1)[0] for line in pdf.splitlines()[:8]] == [
        line.rsplit(" · ", 1)[0] for line in text.splitlines()[:8]
    ]


def test_the_proof_names_the_page(tmp_path: Path) -> None:
    case = making.pdf([[(50, 700, QUESTION), *((50, 650 - 14 * n, line) for n, line in enumerate(making.NOTE.split("\n")))],
                       [(50, 700 - 14 * n, line) for n, line in enumerate(making.END.split("\n"))]])  # fmt: skip
    (tmp_path / "case.pdf").write_bytes(case)
    result = run("explain", "case.pdf", "C1", "--as-of", "2026-01-05", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert 'case.pdf page 2, 0-70: "Since rituximab' in result.stdout


def test_a_folder_is_a_chart(tmp_path: Path) -> None:
    (tmp_path / "chart").mkdir()
    (tmp_path / "chart" / "note.rtf").write_bytes(making.as_rtf())
    result = run("assess", QUESTION, "chart", "--as-of", "2026-01-05", "--format", "json", cwd=tmp_path)
    assert '"chart/note.rtf"' in result.stdout


def test_a_table_alone_has_no_question(tmp_path: Path) -> None:
    (tmp_path / "labs.csv").write_bytes(making.CSV)
    assert refused(run("assess", "labs.csv", cwd=tmp_path)) == (
        "evidentia: labs.csv: it is a chart without a question. Write the question in quotes before it:"
        ' evidentia assess "QUESTION" labs.csv.\n'
    )


def test_a_damaged_chart_is_named(tmp_path: Path) -> None:
    (tmp_path / "chart.pdf").write_bytes(making.as_pdf()[:200])
    assert "chart.pdf: it cannot be read as PDF." in refused(run("assess", QUESTION, "chart.pdf", cwd=tmp_path))
