"""The whole way of a request on PostgreSQL: ask, ask further, review, export, delete; and the log holds."""

from __future__ import annotations

from pathlib import Path

from evidentia.desk import reviewing
from evidentia.desk.desk import Desk
from evidentia.desk.package import replay
from evidentia.review.events import State
from evidentia.review.rights import Role
from evidentia.store import audit, cases
from tests.desks import NOON, person, seed
from tests.postgres import new_schema


def test_a_request_on_postgresql(postgres: str, tmp_path: Path, root: Path, quick_passwords: None) -> None:
    desk = Desk(tmp_path, new_schema(postgres), clock=lambda: NOON)
    author, approver = person(desk, Role.AUTHOR), person(desk, Role.APPROVER)
    assessment = desk.ask(author, *seed(root))
    with desk.database.read() as connection:
        kept = cases.assessment(connection, assessment)
    assert kept is not None
    desk.follow_up(author, kept, "what if hepatitis B core antibody is positive?")
    reviewing.submit(desk.database, author, kept, note="", due=None)
    reviewing.take_up(desk.database, approver, kept, desk.library, declared=True)
    review = reviewing.approve(
        desk.database, approver, kept, desk.library, rationale="Met.", days=90, acknowledged=True
    )
    assert review.state is State.APPROVED
    assert replay(desk.export(author.id, assessment)).same
    desk.delete(author.id, kept.case_id, "requested")
    assert audit.verify(desk.database).faults == ()
    desk.close()
