"""XML bytes -> elements, through the safe walk of `safe_xml`."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, TreeBuilder

from evidentia.content.errors import InputError
from evidentia.findings.formats.safe_xml import parse

LIMIT_MB = 20


def parsed(name: str, data: bytes) -> Element:
    """The root element; tags and attributes without their namespaces.

    Errors: InputError for what is no well-formed XML, has a DOCTYPE, or is deeper or larger than a chart can be.

    >>> parsed("a.xml", b'<a xmlns="urn:x"><b c="1"/></a>')[0].attrib
    {'c': '1'}
    """
    if len(data) > LIMIT_MB * 1_000_000:
        raise InputError(
            name,
            f"the file has {len(data) / 1e6:.0f} MB; XML has at most {LIMIT_MB} MB",
            "it cannot be read safely",
            "export fewer sections",
        )
    tree = TreeBuilder()

    def opens(tag: str, attributes: Mapping[str, str]) -> None:
        tree.start(tag, dict(attributes))

    def closes(tag: str) -> None:
        tree.end(tag)

    parse(name, data, opens, closes, tree.data)
    return tree.close()
