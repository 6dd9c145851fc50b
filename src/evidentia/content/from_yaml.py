"""YAML -> plain mappings that know their line. Errors: ContentError with file:line for text that is not YAML, for a key
written twice, for bytes that are not UTF-8."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from evidentia.content.errors import ContentError

LINE = "__line__"  # each mapping of a content file carries "file:line" under this key


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


def read_bytes(root: Path) -> dict[str, bytes]:
    """Every YAML file under `root` by its relative path. Errors: ContentError where there is none."""
    raw = {name: path.read_bytes() for name, path in files_of(root)}
    if not raw:
        raise ContentError(
            str(root),
            "the content folder holds no YAML file",
            "nothing can be said without records",
            "point EVIDENTIA_CONTENT to a folder that has topics/, policies/ and vocabulary/",
        )
    return raw


def files_of(root: Path) -> Iterator[tuple[str, Path]]:
    """The YAML files under `root`: relative path, path."""
    for folder, folders, files in os.walk(root):
        # cases/ are tests of the content; they are read by the tests, not at every start
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "cases")
        for name in sorted(files):
            if name.endswith(".yaml"):
                path = Path(folder) / name
                yield path.relative_to(root).as_posix(), path


def digest_of(raw: Mapping[str, bytes]) -> str:
    """One digest over the names and all the bytes."""
    total = hashlib.sha256()
    for path in sorted(raw):
        total.update(f"{path}\0{len(raw[path])}\0".encode())
        total.update(raw[path])
    return total.hexdigest()


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
