"""YAML -> plain mappings that know their line, with a compiled copy beside the source for a fast start.

YAML is for people; parsing it costs about half a second for the whole library. The compiled copy is JSON, keyed by
the digest of every byte of content, so it can never be stale; where it cannot be written nothing is lost but time.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from evidentia.content.errors import ContentError

LINE = "__line__"  # each mapping of a content file carries "file:line" under this key
_FORMAT = "2"  # of the compiled copy


def content_root() -> Path:
    """The folder of content: EVIDENTIA_CONTENT, or the one that came with the code."""
    if chosen := os.environ.get("EVIDENTIA_CONTENT"):
        return Path(chosen)
    here = Path(__file__).resolve()
    for candidate in (here.parents[3] / "content", here.parents[1] / "_content"):
        if candidate.is_dir():
            return candidate
    raise ContentError(
        "content",
        "no content folder was found",
        "nothing can be said without records",
        "set EVIDENTIA_CONTENT to a folder that has topics/, policies/ and vocabulary/",
    )


def read_tree(root: Path) -> tuple[dict[str, Any], str]:
    """Every YAML file under `root` by its relative path, and the digest of all their bytes.

    Errors: ContentError with file:line for text that is not YAML, for a key written twice, for bytes not UTF-8.
    """
    raw = dict(_read_bytes(root))
    if not raw:
        raise ContentError(
            str(root),
            "the content folder holds no YAML file",
            "nothing can be said without records",
            "point EVIDENTIA_CONTENT to a folder that has topics/, policies/ and vocabulary/",
        )
    digest = _digest(raw)
    compiled = _compiled_path(root, digest)
    if (stored := _load_compiled(compiled)) is not None:
        return stored, digest
    tree = {path: parse(data, path) for path, data in raw.items()}
    _store_compiled(compiled, tree)
    return tree, digest


def parse(data: bytes, path: str) -> Any:
    """One YAML file as plain data: mappings carry LINE, dates become ISO text."""
    import yaml

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ContentError(
            path, f"byte {error.start} is not UTF-8", "content is UTF-8 text", "save the file as UTF-8"
        ) from None
    loader = _loader_class()(text)
    try:
        node = loader.get_single_node()
        return None if node is None else _value(node, loader, path)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ContentError(
            f"{path}:{line}",
            f"this is not YAML ({getattr(error, 'problem', None) or error})",
            "the file cannot be read any further",
            "check quotes, colons and indentation on this line and the one before",
        ) from None
    finally:
        loader.dispose()


def _loader_class() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _value(node: Any, loader: Any, path: str) -> Any:
    if node.id == "mapping":
        return _mapping(node, loader, path)
    if node.id == "sequence":
        return [_value(child, loader, path) for child in node.value]
    value = loader.construct_object(node)
    return value.isoformat() if isinstance(value, date) else value


def _mapping(node: Any, loader: Any, path: str) -> dict[str, Any]:
    result: dict[str, Any] = {LINE: f"{path}:{node.start_mark.line + 1}"}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node))
        if key in result:
            raise ContentError(
                f"{path}:{key_node.start_mark.line + 1}",
                f'the key "{key}" is written twice in one mapping',
                "one of the two would be lost",
                "keep one, or make it a list",
            )
        result[key] = _value(value_node, loader, path)
    return result


def _read_bytes(root: Path) -> Iterator[tuple[str, bytes]]:
    for folder, folders, files in os.walk(root):
        # cases/ are tests of the content; they are read by the tests, not at every start
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "cases")
        for name in sorted(files):
            if name.endswith(".yaml"):
                path = Path(folder) / name
                yield path.relative_to(root).as_posix(), path.read_bytes()


def _digest(raw: dict[str, bytes]) -> str:
    total = hashlib.sha256()
    for path in sorted(raw):
        total.update(f"{path}\0{len(raw[path])}\0".encode())
        total.update(raw[path])
    return total.hexdigest()


def _compiled_path(root: Path, digest: str) -> Path:
    """Beside the content where that can be written, else in the user's cache folder."""
    name = f"content-{_FORMAT}-{digest[:24]}.json"
    beside = root / ".compiled"
    if beside.is_dir() or os.access(root, os.W_OK):
        return beside / name
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(cache) / "evidentia" / name


def _load_compiled(path: Path) -> dict[str, Any] | None:
    try:
        stored = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return stored if isinstance(stored, dict) else None


def _store_compiled(path: Path, tree: dict[str, Any]) -> None:
    """Write whole or not at all: a reader never sees half a file."""
    import tempfile

    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as handle:
            temporary = handle.name
            json.dump(tree, handle, ensure_ascii=False)
        os.replace(temporary, path)
        for old in path.parent.glob("content-*.json"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
