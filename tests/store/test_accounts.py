"""Accounts: secrets are kept as digests, wrong passwords lock, sessions and keys end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from evidentia.content.errors import InputError
from evidentia.review.rights import Role
from evidentia.store import accounts
from evidentia.store.database import Database
from tests.store.conftest import NOON

PASSWORD = "correct horse battery"


@pytest.fixture
def ann(database: Database, quick_passwords: None) -> str:
    with database.write("test") as w:
        team = accounts.add_team(w, "north")
        return accounts.add_account(w, login="Ann", name="Ann", role=Role.AUTHOR, team_id=team, password=PASSWORD)


def test_the_password_is_kept_as_argon2id(tmp_path: Path) -> None:
    database = Database(tmp_path)  # with the parameters that are used outside the tests
    with database.write("test") as w:
        team = accounts.add_team(w, "north")
        accounts.add_account(w, login="ann", name="Ann", role=Role.AUTHOR, team_id=team, password=PASSWORD)
        kept = w.connection.execute(text("SELECT password FROM account")).scalar_one()
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$") and PASSWORD not in kept
    database.close()


def test_a_login_is_verified_by_its_own_password(database: Database, ann: str) -> None:
    with database.read() as connection:
        found, right = accounts.verified(connection, "ANN ", PASSWORD)
        assert right and found is not None and found.id == ann
        assert accounts.verified(connection, "ann", "wrong password!")[1] is False
        assert accounts.verified(connection, "nobody", PASSWORD) == (None, False)


def test_the_fifth_wrong_password_locks_for_a_quarter_of_an_hour(database: Database, ann: str) -> None:
    with database.write("test") as w:
        for _ in range(4):
            accounts.note_failure(w, ann)
        assert not accounts.is_locked(accounts.account(w.connection, ann), NOON)  # type: ignore[arg-type]
        accounts.note_failure(w, ann)
        locked = accounts.account(w.connection, ann)
    assert locked is not None
    assert accounts.is_locked(locked, NOON + timedelta(minutes=14))
    assert not accounts.is_locked(locked, NOON + timedelta(minutes=16))


def test_a_session_ends_by_time_by_leaving_and_by_a_new_password(database: Database, ann: str) -> None:
    with database.write("test") as w:
        tokens = [accounts.begin_session(w, ann)[0] for _ in range(2)]
        assert accounts.session(w.connection, tokens[0], NOON).account.id == ann  # type: ignore[union-attr]
        assert accounts.session(w.connection, tokens[0], NOON + timedelta(hours=11)) is None
        accounts.end_session(w, tokens[0])
        assert accounts.session(w.connection, tokens[0], NOON) is None
        accounts.set_password(w, ann, "another long password", must_change=True)
        assert accounts.session(w.connection, tokens[1], NOON) is None
        assert accounts.account(w.connection, ann).must_change  # type: ignore[union-attr]


def test_a_key_opens_until_it_is_revoked_expired_or_its_account_closed(database: Database, ann: str) -> None:
    with database.write("test") as w:
        key = accounts.add_key(w, ann, "batch")
        other = accounts.add_key(w, ann, "other")
        assert accounts.account_of_key(w.connection, key, NOON).id == ann  # type: ignore[union-attr]
        assert accounts.account_of_key(w.connection, key, NOON + timedelta(days=91)) is None
        assert accounts.account_of_key(w.connection, key[:-1], NOON) is None
        accounts.revoke_key(w, ann, accounts.keys(w.connection, ann)[0]["id"])
        assert [accounts.account_of_key(w.connection, k, NOON) is None for k in (key, other)] == [True, False]
        accounts.set_active(w, ann, False)
        assert accounts.account_of_key(w.connection, other, NOON) is None
        assert all("secret" not in shown for shown in accounts.keys(w.connection, ann))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"password": "short"}, "fewer than 12 characters"),
        ({"login": " "}, "both needed"),
        ({"login": "ann"}, "it is taken"),
        ({"role": Role.APPROVER}, "credential and specialty are needed"),
    ],
)
def test_an_account_that_cannot_be_made(database: Database, ann: str, wrong: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message), database.write("test") as w:
        team = accounts.add_team(w, "north")
        values = {"login": "bob", "name": "Bob", "role": Role.AUTHOR, "team_id": team, "password": PASSWORD, **wrong}
        accounts.add_account(w, **values)  # type: ignore[arg-type]
