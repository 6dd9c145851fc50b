"""The compiled copy of the content: what was read from YAML and checked, as sections of JSON that are read one by one.

YAML is for people; parsing and checking it takes about a second. The copy is one file: a first line that says where each
section lies, then the sections. It is named by the digest of every byte of content and of the code that made it, so it is
never stale. A start does not read those bytes again either: it compares names, sizes and times of the files with those
under which the digest was found (as git does), and reads the sections that it needs. Where the copy cannot be written
nothing is lost but time.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from evidentia.content.from_yaml import digest_of, parse, read_bytes

_SETTLED = 2_000_000_000  # nanoseconds: a file that changed so shortly before could change again at the same time


class Compiled:
    """The sections of a compiled copy, by name; `digest` is that of the content."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        end = data.find(b"\n")
        head = json.loads(data[:end])
        self.digest: str = head["digest"]
        self._places: dict[str, tuple[int, int]] = head["sections"]
        self._data, self._start = data, end + 1
        if len(data) != self._start + sum(size for _, size in self._places.values()):
            raise ValueError("the file is cut off")

    def section(self, name: str) -> Any:
        """A section, read anew at each call. KeyError where there is none."""
        start, size = self._places[name]
        return json.loads(self._data[self._start + start : self._start + start + size])


def compiled(root: Path, prepare: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Compiled:
    """The content under `root` as sections; `prepare` checks and makes them from the parsed files by path.

    Errors: ContentError with file:line for the first thing that cannot be used.
    """
    folder = _folder(root)
    stamp, newest = _stamp(root)
    by_stamp = folder / f"stamp-{stamp}"
    if (name := _trusted(by_stamp, newest)) and (found := _open(folder / f"content-{name}.json")):
        return found
    raw = read_bytes(root)
    digest = digest_of(raw)
    name = f"{digest[:24]}-{_code_digest()[:8]}"
    path = folder / f"content-{name}.json"
    found = _open(path)
    if found is None:
        data = _bytes(digest, prepare({file: parse(content, file) for file, content in raw.items()}))
        _store(path, data)
        found = Compiled(data)
    _store(by_stamp, name.encode())
    return found


def _bytes(digest: str, sections: Mapping[str, Any]) -> bytes:
    texts = {
        name: json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() for name, value in sections.items()
    }
    places, start = {}, 0
    for name, text in texts.items():
        places[name] = (start, len(text))
        start += len(text)
    head = json.dumps({"digest": digest, "sections": places}, separators=(",", ":")).encode()
    return b"\n".join((head, b"".join(texts.values())))


def _stamp(root: Path) -> tuple[str, int]:
    """One digest over name, size and times of every file of the content and of the code; and the newest of the times."""
    total, newest = hashlib.sha256(), 0
    for path, status in (*_statuses(str(root), ".yaml"), *_statuses(str(Path(__file__).parent), ".py")):
        total.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ctime_ns}\0".encode())
        newest = max(newest, status.st_mtime_ns, status.st_ctime_ns)
    return total.hexdigest()[:24], newest


def _statuses(folder: str, ending: str) -> Iterator[tuple[str, os.stat_result]]:
    """The files that `from_yaml.files_of` finds, without opening them."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.endswith(ending):
            yield entry.path, entry.stat()
        elif not entry.name.startswith(".") and entry.name != "cases" and entry.is_dir(follow_symlinks=False):
            yield from _statuses(entry.path, ending)


def _code_digest() -> str:
    code = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in code)).hexdigest()


def _folder(root: Path) -> Path:
    """Beside the content where that can be written, else in the user's cache folder."""
    beside = root / ".compiled"
    if beside.is_dir() or os.access(root, os.W_OK):
        return beside
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(cache) / "evidentia"


def _open(path: Path) -> Compiled | None:
    try:
        with path.open("rb") as handle:
            return Compiled(mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError, KeyError, TypeError):  # there is none, or it is not what was written
        return None


def _trusted(stamp: Path, newest: int) -> str:
    """The name that a stamp holds, if it was written when every file had settled; by the clock of the disk itself."""
    try:
        return stamp.read_text("ascii") if stamp.stat().st_mtime_ns > newest + _SETTLED else ""
    except (OSError, ValueError):
        return ""


def _store(path: Path, data: bytes) -> None:
    """Write whole or not at all, in the place of the older ones: a reader never sees half a file."""
    import tempfile

    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, delete=False) as handle:
            temporary = handle.name
            handle.write(data)
        os.replace(temporary, path)
        for old in path.parent.glob(f"{path.name.split('-')[0]}-*"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
