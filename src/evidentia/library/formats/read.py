"""A file of the literature -> items, whichever kind it is; the kind is told by the content, never by the name."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from evidentia.content.errors import InputError
from evidentia.findings.formats.sniff import kind_of
from evidentia.library.formats import (
    citations,
    cms,
    ctgov,
    excerpts,
    jats,
    json_records,
    medline,
    openfda,
    page,
    retractions,
    spl,
    xml_records,
)
from evidentia.library.items import Item, Problem

Reader = Callable[[str, IO[bytes]], Iterator[Item | Problem]]
_HEAD = 65_536
_TOP = 4_096  # where the first entry of an export stands
_ROOTS: tuple[tuple[str, Reader], ...] = (
    ("PubmedArticleSet", medline.read),
    ("PubmedArticle", medline.read),
    ("PubmedBookArticleSet", medline.read),
    ("pmc-articleset", jats.read),
    ("article", jats.read),
    ("articles", jats.read),
    ("OAI-PMH", jats.read),
    ("document", spl.read),
)
_XML = (medline.read, jats.read, spl.read)
_ROOT = re.compile(rb"<(?![?!])(?:\w+:)?([\w-]+)")
_RIS = re.compile(rb"^(?:\xef\xbb\xbf)?\s*TY {1,2}- ", re.MULTILINE)
_BIBTEX = re.compile(rb"^\s*@\w+\s*\{", re.MULTILINE)
_MOST_MEMBERS = 1_000_000


def read(path: Path) -> Iterator[Item | Problem]:
    """Every item of a file, or of each file in a zip archive; gzip is unpacked on the way.

    Errors: InputError, and nothing else, for what is missing, empty, cut off, damaged, not text, or of no known kind. What was
    handed on before stays good. In an archive such a file is a Problem, and the next one is read.
    """
    try:
        with path.open("rb") as handle:
            yield from _opened(path.name, handle)
    except OSError as error:
        reason = error.strerror or (
            "it ends too early: download it again" if isinstance(error, gzip.BadGzipFile) else str(error)
        )
        raise InputError(str(path), f"it cannot be read ({reason})", "", "check the name and your rights") from None
    except EOFError:
        raise InputError(
            str(path), "it ends too early", "the download was cut off; records before it are kept", "download it again"
        ) from None


def _opened(name: str, handle: IO[bytes]) -> Iterator[Item | Problem]:
    start = handle.read(4)
    handle.seek(0)
    if start.startswith(b"\x1f\x8b"):
        with gzip.open(handle) as unpacked:
            yield from _parsed(name.removesuffix(".gz"), unpacked)  # type: ignore[arg-type]
    elif start == b"PK\x03\x04" and not _is_office(handle):
        yield from _archive(name, handle)
    else:
        handle.seek(0)
        yield from _parsed(name, handle)


def _is_office(handle: IO[bytes]) -> bool:
    try:
        return "[Content_Types].xml" in zipfile.ZipFile(handle).namelist()
    except zipfile.BadZipFile:
        return False


def _archive(name: str, handle: IO[bytes]) -> Iterator[Item | Problem]:
    try:
        archive = zipfile.ZipFile(handle)
    except zipfile.BadZipFile:
        raise InputError(name, "the archive is damaged or ends too early", "", "download it again") from None
    from evidentia.library.formats import drugsatfda

    if set(drugsatfda.TABLES) <= set(archive.namelist()):
        yield from drugsatfda.read(name, archive)
        return
    for inner in sorted(archive.namelist())[:_MOST_MEMBERS]:
        if inner.endswith("/"):
            continue
        try:
            with archive.open(inner) as member:
                yield from _parsed(f"{name}/{inner}", member)
        except InputError as error:
            yield Problem(inner, f"{error.what}")
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
            yield Problem(inner, f"it cannot be unpacked ({type(error).__name__})")


def _parsed(name: str, handle: IO[bytes]) -> Iterator[Item | Problem]:
    head = handle.read(_HEAD)
    if not head.strip():
        raise InputError(name, "it is empty", "there is nothing to read", "download it again")
    stream: IO[bytes] = _Rewound(head, handle)  # type: ignore[assignment]
    reader = _reader(head)
    if reader in _XML:
        try:
            stream = xml_records.in_utf8(stream, head)
        except LookupError as error:
            raise InputError(
                name, f"its encoding is not known ({error})", "letters would be misread", "download it again"
            ) from None
    yield from reader(name, stream)


def _reader(head: bytes) -> Reader:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith((b"<", b"\xff\xfe<", b"\xfe\xff\0<")) and not text[:512].lower().startswith(
        (b"<!doctype html", b"<html")
    ):
        root = _ROOT.search(re.sub(rb"<!--.*?-->", b"", text.replace(b"\0", b""), flags=re.DOTALL))
        known = dict(_ROOTS).get(root[1].decode()) if root else None
        if known is not None:
            return known
        if root and not _is_page(text):
            return _unknown_xml(root[1].decode())
    if text[:1] in (b"{", b"["):
        return _json
    if _RIS.search(head[:_TOP]):
        return citations.ris
    if _BIBTEX.search(head[:_TOP]):
        return citations.bibtex
    if b"RetractionNature" in head[:2_000]:
        return retractions.read
    return page.read


def _is_page(head: bytes) -> bool:
    """Whether something that begins with "<" is a page of HTML."""
    return kind_of(head) == "html"


def _unknown_xml(root: str) -> Reader:
    def refuse(name: str, handle: IO[bytes]) -> Iterator[Item | Problem]:
        raise InputError(
            name,
            f"it is XML of a kind that is not read (<{root}>)",
            "MEDLINE, JATS and SPL are",
            "check what was downloaded",
        )

    return refuse


def _json(name: str, handle: IO[bytes]) -> Iterator[Item | Problem]:
    for number, record in enumerate(json_records.records(name, handle), start=1):
        reader = json_reader(record)
        if reader is None:
            yield Problem(
                f"record {number}", "it is no record of openFDA, ClinicalTrials.gov, CMS or a test collection"
            )
            continue
        try:
            yield from reader(record, number)
        except (
            AttributeError,
            TypeError,
            KeyError,
            ValueError,
        ) as error:  # a field is of another kind than the schema says
            yield Problem(f"record {number}", f"a field is not as its schema says ({type(error).__name__})")


def json_reader(record: Mapping[str, Any]) -> Callable[[Mapping[str, Any], int], Iterator[Item | Problem]] | None:
    """The reader of a JSON record, by the fields that it has."""
    if "protocolSection" in record:
        return ctgov.study
    if "set_id" in record or "spl_product_data_elements" in record:
        return openfda.label
    if "application_number" in record and ("submissions" in record or "products" in record):
        return openfda.approval
    if "_id" in record and "text" in record:
        return excerpts.excerpt
    if record and all(isinstance(value, dict) and "CONTEXTS" in value for value in record.values()):
        return excerpts.abstracts
    if "document_id" in record or "document_display_id" in record:
        return cms.policy
    return None


class _Rewound(io.RawIOBase):
    """A stream with its first bytes put back: gzip and zip members need not be seekable."""

    def __init__(self, head: bytes, handle: IO[bytes]) -> None:
        self._head, self._handle = head, handle

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        data, self._head = self._head, b""
        if size is None or size < 0:
            return data + self._handle.read()
        if len(data) > size:
            self._head = data[size:]
            return data[:size]
        return data + self._handle.read(size - len(data))
