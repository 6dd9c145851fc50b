"""Attempts to get by with less of a treatment: a lower dose, a longer interval, a trial off; and what came of them.

The EVENT findings "dose reduction" (Event.resolved: it was taken back or recovered from; severity "worse": the disease got worse on
it) and "delay" (an infusion that came late), with their dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from evidentia.findings.context import about, is_unchecked
from evidentia.findings.dates import find_dates
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Assertion, Event, Finding, Kind, Span

_WORDS = frozenset(
    "taper tapered tapering wean weaned weaning reduced reduction reducing decreased lowered lower extended extension lengthened spaced stretched off "
    "stopped stopping withdrawal withdrawn interruption delayed delay late missed lapse lapsed gap held halved cut down interval holiday trial ext relapse".split()
)


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The EVENT findings of reductions and delays of a chart."""
    return [f for page in pages for sentence in page.sentences for f in _sentence(page, sentence)]


@cache
def _reduced() -> re.Pattern[str]:
    ig = r"(?:ivig|scig|immunoglobulin|immune globulin|ig|infusions?|dose|dosing|treatment|therapy|privigen|gamunex(?:-c)?|gammaked|panzyga|gammagard(?: liquid)?|octagam)"
    amount = r"\d+(?:\.\d+)?\s?(?:g/kg|g|gm|grams?|%)"
    return re.compile(
        rf"\b(?:dose|dosage|{ig})\s(?:was\s|has been\s|were\s)?(?:gradually\s|slowly\s)?(?:reduced|decreased|lowered|cut|halved|tapered|weaned)\b"
        rf"|\b(?:reduced|decreased|lowered|cut|dropped|halved|tapered|weaned)\s(?:the |his |her |to |from |down |{ig}|ivig )[^.;]{{0,40}}?(?:{amount}|dose|{ig})"
        rf"|\b(?:dose reduction|reduction of (?:the )?dose|dose taper|taper (?:trial|attempt|was|to|of|in)|trial (?:of )?(?:taper|reduction|dose reduction|withdrawal|off|interval)|(?:attempted|tried|failed|trial|unsuccessful|previous) (?:a )?(?:taper|wean|reduction|dose reduction))\b"
        rf"|\b(?:interval|infusions?|{ig})\s(?:was\s|were\s|has been\s)?(?:extended|lengthened|increased|spaced|stretched)(?: out)?\s(?:to|from|by)\b"
        rf"|\b(?:extended|lengthened|spaced|stretched)\s(?:the |out |out the |his |her )?(?:interval|infusions?|ivig|dosing|treatments?)\b|\binterval extension\b|\bextension (?:of the interval )?to (?:every )?\d"
        rf"|\b(?:trial off|drug holiday|treatment holiday|stopped (?:for|as) a trial|trial of (?:stopping|discontinuation|withdrawal)|withdrawal trial|taken off {ig} (?:as|for)|{ig} (?:was )?(?:stopped|held|withheld|paused|interrupted) (?:as a trial|for a trial|to (?:test|see)|in))\b"
        rf"|\btaper(?:ed)? (?:to|from)\b|\blet the interval (?:go|stretch|lengthen)\b|\binterval (?:went|go(?:es)?|stretched|let)\s(?:out\s)?to\s\d|\btrial ext\w*|\brelapse on (?:extension|taper|reduction)\b",
        re.IGNORECASE,
    )


@cache
def _never() -> re.Pattern[str]:
    what = r"(?:dose |interval )?(?:taper\w*|wean\w*|reduc\w+|extension|trial off|trial of (?:less|reduction|withdrawal)|attempts?)"
    return re.compile(
        rf"\b(?:no|never (?:had|been|tried|attempted)?|without|not (?:been )?)\s?(?:an?\s|any\s|prior\s|dose\s|previous\s)*{what}\b[^.;]{{0,40}}?(?:attempt\w*|tried|made|done|date|documented|undertaken|performed|so far|since|ever|to date|has been|trial\w*|$)"
        rf"|\b(?:never been|has been no|have been no|was no|were no|there is no)\s(?:an?\s)?{what}"
        rf"|\b(?:has|have|had|was|were|is) (?:not|never) (?:been )?(?:tapered|weaned|reduced|attempted|tried to taper)\b|\b(?:dose|interval|regimen) (?:has been |was |has remained |remained )?(?:unchanged|the same|never (?:been )?changed) (?:since|for)\b"
        rf"|\b{what}\s(?:has |have |was |were )?(?:not|never)\s(?:been )?(?:attempted|tried|done|made|undertaken)\b|\bnever (?:tapered|attempted to taper|tried (?:to taper|a taper|less))",
        re.IGNORECASE,
    )


@cache
def _delayed() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:(?:infusion|dose|ivig|treatment|immune globulin|immunoglobulin)s?\s(?:was|were|had been|got|being)?\s?(?:\w+\s)?(?:delayed|late|missed|postponed|interrupted|held|not given|lapsed)|"
        r"(?:missed|delayed|skipped|late)\s(?:an?\s|one\s|two\s|the\s|his\s|her\s)?(?:infusion|dose|ivig|treatment)s?|delay (?:of|in)\s[^.;]{0,30}(?:infusion|dose|ivig|weeks?|treatment)|"
        r"gap (?:of|in)\s[^.;]{0,20}(?:weeks?|treatment|therapy|infusions?)|coverage lapse\w*|lapse in (?:coverage|treatment|therapy)|(?:weeks?|days?) (?:late|overdue|without ivig|off ivig))\b",
        re.IGNORECASE,
    )


@cache
def _planned() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:will|plan(?:s|ned)?(?: to)?|to be|consider\w*|if|would|should|discuss\w*|propos\w*|intend\w*|next|may|could|eventually|future|recommend\w*|hope to|no|not|never|without|declin\w*|refus\w*|defer\w*|contraindicated|avoid\w*|unsafe|against|"
        r"must|requires?|policy|prednis\w+|steroids?|gabapentin|opioid\w*|azathioprine|mycophenolate)\b[^.;]{0,48}$",
        re.IGNORECASE,
    )


@cache
def _worse() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:relaps\w*|worsen\w*|worse|deteriorat\w*|declin\w*|weaker|recurr\w*|weakness (?:returned|recurred|came back)|fell to|dropped to|lost|increas\w+ weakness|flare\w*|rebound\w*|wear\w*[- ]off)\b",
        re.IGNORECASE,
    )


@cache
def _recovered() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:recover\w*|return\w* to (?:baseline|\w+)|back to (?:baseline|\w+)|improv\w*|restored|regain\w*|re-?stabili[sz]\w*|resolved|(?:re-?started|resumed|reload\w*|resumption|reinstated|increased back|dose (?:was )?(?:restored|increased|resumed))[^.;]{0,60}(?:improv\w*|recover\w*|return\w*|better|back))\b",
        re.IGNORECASE,
    )


def _sentence(page: Page, sentence: Sentence) -> Iterator[Finding]:
    if sentence.words.isdisjoint(_WORDS) or is_unchecked(page, sentence):
        return
    text = page.text
    if _never().search(text, sentence.start, sentence.end):
        match = _never().search(text, sentence.start, sentence.end)
        assert match is not None
        if about(page, sentence, match.start()) == "patient":
            span = Span(page.document.id, match.start(), match.end())
            yield Finding("", Kind.EVENT, "dose reduction", (span,), Assertion.ABSENT, detail=Event())
        return
    found = [("dose reduction", m) for m in _reduced().finditer(text, sentence.start, sentence.end)]
    found += [("delay", m) for m in _delayed().finditer(text, sentence.start, sentence.end)]
    for concept, match in found[:2]:
        if about(page, sentence, match.start()) != "patient":
            continue
        clause = re.split(r"[;]\s|\bbut\b", text[sentence.start : match.start()])[-1]
        if concept == "dose reduction" and _planned().search(clause):
            continue
        after = text[match.end() : min(len(text), sentence.end + 260)]
        after = after.split("\n\n")[0]
        worse = _worse().search(after[:220])
        recovered = worse is not None and _recovered().search(after[worse.end() :]) is not None
        detail = Event(severity="worse" if worse else None, resolved=recovered)
        span = Span(page.document.id, match.start(), match.end() + (worse.end() if worse else 0))
        when = _when(page, sentence, match)
        yield Finding("", Kind.EVENT, concept, (span,), Assertion.HISTORICAL, when=when, detail=detail)


def _when(page: Page, sentence: Sentence, match: re.Match[str]) -> Any:
    """The date nearest to the words in their sentence."""
    dates = find_dates(page, sentence.start, sentence.end)
    near = min(dates, key=lambda d: min(abs(d.start - match.end()), abs(match.start() - d.end)), default=None)
    return near.when if near is not None else None
