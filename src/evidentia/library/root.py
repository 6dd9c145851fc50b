"""Where a library lies unless somebody says otherwise."""

from __future__ import annotations

import os
from pathlib import Path


def default_root() -> Path:
    """EVIDENTIA_LIBRARY, or the user's data folder."""
    if chosen := os.environ.get("EVIDENTIA_LIBRARY"):
        return Path(chosen)
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(os.path.expanduser("~"), ".local", "share")
    return Path(data) / "evidentia" / "library"
