"""The loader: what it reads, and what it says of what it cannot read (golden messages)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evidentia.app import assess
from evidentia.content.compiled import compiled
from evidentia.content.errors import ContentError
from evidentia.content.from_yaml import content_root, parse
from evidentia.content.loader import load, prepare
from evidentia.content.records import period_from, record_from, source_from
from evidentia.content.rules import rule_from

RECORD = """\
id: trial.lunar
type: study
status: verified
source: src.lunar
says: "In {n} patients the response was {a} % against {b} %."
plain: "Of {n} people, {a} % got better, against {b} %."
figures: {n: 144, a: 56.9, b: 45.8}
section: against
role: opposes
"""


def one(text: str) -> dict[str, object]:
    data = parse(text.encode(), "topics/x/studies.yaml")
    assert isinstance(data, dict)
    return data


def test_a_record_reads_and_has_a_digest_that_ignores_its_place() -> None:
    record = record_from(one(RECORD), "x")
    moved = record_from(one("# a line more\n" + RECORD), "x")
    assert record.figures["a"] == 56.9
    assert record.digest == moved.digest
    assert record.file == "topics/x/studies.yaml:1"


TOPIC = """\
id: a
title: A for B
condition: b
ingredient: a
owner: nobody
verified_on: 2026-01-05
review_due: 2026-07-05
"""

GOLDEN = [
    (
        RECORD.replace("role: opposes", "role: negative"),
        'topics/x/studies.yaml:1: role is "negative". It decides where and how the record speaks. '
        "Choose one of: supports, opposes, context.",
    ),
    (
        RECORD.replace("{b} %", "{c} %"),
        'topics/x/studies.yaml:1: the sentence uses the figure "c", which the record does not have. '
        "Prose is filled from figures. Add it under figures, or correct the name.",
    ),
    (
        RECORD.replace("verified", "recalled"),
        "topics/x/studies.yaml:1: a recalled record speaks. What nobody has read may not be stated as a fact. "
        "Empty says and plain, and write to_check instead; or verify the record.",
    ),
    (
        RECORD.replace("section: against\n", ""),
        'topics/x/studies.yaml:1: the field "section" is missing. Every record needs it. Add section: ….',
    ),
    (
        RECORD + "sectoin: against\n",
        'topics/x/studies.yaml:1: unknown field "sectoin". A misspelt field would be lost silently. '
        "See docs/content.md for the fields of a record; type-specific ones go under data.",
    ),
    (
        RECORD + "checked_on: 24 November\n",
        'topics/x/studies.yaml:1 checked_on: "24 November" is not a day. Periods are compared by day. Write YYYY-MM-DD.',
    ),
    (
        RECORD.replace('against {b} %."', 'against {b %."', 1),
        "topics/x/studies.yaml:1: a template cannot be read (expected '}' before end of string). "
        "Braces hold the name of a figure. Write {{ for a brace.",
    ),
]


@pytest.mark.parametrize(("text", "message"), GOLDEN)
def test_golden_messages_of_records(text: str, message: str) -> None:
    with pytest.raises(ContentError) as caught:
        record_from(one(text), "x")
    assert str(caught.value) == message


def test_a_key_written_twice_names_its_line() -> None:
    with pytest.raises(ContentError, match=r'^a\.yaml:2: the key "id" is written twice in one mapping\.'):
        parse(b"id: 1\nid: 2\n", "a.yaml")


def test_what_is_not_yaml_names_its_line() -> None:
    with pytest.raises(ContentError, match=r"^a\.yaml:2: this is not YAML"):
        parse(b"id: [1\nb: }\n", "a.yaml")


def test_bytes_that_are_not_utf8() -> None:
    with pytest.raises(ContentError, match="is not UTF-8"):
        parse(b"id: \xff\xfe", "a.yaml")


def test_a_source_names_its_read_depth() -> None:
    base = {"id": "s", "kind": "guideline", "title": "T", "read_depth": "glanced at"}
    with pytest.raises(ContentError, match='"glanced at" is not a read depth'):
        source_from(base)
    assert source_from({**base, "read_depth": "abstract"}).read_depth == "abstract"


def test_a_period_may_not_end_before_it_begins() -> None:
    with pytest.raises(ContentError, match=r"ends .* before it begins"):
        period_from({"from": "2020-01-01", "to": "2019-01-01"}, "a.yaml:1")


RULES = [
    ({"taking": {}, "tried": {}}, "names exactly one test or combination, this names 2: taking, tried"),
    ({}, "this names 0: none"),
    ({"all_of": []}, "all_of needs a list of rules"),
    ({"at_least": {"n": 3, "of": [{"taking": {}}]}}, "at_least needs n from 1 to 1, this has 3"),
    ("taking", "a rule is a mapping, this is str"),
]


@pytest.mark.parametrize(("data", "message"), RULES)
def test_golden_messages_of_rules(data: object, message: str) -> None:
    with pytest.raises(ContentError) as caught:
        rule_from(data, "p.yaml:7")
    assert message in str(caught.value) and str(caught.value).startswith("p.yaml:7: ")


def folder_of(root: Path, text: str = "a: 1\n") -> Path:
    (root / "vocabulary").mkdir(exist_ok=True)
    file = root / "vocabulary" / "drugs.yaml"
    file.write_text(text)
    return file


def drugs(root: Path) -> object:
    return compiled(root, prepare).section("vocabulary")["drugs"]


def test_the_compiled_copy_is_never_stale_and_never_needed(tmp_path: Path) -> None:
    file = folder_of(tmp_path)
    first, again = compiled(tmp_path, prepare), compiled(tmp_path, prepare)
    assert first.digest == again.digest and first.section("vocabulary") == again.section("vocabulary")
    assert len(list((tmp_path / ".compiled").glob("content-*.json"))) == 1
    file.write_text("a: 2\n")  # as long as before, and perhaps within one tick of the clock
    assert drugs(tmp_path) == {"a": 2} and compiled(tmp_path, prepare).digest != first.digest
    assert len(list((tmp_path / ".compiled").glob("content-*.json"))) == 1
    for written in (tmp_path / ".compiled").iterdir():
        written.write_bytes(written.read_bytes()[:-3])
    assert drugs(tmp_path) == {"a": 2}
    for written in (tmp_path / ".compiled").iterdir():
        written.write_text('{"half')
    assert drugs(tmp_path) == {"a": 2}


def test_what_has_settled_is_not_read_again_and_a_change_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = folder_of(tmp_path)
    monkeypatch.setattr("evidentia.content.compiled._SETTLED", -(10**18))  # every file counts as settled
    drugs(tmp_path)
    monkeypatch.setattr("evidentia.content.compiled.read_bytes", lambda _: pytest.fail("the bytes were read again"))
    assert drugs(tmp_path) == {"a": 1}
    monkeypatch.undo()
    file.write_text("a: 22\n")
    assert drugs(tmp_path) == {"a": 22}


def test_a_folder_that_cannot_be_written_is_read_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of(tmp_path)
    (tmp_path / "no_folder").write_text("")
    monkeypatch.setattr("evidentia.content.compiled._folder", lambda _: tmp_path / "no_folder")
    assert drugs(tmp_path) == {"a": 1} == drugs(tmp_path)


def test_an_identifier_names_one_thing(tmp_path: Path) -> None:
    for topic in ("a", "b"):
        (tmp_path / "topics" / topic).mkdir(parents=True)
        (tmp_path / "topics" / topic / "topic.yaml").write_text(TOPIC)
    with pytest.raises(ContentError, match=r'^topics/b/topic\.yaml: "a" is defined twice'):
        compiled(tmp_path, prepare)


def test_a_record_needs_its_source(tmp_path: Path) -> None:
    (tmp_path / "topics" / "a").mkdir(parents=True)
    (tmp_path / "topics" / "a" / "topic.yaml").write_text(TOPIC)
    (tmp_path / "topics" / "a" / "studies.yaml").write_text("- " + RECORD.replace("\n", "\n  ").rstrip())
    with pytest.raises(ContentError, match=r'^topics/a/studies\.yaml:1: the source "src\.lunar" of trial\.lunar'):
        compiled(tmp_path, prepare)


def test_a_request_reads_its_own_shelf_alone() -> None:
    library = load.__wrapped__(content_root())
    result = assess("Is rituximab medically necessary for lupus nephritis?", as_of=date(2026, 1, 5), library=library)
    assert result.references and set(library.shelves.made) == {"lupus_nephritis"}


def test_look_up_goes_through_all_shelves() -> None:
    library = load.__wrapped__(content_root())
    everything = load()
    for name in everything.records:
        assert library.records[name] == everything.records[name]
    assert list(library.sources) == list(everything.sources)
    with pytest.raises(KeyError):
        library.records["no.such.record"]
    assert "no.such.record" not in library.records


def test_an_empty_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="holds no YAML file"):
        compiled(tmp_path, prepare)
