"""Publications of our own making."""

from __future__ import annotations

from typing import Any

from evidentia.library.publication import Kind, Publication, Section
from evidentia.model.when import When

TRIAL = (
    "Rituximab in lupus nephritis: a randomised trial",
    "We compared rituximab with placebo in 144 adults with class III or IV lupus nephritis. "
    "Renal response at week 52 was 56.9 % with rituximab and 45.8 % with placebo (P = 0.18). "
    "The primary endpoint was not met.",
)
COHORT = (
    "Rituximab for refractory lupus nephritis: a cohort",
    "Of 30 patients with refractory nephritis 26 reached remission after rituximab. Median time to relapse was 11 months.",
)
OTHER = (
    "Mycophenolate mofetil against cyclophosphamide",
    "Mycophenolate and cyclophosphamide were compared for induction in 370 patients with lupus nephritis.",
)


def article(number: int, title: str, text: str, **more: Any) -> Publication:
    """An abstract with a PMID."""
    return Publication(
        id=f"pmid:{number}",
        kind=Kind.ARTICLE,
        title=title,
        sections=(Section("abstract", "", text),),
        identifiers={"pmid": str(number)},
        published=more.pop("published", When(2012, 4)),
        types=more.pop("types", ("journal article",)),
        **more,
    )


def articles(count: int, start: int = 1) -> list[Publication]:
    """As many articles as wanted; article N alone holds the word "markerN"."""
    return [
        article(
            n,
            f"Study {n} of drug {n % 7}",
            f"The effect of marker{n} on outcome {n % 13} was measured in {n} patients.",
        )
        for n in range(start, start + count)
    ]
