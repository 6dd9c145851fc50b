"""`library audit`: from a notice to everything that stands on what it is about, down to past assessments."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from evidentia.answer.render.text import fill
from evidentia.content.errors import InputError
from evidentia.content.loader import load
from evidentia.library.audit import Cited, Concern, of_assessment
from evidentia.library.audit import audit as look
from evidentia.library.collection import Collection
from evidentia.model.evidence import Source


def audit(arguments: argparse.Namespace, root: Path) -> int:
    """Print every concern; 1 where something cites one, so that a nightly run can raise an alarm."""
    cited = [*_of_content(load().sources), *_of_files([Path(name) for name in arguments.assessments])]
    if arguments.data:
        cited += _of_desk(Path(arguments.data))
    with Collection(root) as library:
        concerns = look(library.store, cited)
    if arguments.format == "json":
        print(json.dumps([_data(concern) for concern in concerns], ensure_ascii=False, indent=1))
    else:
        print(
            "\n\n".join(map(_text, concerns))
            or f"nothing: none of {len(cited)} citations, and nothing in the library, has a notice against it"
        )
    return 1 if any(concern.cited_by for concern in concerns) else 0


def _of_content(sources: Mapping[str, Source]) -> Iterator[Cited]:
    for source in sources.values():
        yield Cited(f"content: {source.id}", source.title, source.identifiers)


def _of_files(paths: list[Path]) -> Iterator[Cited]:
    files = [file for path in paths for file in (sorted(path.rglob("*.json")) if path.is_dir() else [path])]
    for file in files:
        try:
            data = json.loads(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(
                str(file), f"it is no assessment ({type(error).__name__})", "", "write one with --format json"
            ) from None
        if isinstance(data, dict) and str(data.get("schema", "")).startswith("evidentia-assessment/"):
            yield from of_assessment(data, f"assessment {data.get('id')} ({file.name})")


def _of_desk(folder: Path) -> list[Cited]:
    """The assessments that a desk keeps, by their case."""
    if not (folder / "evidentia.db").is_file():
        raise InputError(str(folder), "there is no desk", "", "point --data to its data folder")
    from evidentia.store import cases
    from evidentia.store.database import Database

    with Database(folder).read() as connection:
        found: list[Cited] = []
        for kept in cases.all_assessments(connection):
            found += of_assessment(
                json.loads(cases.output(connection, kept.id)), f"assessment {kept.id} of case {kept.case_id}"
            )
    return found


def _data(concern: Concern) -> dict[str, object]:
    data = asdict(concern)
    data["notices"] = [
        {"kind": str(n.kind), "by": n.by, "on": str(n.on or ""), "said_by": n.said_by} for n in concern.notices
    ]
    return data


def _text(concern: Concern) -> str:
    lines = [fill(f"{concern.what.upper()}  {concern.id}  {concern.title}", "", "  ")]
    lines += [
        f"  notice: {n.kind}, {n.by or 'not named'}, {n.on or 'undated'}, {n.said_by or 'the source'}"
        for n in concern.notices
    ]
    lines += [f"  cited by {by}" for by in concern.cited_by] or ["  in the library; nothing looked at cites it"]
    return "\n".join(lines)
