"""What a biopsy shows, by the name of the disease: "renal bx 3/2024: membranous nephropathy, PLA2R staining positive".

Which diseases a biopsy tells is vocabulary (conditions.yaml: `biopsy: kidney`). A disease that is only named beside a biopsy
("biopsy to rule out FSGS") is not shown by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from evidentia.findings.assertion import assertion
from evidentia.findings.biopsy import CLASSIFIED, names_class
from evidentia.findings.context import about, is_unchecked
from evidentia.findings.dates import find_dates
from evidentia.findings.lexicon import Lexicon, Match
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Assertion, Biopsy, Finding, Kind, Span
from evidentia.model.when import When

_PREPARED: dict[int, tuple[Any, Lexicon]] = {}
_REACH = 12  # sentences behind the one that names the biopsy ("Diagnosis: membranous nephropathy.")


def _lexicon(vocabulary: Mapping[str, Any]) -> Lexicon:
    key = id(vocabulary)
    if key not in _PREPARED or _PREPARED[key][0] is not vocabulary:
        told = {c: e for c, e in vocabulary["conditions"].items() if (e or {}).get("biopsy")}
        names = {c: [*e.get("names", ()), *(e.get("on_biopsy") or ())] for c, e in told.items()}
        _PREPARED.clear()
        _PREPARED[key] = (vocabulary, Lexicon(names, {c: e.get("exact") or () for c, e in told.items()}))
    return _PREPARED[key][1]


BIOPSY_PARTS = ("biops", "bx", "histolog", "patholog", "microscop")  # one of them stands in whatever names a biopsy


@cache
def _biopsy() -> re.Pattern[str]:
    return re.compile(r"\b(?:(?:re-?)?biops(?:y|ies|ied)|bx|histolog\w+|patholog\w+|light microscopy)\b", re.IGNORECASE)


@cache
def _to_come() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:schedul\w+|planned|plan(?:s|ning)? (?:a|to)|pending|await\w*|will (?:be|confirm|show)|to (?:confirm|rule|exclude|be done)|"
        r"not (?:yet )?(?:been )?(?:done|obtained|performed|taken|needed|required)|no (?:kidney |renal |native )*(?:biopsy|bx)|without (?:a )?"
        r"(?:kidney |renal )*(?:biopsy|bx)|declin\w+|refus\w+|deferred|defer|never (?:had|biopsied)|if|consider\w*|contraindicated)\b",
        re.IGNORECASE,
    )


@cache
def _diagnosis() -> re.Pattern[str]:
    return re.compile(
        r"\W*(?:final |pathologic(?:al)? )?(?:diagnos[ie]s|impression|interpretation|findings?|result)\b", re.IGNORECASE
    )


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The BIOPSY findings that name a disease; `Biopsy.shows` is its concept."""
    names = _lexicon(vocabulary)
    return [finding for page in pages for finding in _page(page, names)]


def _page(page: Page, names: Lexicon) -> Iterator[Finding]:
    told: Sentence | None = None  # the sentence that last named a biopsy
    since = 0
    for sentence in page.sentences:
        report = page.parts[sentence.part].kind == "pathology"
        lower = page.text[sentence.start : sentence.end].lower()
        own = (
            any(part in lower for part in BIOPSY_PARTS)
            and _biopsy().search(page.text, sentence.start, sentence.end) is not None
        )
        if own:
            told, since = sentence, 0
        elif told is not None:
            since += 1
        near = (
            told is not None
            and told.part == sentence.part
            and (
                own
                or (
                    since <= _REACH
                    and told.block == sentence.block
                    and _diagnosis().match(page.text, sentence.start, sentence.end)
                )
            )
        )
        if (near or report) and not is_unchecked(page, sentence):
            yield from _sentence(page, sentence, told if near and told is not None else sentence, names)


def _sentence(page: Page, sentence: Sentence, told: Sentence, names: Lexicon) -> Iterator[Finding]:
    text = page.text
    classified = names_class(text[sentence.start : sentence.end])
    for match in names.find(text, sentence.start, sentence.end):
        if about(page, sentence, match.start) != "patient" or _not_shown(text, sentence, match):
            continue
        if classified and match.concept == CLASSIFIED:
            continue  # told with its class
        said = assertion(text, sentence.start, match.start, match.end, sentence.end)
        if re.match(
            r"\s(?:is )?(?:favou?red|suspected|suggested|likely|cannot be excluded)|,?\s(?:versus|vs\.?)\s",
            text[match.end : match.end + 24],
            re.IGNORECASE,
        ):
            said = Assertion.POSSIBLE
        if re.search(
            r"\b(?:over|rather than|instead of|versus|vs\.?|not)\s$",
            text[max(0, match.start - 14) : match.start],
            re.IGNORECASE,
        ):
            continue
        if said in (Assertion.PRESENT, Assertion.HISTORICAL, Assertion.POSSIBLE):
            said = Assertion.POSSIBLE if said is Assertion.POSSIBLE else Assertion.PRESENT
            span = Span(page.document.id, match.start, match.end)
            detail = Biopsy(shows=match.concept, as_stated=" ".join(text[match.start : match.end].split()))
            again = ("second reading",) if _again().search(text, page.parts[sentence.part].start, sentence.end) else ()
            flags = ("final reading",) if _final().search(text, sentence.start, sentence.end) else ()
            when = _date(page, told) or _date(page, sentence) or _report_date(page, sentence)
            yield Finding(
                "", Kind.BIOPSY, "kidney biopsy", (span,), said, when=when, detail=detail, flags=(*flags, *again)
            )


@cache
def _again() -> re.Pattern[str]:
    """Another reading of tissue that was read before."""
    return re.compile(
        r"\b(?:review of (?:the )?(?:submitted |outside |original )?slides|consultation on (?:the )?slides|outside (?:consultation|review)|second (?:opinion|read\w*)|slides? (?:review|re-?read)|over-?read|re-?review\w*)\b",
        re.IGNORECASE,
    )


def _not_shown(text: str, sentence: Sentence, match: Match) -> bool:
    """The disease stands beside the biopsy without being its result: the biopsy is to come, or was done for something else."""
    clause = re.split(r"[;.]\s", text[sentence.start : match.start])[-1]
    behind = re.split(r"[;.]", text[match.end : sentence.end])[0]
    if _to_come().search(clause[-80:]) and _biopsy().search(clause):
        return True
    return _biopsy().search(behind) is not None and _to_come().search(behind) is not None


@cache
def _final() -> re.Pattern[str]:
    return re.compile(r"\b(?:final|amended|revised|corrected|consensus|addend\w*|re-?read)\b", re.IGNORECASE)


def _date(page: Page, sentence: Sentence) -> When | None:
    """The date next to the word biopsy, in its sentence."""
    dates = find_dates(page, sentence.start, sentence.end)
    words = _biopsy().search(page.text, sentence.start, sentence.end)
    if not dates or words is None:
        return dates[0].when if dates and page.parts[sentence.part].kind == "pathology" else None
    near = min(dates, key=lambda d: min(abs(d.start - words.end()), abs(words.start() - d.end)))
    gap = min(abs(near.start - words.end()), abs(words.start() - near.end))
    return near.when if gap <= 60 else None


def _report_date(page: Page, sentence: Sentence) -> When | None:
    part = page.parts[sentence.part]
    return part.date if part.kind == "pathology" else None
