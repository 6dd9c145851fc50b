"""A PostgreSQL server of Debian's packages, started for the tests: on a socket only, in a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest where there are several."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def running(bin_: Path) -> Iterator[str]:
    """The URL of its database; it is stopped and its folder removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="evidentia-pg-"))
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name  # it refuses to run as root
    if os.geteuid() == 0:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, capture_output=True, timeout=60, cwd=folder, user=user if os.geteuid() == 0 else None
        )

    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    try:
        run(str(bin_ / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "evidentia", "-E", "UTF8")
        run(str(bin_ / "pg_ctl"), "-D", str(folder / "data"), "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgresql://evidentia@/postgres?host={folder}"
        finally:
            run(str(bin_ / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_schema(server: str) -> str:
    """The URL of an empty schema of its own: made and removed in no time, as databases are not."""
    import psycopg

    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{server}&options=-csearch_path%3D{name}"
