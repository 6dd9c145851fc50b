"""What all tests share. `shared` is the folder of open cases and public data beside the project, where it is there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
_not_run: list[str] = []


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture
def shared(request: pytest.FixtureRequest) -> Path:
    """`../shared`. CI fails without it; a user's clone has none, and the summary says what was not run."""
    if not SHARED.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs ../shared beside the checkout")
        _not_run.append(request.node.nodeid)
        # a user's clone has no ../shared; CI has it and fails above, so nothing is skipped where it could run
        pytest.skip("not run: ../shared is not beside the project")
    return SHARED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _not_run:
        terminalreporter.write_line(
            f"not run, because ../shared (open cases, public data) is not beside the project: {len(_not_run)} tests"
        )
        for name in _not_run:
            terminalreporter.write_line(f"  {name}")
