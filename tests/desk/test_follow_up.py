"""Follow-up questions and what-ifs: answered by the engine from the same ledger; the record and the original stay."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evidentia.content.errors import InputError
from evidentia.desk.desk import Desk
from evidentia.desk.what_if import Change
from evidentia.review.rights import Role
from evidentia.store import cases
from evidentia.store.accounts import Account
from evidentia.store.canonical import parsed
from evidentia.store.cases import Kept
from tests.desks import person, seed


@pytest.fixture
def author(desk: Desk) -> Account:
    return person(desk, Role.AUTHOR)


def kept(desk: Desk, assessment_id: str) -> Kept:
    with desk.database.read() as connection:
        found = cases.assessment(connection, assessment_id)
    assert found is not None
    return found


@pytest.fixture
def case(desk: Desk, author: Account, root: Path) -> Kept:
    return kept(desk, desk.ask(author, *seed(root)))


def turn(desk: Desk, author: Account, case: Kept, question: str) -> dict[str, object]:
    desk.follow_up(author, case, question)
    with desk.database.read() as connection:
        return cases.turns(connection, case.id)[-1]


def test_a_changed_fact_changes_what_is_said_and_nothing_else(desk: Desk, author: Account, case: Kept) -> None:
    with desk.database.read() as connection:
        before = cases.output(connection, case.id)
    found = turn(desk, author, case, "what if hepatitis B core antibody is positive?")
    assert "lab anti-hbc positive" in str(found["note"]) and "total anti-HBc negative" in str(found["note"])
    new = found["differences"]["statements"]["new"]  # type: ignore[index]
    assert any("anti-HBc positive (2026-01-05)" in text for text in new)
    with desk.database.read() as connection:
        assert cases.output(connection, case.id) == before
        branch = cases.assessment(connection, str(found["made"]))
        assert branch is not None and branch.hypothetical and branch.case_id == case.case_id


def test_another_regimen_is_compared_and_keeps_the_product(desk: Desk, author: Account, case: Kept) -> None:
    found = turn(desk, author, case, "is 375 mg/m2 weekly x4 acceptable?")
    assert any("375 mg/m2 x 4, 7 days apart" in line["text"] for line in found["lines"])  # type: ignore[attr-defined]
    changed = {row["id"] for row in found["differences"]["criteria"]}  # type: ignore[index]
    assert "C6" not in changed  # it is still Ruxience that is asked for
    assert "no infusion reactions" not in str(found["note"])


def test_another_drug_is_answered_by_verified_sentences_only(desk: Desk, author: Account, case: Kept) -> None:
    found = turn(desk, author, case, "why not obinutuzumab?")
    lines = found["lines"]
    assert lines and all(line["check"] == "supported" and line["sources"] for line in lines)  # type: ignore[attr-defined,index]
    assert all("obinutuzumab" in line["text"].lower() or "EULAR" in line["text"] for line in lines)  # type: ignore[attr-defined]


def test_another_date_answers_with_what_was_in_force(desk: Desk, author: Account, case: Kept) -> None:
    found = turn(desk, author, case, "what about two years ago?")
    assert found["differences"]["as_of"] == ["2026-01-05", "2024-01-05"]  # type: ignore[index]
    sentences = found["differences"]["statements"]  # type: ignore[index]
    assert any("EULAR 2025" in sentence for sentence in sentences["gone"])  # it was not known then
    assert all(sentence.startswith("New (") for sentence in sentences["new"] if "EULAR 2025" in sentence)


def test_the_patients_version_is_in_plain_words(desk: Desk, author: Account, case: Kept) -> None:
    found = turn(desk, author, case, "explain to the patient")
    assert found["lines"] and all(line["text"] == line["plain"] for line in found["lines"])  # type: ignore[attr-defined]


@pytest.mark.parametrize("question", ["what colour is the sky?", "why not zorblaxumab?", "what if the moon is full?"])
def test_what_cannot_be_answered_is_said_to_be(desk: Desk, author: Account, case: Kept, question: str) -> None:
    found = turn(desk, author, case, question)
    assert not found["lines"] and found["made"] is None
    assert "Ask for a change" in str(found["note"])


def test_a_question_by_its_words_shows_sentences_of_the_ledger(desk: Desk, author: Account, case: Kept) -> None:
    found = turn(desk, author, case, "does it cause infusion reactions?")
    assert any("infusion" in line["text"] for line in found["lines"])  # type: ignore[attr-defined]
    assert "may not answer it" in str(found["note"])


def test_a_finding_set_aside_is_not_documented_any_more(desk: Desk, author: Account, case: Kept) -> None:
    with desk.database.read() as connection:
        output = parsed(cases.output(connection, case.id))
    igg = tuple(f["id"] for f in output["findings"] if f["concept"] == "igg")
    changed = kept(desk, desk.what_if(author, case, Change(set_aside=igg)))
    with desk.database.read() as connection:
        after = parsed(cases.output(connection, changed.id))
        documents = cases.documents(connection, changed.case_id, changed.inputs["documents"])
        original = cases.documents(connection, case.case_id, case.inputs["documents"])
    values = {c["id"]: c["value"] for c in after["determinations"][0]["criteria"]}
    assert values["C5"] == "unknown"  # silence is unknown, never "not met"
    assert len(documents[0].text) == len(original[0].text)  # every other place stays where it was
    assert "774" in original[0].text and "774" not in documents[0].text


@pytest.mark.parametrize(
    ("change", "as_of", "message"),
    [
        (Change(), None, "nothing is changed"),
        (Change("the moon is full"), None, "no fact could be read"),
        (Change("  \n "), date(2026, 1, 5), "nothing is changed"),
    ],
)
def test_a_what_if_that_changes_nothing(
    desk: Desk, author: Account, case: Kept, change: Change, as_of: date | None, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        desk.what_if(author, case, change, as_of)


@pytest.mark.parametrize(
    ("add", "set_aside"),
    [
        ("UPCR 0.8 g/g", ["1.7"]),  # the newest value
        ("Ruxience course 3: 12/01/2025 and 12/15/2025", []),  # another course stands beside the others
        ("Rituximab course 1: 09/09/2022 and 09/23/2022", []),  # past, and yet not stopped
        ("hydroxychloroquine was stopped", ["hydroxychloroquine 400 mg daily"]),
        ("she did not tolerate cyclophosphamide", []),  # one more fact about a past exposure
        ("there was a serious infusion reaction", ["infusion reactions, no severe infection and no PML"]),
    ],
)
def test_only_what_cannot_stand_beside_it_is_set_aside(
    desk: Desk, author: Account, case: Kept, add: str, set_aside: list[str]
) -> None:
    found = kept(desk, desk.what_if(author, case, Change(add)))
    assert found.summary["added"] == add
    assert len(found.summary["set_aside"]) == len(set_aside)
    for expected, words in zip(set_aside, found.summary["set_aside"], strict=True):
        assert expected in words
