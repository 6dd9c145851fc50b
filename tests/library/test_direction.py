"""Which way a sentence speaks, on sentences as abstracts write them."""

from __future__ import annotations

import pytest

from evidentia.library.direction import direction, is_comparator

SENTENCES = {
    "against": (
        "The primary endpoint was not met.",
        "There was no significant difference in renal response between the groups.",
        "Treatment did not improve functional outcome at 3 months.",
        "It failed to show benefit in the second trial.",
        "The trial was discontinued owing to futility.",
        "Development ended owing to lack of survival benefit.",
        "The case fatality rate was significantly higher in the treated group.",
        "The drug cannot be recommended despite a trend of prolonged survival.",
        "It improved symptoms, but data are still controversial.",
        "Both trials reported that the drug was ineffective.",
    ),
    "for": (
        "Renal response improved significantly in 26 of 30 patients.",
        "The drug was superior to placebo (P = 0.01).",
        "It appears efficacious, safe, and well tolerated.",
        "Complete remission was reached by 58.8 %.",
        "The drug was non-inferior and effective.",
    ),
    "neither": (
        "We enrolled 144 adults with class III or IV nephritis.",
        "Infections were not more frequent with the drug than with placebo.",
        "It did not increase the risk of adverse events.",
        "Age and blood pressure were not significantly different between the groups prior to treatment.",
        "The drug is a humanized monoclonal antibody.",
    ),
}


@pytest.mark.parametrize(("way", "sentence"), [(way, sentence) for way, all_ in SENTENCES.items() for sentence in all_])
def test_the_way_of_a_sentence(way: str, sentence: str) -> None:
    assert direction(sentence) == way


@pytest.mark.parametrize(
    ("sentence", "compared"),
    [
        ("NAC improved oocyte quality compared to metformin through several ways.", True),
        ("We suggest NAC as an alternative to other insulin-sensitizing agents like metformin.", True),
        ("Letrozole was superior to metformin.", True),
        ("Ovulation was more frequent with letrozole than with metformin.", True),
        ("Patients on metformin ovulated more often than those on placebo.", False),
        ("Compared with placebo, treatment over six months with low doses of oral metformin was effective.", False),
        ("metformin was superior to placebo.", False),
    ],
)
def test_what_something_else_is_compared_with(sentence: str, compared: bool) -> None:
    assert is_comparator(sentence, sentence.index("metformin")) is compared
