"""An old note does not know what came after it: "ongoing" counts up to what the note knows."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia.app import assess

LUPUS = "Rheumatology note 2026-01-02\nLupus nephritis. Mycophenolate mofetil 3 g/day since 2025-12-01, ongoing, no response."
SITUATIONS = [
    ("a month of a trial in a note of last year", LUPUS, "2026-11-26", False),
    ("the same soon after the note", LUPUS, "2026-01-05", False),
    ("three months by the note itself", LUPUS.replace("2025-12-01", "2025-09-01"), "2026-11-26", True),
    ("three months on the day of service, the note of the month before", LUPUS.replace("2025-12-01", "2025-10-20"), "2026-01-25", True),
]  # fmt: skip


@pytest.mark.parametrize(("note", "as_of", "long_enough"), [s[1:] for s in SITUATIONS], ids=[s[0] for s in SITUATIONS])
def test_a_trial_that_goes_on_is_counted_to_what_the_note_knows(note: str, as_of: str, long_enough: bool) -> None:
    question = "Is rituximab medically necessary for lupus nephritis?"
    done = assess(
        question, [("n.txt", note)], as_of=date.fromisoformat(as_of), policies=["model/ln-rituximab"], kind="initiation"
    )
    (trial,) = [c for c in done.determinations[0].criteria if c.id == "I2"]
    assert trial.truth.is_met is long_enough
    if not long_enough:
        assert "months: no response" not in trial.because
