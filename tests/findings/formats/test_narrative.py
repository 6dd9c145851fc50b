"""Narrative markup: nothing that a reader would see is lost, nothing that he would not see is told."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.findings.formats.narrative import html_text

TOLD = {
    "<p>a</p><p>b</p>": "a\nb", "a<br/>b": "a\nb", "a &lt; b &amp; c": "a < b & c", "UPCR < 0.5 g/g": "UPCR < 0.5 g/g",
    "<ul><li>a</li><li>b</li></ul>": "- a\n- b", "<script>var a = '<p>x</p>'</script>b": "b", "<style>p {}</style>b": "b",
    "<!-- <p>not</p> -->a": "a", "<table><tr><td>a</td><td>b</td></tr><tr><td>cc</td><td>d</td></tr></table>": "a   b\ncc  d",
    "<table><tr><td>a<td>b<tr><td>cc<td>d": "a   b\ncc  d", '<p title="a > b">c</p>': "c",
    "<table><tr><td>out<table><tr><td>in</td></tr></table></td></tr><tr><td>last</td></tr></table>": "out\n\nin\n\nlast",
    "<td>no table</td>": "no table", "<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>": "a b  c",
}  # fmt: skip


@pytest.mark.parametrize("markup", TOLD)
def test_markup(markup: str) -> None:
    assert html_text(markup) == TOLD[markup]


pieces = st.sampled_from(
    [
        "<",
        ">",
        "<p>",
        "</p>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "&amp;",
        "x",
        '"',
        "/",
        " ",
    ]
)


@given(st.lists(pieces, max_size=40).map("".join) | st.text(max_size=60))
def test_any_markup(markup: str) -> None:
    html_text(markup)


@pytest.mark.parametrize("piece", ["<", "<a ", "<!--", "</", "<a b='", "<table>", "<td>x", "<div>", "&", "<!["])
def test_time_grows_with_the_length_alone(piece: str) -> None:
    started = time.process_time()
    html_text(piece * 200_000)
    assert time.process_time() - started < 2
