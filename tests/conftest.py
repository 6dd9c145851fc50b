"""What all tests share. `shared` is the folder of open cases and public data beside the project, where it is there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
not_run: list[str] = []  # what a machine lacks, told at the end of the tests


@pytest.fixture(autouse=True, scope="session")
def _no_library_of_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What somebody has added to their own library must not change a test."""
    before = os.environ.get("EVIDENTIA_LIBRARY")
    os.environ["EVIDENTIA_LIBRARY"] = str(tmp_path_factory.mktemp("no-library"))
    yield
    if before is None:
        del os.environ["EVIDENTIA_LIBRARY"]
    else:
        os.environ["EVIDENTIA_LIBRARY"] = before


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture
def shared(request: pytest.FixtureRequest) -> Path:
    """`../shared`. CI fails without it; a user's clone has none, and the summary says what was not run."""
    if not SHARED.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs ../shared beside the checkout")
        not_run.append(request.node.nodeid)
        # a user's clone has no ../shared; CI has it and fails above, so nothing is skipped where it could run
        pytest.skip("not run: ../shared is not beside the project")
    return SHARED


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[str]:
    """A PostgreSQL server, as a URL with a place for the database's name. CI installs it and fails without it."""
    from tests.postgres import binaries, running

    found = binaries()
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs Debian's postgresql: .ci/run installs it")
        not_run.append("tests on PostgreSQL")
        # as with ../shared: it runs wherever the packages are
        pytest.skip("not run: PostgreSQL is not installed")
    with running(found) as url:
        yield url


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id with the smallest parameters: the same algorithm, without half a second for every account of a test."""
    from argon2 import PasswordHasher

    from evidentia.store import accounts

    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(accounts, "_hasher", lambda: hasher)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not_run:
        terminalreporter.write_line(
            f"not run, because ../shared (open cases, public data), PostgreSQL or Chromium is not there: {len(not_run)}"
        )
        for name in not_run:
            terminalreporter.write_line(f"  {name}")
