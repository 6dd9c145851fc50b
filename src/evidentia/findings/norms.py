"""What a number or a result would have to be: thresholds, requirements, definitions, references, protocols, expectations, questions.

"PHQ-9 of 20 or more is needed", "If HBsAg negative, proceed", "Ideal body weight 57 kg" and "HBsAg negative?" name a test and a value,
and none of them is the patient's. One rule for laboratory values, scales, body measures and results in words.
"""

from __future__ import annotations

import re
from functools import cache

from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Span

_BEFORE = 60  # characters before the name of a test in which a word may make a rule of it


def is_norm(page: Page, sentence: Sentence | None, span: Span, concept: str) -> bool:
    """Whether what stands from the name of a test to its value tells what is asked, expected or defined, not what was found."""
    if sentence is None:
        return False
    text, start, end = page.text, span.start, span.end
    head = text[max(sentence.start, start - _BEFORE) : end]
    lead = end - len(head)
    if any(lead + match.end() >= start + 1 for match in _asked().finditer(head)):
        return True
    if _set().match(text, end, sentence.end) or text[start : sentence.end].rstrip(' "”)').endswith("?"):
        return True
    if concept in ("weight", "bmi") and any(lead + m.end() > start for m in _no_weight().finditer(head)):
        return True
    graded = _graded().match(text, end, sentence.end)
    return graded is not None and not _of_patient().search(text, sentence.start, sentence.end)


@cache
def _asked() -> re.Pattern[str]:
    """Words up to the value that ask for it, expect it or define it, and an amount of change."""
    return re.compile(
        r"\b(?:if|whether|assuming|provided that|requires?|must|should|expects?|once(?! (?:daily|weekly|monthly|an?|every|per|or))|to reach|ha(?:s|ve) to be|needs? (?:to be|an?)|presumably|(?:hop|want|wish)(?:es|s|e)? to|patients with|would (?:be|need)|"
        r"will be|asks? for|asked for|check (?:that|whether)|(?:confirm|ensure|verify)(?: that| whether)?|dos(?:e|ed|ing) by|mean|median|max|maximum|"
        r"defined (?:as|by)|means|normal (?:is|are|under|below|above|value)|for example)\b[^.,:;()\n]{0,40}"
        r"|\b(?:to qualify|policy|coverage|criteri(?:on|a))\s?[:,]\s[^.,:;()\n]{0,40}"
        r"|\b(?:needed|required|requirement|expected|predicted|anticipated|threshold|cut-?off|reference|normal)(?: range| value)?\s?[:=]\s?\S"
        r"|\b(?:fell|fallen|dropped|decreased|reduced|increased|rose|risen|improved|worsened|down|up|changed|lower|higher)\sby\s"
        r"(?:about\s|over\s|some\s|nearly\s|almost\s|around\s)?\d",
        re.IGNORECASE,
    )


@cache
def _set() -> re.Pattern[str]:
    """Words behind the value that make it a limit, a requirement, a definition or a question."""
    return re.compile(
        r"\s?\?|\s(?:needed|required)\b|[\s\[(]{1,2}to be confirmed\b|\)?\sis hoped\b|\s?(?:or|and)\s(?:more|higher|above|greater|less|lower|below|over|under|fewer)\b|\s?=\s?[a-z]|\s(?:score\s)?means\b"
        r"|[^.;\n]{0,60}\bare\s(?:both\s|all\s)?(?:required|needed|necessary|expected)\b|[\s(][^.,;)\n]{0,24}\bprotocol\b"
        r"|(?:(?!\b(?:and|so|but|which|that|because|therefore)\b)[^.,;:\n]){0,50}\b(?:is|was|would be|will be|must be)\s(?:\w+\s)?"
        r"(?:needed|required|expected|necessary|asked for|the (?:threshold|cut-?off|limit|reference|minimum|maximum|goal|target|norm|requirement))\b",
        re.IGNORECASE,
    )


@cache
def _graded() -> re.Pattern[str]:
    """ "MADRS of 35 is severe": how a scale is read, unless the sentence speaks of the patient or of a day."""
    return re.compile(
        r"\s?(?:is|are)\s(?:considered\s)?(?:an?\s)?(?:severe|moderate|mild|normal|abnormal|obes\w+|overweight|weak|nephrotic|positive|"
        r"negative|high|low|remission)\b",
        re.IGNORECASE,
    )


@cache
def _of_patient() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:pt|patient|mr|ms|mrs|he|she|his|her|their|this|today|now|current(?:ly)?|our|my)\b|\d/\d|\b20\d\d\b",
        re.IGNORECASE,
    )


@cache
def _no_weight() -> re.Pattern[str]:
    """Weights that no scale showed, and amounts of change."""
    return re.compile(
        r"\b(?:ideal|lean|adjusted|dry|expected|predicted|target|desired|healthy|excess|fat[- ]free|reference|IBW|LBM|AdjBW)\s?"
        r"(?:body\s)?(?:weight|wt|mass|BMI)?\b[^.,;\n]{0,12}"
        r"|\b(?:loss|lost|loses?|decreased|reduced|reduction|gain(?:s|ed)?|regain(?:s|ed)?|change|dropped|shed)\s(?:of\s)?(?:about\s|over\s|some\s|nearly\s)?\d"
        r"|\bdown\s(?:about\s|over\s|some\s)?\d",
        re.IGNORECASE,
    )
