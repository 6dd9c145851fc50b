"""What would end or change a request, whatever the criteria say: a death, a pregnancy, a withdrawn consent, a cancelled order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from evidentia.findings import drug_names
from evidentia.findings.context import about
from evidentia.findings.text import Page
from evidentia.model.finding import Assertion, Finding, Kind, Span

# one of these words stands in every sign: what is not there is not looked for
WORDS = frozenset(
    "died deceased passed revoked withdrew withdrawn cancelled canceled pregnant hospice immunosuppression immunosuppressants "
    "immunosuppressive".split()
)
_ORDERED = frozenset("order orders request infusion infusions treatment therapy authorization course dose".split())


@cache
def pattern() -> re.Pattern[str]:
    return re.compile(
        r"\bdied\b(?= (?:on )?\d)|\b(?:patient|pt) (?:has |is )?(?:died|deceased|passed away)\b|"
        r"\b(?:revoked|withdrew|withdrawn)\b[^.;\n]{0,20}\bconsent\b[^.;\n]{0,40}|\bconsent\b[^.;\n]{0,24}\b(?:revoked|withdrawn)\b|"
        r"\b(?:is|currently|now) pregnant\b|\b(?P<what>[A-Za-z]{4,}) (?:is |was |has been |have been )?cancell?ed\b|"
        r"\b(?:hold|stop) all immunosuppress(?:ion|ants|ive)\b|\benrolled in hospice\b",
        re.IGNORECASE,
    )


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The NOTE findings "stop sign" of a chart, of this patient alone: a relative's pregnancy and a cancelled visit are none."""
    names = drug_names.of(vocabulary)
    return [finding for page in pages for finding in _page(page, names)]


def _page(page: Page, names: drug_names.DrugNames) -> Iterator[Finding]:
    for sentence in page.sentences:
        if sentence.words.isdisjoint(WORDS):
            continue
        for match in pattern().finditer(page.text, sentence.start, sentence.end):
            what = match["what"]
            ordered = (
                what is None
                or what.lower() in _ORDERED
                or bool(drug_names.mentions(page.text, names, match.start("what"), match.end("what")))
            )
            if ordered and about(page, sentence, match.start()) == "patient":
                span = Span(page.document.id, match.start(), match.end())
                yield Finding("", Kind.NOTE, "stop sign", (span,), Assertion.PRESENT)
