"""Letters on what nobody has curated: the quotations of the local library, plainly marked, and no criterion."""

from __future__ import annotations

import pytest

from evidentia import app
from evidentia.answer.letters import LetterKind, render
from evidentia.library.collection import Collection
from tests.article.test_uncurated import asked
from tests.article.test_uncurated import library as library


@pytest.mark.parametrize("kind", ["necessity", "peer-to-peer", "rationale", "patient"])
def test_what_the_library_says_both_ways_stands_in_the_letter(library: Collection, kind: str) -> None:
    made = app.letter(asked(library), kind)
    assert made.removed == ()
    sections = {s.section for s in made.statements}
    assert {"for", "against"} <= sections
    assert made.references


def test_it_is_marked_uncurated_and_claims_no_criterion(library: Collection) -> None:
    words = " ".join(render(app.letter(asked(library), "necessity"), "text").decode().split())
    assert (
        "No policy was applied, so no criterion is claimed to be met. Uncurated: nobody has weighed this evidence"
        in words
    )


@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind is not LetterKind.APPEAL])
def test_an_abstention_makes_a_form(kind: str) -> None:
    from datetime import date

    assessment = app.assess("Is nivolumab necessary for melanoma?", as_of=date(2026, 1, 5))
    assert render(app.letter(assessment, kind), "text")
