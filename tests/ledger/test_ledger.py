"""The fact ledger: everything that was read stands in it, contradictions and gaps by name, in three forms."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from evidentia.app import read_chart
from evidentia.interfaces.cli.main import main
from evidentia.ledger import Ledger, as_json, html, text

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))


def ledger(*documents: str) -> Ledger:
    named = [(f"note{number}.txt", text) for number, text in enumerate(documents, start=1)]
    return read_chart(named, as_of=date(2026, 1, 5))


def lines(found: Ledger, part: str) -> list[str]:
    return [entry.text for p in found.parts if p.id == part for entry in p.entries]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_finding_of_the_record_stands_in_a_line(path: Path) -> None:
    found = ledger(path.read_text("utf-8"))
    named = {name for part in found.parts for entry in part.entries for name in entry.findings}
    assert named == {finding.id for finding in found.chart.findings}


CONFLICTS = [
    (("UPCR 2.4 g/g (02/18/2025). UPCR 1.1 g/g (02/18/2025).",), "UPCR on 2025-02-18: 2.4 g/g and 1.1 g/g"),
    (("UPCR 2.4 g/g (02/18/2025).", "UPCR 1,100 mg/g (02/18/2025)."), "UPCR on 2025-02-18: "),
    (("HBsAg negative 02/18/2025.", "HBsAg positive 02/18/2025."), "HBsAg on 2025-02-18: "),
    (("Type 2 diabetes.", "No diabetes."), "diabetes"),
    (("Mycophenolate 1 g BID from 01/2024 to 06/2024.", "Never treated with mycophenolate."), "mycophenolate: taken, and never taken"),
]  # fmt: skip


@pytest.mark.parametrize(("documents", "said"), CONFLICTS)
def test_a_contradiction_is_named_with_both_sides(documents: tuple[str, ...], said: str) -> None:
    found = ledger(*documents)
    entries = [e for p in found.parts if p.id == "conflicts" for e in p.entries if said in e.text]
    assert entries and all(len(entry.findings) > 1 for entry in entries)


AGREEMENTS = ["UPCR 2.4 g/g (02/18/2025). UPCR 2,400 mg/g (02/18/2025).", "UPCR 2.4 g/g (02/18/2025). UPCR 1.1 g/g (03/18/2025)."]  # fmt: skip


@pytest.mark.parametrize("note", AGREEMENTS)
def test_what_agrees_is_no_contradiction(note: str) -> None:
    assert lines(ledger(note), "conflicts") == []


def test_gaps_are_named() -> None:
    said = lines(ledger("UPCR 1.7. Mycophenolate stopped 03/2024."), "gaps")
    assert said == [
        "no unit: UPCR 1.7",
        "no date: UPCR 1.7",
        "dose not stated: mycophenolate",
        "stopped, result not stated: mycophenolate",
        "document without a date: note1.txt",
    ]


def test_a_symptom_keeps_the_words_of_the_record() -> None:
    assert 'arthritis ("joint pain")' in lines(ledger("She has joint pain."), "problems")


def test_the_page_is_whole_and_every_link_leads_somewhere() -> None:
    page = html.render(ledger((ROOT / "examples" / "seed_complete.txt").read_text("utf-8")))
    assert not re.search(r"<script|https?://(?!www\.w3\.org)|src=", page)
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(re.findall(r'id="([^"]+)"', page))
    assert page.count("<svg") >= 3 and page.count('role="group" aria-label="') == page.count("<svg")


def test_a_picture_says_in_words_what_it_shows() -> None:
    page = html.render(ledger((ROOT / "examples" / "seed_complete.txt").read_text("utf-8")))
    assert 'aria-label="UPCR: 4.6 g/g (2023-04-28), 4.4 g/g (2024-02-12)' in page
    assert "Therapy timeline. mycophenolate mofetil 3 g/day, past, 2023-05-02 to 2024-02-20: no response" in page


def test_hostile_text_stays_text() -> None:
    page = html.render(ledger("<script>alert(1)</script> UPCR 2.4 g/g (02/18/2025)"))
    assert "<script>" not in page


def test_json_carries_parts_findings_and_places() -> None:
    found = json.loads(as_json.render(ledger("UPCR 2.4 g/g (02/18/2025)")))
    (value,) = [f for f in found["findings"] if f["kind"] == "lab"]
    assert (value["value"], value["unit"], value["date"]) == ("2.4", "g/g", "2025-02-18")
    assert value["span"]["text"].startswith("UPCR 2.4 g/g")
    assert found["schema"] == "evidentia/ledger/1"


def test_text_names_the_place_of_each_line() -> None:
    assert "[note1.txt 0-12" in text.render(ledger("UPCR 2.4 g/g (02/18/2025)"))


def test_the_command_leaves_the_question_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "case.txt"
    case.write_text("Is rituximab necessary for lupus nephritis?\n\nUPCR 2.4 g/g (02/18/2025)\n", "utf-8")
    assert main(["read", str(case), "--as-of", "2026-01-05"]) == 0
    said = capsys.readouterr().out
    assert "UPCR: 2.4 g/g (2025-02-18)" in said and "rituximab" not in said


def test_the_command_says_what_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(tmp_path / "none.txt")]) == 2
    assert "there is no such file" in capsys.readouterr().err
