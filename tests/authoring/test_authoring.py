"""New content from its skeleton, schemas that fit the content, what cases miss, what a change does, figures in sources."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

from evidentia.authoring import charts, coverage, difference, figures, schema, skeleton
from evidentia.content.errors import InputError
from evidentia.content.loader import load
from evidentia.evaluation.content import check
from evidentia.interfaces.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the content, in use."""
    copy = tmp_path / "content"
    shutil.copytree(CONTENT, copy, ignore=shutil.ignore_patterns(".compiled"))
    monkeypatch.setenv("EVIDENTIA_CONTENT", str(copy))
    load.cache_clear()
    return copy


@pytest.fixture(autouse=True)
def _fresh(request: pytest.FixtureRequest) -> None:
    request.addfinalizer(load.cache_clear)


def test_a_new_topic_with_a_policy_holds_as_it_is(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    topic = [
        "content",
        "new",
        "topic",
        "sle_belimumab",
        "--condition",
        "systemic lupus erythematosus",
        "--ingredient",
        "belimumab",
    ]
    assert main(topic) == 0
    load.cache_clear()
    assert main(["content", "new", "policy", "acme/belimumab-sle", "--topic", "sle_belimumab"]) == 0
    load.cache_clear()
    problems, counts = check()
    assert problems == [] and counts["topics"] == len(list((CONTENT / "topics").iterdir())) + 1
    assert "written: " in capsys.readouterr().out
    library = load()
    (criterion,) = library.policies["acme/belimumab-sle"][-1].pathways[0].criteria
    assert criterion.id == "I1"
    for chart in charts.beside_policies(library, content):
        if chart.policy == "acme/belimumab-sle":
            assert chart.assessed(library).determinations[0].policy == "acme/belimumab-sle"


def test_nothing_is_overwritten(content: Path) -> None:
    with pytest.raises(InputError, match="it is there already"):
        skeleton.topic(content, "lupus_nephritis", "lupus nephritis", "rituximab", "me", date(2026, 1, 1))


BAD: list[tuple[list[str], str]] = [
    (["topic", "Bad Name", "--condition", "lupus nephritis", "--ingredient", "rituximab"], "cannot be the name"),
    (["topic", "x", "--condition", "no such illness", "--ingredient", "rituximab"], "no concept of vocabulary/conditions"),
    (["policy", "noissuer", "--topic", "lupus_nephritis"], "it has no issuer"),
    (["policy", "a/b", "--topic", "nothing"], "there is no such topic"),
    (["case", "x", "--policy", "nothing"], "there is no such policy"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "said"), BAD)
def test_what_cannot_be_made_says_why(
    content: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["content", "new", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_new_case_is_undecided_and_can_be_scored(tmp_path: Path) -> None:
    skeleton.case(tmp_path, "mine", "Is it necessary?", "model/ln-rituximab", ["I1", "I2"], date(2026, 1, 1))
    data = json.loads((tmp_path / "mine.json").read_text("utf-8"))
    assert {c["value"] for c in data["criteria"].values()} == {"unknown"}
    assert [chart.policy for chart in charts.of_folder(tmp_path)] == ["model/ln-rituximab"]


def written(pattern: str) -> list[Path]:
    return sorted(CONTENT.glob(pattern))


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("topic.schema.json", lambda p: p.name == "topic.yaml"),
        ("sources.schema.json", lambda p: p.name == "sources.yaml"),
        ("records.schema.json", lambda p: p.name not in ("topic.yaml", "sources.yaml", "not_used.yaml")),
    ],
)
def test_the_schemas_fit_every_file_of_the_topics(name: str, chosen: Callable[[Path], bool]) -> None:
    body = schema.schemas()[name]
    files = [path for path in written("topics/*/*.yaml") if chosen(path)]
    assert files
    for path in files:
        jsonschema.validate(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader), _of_text(body))


def _of_text(body: object) -> dict[str, object]:
    """The schema for a reader that keeps every scalar as text, as editors see it before types are known."""
    text = (
        json.dumps(body)
        .replace('"type": "integer"', '"type": "string"')
        .replace('"type": "boolean"', '"type": "string"')
    )
    text = text.replace('["integer", "null"]', '["string", "null"]').replace(
        '["array", "null"]', '["array", "null", "string"]'
    )
    return dict(json.loads(text))


def test_the_schema_fits_every_policy_and_refuses_a_misspelt_field() -> None:
    body = schema.schemas()["policy.schema.json"]
    for path in written("policies/*/*/policy.yaml"):
        jsonschema.validate(yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader), _of_text(body))
    wrong = {"id": "a/b", "version": "1", "title": "T", "issuer": "I", "pathways": {"x": []}, "tittle": "T"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, body)


def test_every_test_of_the_rule_language_is_in_the_schema_with_its_meaning() -> None:
    assert {"tried", "measured", "diagnosis"} <= set(schema.tests())
    assert all(schema.tests().values())


def test_coverage_names_what_no_chart_brings_up() -> None:
    library = load()
    chart = charts.Chart(
        "one",
        "Is rituximab medically necessary for lupus nephritis?",
        "",
        "model/ln-rituximab",
        "initiation",
        date(2026, 1, 5),
    )
    found = coverage.coverage(library, [chart])
    assert "rec.eular-2019-ln" in found.silent["lupus_nephritis"]
    assert "trial.lunar" not in found.silent["lupus_nephritis"]
    assert found.values["model/ln-rituximab I1"] == ("met", "not_met")
    assert "rec.eular-2019-ln" in coverage.table(found)


def test_a_change_of_content_shows_in_past_cases(content: Path) -> None:
    chart = charts.Chart(
        "one",
        "Is rituximab medically necessary for lupus nephritis?",
        "Lupus nephritis. Kidney biopsy 01/12/2026: ISN/RPS class IV.",
        "model/ln-rituximab",
        "initiation",
        date(2026, 3, 2),
    )
    old = load(CONTENT)
    assert list(difference.changes(old, old, [chart])) == []
    policy = content / "policies" / "model" / "ln-rituximab" / "policy.yaml"
    policy.write_text(policy.read_text("utf-8").replace("any_of: [III, IV, V]", "any_of: [III, V]"), "utf-8")
    load.cache_clear()
    found = [(c.what, c.before, c.after) for c in difference.changes(old, load(content), [chart])]
    assert ("model/ln-rituximab I1", "met", "not met") in found


def test_figures_are_looked_for_in_copies_of_sources(tmp_path: Path) -> None:
    record = load().records["trial.lunar"]
    whole = "In LUNAR " + " ".join(str(v) for v in record.figures.values())
    (tmp_path / f"{record.source}.txt").write_text(whole, "utf-8")
    assert [c.state for c in figures.confirmations([record], tmp_path)] == ["confirmed"]
    first = str(next(iter(record.figures.values())))
    (tmp_path / f"{record.source}.txt").write_text(whole.replace(first, "0.00001"), "utf-8")
    (found,) = figures.confirmations([record], tmp_path)
    assert (found.state, found.missing) == ("not found", (first,))
    (tmp_path / f"{record.source}.txt").unlink()
    assert [c.state for c in figures.confirmations([record], tmp_path)] == ["no copy"]


@pytest.mark.parametrize(
    ("figure", "text", "stands"),
    [("56.9", "56·9 %", True), ("1112", "1,112 patients", True), ("3", "three courses", True), ("-5.1", "−5.1 to 27.3", True), ("6.9", "56.9 %", False), ("14", "144 patients", False)],
)  # fmt: skip
def test_a_figure_stands_in_a_text_in_any_of_its_forms(figure: str, text: str, stands: bool) -> None:
    assert figures._stands(figure, text) is stands
