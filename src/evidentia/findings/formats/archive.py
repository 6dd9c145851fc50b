"""Many files as one chart: a zip packet or a folder, ordered by name. Standard library only.

Nothing is left out in silence: one file that cannot be read refuses the packet and is named, except what operating
systems put there by themselves.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from evidentia.content.errors import InputError
from evidentia.findings.formats import read
from evidentia.findings.formats.extract import Extract
from evidentia.findings.formats.unzip import Limits, members, opened

LIMITS = Limits(files=200, megabytes=60)
DEPTH = 2  # a zip in a zip is a packet that somebody forwarded; a zip in that is a bomb
SECONDS = 30  # for all files together; each has its own limit too
_OF_THE_SYSTEM = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


def extract(name: str, data: bytes, depth: int = 0) -> tuple[Extract, ...]:
    """The documents of a zip, named "packet.zip/labs.csv". Errors: InputError, see `unzip`, and for each file."""
    if depth >= DEPTH:
        raise InputError(
            name, f"it is an archive in {DEPTH} archives", "packets so deep are not opened", "unpack it first"
        )
    archive = opened(name, data, LIMITS)
    return _all(name, members(name, archive, LIMITS), depth + 1)


def folder(path: Path) -> tuple[Extract, ...]:
    """The documents of a folder and the folders in it, named "chart/labs.csv".

    Links and hidden files are not followed. Errors: InputError where it is empty or too large, and for each file.
    """
    name = path.name or str(path.resolve().name)
    return _all(name, _files(path, name), 0)


def _files(path: Path, name: str) -> Iterator[tuple[str, bytes]]:
    left, count = LIMITS.megabytes * 1_000_000, 0
    for file in _walked(path, name):
        inner = file.relative_to(path).as_posix()
        if _is_hidden(inner):
            continue
        data = read.content(file, f"{name}/{inner}")
        left, count = left - len(data), count + 1
        if left < 0 or count > LIMITS.files:
            raise InputError(
                name,
                f"it has more than {LIMITS.files} files or {LIMITS.megabytes} MB",
                "a folder this large is not one patient's chart",
                "name the files that matter",
            )
        yield inner, data


def _walked(path: Path, name: str) -> list[Path]:
    """Every file below a folder, by name; the walk itself ends early in a folder of thousands."""
    found: list[Path] = []
    waiting = [path]
    try:
        while waiting and len(found) + len(waiting) <= 50 * LIMITS.files:
            for entry in waiting.pop().iterdir():
                if not entry.is_symlink():
                    (waiting if entry.is_dir() else found).append(entry)
    except OSError as error:
        raise InputError(name, f"it cannot be opened ({error.strerror})", "", "check your rights") from None
    return sorted(found, key=lambda f: f.relative_to(path).as_posix())


def _all(name: str, files: Iterator[tuple[str, bytes]], depth: int) -> tuple[Extract, ...]:
    end = time.monotonic() + SECONDS
    found: list[Extract] = []
    for inner, data in files:
        if _is_hidden(inner):
            continue
        found += read.from_bytes(f"{name}/{inner}", data, depth)
        if time.monotonic() > end:
            raise InputError(
                name, f"reading it takes longer than {SECONDS} s", "it is too large", "send the files that matter"
            )
    if not found:
        raise InputError(name, "there is no file in it", "there is nothing to read", "check the export")
    return tuple(found)


def _is_hidden(inner: str) -> bool:
    return any(part in _OF_THE_SYSTEM or part.startswith("._") for part in inner.split("/"))
