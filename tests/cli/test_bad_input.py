"""What a user may hand in by mistake: a clear line on standard error, exit 2, no traceback, nothing written half."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

QUESTION = "Is rituximab medically necessary for lupus nephritis?"


def run(*arguments: str, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    source = Path(__file__).resolve().parents[2] / "src"
    return subprocess.run(
        [sys.executable, "-m", "evidentia.interfaces.cli.main", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(source), **(env or {})},
        capture_output=True,
        text=True,
        timeout=60,
    )


def refused(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    return result.stderr


def test_an_empty_chart(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    assert "empty.txt: it is empty. There is nothing to read. Check the export." in refused(
        run("assess", QUESTION, "empty.txt", cwd=tmp_path)
    )


def test_a_binary_chart(tmp_path: Path) -> None:
    (tmp_path / "scan.txt").write_bytes(b"\x89PNG\0\0\0\1")
    assert "scan.txt: the file is not plain text." in refused(run("assess", QUESTION, "scan.txt", cwd=tmp_path))


def test_fifty_megabytes_of_text(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("w") as handle:
        for _ in range(50):
            handle.write("lupus nephritis. " * 62_000)
    message = refused(run("assess", QUESTION, "huge.txt", cwd=tmp_path))
    assert "huge.txt: the file has" in message and "at most 1 MB" in message


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "chart.txt: there is no such file." in refused(run("assess", QUESTION, "chart.txt", cwd=tmp_path))
    assert "case.txt: there is no such file." in refused(run("assess", "case.txt", cwd=tmp_path))


def test_an_empty_question(tmp_path: Path) -> None:
    assert "the question: it is empty" in refused(run("assess", "  ", cwd=tmp_path))


@pytest.mark.parametrize("day", ["2026-02-30", "yesterday", "3026-01-01", "1066-10-14"])
def test_a_date_that_is_none(tmp_path: Path, day: str) -> None:
    message = refused(run("assess", QUESTION, "--as-of", day, cwd=tmp_path))
    assert day in message and ("YYYY-MM-DD" in message or "check the year" in message)


def test_a_future_date_is_answered_with_a_reservation(tmp_path: Path) -> None:
    result = run("assess", QUESTION, "--as-of", "2031-01-01", cwd=tmp_path)
    assert result.returncode == 0
    assert "2031-01-01" in result.stdout and "last verified" in result.stdout


def test_an_unknown_policy_names_the_known_ones(tmp_path: Path) -> None:
    message = refused(run("assess", QUESTION, "--policy", "acme/none", cwd=tmp_path))
    assert 'policy "acme/none": there is no such policy.' in message and "model/ln-rituximab" in message


@pytest.mark.parametrize(
    "question", ["Is zorblaxumab necessary for lupus nephritis?", "Is rituximab necessary for gout?", "?"]
)
def test_an_unknown_drug_or_condition_is_an_honest_abstention(tmp_path: Path, question: str) -> None:
    result = run("assess", question, cwd=tmp_path)
    assert result.returncode == 0 and "Traceback" not in result.stderr
    assert "more information needed" in result.stdout.lower()
    assert "not curated" in result.stdout.lower() or "no curated topic" in result.stdout.lower()


def test_an_output_folder_that_does_not_exist(tmp_path: Path) -> None:
    message = refused(run("assess", QUESTION, "--out", "nowhere/page.html", cwd=tmp_path))
    assert "nothing was written" in message.lower()
    assert not list(tmp_path.iterdir())


def test_content_that_cannot_be_read_names_its_line(tmp_path: Path) -> None:
    topic = tmp_path / "content" / "topics" / "x"
    topic.mkdir(parents=True)
    (topic / "topic.yaml").write_text("id: [x\ntitle: y\n")
    message = refused(run("assess", QUESTION, cwd=tmp_path, env={"EVIDENTIA_CONTENT": str(tmp_path / "content")}))
    assert "topics/x/topic.yaml:2: this is not YAML" in message


def test_an_unknown_record_names_near_ones(tmp_path: Path) -> None:
    assert "Near it: model/ln-rituximab" in refused(run("show", "model/ln-rituximb", cwd=tmp_path))


def test_a_criterion_that_does_not_exist_names_those_that_do(tmp_path: Path, root: Path) -> None:
    case = str(root / "examples" / "seed_poor.txt")
    assert "choose from: C1, C2" in refused(run("explain", case, "Z9", cwd=tmp_path)).replace("Choose", "choose")


def test_a_folder_without_cases(tmp_path: Path) -> None:
    assert "there is no case here" in refused(run("evaluate", "determinations", str(tmp_path), cwd=tmp_path))


def test_a_policy_of_another_drug_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    question = "Is semaglutide 2.4 mg (Wegovy) medically necessary for weight management?"
    from evidentia.interfaces.cli.main import main

    assert main(["assess", question, "--policy", "model/ln-rituximab"]) == 2
    assert "it is about rituximab, and the question about semaglutide" in capsys.readouterr().err
