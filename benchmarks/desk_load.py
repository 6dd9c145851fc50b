"""Twenty people at the desk at once: server time of each page, as the server reports it in `Server-Timing`.

    python benchmarks/desk_load.py [SECONDS] [USERS]

A real server process on loopback, a fresh database, real accounts. Each person reads articles and statements, looks at the
work list, asks and asks further, and thinks for about a second between two pages.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from datetime import date
from pathlib import Path

import httpx

from evidentia.desk.desk import Desk
from evidentia.desk.making import Request
from evidentia.findings.formats.extract import Extract
from evidentia.findings.from_file import split_case
from evidentia.review.rights import Role
from evidentia.store import accounts

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "correct horse battery"
PAGES = ("article", "article", "article", "article", "item", "item", "work", "first", "follow-up", "ask")
QUESTION, CHART = split_case((ROOT / "examples" / "seed_complete.txt").read_text("utf-8"))


def prepare(data: Path, users: int) -> list[str]:
    """Accounts of one team, and a hundred cases; returns the addresses of the articles."""
    desk = Desk(data)
    with desk.database.write("load") as w:
        team = accounts.add_team(w, "north")
        for n in range(users):
            accounts.add_account(
                w, login=f"user{n}", name=f"User {n}", role=Role.AUTHOR, team_id=team, password=PASSWORD
            )
        account = accounts.account_named(w.connection, "user0")
    assert account is not None
    request, documents = Request(QUESTION, date(2026, 1, 5)), [Extract("note.txt", CHART)]
    made = [f"/assessments/{desk.ask(account, request, documents)}" for _ in range(100)]
    desk.close()
    return made


async def user(
    number: int, place: str, articles: list[str], seconds: float, ready: asyncio.Barrier, times: dict[str, list[float]]
) -> None:
    rng = random.Random(number)
    async with httpx.AsyncClient(base_url=place, timeout=30) as client:
        form = _csrf((await client.get("/login")).text)
        await client.post("/login", data={"csrf": form, "login": f"user{number}", "password": PASSWORD})
        csrf = _csrf((await client.get("/profile")).text)
        await ready.wait()  # a password costs a tenth of a second on purpose: the clock starts when all are signed in
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            await asyncio.sleep(rng.uniform(0.5, 1.5))
            page, article = rng.choice(PAGES), rng.choice(articles)
            response = await _visit(client, page, article, csrf)
            assert response.status_code in (200, 303), (page, response.status_code)
            times[page].append(float(response.headers["server-timing"].partition("dur=")[2]))


async def _visit(client: httpx.AsyncClient, page: str, article: str, csrf: str) -> httpx.Response:
    if page == "ask":
        return await client.post(
            "/ask", data={"csrf": csrf, "question": QUESTION, "chart": CHART, "as_of": "2026-01-05"}
        )
    if page == "follow-up":
        return await client.post(f"{article}/follow-ups", data={"csrf": csrf, "question": "why not obinutuzumab?"})
    return await client.get(
        {"article": article, "item": f"{article}/items/against.1", "work": "/work", "first": "/"}[page]
    )


def _csrf(text: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', text)
    assert found is not None
    return found[1]


async def load(place: str, articles: list[str], seconds: float, users: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = defaultdict(list)
    ready = asyncio.Barrier(users)
    await asyncio.gather(*(user(n, place, articles, seconds, ready, times) for n in range(users)))
    return times


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    users = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        articles = prepare(Path(folder), users)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [
            sys.executable,
            "-m",
            "evidentia.interfaces.cli.main",
            "serve",
            "--port",
            str(port),
            "--data",
            folder,
        ]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
            place = f"http://127.0.0.1:{port}"
            _wait(place)
            times = asyncio.run(load(place, articles, seconds, users))
            server.terminate()
    _report(times, users)
    return 0


def _wait(place: str) -> None:
    for _ in range(200):
        try:
            httpx.get(f"{place}/health")
            return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def _report(times: dict[str, list[float]], users: int) -> None:
    everything = [t for found in times.values() for t in found]
    print(
        f"{users} users, {len(everything)} pages, server time in ms (load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors)"
    )
    for name, found in [*sorted(times.items()), ("all", everything)]:
        cuts = statistics.quantiles(found, n=100) if len(found) > 1 else found * 99
        print(f"  {name:10} n {len(found):5}   p50 {cuts[49]:6.1f}   p95 {cuts[94]:6.1f}   p99 {cuts[98]:6.1f}")


if __name__ == "__main__":
    sys.exit(main())
