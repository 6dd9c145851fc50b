"""The content that assessments were made with, kept beside the database by its digest, so that each can be made again."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

from evidentia.content.errors import InputError
from evidentia.content.from_yaml import read_bytes


def keep(root: Path, folder: Path, digest: str) -> None:
    """Keep the content of `root` under its digest, where it is not kept yet; whole or not at all."""
    path = _path(folder, digest)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in read_bytes(root).items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_bytes(out.getvalue())
    os.replace(temporary, path)


def kept(folder: Path, digest: str) -> dict[str, bytes]:
    """The files of the content with a digest. Errors: InputError where it was not kept here."""
    try:
        with zipfile.ZipFile(_path(folder, digest)) as archive:
            return {name: archive.read(name) for name in sorted(archive.namelist())}
    except FileNotFoundError:
        raise InputError(
            "the content", f"that of digest {digest[:12]} is not in the data folder",
            "the assessment cannot be made again without it", "put back the folder content/ of the data folder",
        ) from None  # fmt: skip


def _path(folder: Path, digest: str) -> Path:
    return folder / "content" / f"{digest}.zip"
