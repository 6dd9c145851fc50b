"""What the name of a test means where it stands: of which fluid or tissue, a level or an antibody, one test or two names of one."""

from __future__ import annotations

import re
from functools import cache

from evidentia.findings.analytes import PROTEINS, Analytes
from evidentia.findings.lexicon import Match
from evidentia.findings.text import Page, Sentence

IMMUNOGLOBULINS = ("igg", "igm", "iga")
_IN_CSF = {"wbc": "csf white blood cells", "proteinuria": "csf protein", "blood glucose": "csf glucose"}


def of_its_fluid(page: Page, sentence: Sentence, match: Match) -> Match:
    """Cells, protein and glucose behind "CSF" or "LP" are those of the spinal fluid."""
    concept = _IN_CSF.get(match.concept)
    if concept is None or not _csf().search(page.text, sentence.start, match.start):
        return match
    return Match(match.start, match.end, concept)


@cache
def _csf() -> re.Pattern[str]:
    return re.compile(r"\b(?:CSF|LP|lumbar puncture|spinal (?:fluid|tap)|cerebrospinal)\b[^.;\n]*", re.IGNORECASE)


def unnumbered(text: str, match: Match, analytes: Analytes) -> Match:
    """ "HAM-D 24" without a value behind it is the score of 24, not the version of 24 items."""
    name = re.match(r"(.+?\D)[\s:]+\d+$", text[match.start : match.end])
    if name is None or re.match(r"[\s:=(]*(?:(?:of|was|is|score|total)\s)*\d", text[match.end : match.end + 24]):
        return match
    shorter = analytes.lexicon.find(text, match.start, match.start + name.end(1))
    return shorter[0] if shorter else match


def is_of_tissue(page: Page, sentence: Sentence, match: Match) -> bool:
    """ "PLA2R positive in deposits", "biopsy: membranous, PLA2R+": a stain of the tissue, and no antibody in the blood."""
    name, after = page.text[match.start : match.end], page.text[match.end : match.end + 48]
    if re.match(
        r"[^.;,]{0,24}\b(?:stain\w*|immunofluor\w*|deposits?|antigen|granular|IHC|on biopsy|by IF)\b",
        after,
        re.IGNORECASE,
    ):
        return True
    if re.search(r"anti|\bab\b|antibod|elisa|tit[re]{2}", name, re.IGNORECASE) or re.match(
        r"\W{0,3}(?:ab\b|antibod|elisa|ifa\b|iif\b|tit(?:er|re)|\d)", after, re.IGNORECASE
    ):
        return False
    told = page.text[max(sentence.start, match.start - 160) : match.start]
    return (
        page.parts[sentence.part].kind == "pathology"
        or re.search(
            r"\b(?:biops\w+|bx|patholog\w+|histolog\w+|stage [I1-4]+|needle)\b|(?:nephropathy|\bMN)[^.;]{0,30}$",
            told,
            re.IGNORECASE,
        )
        is not None
        or re.match(r"[- ](?:positive|associated|related)\s(?:\w+\s)?(?:membranous|MN|disease)", after, re.IGNORECASE)
        is not None
    )


def is_antibody(text: str, match: Match) -> bool:
    """ "Anticardiolipin IgG", "CMV IgG positive", "IgG kappa paraprotein": an antibody or a protein, not the level of IgG."""
    before, after = text[max(0, match.start - 24) : match.start], text[match.end : match.end + 60]
    antigen = r"(?:cardiolipin|glycoprotein(?: i)?|gp1|phospholipid|cmv|ebv|vzv|hsv\S*|varicella|zoster|toxo\w*|rubella|measles|mumps|rubeola|covid\S*|sars\S*|lyme|borrelia|parvo\w*|mycoplasma|hav|hcv|hbc|anti-\w+|core)\W*(?:ab|antibody)?\W*$"
    return re.search(antigen, before, re.IGNORECASE) is not None or (
        re.match(r"\s?(?:kappa|lambda|paraprotein|m-?spike|antibod)", after, re.IGNORECASE) is not None
        or re.match(
            r"[^.;\d]{0,20}(?:\d[\d/-]+[^.;\d]{0,6})?\b(?:positive|negative|reactive|nonreactive|detected)\b",
            after,
            re.IGNORECASE,
        )
        is not None
    )


def as_one(page: Page, matches: list[Match], analytes: Analytes) -> list[Match]:
    """ "Proteinuria (UPCR) 1.2": two names of one thing side by side count as the more exact one."""
    result: list[Match] = []
    for match in matches:
        gap = page.text[result[-1].end : match.start] if result else None
        same = result and result[-1].concept in PROTEINS and match.concept in PROTEINS
        if same and gap is not None and len(gap) <= 4 and not re.search(r"[\d;,]", gap):
            exact = match.concept if match.concept != "proteinuria" else result[-1].concept
            result[-1] = Match(result[-1].start, match.end, exact)
        else:
            result.append(match)
    return result


def numbers_courses(page: Page) -> bool:
    """Where a record counts "C1, C2, C3", C3 and C4 are cycles, not complement."""
    return re.search(r"\bC1\b", page.text) is not None and re.search(r"\bC2\b", page.text) is not None
