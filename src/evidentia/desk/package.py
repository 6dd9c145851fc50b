"""A replayable package: one zip with everything that an assessment came from, and the proof that it gives the same bytes.

It holds the request, the documents, the content that was in use, the assessment, its review and its part of the log. Each
file's digest stands in the manifest. `replay` needs nothing but the package and the same version of Evidentia.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

import evidentia.answer.render.json as as_json
from evidentia import __version__
from evidentia.content.errors import InputError
from evidentia.content.loader import load
from evidentia.desk import content_kept
from evidentia.desk.making import assessed, request_from
from evidentia.store import cases, log
from evidentia.store.canonical import canonical, parsed, sha256
from evidentia.store.database import Database
from evidentia.store.tables import REVIEW_EVENT

FORMAT = "evidentia-package/1"
_LARGEST = 64_000_000  # bytes, unpacked


def hand_out(database: Database, data: Path, actor: str, assessment_id: str) -> bytes:
    """The package of an assessment; that it was handed out stands in the log, and in the package.

    `data` is the folder that keeps the content. Errors: InputError for an assessment or content that is not there.
    """
    with database.read() as connection:
        kept = cases.assessment(connection, assessment_id)
    if kept is None:
        raise InputError("the assessment", "there is none of that identifier", "", "see the work list")
    content = content_kept.kept(data, kept.digests["content"])
    with database.write(actor) as w:
        w.log("assessment.exported", kept.id, form="package")
        files = _files(w.connection, kept)
    return _zipped(files | {f"content/{path}": data for path, data in content.items()})


def _files(connection: Connection, kept: cases.Kept) -> dict[str, bytes]:
    files: dict[str, bytes] = {
        "request.json": canonical({k: v for k, v in kept.inputs.items() if k != "documents"}).encode(),
        "assessment.json": cases.output(connection, kept.id).encode(),
        "digests.json": canonical(dict(kept.digests)).encode(),
        "review.json": canonical(_events(connection, kept.id)).encode(),
        "log.json": canonical(_log(connection, kept)).encode(),
    }
    documents = cases.documents(connection, kept.case_id, kept.inputs["documents"])
    files |= {f"documents/{n:03d}.json": cases.content_of(document).encode() for n, document in enumerate(documents)}
    return files


def _events(connection: Connection, assessment_id: str) -> list[dict[str, Any]]:
    query = REVIEW_EVENT.select().where(REVIEW_EVENT.c.assessment_id == assessment_id).order_by(REVIEW_EVENT.c.number)
    return [
        {"id": row.id, "kind": row.kind, "at": row.created_at, "by": row.created_by, "content": row.content, "digest": row.digest}
        for row in connection.execute(query)
    ]  # fmt: skip


def _log(connection: Connection, kept: cases.Kept) -> dict[str, Any]:
    """The entries about this assessment, and the head of the log at the time."""
    events = {event["id"] for event in _events(connection, kept.id)}
    about = log.entries(connection, subjects=frozenset({kept.id, kept.case_id, *events}))
    return {
        "head": str(log.head(connection)),
        "entries": [{name: getattr(entry, name) for name in entry.__slots__} for entry in about],
    }


def _zipped(files: Mapping[str, bytes]) -> bytes:
    manifest = {"format": FORMAT, "version": __version__, "files": {name: sha256(data) for name, data in files.items()}}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted({**files, "manifest.json": canonical(manifest).encode()}.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay found: whether the same bytes came out, and everything that does not fit."""

    same: bool
    digest: str  # of the assessment in the package
    problems: tuple[str, ...]


def replay(package: bytes) -> Replay:
    """Make the assessment of a package again, from its own content, and compare the bytes.

    Errors: InputError for a file that is no package.
    """
    files = _unpacked(package)
    manifest = parsed(files["manifest.json"].decode())
    problems = [
        f"{name}: it is not the file that was packed"
        for name, digest in manifest["files"].items()
        if name not in files or sha256(files[name]) != digest
    ]
    problems += [f"{name}: it was added" for name in files if name not in manifest["files"] and name != "manifest.json"]
    if manifest["version"] != __version__:
        problems.append(f"it was made by version {manifest['version']}, this is {__version__}: bytes may differ")
    problems += _log_problems(files)
    again = _again(files)
    if again != files["assessment.json"]:
        problems.append("assessment.json: the same inputs gave other bytes")
    return Replay(not problems, sha256(files["assessment.json"]), tuple(problems))


def _again(files: Mapping[str, bytes]) -> bytes:
    documents = [cases.document_from(files[name].decode()) for name in sorted(files) if name.startswith("documents/")]
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            if name.startswith("content/"):
                path = Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        library = load(Path(folder) / "content")  # it reads what is asked for, so the folder has to stay until the end
        assessment = assessed(request_from(parsed(files["request.json"].decode())), documents, library)
        return as_json.render(assessment).encode()


def _log_problems(files: Mapping[str, bytes]) -> list[str]:
    """The log's entries have their digests, and speak of these very bytes."""
    entries = [log.Entry(**fields) for fields in parsed(files["log.json"].decode())["entries"]]
    problems = [f"log entry {e.seq}: its content does not have its digest" for e in entries if e.hash != e.expected]
    made = [parsed(e.data) for e in entries if e.action == "assessment.made"]
    if not made or made[-1]["digest"] != sha256(files["assessment.json"]):
        problems.append("log.json: it does not speak of this assessment")
    logged = {parsed(e.data).get("digest") for e in entries if e.action.startswith("review.")}
    events = parsed(files["review.json"].decode())
    wrong = [e["id"] for e in events if sha256(e["content"]) != e["digest"] or e["digest"] not in logged]
    return problems + [f"review event {name}: it is not what the log says" for name in wrong]


def _unpacked(package: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            if sum(info.file_size for info in archive.infolist()) > _LARGEST:
                raise InputError("the package", "it is larger than any package", "", "export it again")
            names = archive.namelist()
            if any(name.startswith("/") or ".." in name.split("/") for name in names):
                raise InputError("the package", "it names a place outside itself", "", "do not use it")
            files = {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, RuntimeError):
        raise InputError("the package", "it is not a zip file", "", "export it again") from None
    for name in ("manifest.json", "request.json", "assessment.json", "log.json", "review.json"):
        if name not in files:
            raise InputError(
                "the package", f"{name} is missing", "without it nothing can be replayed", "export it again"
            )
    return files
