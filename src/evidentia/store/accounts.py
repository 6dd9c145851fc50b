"""Accounts, sessions and keys. Secrets are kept as digests only: passwords by argon2id, the others, random ones, by SHA-256."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Connection, delete, insert, select, update

from evidentia.content.errors import InputError
from evidentia.review.rights import Role
from evidentia.store import drafts
from evidentia.store.canonical import sha256
from evidentia.store.database import Write, stamp
from evidentia.store.tables import ACCOUNT, API_KEY, SESSION, TEAM

LONG_ENOUGH = 12  # characters of a password, after NIST SP 800-63B
ATTEMPTS = 5  # failed ones before an account is locked
LOCKED_FOR = timedelta(minutes=15)
SESSION_FOR = timedelta(hours=10)
KEY_PREFIX = "evd_"


@dataclass(frozen=True, slots=True)
class Account:
    id: str
    login: str
    name: str
    role: Role
    team_id: str
    credential: str
    specialty: str
    must_change: bool
    active: bool
    locked_until: str | None


@dataclass(frozen=True, slots=True)
class Session:
    account: Account
    csrf: str


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # argon2id, with the library's parameters (RFC 9106, low memory)


def add_team(w: Write, name: str) -> str:
    """The identifier of the team of that name; it is made where there is none."""
    row = w.connection.execute(select(TEAM.c.id).where(TEAM.c.name == name)).first()
    if row is not None:
        return str(row.id)
    team_id = w.new_id()
    w.connection.execute(insert(TEAM).values(id=team_id, name=name))
    w.log("team.added", team_id)
    return team_id


def teams(connection: Connection) -> dict[str, str]:
    return {row.id: row.name for row in connection.execute(select(TEAM).order_by(TEAM.c.name))}


def add_account(
    w: Write, *, login: str, name: str, role: Role, team_id: str, password: str, credential: str = "", specialty: str = "",
    must_change: bool = False,
) -> str:  # fmt: skip
    """Make an account. Errors: InputError for a login that is taken, a short password, a reviewer without a credential."""
    login = login.strip().lower()
    _check_password(password)
    if not login or not name.strip():
        raise InputError("the account", "login and name are both needed", "", "give both")
    if role in (Role.REVIEWER, Role.APPROVER) and not (credential.strip() and specialty.strip()):
        raise InputError(
            f"the role {role}", "credential and specialty are needed", "a review is signed with both",
            "give --credential and --specialty",
        )  # fmt: skip
    if w.connection.execute(select(ACCOUNT.c.id).where(ACCOUNT.c.login == login)).first():
        raise InputError(f'login "{login}"', "it is taken", "", "choose another")
    account_id = w.new_id()
    w.connection.execute(
        insert(ACCOUNT).values(
            id=account_id, login=login, name=name.strip(), role=str(role), team_id=team_id, credential=credential.strip(),
            specialty=specialty.strip().lower(), password=_hasher().hash(password), must_change=int(must_change), active=1,
            failed=0, created_at=w.at,
        )
    )  # fmt: skip
    w.log("account.added", account_id, role=str(role), team=team_id)
    return account_id


def _check_password(password: str) -> None:
    if len(password) < LONG_ENOUGH:
        raise InputError(
            "the password",
            f"it has fewer than {LONG_ENOUGH} characters",
            "short ones are guessed",
            "choose a longer one",
        )


_COLUMNS = [ACCOUNT.c[name] for name in Account.__slots__]


def _account(row: Any) -> Account:
    values = {name: row._mapping[name] for name in Account.__slots__}
    values |= {
        "role": Role(values["role"]),
        "must_change": bool(values["must_change"]),
        "active": bool(values["active"]),
    }
    return Account(**values)


def account(connection: Connection, account_id: str) -> Account | None:
    row = connection.execute(select(*_COLUMNS).where(ACCOUNT.c.id == account_id)).first()
    return None if row is None else _account(row)


def account_named(connection: Connection, login: str) -> Account | None:
    row = connection.execute(select(*_COLUMNS).where(ACCOUNT.c.login == login.strip().lower())).first()
    return None if row is None else _account(row)


def accounts(connection: Connection, *, team_id: str | None = None) -> list[Account]:
    query = select(*_COLUMNS).order_by(ACCOUNT.c.login)
    if team_id is not None:
        query = query.where(ACCOUNT.c.team_id == team_id)
    return [_account(row) for row in connection.execute(query)]


def verified(connection: Connection, login: str, password: str) -> tuple[Account | None, bool]:
    """The account of a login, and whether the password is its own. A login that does not exist takes as long."""
    query = select(ACCOUNT.c.password, *_COLUMNS).where(ACCOUNT.c.login == login.strip().lower())
    row = connection.execute(query).first()
    right = _fits(row.password if row else _nobody(), password)
    return (_account(row) if row else None), right and row is not None


def _fits(digest: str, password: str) -> bool:
    try:
        return _hasher().verify(digest, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def is_locked(account: Account, now: datetime) -> bool:
    return account.locked_until is not None and account.locked_until > stamp(now)


def note_failure(w: Write, account_id: str) -> None:
    """Count a wrong password; the fifth in a row locks the account for a quarter of an hour."""
    failed = w.connection.execute(select(ACCOUNT.c.failed).where(ACCOUNT.c.id == account_id)).scalar_one() + 1
    locked = failed >= ATTEMPTS
    values = {"failed": 0 if locked else failed, "locked_until": stamp(w.moment + LOCKED_FOR) if locked else None}
    w.connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(**values))
    w.log("account.locked" if locked else "account.refused", account_id)


def begin_session(w: Write, account_id: str) -> tuple[str, str]:
    """A new session: the token for the browser, and the CSRF token for its forms."""
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    w.connection.execute(delete(SESSION).where(SESSION.c.expires_at < w.at))
    w.connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(failed=0, locked_until=None))
    w.connection.execute(
        insert(SESSION).values(
            token=sha256(token),
            account_id=account_id,
            csrf=csrf,
            created_at=w.at,
            expires_at=stamp(w.moment + SESSION_FOR),
        )
    )
    w.log("session.begun", account_id)
    return token, csrf


def session(connection: Connection, token: str, now: datetime) -> Session | None:
    """The session of a token, where it has not expired and its account is active."""
    query = (
        select(SESSION.c.csrf, *_COLUMNS)
        .join(ACCOUNT, ACCOUNT.c.id == SESSION.c.account_id)
        .where(SESSION.c.token == sha256(token), SESSION.c.expires_at > stamp(now), ACCOUNT.c.active == 1)
    )
    row = connection.execute(query).first()
    return None if row is None else Session(_account(row), row.csrf)


def end_session(w: Write, token: str) -> None:
    w.connection.execute(delete(SESSION).where(SESSION.c.token == sha256(token)))
    w.log("session.ended", "session")


def set_password(w: Write, account_id: str, password: str, *, must_change: bool) -> None:
    """Change a password; every session of the account ends. Errors: InputError for a short one."""
    _check_password(password)
    values = {"password": _hasher().hash(password), "must_change": int(must_change), "failed": 0, "locked_until": None}
    w.connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(**values))
    w.connection.execute(delete(SESSION).where(SESSION.c.account_id == account_id))
    w.log("account.password_set", account_id)


def set_active(w: Write, account_id: str, active: bool) -> None:
    """Close an account, or open it again; a closed one has no session and no draft, and its keys open nothing."""
    w.connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(active=int(active)))
    w.connection.execute(delete(SESSION).where(SESSION.c.account_id == account_id))
    if not active:
        drafts.discard(w, account_id)
    w.log("account.opened" if active else "account.closed", account_id)


def add_key(w: Write, account_id: str, label: str, days: int = 90) -> str:
    """A new key for programs, with the rights of its account. It is shown once: only its digest is kept."""
    key, key_id = KEY_PREFIX + secrets.token_urlsafe(32), w.new_id()
    w.connection.execute(
        insert(API_KEY).values(
            id=key_id, secret=sha256(key), account_id=account_id, label=label.strip() or "key", created_at=w.at,
            expires_at=stamp(w.moment + timedelta(days=days)),
        )
    )  # fmt: skip
    w.log("key.added", account_id, key=key_id)
    return key


def account_of_key(connection: Connection, key: str, now: datetime) -> Account | None:
    """The account whose key this is, where the key is good and the account active."""
    query = (
        select(*_COLUMNS)
        .join(API_KEY, API_KEY.c.account_id == ACCOUNT.c.id)
        .where(API_KEY.c.secret == sha256(key), API_KEY.c.revoked_at.is_(None), API_KEY.c.expires_at > stamp(now))
        .where(ACCOUNT.c.active == 1)
    )
    row = connection.execute(query).first()
    return None if row is None else _account(row)


def keys(connection: Connection, account_id: str) -> list[dict[str, Any]]:
    query = select(API_KEY).where(API_KEY.c.account_id == account_id).order_by(API_KEY.c.created_at)
    return [{k: v for k, v in row._mapping.items() if k != "secret"} for row in connection.execute(query)]


def revoke_key(w: Write, account_id: str, key_id: str) -> None:
    """End a key of an account; one of another account is left alone."""
    w.connection.execute(
        update(API_KEY).where(API_KEY.c.id == key_id, API_KEY.c.account_id == account_id).values(revoked_at=w.at)
    )
    w.log("key.revoked", account_id, key=key_id)
