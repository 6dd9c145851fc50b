"""What leaves without the patient holds no word of the chart, no name and no date."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evidentia.desk.desk import Desk
from evidentia.review.rights import Role
from evidentia.store import cases
from tests.desks import person, seed


@pytest.mark.parametrize("name", ["seed_complete", "seed_poor"])
def test_nothing_of_the_patient_leaves(desk: Desk, root: Path, name: str) -> None:
    request, documents = seed(root, name)
    author = person(desk, Role.AUTHOR)
    with desk.database.read() as connection:
        kept = cases.assessment(connection, desk.ask(author, request, documents))
    assert kept is not None
    data = desk.without_the_patient(author, kept)
    own = json.dumps([data["question"], data["findings"], data["determinations"]], ensure_ascii=False)
    for word in ("Castellane", "Miriam", "N.V.", "note.txt", "34-year-old", "typed by the office", "coverage lapsed"):
        assert word not in json.dumps(data, ensure_ascii=False)
    assert not re.search(r"\b\d{4}-\d\d|\d\d/\d\d/\d{4}", own)
    lines = {line.strip() for document in documents for line in document.text.splitlines() if len(line.strip()) > 24}
    assert not [line for line in lines if line in json.dumps(data, ensure_ascii=False)]
    assert data["verdict"] and data["determinations"] and data["statements"]


def test_times_are_days_before_the_service(desk: Desk, root: Path) -> None:
    author = person(desk, Role.AUTHOR)
    with desk.database.read() as connection:
        kept = cases.assessment(connection, desk.ask(author, *seed(root)))
    assert kept is not None
    found = desk.without_the_patient(author, kept)["findings"]
    upcr = [f for f in found if f["concept"] == "upcr"]
    assert (upcr[-1]["value"], upcr[-1]["unit"], upcr[-1]["days_before"]) == ("1.7", "g/g", 21)
