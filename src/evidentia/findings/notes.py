"""What a record says of itself: pages that were not received, samples lost, literature quoted, symptoms instead of values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from evidentia.findings.text import Page
from evidentia.model.finding import Assertion, Finding, Kind, Span


@cache
def _patterns() -> tuple[tuple[str, frozenset[str], re.Pattern[str]], ...]:
    """Name, the words of which one must be there, pattern."""
    listed = (
        ("pages not received", "page pages", r"\bpages? [\d\s,–-]+(?:to \d+ )?(?:were |was |are )?(?:not received|missing|not legible|illegible|blank)|(?:missing|lost) pages?\b|\bpages? (?:not received|missing)"),
        ("attachments none", "attachment attachments", r"\battachments?\b\s*[:.]*\s*none|\bno attachments?\b"),
        ("sample lost", "sample", r"\bsample (?:was )?(?:lost|hemolyzed|rejected|spilled)[^.;\n]{0,40}"),
        ("quoted literature", "study studies literature trial trials guideline guidelines response", r"\b(?:stud(?:y|ies)|literature|trials?|guidelines?)\b[^.\n]{0,60}(?:\d+(?:\.\d+)?\s*(?:%|percent)|response rates?|relapse rate)[^.\n]{0,60}|\bresponse rates?[^.\n]{0,24}\d[^.\n]{0,30}"),
        ("refractory asserted", "refractory", r"\brefractory\b[^.\n]{0,50}"),
        ("praise without values", "excellent great wonderful remarkable dramatic marvelous marvellous superb fantastic outstanding feel feels", r"\b(?:excellent|great|wonderful|remarkable|dramatic|marvell?ous|superb|fantastic|outstanding) (?:response|results?|improvement|benefit)|\bfeels? [^.\n]{0,12}(?:better|well|great)"),
        ("trial participation", "trial study blinded placebo", r"\b(?:enrolled|participates|participating|participated|randomi[sz]ed|subject) (?:in|to) (?:[^.\n]{0,60} )?(?:trial|study|blinded|placebo)\b(?: [^.\n]{0,60})?"),
        ("no blood drawn since", "lab blood bloods labs bloodwork", r"\b(?:no|not|n't|never)\b(?:\s\w+){0,3}\s(?:blood ?work|bloods?|labs?)\b(?:\s(?:were|was|been|have been|has been|drawn|done|taken|checked|work))*\ssince\b[^.;\n]{0,24}"),
        ("index not scored", "sledai bilag clasi index", r"\b(?:SLEDAI|BILAG|CLASI|index)\b[^.;\n]{0,16}not (?:scored|done|recorded|calculated)"),
        ("scale not recorded", "scale scales incat rods irods grip dynamometry score scores measure measures", r"\b(?:no|without) (?:formal |objective |disability |baseline )?(?:INCAT|I-?RODS|scores?|scales?|measures?|grip dynamometry)\b[^.;\n]{0,30} (?:recorded|done|obtained|documented|measured|taken)\b|\b(?:INCAT|I-?RODS|grip strength|scores?) (?:was |were )?(?:not|never) (?:been )?(?:recorded|done|obtained|measured|taken)\b"),
        ("no contraindication to either", "contraindication contraindications reason neither both either", r"\bno (?:known |documented )?(?:contraindications?\b|reason (?:not to|against))[^.\n]{0,24}\b(?:either|both|them|these)\b[^.\n]{0,30}|\bneither (?:is|was|one is) contraindicated|\b(?:both|either) (?:one |drug |agent |of them |medication )?(?:could|can|may) (?:still )?be (?:given|used|tried)"),
        ("nothing else used", "nothing other", r"\b(?:nothing else|no other (?:drugs?|agents?|immunosuppress\w+|treatments?|therap(?:y|ies)|medications?)) (?:has |have |had |was |were )(?:ever )?(?:been )?(?:used|tried|given|taken)\b\s(?:so far )?for (?:the |her |his )?(?:kidneys?|nephritis|lupus nephritis|LN|nephropathy|membranous nephropathy|MN)\b"),
        ("never treated", "never", r"\b(?:has |have )?never (?:received|been given|had|been treated with|been on|gotten|started) (?:any |a dose of )?(?:rituximab|ruxience|truxima|riabni|rituxan)[^.;\n]{0,20}"),
    )  # fmt: skip
    return tuple(
        (name, frozenset(words.split()), re.compile(pattern, re.IGNORECASE)) for name, words, pattern in listed
    )


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The NOTE findings of a chart; they explain gaps and never meet a criterion."""
    return [finding for page in pages for finding in _page(page)]


def _page(page: Page) -> Iterator[Finding]:
    words = frozenset().union(*(sentence.words for sentence in page.sentences))
    for name, needed, pattern in _patterns():
        if words.isdisjoint(needed):
            continue
        for match in pattern.finditer(page.text):
            span = Span(page.document.id, match.start(), match.end())
            yield Finding("", Kind.NOTE, name, (span,), Assertion.PRESENT)
    for part in page.parts:
        if part.date is None:
            end = min(part.end, part.start + max(1, len(part.title)))
            yield Finding(
                "", Kind.NOTE, "undated document", (Span(page.document.id, part.start, end),), Assertion.PRESENT
            )
