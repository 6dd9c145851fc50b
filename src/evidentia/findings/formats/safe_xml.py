"""XML from outside: one pass of expat that refuses document types, and with them every entity and outside reference.

Standard library: defusedxml does the same by building on the same parser; refusing the DOCTYPE is three lines here,
and a streamed walk needs no tree in memory. Source: OWASP XML external entity prevention.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.parsers import expat

from evidentia.content.errors import InputError
from evidentia.findings.formats.text_shape import too_many_parts

_DEEPEST = 256
_MOST_PARTS = 600_000


def parse(
    name: str,
    data: bytes,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Call `start(tag, attributes)`, `end(tag)`, `text(characters)` for each part of an XML file, names without namespace.

    Errors: InputError for what is not well-formed, has a DOCTYPE, or nests deeper than any document does.
    """
    depth = parts = 0

    def opens(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth, parts
        depth, parts = depth + 1, parts + 1
        if parts > _MOST_PARTS:
            raise too_many_parts(name, _MOST_PARTS)
        if depth > _DEEPEST:
            raise InputError(name, "its XML nests too deep", "no document does", "save it again, or as PDF")
        start(_local(tag), {_local(key): value for key, value in attributes.items()} if attributes else attributes)

    def closes(tag: str) -> None:
        nonlocal depth
        depth -= 1
        end(_local(tag))

    def refuses(*_: object) -> None:
        raise InputError(
            name, "its XML has a DOCTYPE", "entities can hide or multiply text", "save it again, or as PDF"
        )

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = opens, closes
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, refuses
    try:
        parser.Parse(data, True)
    except (
        expat.ExpatError,
        LookupError,
        ValueError,
    ) as error:  # damage, an unknown encoding, characters that are none
        raise InputError(
            name,
            f"its XML is damaged at line {getattr(error, 'lineno', 1)}",
            "part of it is missing or altered",
            "save it again, or as PDF",
        ) from None


def _local(tag: str) -> str:
    return tag[tag.rfind(" ") + 1 :]
