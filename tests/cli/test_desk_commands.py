"""The commands around the desk, as a person types them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from evidentia.desk.desk import Desk
from evidentia.review.rights import Role
from tests.desks import person, seed

PASSWORD = "correct horse battery"


def run(*arguments: str, data: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    source = Path(__file__).resolve().parents[2] / "src"
    return subprocess.run(
        [sys.executable, "-m", "evidentia.interfaces.cli.main", *arguments],
        env={**os.environ, "PYTHONPATH": str(source), "EVIDENTIA_DATA": str(data)},
        input=given, capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_the_first_administrator(tmp_path: Path) -> None:
    data = tmp_path / "data"
    result = run("user", "add", "ann", "--name", "Ann", "--role", "administrator", data=data, given=PASSWORD + "\n")
    assert (result.returncode, result.stdout) == (0, "added: ann, administrator, team default\n"), result.stderr
    again = run("user", "add", "ann", "--name", "Ann", "--role", "administrator", data=data, given=PASSWORD + "\n")
    assert again.returncode == 2 and 'login "ann": it is taken. Choose another.' in again.stderr
    short = run("user", "add", "bob", "--name", "Bob", "--role", "author", data=data, given="short\n")
    assert short.returncode == 2 and "the password: it has fewer than 12 characters" in short.stderr
    assert oct(data.stat().st_mode)[-3:] == "700"


def test_the_log_is_verified_and_a_package_replayed(tmp_path: Path, root: Path, quick_passwords: None) -> None:
    desk = Desk(tmp_path)
    author = person(desk, Role.AUTHOR)
    assessment = desk.ask(author, *seed(root))
    head = run("log", "head", data=tmp_path).stdout.strip()

    package = tmp_path / "package.zip"
    assert run("case", "export", assessment, "--out", str(package), data=tmp_path).returncode == 0
    replayed = run("replay", str(package), data=tmp_path)
    assert replayed.returncode == 0 and replayed.stdout.startswith("the same bytes: sha256 ")

    whole = run("log", "verify", "--head", head, data=tmp_path)
    assert whole.returncode == 0 and whole.stdout.startswith("the log is whole; head ")
    with desk.database.engine.connect() as connection, connection.begin():
        connection.execute(text("DROP TRIGGER log_unchanged"))
        connection.execute(text("UPDATE log SET actor = 'nobody' WHERE seq = 2"))
    broken = run("log", "verify", data=tmp_path)
    assert broken.returncode == 1
    assert "edited: entry 2: its content does not have its digest" in broken.stdout
    assert "unguarded: log_unchanged" in broken.stdout
    desk.close()


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"no")
    for arguments, message in (
        (("replay", str(tmp_path / "none.zip")), "it cannot be read"),
        (("replay", str(tmp_path / "no.zip")), "it is not a zip file"),
        (("log", "verify", "--head", "x"), "is not the head of a log"),
        (("case", "export", "x", "--out", str(tmp_path / "o")), "there is none of that identifier"),
    ):
        result = run(*arguments, data=tmp_path / "data")
        assert result.returncode == 2 and message in result.stderr and "Traceback" not in result.stderr


def python(code: str, *, data: Path) -> subprocess.CompletedProcess[str]:
    source = Path(__file__).resolve().parents[2] / "src"
    return subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(source), "EVIDENTIA_DATA": str(data)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_without_its_packages_the_desk_says_how_to_get_them(tmp_path: Path) -> None:
    for command in (["log", "head"], ["serve"], ["replay", "x.zip"]):
        code = f"import sys; sys.modules['sqlalchemy'] = None; from evidentia.interfaces.cli.main import main; sys.exit(main({command}))"
        result = python(code, data=tmp_path)
        assert result.returncode == 2 and "Traceback" not in result.stderr
        assert "is not installed. The desk needs more than the engine. Run make serve" in result.stderr


def test_an_assessment_loads_nothing_of_the_desk(tmp_path: Path) -> None:
    code = (
        "import sys; from evidentia.interfaces.cli.main import main; main(['assess', 'Is rituximab necessary for lupus nephritis?']); "
        "print([m for m in sys.modules if m.split('.')[0] in ('sqlalchemy', 'fastapi', 'alembic', 'argon2', 'rfc8785', 'pydantic')], file=sys.stderr)"
    )
    result = python(code, data=tmp_path)
    assert (result.returncode, result.stderr.strip()) == (0, "[]")
