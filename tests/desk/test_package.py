"""A package proves that the same inputs give the same bytes, and shows every change to it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evidentia.content.errors import InputError
from evidentia.desk.desk import Desk
from evidentia.desk.package import replay
from evidentia.review.rights import Role
from evidentia.store.canonical import canonical, parsed, sha256
from tests.desks import person, seed


@pytest.fixture
def packed(desk: Desk, root: Path) -> bytes:
    request, documents = seed(root)
    author = person(desk, Role.AUTHOR)
    return desk.export(author.id, desk.ask(author, request, documents))


def changed(package: bytes, change: Callable[[dict[str, bytes]], None], *, manifest: bool = False) -> bytes:
    """A package with some of its files changed; `manifest`: and their digests with them."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    if manifest:
        data = parsed(files["manifest.json"].decode())
        data["files"] = {name: sha256(content) for name, content in files.items() if name != "manifest.json"}
        files["manifest.json"] = canonical(data).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_the_same_bytes(packed: bytes) -> None:
    found = replay(packed)
    assert found.problems == () and found.same


def test_a_package_is_the_same_each_time(desk: Desk, root: Path) -> None:
    request, documents = seed(root)
    author = person(desk, Role.AUTHOR)
    assessment = desk.ask(author, request, documents)
    first, second = desk.export(author.id, assessment), desk.export(author.id, assessment)
    with zipfile.ZipFile(io.BytesIO(first)) as a, zipfile.ZipFile(io.BytesIO(second)) as b:
        differing = [n for n in a.namelist() if a.read(n) != b.read(n)]
    assert differing == ["log.json", "manifest.json"]  # that it was handed out stands in the log


@pytest.mark.parametrize("manifest", [False, True])
@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("assessment.json", b'"supported', b'"conflicts'),
        ("documents/000.json", b"3 g/day", b"1 g/day"),
        ("request.json", b"2026-01-05", b"2016-01-05"),
        ("content/policies/model/ln-rituximab/policy.yaml", b"rheumatology", b"dermatology"),
        ("log.json", b"assessment.made", b"assessment.mad3"),
    ],
)
def test_a_change_is_found(packed: bytes, file: str, before: bytes, after: bytes, manifest: bool) -> None:
    def change(files: dict[str, bytes]) -> None:
        assert before in files[file]
        files[file] = files[file].replace(before, after)

    found = replay(changed(packed, change, manifest=manifest))
    assert not found.same
    said = " ".join(found.problems)
    assert (f"{file}: it is not the file that was packed" in said) != manifest
    assert not manifest or "other bytes" in said or "log" in said


def test_a_file_that_was_added_is_found(packed: bytes) -> None:
    found = replay(changed(packed, lambda files: files.update({"more.txt": b"x"})))
    assert found.problems == ("more.txt: it was added",)


@pytest.mark.parametrize("package", [b"", b"not a zip", b"PK\x03\x04"])
def test_what_is_no_package(package: bytes) -> None:
    with pytest.raises(InputError, match="not a zip file"):
        replay(package)


def test_a_package_that_points_outside_is_refused(packed: bytes) -> None:
    with pytest.raises(InputError, match="outside itself"):
        replay(changed(packed, lambda files: files.update({"../../evil.txt": b"x"})))
