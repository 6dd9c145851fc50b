"""A process killed while it writes reviews loses nothing that it had acknowledged, and leaves nothing half."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from pathlib import Path

from evidentia.review.events import Kind
from evidentia.review.rights import Role
from evidentia.store import accounts, audit, cases, reviews
from evidentia.store.database import Database
from tests.store.conftest import MADE

KILLS = 40  # benchmarks/kill_reviews.py does two hundred


def write_comments(folder: Path, assessment: str, author: str, pipe: int) -> None:
    """Comment until killed; each comment is acknowledged once its transaction is over."""
    database = Database(folder)
    number = 0
    while True:
        text = f"{os.getpid()}.{number}"
        with database.write(author) as w:
            reviews.add_event(w, assessment, Kind.COMMENTED, {"item": "for.1", "text": text}, author)
        os.write(pipe, f"{text}\n".encode())
        number += 1


def begin(folder: Path) -> tuple[str, str]:
    database = Database(folder)
    with database.write("test") as w:
        team = accounts.add_team(w, "north")
        author = accounts.add_account(
            w, login="ann", name="Ann", role=Role.AUTHOR, team_id=team, password="long enough to keep"
        )
        assessment = cases.add_assessment(w, cases.create_case(w, team, author), MADE, by=author)
    database.close()
    return assessment, author


def kill_and_count(folder: Path, kills: int) -> tuple[set[str], set[str], tuple[audit.Fault, ...]]:
    """What was acknowledged, what is there, and the faults of the log, after so many kills."""
    assessment, author = begin(folder)
    acknowledged: set[str] = set()
    random.seed(7)
    for _ in range(kills):
        out, into = os.pipe()
        child = multiprocessing.get_context("fork").Process(
            target=write_comments, args=(folder, assessment, author, into)
        )
        child.start()
        os.close(into)
        first = os.read(out, 65536)  # it has begun to write
        time.sleep(random.uniform(0, 0.03))
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        rest = b""
        while part := os.read(out, 65536):
            rest += part
        os.close(out)
        acknowledged |= set((first + rest).decode().split())
    database = Database(folder)
    with database.read() as connection:
        there = {str(event.data["text"]) for event in reviews.review(connection, assessment).events}
    faults = audit.verify(database).faults
    database.close()
    return acknowledged, there, faults


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    acknowledged, there, faults = kill_and_count(tmp_path, KILLS)
    assert len(acknowledged) >= KILLS
    assert acknowledged <= there
    assert faults == ()
