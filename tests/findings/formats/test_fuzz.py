"""Any bytes as any kind: documents, or one InputError that names the file; never long."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from evidentia.content.errors import InputError
from evidentia.findings.formats import Extract, from_bytes

from . import making

WHOLE = {kind: make() for kind, make in making.KINDS.items()}
BEGINNINGS = (
    b"", b"%PDF-1.7\n", b"PK\x03\x04", b"{\\rtf1", b"<html>", b"<p>", b"\xff\xfe", b"\xfe\xff", b"a,b,c\n1,2,3\n", b'{"x": [', b"\x89PNG\r\n\x1a\n",
)  # fmt: skip


def read(data: bytes) -> tuple[Extract, ...]:
    """The documents, or none where they are refused as promised. Fails where anything else happens."""
    started = time.process_time()
    try:
        found = from_bytes("fuzz", data)
    except InputError as error:
        assert str(error).startswith("fuzz") and "\n" not in str(error)[:40]
        found = ()
    assert time.process_time() - started < 2
    for document in found:
        assert document.text.strip() and document.pages[0] == 0
        assert list(document.pages) == sorted(document.pages) and document.pages[-1] <= len(document.text)
    return found


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=300))
def test_any_bytes(beginning: bytes, rest: bytes) -> None:
    read(beginning + rest)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_cut_and_altered_files(kind: str, data: st.DataObject) -> None:
    whole = WHOLE[kind]
    altered = bytearray(whole[: data.draw(st.integers(1, len(whole)))])
    for place in data.draw(st.lists(st.integers(0, len(altered) - 1), max_size=8)):
        altered[place] ^= 1 << data.draw(st.integers(0, 7))
    read(bytes(altered))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["<table>", "<tr>", "<td>", "</table>", "<p>", "</p>", "<li>", "<pre>", "</pre>", "x", "<", ">", "<!--", "<script>", "&amp;", '"', "<div hidden>", "</div>"]), max_size=60))  # fmt: skip
@example(["<table>", "<td>", "x", "</table>"])
def test_any_tags(pieces: list[str]) -> None:
    read(("<p>" + "".join(pieces)).encode())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([r"\trowd", r"\cell ", r"\row ", r"\intbl ", r"\par ", "{", "}", r"\*", r"\u955 ?", r"\'e9", r"\pict ", "x", r"\uc9 ", "\\", r"\ansicpg0 "]), max_size=60))  # fmt: skip
def test_any_words_of_rtf(pieces: list[str]) -> None:
    read(("{\\rtf1 " + "".join(pieces)).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"<p>" + b"<a " * 1_300_000,
        b"<p>" + b"<!" * 1_900_000,
        b"<p>" + b"<b x='" * 600_000,
        b"<p>" + b"<script>" * 400_000,
        b"<p>" + b"<table><tr><td>" * 200_000,
        b"<p>" + b"<div hidden>" * 300_000,
        b"<p>" + b"&" * 3_000_000,
        b"<table><tr>" + b"<td>x" * 700_000,
        b"{\\rtf1" + b"\\'e9" * 1_900_000,
        b"{\\rtf1" + b"\\par " * 1_500_000,
        b"{\\rtf1" + b"\\trowd\\cell\\row" * 500_000,
        b"{\\rtf1{\\pict " + b"ab" * 3_900_000 + b"}x}",
        b"{\\rtf1" + b"{}" * 3_900_000,
        b"a,b,c\n" + b"1,2,3\n" * 160_000,
        b"a,b,c\n1,2,3\n" + b"," * 900_000,
        b'"' * 999_999,
        making.zipped({"word/document.xml": b"<a>" + b"<p/>" * 1_900_000 + b"</a>"}, packed=False),
        making.zipped({"word/document.xml": b"<a>" + b"<tbl><tr><tc/></tr></tbl>" * 350_000 + b"</a>"}, packed=False),
        making.pdf([[(50, 700, "x " * 200_000)]]),
        making.pdf([[(n % 600, n % 790, "IgG 774") for n in range(40_000)]]),
    ],
    ids=[str(n) for n in range(20)],
)
def test_a_hostile_file_of_the_largest_size_is_over_in_two_seconds(data: bytes) -> None:
    read(data)
