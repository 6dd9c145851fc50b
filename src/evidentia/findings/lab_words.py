"""Results in words: negative, normal, a sign, three counts, a test that was done or not done since."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from evidentia.findings.analytes import Analytes
from evidentia.findings.dates import Dated
from evidentia.findings.doubts import is_doubted
from evidentia.findings.lab_dates import date_of_result
from evidentia.findings.lab_findings import noted, word_found
from evidentia.findings.lab_names import IMMUNOGLOBULINS
from evidentia.findings.lexicon import Match
from evidentia.findings.results import Found
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Assertion, Finding, Kind, Lab, Span
from evidentia.model.frozen import changed


def words_of(
    page: Page, sentence: Sentence, matches: list[Match], index: int, analytes: Analytes, dates: Sequence[Dated]
) -> Iterator[Finding]:
    from evidentia.findings.results import result_for

    match = matches[index]
    found = (
        _sign(page.text, match)
        if sentence.kind != "row" and analytes.facts.get(match.concept, {}).get("qualitative")
        else None
    )
    if match.concept == "anti-hbc" and re.search(
        r"\bisolated\s(?:\w+\s)?$", page.text[max(0, match.start - 24) : match.start], re.I
    ):
        found = Found("positive", match.start, match.end)  # an isolated core antibody is a positive one
    found = found or result_for(page, sentence, matches, index, analytes.results)
    if found is not None and found.result in ("positive", "negative") and analytes.numeric(match.concept):
        found = None if not analytes.facts[match.concept].get("qualitative") else found
    count = _three_counts().match(page.text, match.end, sentence.end) if match.concept == "cbc" else None
    if count is not None:
        when = date_of_result(page, sentence, match, count.end(), dates)
        yield noted(page, sentence, word_found(page, "cbc", "reported", match.start, count.end(), when), None)
        return
    if found is None and (gone := _not_since(page.text, sentence, match)) is not None:
        yield noted(page, sentence, word_found(page, match.concept, "not done", match.start, gone, None), None)
        return
    if found is None:
        yield from _only_dated(page, sentence, match, dates)
        return
    when = date_of_result(page, sentence, match, found.end, dates)
    doubted = is_doubted(page.text, sentence.start, found.start, found.end, sentence.end)
    finding = word_found(
        page, match.concept, found.result, min(match.start, found.start), max(match.end, found.end), when
    )
    yield noted(page, sentence, changed(finding, assertion=Assertion.POSSIBLE) if doubted else finding, None)


def _sign(text: str, match: Match) -> Found | None:
    """ "sAg - / core total +": a sign that stands alone behind the test. In a table a dash is an empty cell."""
    sign = re.match(r" (?P<sign>[-–−+])(?:ve)?(?= ?[/,;.(]|$)", text[match.end : match.end + 8])
    if sign is None:
        return None
    result = "positive" if sign["sign"] == "+" else "negative"
    return Found(result, match.end + sign.start("sign"), match.end + sign.end("sign"))


def _not_since(text: str, sentence: Sentence, match: Match) -> int | None:
    """The end of "IgG has not been measured since September 2025", "no CBC since the discharge": nothing was done since."""
    behind = _not_done().match(text, match.end, sentence.end)
    if behind is not None:
        return behind.end()
    none = re.search(
        r"\b(?:no|nor)\s(?:an?\s)?$", text[max(sentence.start, match.start - 8) : match.start], re.IGNORECASE
    )
    since = re.match(r"\s(?:level\s)?(?:drawn\s|done\s)?(?:since|after)\b", text[match.end : match.end + 18])
    return match.end if none and since else None


@cache
def _not_done() -> re.Pattern[str]:
    return re.compile(
        r"(?:\slevels?)?\s(?:has|have|was|were|had)(?:\snot|n't|\snever)\s(?:been\s)?(?:measured|checked|drawn|repeated|done|obtained|"
        r"tested|rechecked)\b",
        re.IGNORECASE,
    )


@cache
def _three_counts() -> re.Pattern[str]:
    """ "CBC 6.7/12.0/254", "CBC 5/20/26: 5.8 / 13.1 / 212": white cells, haemoglobin, platelets."""
    return re.compile(r"[^.;\n]{0,16}?(?<![\d/])\d{1,2}(?:\.\d)?\s?/\s?\d{1,2}\.\d\s?/\s?\d{2,3}(?![\d/])")


def _only_dated(page: Page, sentence: Sentence, match: Match, dates: Sequence[Dated]) -> Iterator[Finding]:
    """ "IgG last checked 01/2025, not repeated since": a test was done, its value is not given."""
    behind = page.text[match.end : sentence.end]
    done = re.match(
        r"\W*(?:(?:was|were|level|levels|is|are|last|most recently|total|panel)\W+)*(?:last|checked|drawn|done|measured|obtained|tested|performed)\b",
        behind,
        re.IGNORECASE,
    )
    after = [d for d in dates if match.end <= d.start < sentence.end]
    if done is None and after and match.concept in ("cbc", *IMMUNOGLOBULINS):
        done = re.compile(r"(?:[\s:,()]*(?:on|of|from|dated)?[\s:,(]*)").fullmatch(page.text, match.end, after[0].start)
        done = re.match(r"", behind) if done else None  # "CBC: (06/22/2026)", "full blood count on 30 March 2026"
    if done is None or not after or after[0].start > match.end + done.end() + 30:
        return
    span = Span(page.document.id, match.start, after[0].end)
    finding = Finding("", Kind.LAB, match.concept, (span,), when=after[0].when, detail=Lab(), flags=("value missing",))
    yield noted(page, sentence, finding, None)
