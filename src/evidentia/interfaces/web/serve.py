"""One process that serves the desk, on loopback unless told otherwise."""

from __future__ import annotations

import gc
import logging
import sys
from datetime import timedelta
from pathlib import Path

import uvicorn

from evidentia.desk.desk import Desk
from evidentia.interfaces.web.app import create_app
from evidentia.store import cases, drafts


def serve(data: Path, database: str | None, *, host: str, port: int, https: bool, keep_years: int) -> None:
    """Serve until stopped. Errors: InputError for a folder or database that cannot be used."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    for noisy in ("httpx", "alembic", "multipart"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # a page gives up the interpreter at every query; with the usual 5 ms it would wait that long each time while somebody asks
    sys.setswitchinterval(0.0005)
    desk = Desk(data, database, keep_for=timedelta(days=365 * keep_years))
    _settle(desk)
    with desk.database.write("desk") as w:
        expired = cases.expire(w)
        drafts.expire(w)
    logging.info("content %s; %d cases were past their time and are deleted", desk.library.digest[:12], len(expired))
    logging.info("http://%s:%d", host, port)
    try:
        uvicorn.run(
            create_app(desk, secure_cookies=https), host=host, port=port, access_log=False, log_level="warning",
            server_header=False, timeout_graceful_shutdown=5,
            proxy_headers=https,  # the HTTPS server before it, on this machine, says who asks
        )  # fmt: skip
    finally:
        desk.close()


def _settle(desk: Desk) -> None:
    """Read all content and use it once, so that the first who asks does not wait for it; then take it out of the garbage
    collector's sight: it never becomes garbage, and going through it would stop every page again and again."""
    for _ in desk.library.records.values():
        pass
    with desk.database.read() as connection:
        examples = [cases.assessment(connection, name) for name in desk.examples.values()]
    for example in examples:
        if example is not None:
            desk.read(example)
    gc.collect()
    gc.freeze()
