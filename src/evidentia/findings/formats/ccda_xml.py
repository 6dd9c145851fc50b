"""XML bytes -> elements, with everything refused by which a file attacks its reader. Standard library only.

No document type, no entities, no outside references; depth, size and the number of elements have limits.
"""

from __future__ import annotations

from typing import NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from evidentia.content.errors import InputError

LIMIT_MB = 20
_DEEPEST = 100
_MOST_ELEMENTS = 300_000


def parsed(name: str, data: bytes) -> Element:
    """The root element; tags and attributes without their namespaces.

    Errors: InputError for what is no well-formed XML, has a DOCTYPE, or is deeper or larger than a chart can be.

    >>> parsed("a.xml", b'<a xmlns="urn:x"><b c="1"/></a>')[0].attrib
    {'c': '1'}
    """
    if len(data) > LIMIT_MB * 1_000_000:
        _refuse(name, f"the file has {len(data) / 1e6:.0f} MB; XML has at most {LIMIT_MB} MB", "export fewer sections")
    builder = _Builder(name)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = builder.doctype
    parser.EntityDeclHandler = builder.doctype
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.tree.data
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
        return builder.tree.close()
    except (expat.ExpatError, ValueError, LookupError, AssertionError) as error:
        _refuse(name, f"it is no well-formed XML ({error})", "export it again")


class _Builder:
    def __init__(self, name: str) -> None:
        self.name, self.tree, self.depth, self.count = name, TreeBuilder(), 0, 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > _DEEPEST or self.count > _MOST_ELEMENTS:
            _refuse(self.name, "it is deeper or longer than any chart", "export fewer sections")
        self.tree.start(_bare(tag), {_bare(key): value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        self.depth -= 1
        self.tree.end(_bare(tag))

    def doctype(self, *_: object) -> None:
        _refuse(self.name, "it declares a document type or an entity, which no C-CDA does", "export it again")


def _bare(tag: str) -> str:
    return tag.rsplit(" ", 1)[-1]


def _refuse(name: str, what: str, way_out: str) -> NoReturn:
    raise InputError(name, what, "it cannot be read safely", way_out)
