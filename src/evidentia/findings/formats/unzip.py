"""Zip files opened with limits: what Word files and packets share. Standard library only.

A zip can lie about everything, so the size of its directory is looked at before it is parsed, and the bytes that come
out are counted while they come. Source: PKWARE APPNOTE.TXT 4.3.16 (end of central directory), 4.4.2 (host system).
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Iterator

from evidentia.content.errors import InputError
from evidentia.model.frozen import frozen

_END = b"PK\x05\x06"
_END_OF_LARGE = b"PK\x06\x07"  # zip64: for more than 4 GB or 65,535 files, which no chart is
_MOST_DIRECTORY = 512_000  # bytes: some thousands of names


@frozen
class Limits:
    """How much may come out of one zip."""

    files: int
    megabytes: int  # all files together, unpacked
    ratio: int = 200  # unpacked to packed, for a file of more than a megabyte: text has about 5, a bomb 1,000


def opened(name: str, data: bytes, limits: Limits) -> zipfile.ZipFile:
    """The zip, where its directory is whole and small. InputError where it is not."""
    place = data.rfind(_END)
    if place < 0 or len(data) < place + 22:
        raise _damaged(name)
    if data[max(0, place - 20) : place].startswith(_END_OF_LARGE):
        raise _too_much(name, "it is a zip64 archive, which is for more than 4 GB")
    files, directory = struct.unpack("<HI", data[place + 10 : place + 16])
    if files > limits.files:
        raise _too_much(name, f"it has {files} files; at most {limits.files} are read")
    if directory > _MOST_DIRECTORY:
        raise _too_much(name, "the list of its files is too long")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception:  # zipfile raises eight kinds of errors on damaged bytes
        raise _damaged(name) from None
    if len(archive.infolist()) > limits.files:  # the count in the end record was a lie
        raise _too_much(name, f"it has {len(archive.infolist())} files; at most {limits.files} are read")
    return archive


def names(data: bytes) -> frozenset[str]:
    """The names in a zip; none where it is damaged or out of bounds."""
    try:
        return frozenset(opened("", data, Limits(5_000, 0)).namelist())
    except InputError:
        return frozenset()


def members(name: str, archive: zipfile.ZipFile, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """(inner name, bytes) of every file of a zip, ordered by name. InputError for what is unsafe or damaged."""
    left = limits.megabytes * 1_000_000
    for info in sorted(archive.infolist(), key=lambda i: i.filename):
        if info.is_dir():
            continue
        checked_path(name, info.filename, is_link=stat.S_ISLNK(info.external_attr >> 16))
        data = member(name, archive, info, left, limits)
        left -= len(data)
        yield info.filename, data


def member(name: str, archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int, limits: Limits) -> bytes:
    """One file of a zip, no larger than `left` bytes. InputError for a bomb, a password, damage."""
    inside = f"{name}/{info.filename}"
    if info.flag_bits & 0x1:
        raise InputError(inside, "it is locked with a password", "it cannot be read", "pack it without a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise InputError(inside, "it is packed in a way that is not read", "only stored and deflated files are", "pack it again as a plain zip")  # fmt: skip
    most = min(left, max(1_000_000, limits.ratio * info.compress_size))
    try:
        with archive.open(info) as handle:
            data = handle.read(most + 1)
    except Exception:  # zlib, struct, CRC, encoding … : each means damage
        raise _damaged(inside) from None
    if len(data) <= most:
        return data
    if most < left:
        raise _too_much(inside, f"it unpacks to more than {limits.ratio} times its size")
    raise _too_much(name, f"it unpacks to more than {limits.megabytes} MB")


def checked_path(name: str, inner: str, *, is_link: bool) -> None:
    """InputError for a member that points out of its archive."""
    parts = inner.replace("\\", "/").split("/")
    if is_link:
        raise InputError(
            f"{name}/{inner}", "it is a link", "links may point outside the packet", "pack the file itself"
        )
    if ".." in parts or inner[:1] in ("/", "\\") or ":" in parts[0][1:2]:
        raise InputError(
            f"{name}/{inner}",
            "its path leads outside the packet",
            "such an archive is not safe",
            "pack the files again",
        )


def _damaged(name: str) -> InputError:
    return InputError(name, "the archive is damaged", "part of it is missing or altered", "copy or export it again")


def _too_much(name: str, what: str) -> InputError:
    return InputError(name, what, "a packet this large is not one patient's chart", "send the files that matter")
