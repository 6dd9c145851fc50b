"""From a notice to what stands on it: records of the content, past assessments, quotations."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from evidentia.answer.render import json as as_json
from evidentia.app import assess
from evidentia.content.loader import load
from evidentia.interfaces.cli.main import main
from evidentia.library.audit import Cited, audit, of_assessment
from evidentia.library.collection import Collection
from evidentia.library.items import Report
from evidentia.library.publication import Notice, NoticeKind
from evidentia.model.when import When
from tests.library.making import COHORT, TRIAL, article

RETRACTION = Notice(NoticeKind.RETRACTED, "doi:10.1/ret", When(2026, 2, 3), "Retraction Watch")
QUESTION = "Is rituximab effective for lupus nephritis?"


@pytest.fixture
def library(tmp_path: Path) -> Collection:
    made = Collection(tmp_path / "library", create=True)
    made.add([article(1, *TRIAL), article(2, *COHORT)])
    return made


def test_a_citation_of_a_retracted_publication_is_found_in_the_library_or_not(library: Collection) -> None:
    cited = [
        Cited("record a", "A", {"pmid": "1"}),
        Cited("record b", "B", {"doi": "10.5/B"}),
        Cited("record c", "C", {"pmid": "2"}),
    ]
    assert audit(library.store, cited) == []
    library.add([Report("pmid:1", RETRACTION), Report("doi:10.5/b", RETRACTION), Report("pmid:777", RETRACTION)])
    found = audit(library.store, cited)
    assert [(c.what, c.id, c.cited_by) for c in found] == [
        ("retracted", "doi:10.5/b", ("record b",)),
        ("retracted", "pmid:1", ("record a",)),
    ]
    library.add([Report("pmid:1", Notice(NoticeKind.REINSTATED, "", When(2026, 5, 1), "Retraction Watch"))])
    assert [c.id for c in audit(library.store, cited)] == ["doi:10.5/b"], "a reinstatement lifts it"


def test_what_nobody_cites_comes_last(library: Collection) -> None:
    library.add(
        [Report("pmid:1", RETRACTION), Report("pmid:2", Notice(NoticeKind.CORRECTED, "pmid:3", None, "PubMed"))]
    )
    found = audit(library.store, [Cited("record", "C", {"pmid": "2"})])
    assert [(c.what, c.id) for c in found] == [("corrected", "pmid:2"), ("retracted", "pmid:1")]


def test_a_past_assessment_is_recalled(library: Collection) -> None:
    past = assess(QUESTION, as_of=date(2026, 1, 5), literature=lambda: library, curated=False)
    data = json.loads(as_json.render(past))
    cited = list(of_assessment(data, "assessment X"))
    assert audit(library.store, cited) == []
    library.add([article(1, TRIAL[0], TRIAL[1].replace("56.9", "65.9"), notices=(RETRACTION,))])
    found = audit(library.store, cited)
    assert {c.what for c in found} == {"retracted", "quotation changed"}
    assert any("assessment X, reference" in by for c in found for by in c.cited_by)


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("EVIDENTIA_LIBRARY", str(tmp_path / "library"))
    with Collection(tmp_path / "library", create=True) as library:
        library.add([article(1, *TRIAL)])
        out = tmp_path / "past.json"
        assert main(["ask", QUESTION, "--as-of", "2026-01-05", "--out", str(out)]) == 0
        assert main(["library", "audit", str(out)]) == 0
        assert "nothing: none of" in capsys.readouterr().out
        curated = next(s for s in load().sources.values() if "pmid" in s.identifiers)
        library.add([Report("pmid:1", RETRACTION), Report(f"pmid:{curated.identifiers['pmid']}", RETRACTION)])
    assert main(["library", "audit", str(out)]) == 1
    said = capsys.readouterr().out
    assert "RETRACTED pmid:1 Rituximab in lupus nephritis" in said and "(past.json), reference 1" in said
    assert f"cited by content: {curated.id}" in said
    assert main(["library", "audit", str(out), "--format", "json"]) == 1
    assert {c["id"] for c in json.loads(capsys.readouterr().out)} == {"pmid:1", f"pmid:{curated.identifiers['pmid']}"}
    assert main(["library", "audit", "--data", str(tmp_path)]) == 2


def test_a_place_is_shown_in_its_context(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EVIDENTIA_LIBRARY", str(tmp_path / "library"))
    with Collection(tmp_path / "library", create=True) as library:
        library.add([article(1, *TRIAL, notices=(RETRACTION,))])
    start = TRIAL[1].index("Renal")
    assert main(["library", "show", f"pmid:1#0:{start}-{start + 5}"]) == 0
    said = capsys.readouterr().out
    assert "nephritis. >>Renal<< response" in said and "RETRACTED  doi:10.1/ret  2026-02-03  (Retraction Watch)" in said
    assert main(["library", "show", "pmid:1"]) == 0
    for wrong in ("pmid:4711", "pmid:1#0:5-999999", "pmid:1#x"):
        assert main(["library", "show", wrong]) == 2
