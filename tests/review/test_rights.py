"""The table of rights: complete, and without any way to refuse care."""

from __future__ import annotations

import pytest

from evidentia.review.rights import RIGHTS, Relation, Role, may


def test_every_action_has_a_cell_for_every_role() -> None:
    for action, cells in RIGHTS.items():
        assert set(cells) == set(Role), action


def test_somebody_may_do_each_action() -> None:
    assert all(any(cells.values()) for cells in RIGHTS.values())


@pytest.mark.parametrize("word", ["deny", "denial", "reject", "refuse", "decline"])
def test_no_action_denies(word: str) -> None:
    assert not [action for action in RIGHTS if word in action]


def test_cases_of_other_teams_are_closed_to_all_but_deletion() -> None:
    open_to_others = {
        a for a, cells in RIGHTS.items() for allowed in cells.values() if Relation.OTHER in allowed and "." in a
    }
    assert open_to_others == {"case.delete"}


@pytest.mark.parametrize("action", ["case.read", "case.export", "followup", "whatif", "review.comment"])
def test_administrators_read_no_chart(action: str) -> None:
    assert not any(may(Role.ADMINISTRATOR, action, relation) for relation in Relation)


def test_who_writes_does_not_sign() -> None:
    for role in (Role.AUTHOR, Role.STAFF, Role.READER, Role.REVIEWER, Role.ADMINISTRATOR):
        assert not any(may(role, "review.approve", relation) for relation in Relation)
    for role in (Role.REVIEWER, Role.APPROVER):
        assert not may(role, "review.submit", Relation.OWN)


def test_an_action_that_is_not_in_the_table_is_an_error() -> None:
    with pytest.raises(KeyError):
        may(Role.APPROVER, "review.deny", Relation.OWN)
