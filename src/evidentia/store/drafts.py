"""What somebody typed and has not asked yet: one draft an account, seen by nobody else, for a month at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from evidentia.store.canonical import canonical, parsed
from evidentia.store.database import Write, stamp
from evidentia.store.tables import DRAFT

KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Draft:
    content: Mapping[str, Any]  # the fields of the form
    updated_at: str


def keep(w: Write, account_id: str, content: Mapping[str, Any]) -> None:
    """Keep a draft in the place of the one before."""
    w.connection.execute(delete(DRAFT).where(DRAFT.c.account_id == account_id))
    w.connection.execute(insert(DRAFT).values(account_id=account_id, content=canonical(content), updated_at=w.at))
    w.log("draft.kept", account_id)


def draft(connection: Connection, account_id: str, now: datetime) -> Draft | None:
    """The draft of an account; None where there is none, or it is too old."""
    query = select(DRAFT).where(DRAFT.c.account_id == account_id, DRAFT.c.updated_at >= stamp(now - KEPT_FOR))
    row = connection.execute(query).first()
    return None if row is None else Draft(parsed(row.content), row.updated_at)


def discard(w: Write, account_id: str) -> None:
    """Take a draft out, where there is one."""
    if w.connection.execute(delete(DRAFT).where(DRAFT.c.account_id == account_id)).rowcount:
        w.log("draft.discarded", account_id)


def expire(w: Write) -> None:
    """Take out every draft that is too old."""
    old = select(DRAFT.c.account_id).where(DRAFT.c.updated_at < stamp(w.moment - KEPT_FOR)).order_by(DRAFT.c.account_id)
    for account_id in list(w.connection.execute(old).scalars()):
        discard(w, account_id)
