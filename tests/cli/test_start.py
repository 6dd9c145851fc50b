"""What a start loads: it is a third of the time to a first answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# `dataclasses` brings `inspect` and compiles five methods a class: values are made with `model.frozen`
HEAVY = ("dataclasses", "inspect", "yaml", "jinja2", "numpy", "sqlite3", "tempfile", "concurrent.futures", "asyncio")


def test_an_answer_in_text_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from evidentia.interfaces.cli.main import main\n"
        f"main(['assess', {str(ROOT / 'examples' / 'seed_complete.txt')!r}, '--as-of', '2026-01-05'])\n"
        f"print(*sorted(set(sys.modules) & set({HEAVY!r})), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "RITUXIMAB" in done.stdout.upper()
    assert done.stderr.split() == []
