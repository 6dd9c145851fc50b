"""From the text of a coverage policy to a draft, and from a draft that a person has confirmed to a policy."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from evidentia.authoring.draft import adopted, drafted, items
from evidentia.content.errors import InputError
from evidentia.content.loader import load
from evidentia.content.rules import rule_from
from evidentia.criteria.registry import check_rule
from evidentia.interfaces.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
TEXT = """Drug policy 12. Rituximab in lupus nephritis

Initial approval criteria, all of the following:
1. Diagnosis of lupus nephritis
2. Age 18 years or older
3. Inadequate response to one of the following:
   a. mycophenolate for at least 6 months
   b. cyclophosphamide for at least 3 months
4. Prescribed by, or in consultation with, a rheumatologist
   or nephrologist
5. UPCR greater than or equal to 1.0 g/g
6. The moon is in the seventh house

Continuation criteria:
- Documentation of clinical benefit
- No active severe infection
"""


def draft() -> dict[str, Any]:
    return drafted("policy.txt", TEXT, "acme/rtx-ln", "lupus_nephritis", load().vocabulary)


def criteria(kind: str = "initiation") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = draft()["pathways"][kind]
    return found


def test_lists_become_demands_with_their_parts_and_places() -> None:
    found = items(TEXT)
    assert [i.text.split()[0] for i in found] == [
        "Diagnosis",
        "Age",
        "Inadequate",
        "Prescribed",
        "UPCR",
        "The",
        "Documentation",
        "No",
    ]
    assert [p.text for p in found[2].parts] == [
        "mycophenolate for at least 6 months",
        "cyclophosphamide for at least 3 months",
    ]
    assert found[2].any_of and found[3].text.endswith("rheumatologist or nephrologist")
    assert [i.section for i in found[-2:]] == ["continuation"] * 2
    assert all(TEXT[i.start : i.end].split()[0] == i.text.split()[0] for i in found)


def test_each_criterion_quotes_its_place() -> None:
    for entry in (*criteria(), *criteria("continuation")):
        assert TEXT[entry["place"]["start"] : entry["place"]["end"]] == entry["text"]
        assert entry["confirmed_by"] == ""


RULES: list[tuple[int, dict[str, Any], str]] = [
    (0, {"diagnosis": {"concept": "lupus nephritis"}}, "middle"),
    (1, {"age": {"at_least": "18 y"}}, "high"),
    (2, {"any_of": [
        {"tried": {"ingredient": "mycophenolate", "outcome": "inadequate", "for_at_least": "6 mo"}},
        {"tried": {"ingredient": "cyclophosphamide", "outcome": "inadequate", "for_at_least": "3 mo"}},
    ]}, "high"),
    (3, {"prescriber": {"specialty": ["rheumatology", "nephrology"], "or_consultation": True}}, "high"),
    (4, {"measured": {"any_of": [{"analyte": "upcr", "at_least": "1.0 g/g"}]}}, "high"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "rule", "confidence"), RULES)
def test_what_is_understood_becomes_a_rule(number: int, rule: dict[str, Any], confidence: str) -> None:
    entry = criteria()[number]
    assert entry["rule"] == rule and entry["confidence"] == confidence


def test_every_suggested_rule_passes_the_check_of_the_content() -> None:
    for entry in (*criteria(), *criteria("continuation")):
        if entry["rule"]:
            assert list(check_rule(rule_from(entry["rule"], "draft"), load().vocabulary)) == []


def test_what_is_not_understood_is_said_and_never_guessed() -> None:
    entry = criteria()[5]
    assert (entry["rule"], entry["confidence"]) == (None, "none")
    assert "moon is in the seventh house" in entry["not_expressed"]


def test_one_way_that_is_not_understood_leaves_the_whole_to_a_person() -> None:
    text = "Initial criteria\n1. Inadequate response to one of the following:\n   a. mycophenolate\n   b. the blue tablets\n"
    (entry,) = drafted("p.txt", text, "a/b", "lupus_nephritis", load().vocabulary)["pathways"]["initiation"]
    assert entry["rule"] is None and "blue tablets" in " ".join(entry["not_expressed"])


def test_prose_is_not_turned_into_rules() -> None:
    with pytest.raises(InputError, match="it lists no criteria"):
        drafted("p.txt", "Rituximab is covered when needed.", "a/b", "lupus_nephritis", load().vocabulary)


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    copy = tmp_path / "content"
    shutil.copytree(ROOT / "content", copy, ignore=shutil.ignore_patterns(".compiled"))
    monkeypatch.setenv("EVIDENTIA_CONTENT", str(copy))
    load.cache_clear()
    request.addfinalizer(load.cache_clear)
    return copy


def written(folder: Path, data: dict[str, Any]) -> Path:
    path = folder / "draft.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    return path


def test_a_draft_is_in_force_only_when_a_person_has_confirmed_each_criterion(content: Path, tmp_path: Path) -> None:
    data = draft()
    with pytest.raises(InputError, match="a person has not settled"):
        adopted(written(tmp_path, data), content)
    assert not (content / "policies" / "acme").exists()
    for entries in data["pathways"].values():
        for entry in entries:
            entry |= {"plain": "The chart shows it.", "confirmed_by": "A. Reader, MD"}
            entry["rule"] = entry["rule"] or {"judgement": {"by": "the reviewer", "of": "this demand"}}
    adopted(written(tmp_path, data), content)
    load.cache_clear()
    policy = load().policies["acme/rtx-ln"][-1]
    assert [c.id for c in policy.pathways[0].criteria] == ["D1", "D2", "D3", "D4", "D5", "D6"]
    assert "confirmed by A. Reader, MD" in policy.note
    with pytest.raises(InputError, match="it is there already"):
        adopted(written(tmp_path, data), content)


def test_the_commands(content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = tmp_path / "policy.txt", tmp_path / "out.yaml"
    source.write_text(TEXT, "utf-8")
    assert (
        main(["policy", "draft", str(source), "--id", "acme/rtx-ln", "--topic", "lupus_nephritis", "--out", str(out)])
        == 0
    )
    assert yaml.safe_load(out.read_text("utf-8"))["id"] == "acme/rtx-ln"
    assert main(["policy", "adopt", str(out)]) == 2
    assert main(["policy", "draft", str(source), "--id", "acme/x", "--topic", "nothing"]) == 2
    said = capsys.readouterr().err
    assert "D1 (confirmed_by), D1 (plain)" in said and "there is no such topic" in said
