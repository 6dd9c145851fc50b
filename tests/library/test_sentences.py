"""Sentences by their offsets."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.library.sentences import sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("UPCR fell (P = 0.05 vs. placebo). It rose again.", 2),
        ("Given i.v. Rituximab was safe. See Fig. 2 for details.", 2),
        ("Furie R. et al. reported 144 patients. Response was 56.9 %.", 2),
        ("No difference (45.8 vs. 56.9 %, P = .18). Conclusion: not met!", 2),
        ("- first item\n- second item", 2),
        ("A paragraph without a stop\n\nAnother one", 2),
        ("", 0),
        ("   \n ", 0),
        ("one", 1),
    ],
)
def test_named_texts(text: str, count: int) -> None:
    assert len(sentences(text)) == count, [text[a:b] for a, b in sentences(text)]


@given(st.text(alphabet="aB. \n?)(1-•é", max_size=300))
def test_nothing_is_lost_and_nothing_twice(text: str) -> None:
    places = sentences(text)
    assert all(a < b for a, b in places)
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
    assert "".join("".join(text[a:b].split()) for a, b in places) == "".join(text.split())


def test_text_without_a_stop_is_cut() -> None:
    assert all(b - a <= 2_000 for a, b in sentences("word " * 3_000))
