"""What the documents promise is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_the_first_screen_has_exactly_the_two_commands() -> None:
    block = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)[0]
    assert [line.split("#")[0].strip() for line in block.strip().splitlines()] == ["make demo", "make test"]


def test_every_command_of_the_program_stands_in_the_readme() -> None:
    folder = ROOT / "src" / "evidentia" / "interfaces" / "cli"
    source = "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.py")))
    for command in re.findall(r'commands\.add_parser\(\s*"(\w+)"', source):
        assert f"evidentia {command}" in README, command


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "CONTRIBUTING.md",
        "docs/content.md",
        "docs/architecture.md",
        "docs/desk.md",
        "docs/sources.md",
        "docs/scale.md",
    ],
)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


def test_every_room_stands_in_the_architecture() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    for room in (ROOT / "src" / "evidentia").iterdir():
        if room.is_dir() and room.name not in ("__pycache__",):
            assert f"`{room.name}" in text, room.name


def test_nothing_names_a_machine() -> None:
    for path in ROOT.rglob("*"):
        if (
            path.suffix in (".py", ".md", ".yaml", ".toml", ".txt", ".json")
            and ".venv" not in path.parts
            and "out" not in path.parts
        ):
            text = path.read_text("utf-8", errors="ignore")
            assert not re.search(r"(^|[^A-Za-z0-9_.])/(work|farm|root)/[a-z.]", text), path
