"""XML of the literature, record by record: files of gigabytes pass through in the memory of one record.

The file is cut at the tags of its records, and each is parsed by itself: one that is damaged is a Problem, and the next is read.
Unlike a chart, these files come with a DOCTYPE (NLM's). It is never loaded; the names of its characters (&alpha;) are those of HTML,
which are known. A file that declares entities of its own is refused. Source: OWASP XML external entity prevention; W3C XML Entity
Definitions for Characters.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator
from functools import cache
from html.entities import html5
from typing import IO
from xml.etree.ElementTree import Element, ParseError, XMLParser

from evidentia.content.errors import InputError
from evidentia.library.items import Problem

_CHUNK = 1 << 20
_MOST = 64_000_000  # bytes of one record
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]+)""")
_ROOT = re.compile(rb"<(?![?!])([\w:.-]+)([^<>]*?)(/?)>")
_DOCTYPE = b'<!DOCTYPE r SYSTEM "none">'  # so that names of characters are asked for, not refused


def records(name: str, handle: IO[bytes], *tags: str) -> Iterator[tuple[int, Element | Problem]]:
    """(number, record) for each element of one of `tags`, with names free of namespaces; such elements do not nest.

    Errors: InputError where the file ends too early, is not in the encoding that it declares, or declares entities of its own.
    What came before has been handed on.
    """
    number = 0
    for number, piece in enumerate(_pieces(name, handle, tags), start=1):
        yield number, _parsed(number, *piece)
    if number == 0:
        raise InputError(name, f"there is no <{tags[0]}> in it", "", "check what was downloaded")


def _pieces(name: str, handle: IO[bytes], tags: tuple[str, ...]) -> Iterator[tuple[bytes, bytes]]:
    """(the start tag of the root, the bytes of a record). The root is needed for the namespaces that it declares."""
    opens = re.compile(rb"<(?:\w+:)?(" + "|".join(tags).encode() + rb")(?=[\s>/])")
    buffer, root, ended = b"", b"", False
    while not ended:
        chunk = _read(name, handle)
        ended, buffer = not chunk, buffer + chunk
        if b"<!ENTITY" in buffer:
            raise InputError(
                name, "its XML declares entities", "they can hide or multiply text", "download it from its publisher"
            )
        if not root and (found := _ROOT.search(buffer)):
            root = found[0]
        place = 0
        while begin := opens.search(buffer, place):
            close = re.compile(rb"</(?:\w+:)?" + begin[1] + rb"\s*>").search(buffer, begin.end())
            if close is None:
                break
            yield root, buffer[begin.start() : close.end()]
            place = close.end()
        buffer = buffer[place:]
        if len(buffer) > _MOST:
            raise InputError(
                name,
                f"one record has more than {_MOST // 1_000_000} MB",
                "no document has",
                "check what was downloaded",
            )
    _whole(name, buffer, root, bool(opens.match(root)))


def _whole(name: str, rest: bytes, root: bytes, root_is_record: bool) -> None:
    """InputError where a file does not end with the end of its root; a record that is the root has been cut out with it."""
    rest = re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", rest, flags=re.DOTALL).strip()
    found = _ROOT.search(root)
    if root_is_record or found is None:
        is_whole = not rest
    else:
        is_whole = re.search(rb"</" + re.escape(found[1]) + rb"\s*>$", rest) is not None
    if not is_whole:
        raise InputError(
            name, "it ends too early", "the download was cut off; records before it are kept", "download it again"
        )


def _read(name: str, handle: IO[bytes]) -> bytes:
    try:
        return handle.read(_CHUNK)
    except (EOFError, zlib.error):
        raise InputError(
            name, "it ends too early", "the download was cut off; records before it are kept", "download it again"
        ) from None
    except UnicodeDecodeError as error:
        raise InputError(
            name, f"it is not in {error.encoding}, as it declares", "letters would be misread", "download it again"
        ) from None


def _parsed(number: int, root: bytes, record: bytes) -> Element | Problem:
    """A record inside the start tag of its root, which is left again."""
    own = _ROOT.match(root)
    wrapped = own is not None and not record.startswith(root)
    start, end = (root.rstrip(b"/>") + b">", b"</" + own[1] + b">") if wrapped and own else (b"", b"")
    parser = XMLParser()
    parser.entity.update(_characters())
    try:
        parser.feed(b"".join((_DOCTYPE, start, record, end)))
        tree: Element = parser.close()
    except (ParseError, ValueError) as error:
        reason = str(error).partition(":")[0]
        return Problem(f"record {number}", f"its XML is damaged ({reason})")
    return _without_namespaces(tree[0] if wrapped else tree)


def in_utf8(handle: IO[bytes], head: bytes) -> IO[bytes]:
    """The stream in UTF-8, whatever encoding its XML declares. LookupError for an encoding that there is not."""
    declared = _DECLARED.search(head)
    encoding = (
        "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else declared[1].decode() if declared else "utf-8"
    )
    if encoding.lower() in ("utf-8", "us-ascii", "ascii"):
        return handle
    return codecs.EncodedFile(handle, "utf-8", encoding)


def local(tag: str) -> str:
    return tag[tag.rfind("}") + 1 :]


def _without_namespaces(element: Element) -> Element:
    for node in element.iter():
        if "}" in node.tag:
            node.tag = local(node.tag)
        attributes = node.attrib
        if attributes:
            for key in [key for key in attributes if "}" in key]:
                attributes[local(key)] = attributes.pop(key)
    return element


@cache
def _characters() -> dict[str, str]:
    return {name.rstrip(";"): value for name, value in html5.items()}


def words(element: Element | None) -> str:
    """All text below an element, spaces made single; "" for none.

    >>> from xml.etree.ElementTree import fromstring
    >>> words(fromstring("<p>UPCR  <b>1.2</b>\\n g/g</p>"))
    'UPCR 1.2 g/g'
    """
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def text_of(element: Element, path: str) -> str:
    """The words at a path below an element; "" where there is nothing."""
    return words(element.find(path))
