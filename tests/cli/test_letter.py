"""`evidentia letter`: what it writes, and one clear line for what it cannot use."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.test_bad_input import refused, run

ROOT = Path(__file__).resolve().parents[2]
CASE = str(ROOT / "examples" / "seed_poor.txt")


def test_the_ending_of_the_file_chooses_the_format(tmp_path: Path) -> None:
    made = run("letter", "notice", CASE, "--as-of", "2026-01-05", "--out", "notice.docx", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    assert made.stdout == "written: notice.docx\n"
    assert zipfile.ZipFile(tmp_path / "notice.docx").testzip() is None


def test_a_pasted_denial_is_read_from_standard_input(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "evidentia.interfaces.cli.main", "letter", "appeal", CASE, "--denial", "-"],
        input="Not medically necessary.\nPolicy exclusion 9.4 applies.\n",
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert made.returncode == 0, made.stderr
    assert 'The denial states: "Not medically necessary."' in made.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("appeal", CASE),
            "appeal: there is no denial letter. An appeal answers its stated reasons. Hand it in with --denial FILE.",
        ),
        (
            ("notice", CASE, "--denial", "denial.txt"),
            "letter notice: it answers no denial. An appeal does. Write: letter appeal … --denial FILE.",
        ),
        (("appeal", CASE, "--denial", "nowhere.txt"), "nowhere.txt: there is no such file. Check the name."),
        (
            ("appeal", CASE, "--denial", "denial.txt"),
            "denial.txt: no reason for a denial was found in it. An appeal answers the reasons that a denial states. Hand in "
            "the page that states them, or paste the reasons, one a line.",
        ),
        (
            ("notice", CASE, "--format", "pdf"),
            "--format pdf: it needs a file. A terminal shows text only. Add --out FILE.pdf.",
        ),
        (
            ("notice", CASE, "--out", "no/folder/a.pdf"),
            "no/folder/a.pdf: it cannot be written (No such file or directory). Nothing was written. Choose a folder that "
            "exists and is yours.",
        ),
    ],
)
def test_what_it_cannot_use(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    (tmp_path / "denial.txt").write_text("Dear Provider,\nThank you. We received your request and will call you.\n")
    assert message in refused(run("letter", *arguments, cwd=tmp_path))


def test_a_packet_is_no_denial_letter(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "packet.zip", "w") as packet:
        packet.writestr("a.txt", "Not medically necessary.")
        packet.writestr("b.txt", "Experimental.")
    message = refused(run("letter", "appeal", CASE, "--denial", "packet.zip", cwd=tmp_path))
    assert "packet.zip: it holds several documents. An appeal answers one letter." in message


def test_another_letter_is_refused(tmp_path: Path) -> None:
    made = run("letter", "invoice", CASE, cwd=tmp_path)
    assert made.returncode == 2
    assert "necessity" in made.stderr and "appeal" in made.stderr
