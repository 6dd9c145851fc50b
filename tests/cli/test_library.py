"""The commands of the library, as a user types them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evidentia.interfaces.cli.main import main

FILES = Path(__file__).parents[1] / "library" / "files"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVIDENTIA_LIBRARY", str(tmp_path / "library"))
    return tmp_path


def test_add_status_search_update(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ("medline.xml", "article.nxml", "label.xml", "studies.json", "coverage.json", "notices.csv")
    assert main(["library", "add", *(str(FILES / name) for name in names)]) == 0
    out = capsys.readouterr().out
    assert "medline.xml: 3 added, 1 notices; 1 records could not be read" in out and "together:" in out
    assert main(["library", "add", str(FILES / "medline.xml")]) == 0
    assert "medline.xml: unchanged since it was added" in capsys.readouterr().out
    assert main(["library", "status"]) == 0
    status = capsys.readouterr().out
    assert "4  article" in status and "problem   files  medline.xml, record 4: it has no PMID" in status
    assert main(["library", "search", "examplumab", "primary endpoint", "--explain"]) == 0
    found = capsys.readouterr().out
    assert "“The primary endpoint was not met.”" in found and "(asked)" in found
    assert main(["library", "search", "examplumab", "--format", "json", "--kind", "label"]) == 0
    (hit,) = json.loads(capsys.readouterr().out)["hits"]
    assert hit["id"].startswith("setid:") and hit["locator"].startswith(hit["id"] + "#")
    assert main(["library", "update"]) == 0
    assert "unchanged" in capsys.readouterr().out


def test_a_reinstated_paper_is_not_called_retracted(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["library", "add", str(FILES / "medline.xml"), str(FILES / "notices.csv")])
    capsys.readouterr()
    main(["library", "search", "title:examplumab", "--format", "json"])
    hits = json.loads(capsys.readouterr().out)["hits"]
    assert hits[0]["id"] == "pmid:90000001" and hits[0]["status"] == ["corrected"]


def test_messages(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["library", "search", "anything"]) == 2
    assert "there is no library. Nothing was added yet." in capsys.readouterr().err
    assert main(["library", "add", "no-such-file.xml"]) == 2
    assert "no-such-file.xml: there is no such file. Check the name." in capsys.readouterr().err
    cut = home / "cut.xml"
    cut.write_bytes((FILES / "medline.xml").read_bytes()[:3_500])
    assert main(["library", "add", str(cut)]) == 1
    said = capsys.readouterr().out
    assert "cut.xml: 1 added" in said and "it ends too early" in said and "1 not read to the end" in said
    assert main(["library", "search", "examplumab", "--limit", "0"]) == 2


def test_stopped_and_killed_it_goes_on(home: Path, tmp_path: Path) -> None:
    """A real process in the middle of a file: Ctrl-C, then SIGKILL, then to the end; each record is there once."""
    record = (FILES / "medline.xml").read_text("utf-8").split("<PubmedArticle>")[1].rsplit("</PubmedArticle>", 1)[0]
    records = "".join(
        f"<PubmedArticle>{record.replace('90000001', str(10_000_000 + n))}</PubmedArticle>" for n in range(6_000)
    )
    big = tmp_path / "big.xml"
    big.write_text(f"<PubmedArticleSet>{records}</PubmedArticleSet>", "utf-8")
    command = [sys.executable, "-m", "evidentia.interfaces.cli.main", "library", "add", str(big)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    for sent in (signal.SIGINT, signal.SIGKILL):
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            _wait_for_a_batch(home / "library" / "library.sqlite")
            process.send_signal(sent)
            _, error = process.communicate()
        if sent is signal.SIGINT and process.returncode == 130:
            assert "stopped; what was read is kept" in error
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    from evidentia.library.collection import Collection

    with Collection(home / "library") as library:
        assert library.store.counts() == {"article": 6_000} and library.index.count() == 6_000 and not library.behind


def _wait_for_a_batch(path: Path) -> None:
    import sqlite3

    for _ in range(400):
        time.sleep(0.05)
        if path.is_file():
            try:
                db = sqlite3.connect(path)
                count = db.execute("SELECT count(*) FROM publications").fetchone()[0]
                db.close()
            except sqlite3.OperationalError:
                continue
            if count:
                return


def test_ask(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Is examplumab effective for invented nephritis?"]) == 2
    assert "there is no library" in capsys.readouterr().err
    main(
        [
            "library",
            "add",
            *(str(FILES / name) for name in ("medline.xml", "article.nxml", "label.xml", "studies.json")),
        ]
    )
    capsys.readouterr()
    assert main(["ask", "Is examplumab effective for invented nephritis?", "--as-of", "2026-01-05"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert "Uncurated: nobody has weighed this evidence" in page
    assert (
        "“Response was 56.9 % with examplumab and 45.8 % with placebo (P = 0.18); IL-1β fell, CD4+ cells did not.”"
        in page
    )
    assert "PMID 90000001" in page and "corrected since: read the correction" in page
    assert "0 were removed because they failed" in page


def test_a_curated_question_does_not_load_the_library(home: Path) -> None:
    """The library stays off the path of `assess`: neither its engine nor its store is imported where a topic is curated."""
    main(["library", "add", str(FILES / "medline.xml")])
    code = (
        "import sys; from evidentia.interfaces.cli.main import main; "
        "main(['assess', 'Is rituximab medically necessary for lupus nephritis?', '--as-of', '2026-01-05']); "
        "print([name for name in sys.modules if name.startswith(('tantivy', 'evidentia.library.collection', 'evidentia.library.connect'))])"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("[]")


def test_a_follow_up_keeps_the_case(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["library", "add", *(str(FILES / name) for name in ("medline.xml", "label.xml", "studies.json"))])
    chart = home / "chart.txt"
    chart.write_text("UPCR 2.1 g/g on 2025-11-03.\n")
    first = ["ask", "Is examplumab effective for invented nephritis?", str(chart), "--as-of", "2026-01-05"]
    assert main(first) == 0 and not (home / "library" / "asked").exists(), "nothing is kept unasked"
    assert main([*first, "--keep"]) == 0
    name = capsys.readouterr().err.split("--follow-up ")[1].split()[0]
    (kept,) = (home / "library" / "asked").iterdir()
    assert kept.stat().st_mode & 0o077 == 0, "it holds the text of the chart"
    assert main(["ask", "--follow-up", name, "And the CD4 cells?"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert (
        "found by search for examplumab and nephritis: CD4 cells" in page and "IL-1β fell, CD4+ cells did not.”" in page
    )
    assert "as of 2026-01-05" in page and "UPCR" in page, "the case stays"
    assert main(["ask", "--follow-up", name, "Were there fatal reactions?"]) == 0
    page = " ".join(capsys.readouterr().out.split())
    assert "“Fatal reactions have been invented in adults who were given EXAMPLIA.”" in page
    assert "56.9" not in page, "only sentences that speak of what is asked now"
    assert main(["ask", "--follow-up", name, "And with grapefruit juice?"]) == 0
    assert "no passage on examplumab and nephritis: grapefruit juice" in " ".join(capsys.readouterr().out.split())
    assert main(["ask", "--follow-up", "0123456789abcdef", "And now?"]) == 2
    assert main(["ask", "--follow-up", "../../etc", "And now?"]) == 2
    assert "no case was kept under it" in capsys.readouterr().err
