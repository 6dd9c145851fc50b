"""Kill a writer of review comments two hundred times and count what it had acknowledged and what is there.

python benchmarks/kill_reviews.py [KILLS]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.store.test_kill import kill_and_count


def main() -> int:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        acknowledged, there, faults = kill_and_count(Path(folder), kills)
    lost = acknowledged - there
    print(
        f"{kills} kills, {len(acknowledged)} comments acknowledged, {len(lost)} lost, {len(faults)} faults of the log"
    )
    return 1 if lost or faults else 0


if __name__ == "__main__":
    sys.exit(main())
