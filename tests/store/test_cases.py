"""Cases: what is kept, in which version, and that a deleted case is gone and the log still whole."""

from __future__ import annotations

from collections.abc import Callable

from evidentia.findings.formats.extract import Extract
from evidentia.model.when import When
from evidentia.store import audit, cases
from evidentia.store.database import Database
from tests.store.conftest import MADE

Fill = Callable[[], tuple[str, str, str]]


def test_versions_are_numbered_and_what_was_made_is_read_back(database: Database, filled: Fill) -> None:
    author, case, first = filled()
    with database.write(author) as w:
        second = cases.add_assessment(w, case, MADE, by=author)
    with database.read() as connection:
        found = cases.versions(connection, case)
        assert [(kept.id, kept.number) for kept in found] == [(first, 1), (second, 2)]
        assert cases.output(connection, first) == '{"verdict": "supported"}'
        assert cases.page(connection, first, "patient") == "<p>plain</p>"
        assert found[0].inputs == MADE.inputs and not found[0].hypothetical


def test_documents_come_back_as_they_were(database: Database, filled: Fill) -> None:
    _, case, _ = filled()
    document = Extract("näme.pdf", "Seite eins\nSeite zwei\n", (0, 11), "pdf", When(2025, 3), "Dr. A")
    with database.write("x") as w:
        digests = cases.add_documents(w, case, [document, document])
    assert len(set(digests)) == 1
    with database.read() as connection:
        assert cases.documents(connection, case, digests) == [document, document]


def test_a_deleted_case_is_gone_and_the_log_is_whole(database: Database, filled: Fill) -> None:
    _, case, assessment = filled()
    _, other, kept = filled()
    with database.write("administrator") as w:
        cases.delete_case(w, case, "asked by the patient")
    with database.read() as connection:
        assert cases.assessment(connection, assessment) is None
        assert cases.versions(connection, case) == []
        assert cases.case(connection, case).deleted_at  # type: ignore[union-attr]
        assert cases.assessment(connection, kept) is not None and cases.versions(connection, other)
    assert audit.verify(database).faults == ()


def test_cases_past_their_time(database: Database, filled: Fill) -> None:
    _, case, _ = filled()
    with database.read() as connection:
        assert cases.past_retention(connection, "2030-01-01") == []
        assert cases.past_retention(connection, "2030-01-02") == [case]
