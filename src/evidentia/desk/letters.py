"""Letters of a kept assessment: written from the very bytes that were kept, or not at all."""

from __future__ import annotations

from datetime import date

import evidentia.answer.render.json as as_json
from evidentia import app
from evidentia.answer.letters import Decided, Letter
from evidentia.content.errors import InputError
from evidentia.findings.formats.extract import Extract
from evidentia.model.assessment import Assessment
from evidentia.model.evidence import Library
from evidentia.review.badge import approval
from evidentia.review.events import Review
from evidentia.store.canonical import sha256
from evidentia.store.cases import Kept

DENIAL = "denial"  # origin of a document that an appeal answers; it is no part of the chart


def letter(
    kept: Kept,
    kind: str,
    assessment: Assessment,
    library: Library,
    *,
    denial: Extract | None = None,
    decided: Decided | None = None,
) -> Letter:
    """A letter from `assessment`, which was made again from what was kept.

    Errors: InputError for a what-if, where the assessment is no longer the one that was kept, and as `app.letter`.
    """
    if kept.hypothetical:
        raise InputError(
            "a what-if", "no letter is written from it", "it is not about the record",
            "go to the assessment that it departs from",
        )  # fmt: skip
    if sha256(as_json.render(assessment)) != kept.digest:
        raise InputError(
            "the letter", "what is known has changed since this assessment was made",
            "a letter says what its assessment says", "make the next version and write the letter from that one",
        )  # fmt: skip
    return app.letter(assessment, kind, denial=denial, decided=decided, library=library)


def decided(review: Review, today: date) -> Decided | None:
    """The approval that holds on a day, as its signer gave it; None leaves the decision blank."""
    event = approval(review, today)
    if event is None:
        return None
    data = event.data
    on = date.fromisoformat(event.at[:10])
    return Decided(data["name"], data["credential"], data["specialty"], on, "approved", data["rationale"])
