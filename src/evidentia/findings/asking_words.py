"""Words by which a record asks for a drug, decides on it, weighs it, or tells that it was given before."""

from __future__ import annotations

import re
from functools import cache


@cache
def asking() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:request(?:ing|ed|s)?\b(?!\s(?:records?|labs?))|ask(?:ing)? (?:for|that|you)|ask(?:s|ed|ing)?\s(?:the\s|his\s|her\s|their\s|our\s)?"
        r"(?:\w+\s)?(?:insur\w+|payer|plan|carrier|medicaid|medicare)\s(?:for|to (?:approve|authori[sz]e|cover))|i ask|seek(?:ing)?|"
        r"appl(?:y|ying) for|solicit(?:s|ed|ing)?\b|submit(?:ting|ted)?\b|pre-?cert\w*|authori[sz](?:e|ation)|\bauth\b|\bpa (?:for|sent|"
        r"request)|appeal(?:ing)?|"
        r"would like\s(?!to (?:avoid|stop|hold|know))|(?:please|kindly)\s(?:approve|authori[sz]e|cover|consider)|propos(?:e[ds]?|"
        r"ing)|approval (?:of|for)|petition|renewal of|coverage (?:of|for))",
        re.IGNORECASE,
    )


@cache
def decides() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:plan(?:s|ning)?\s(?:to\s|is\s)?(?:add|start|begin|give|treat|initiat\w+|continu\w+|resume|"
        r"proceed)|will (?:add|start|begin|give|initiate|proceed|continue|resume|treat|order|receive)|"
        r"proceed with|treat (?:him|her) with|(?:she|he|pt|patient)\s(?:requires|needs)|plan is (?:for|to)\b|"
        r"(?:intention|intend(?:s|ing)?|aim|wish(?:es)?)\s(?:is\s)?to\s(?:treat|give|start|begin|continue|repeat|use|proceed)|makes sense|ordered|(?-i:PA\b(?!-))|next (?:rituximab|course|infusion|dose)|"
        r"prefer)\b",
        re.IGNORECASE,
    )


@cache
def done() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:(?:was|were|been|is|initially|previously) (?:approved|denied|authorized|given|cancelled|declined|"
        r"received|infused|stopped|administered)|approved (?:through|until|from|on|last|\d+)|denied|denial|"
        r"lapsed|expired|never|completed|received|tolerated|was on|s/p|last (?:dose|infusion|course|infused|"
        r"given)|previous(?:ly)?|first course(?!\W{1,3}(?:of\s)?(?:ruxience|truxima|riabni|rituxan|rituximab))|latest course|history of|instead of|rather than|in the past|"
        r"no response to|failed|lost (?:his|her|the|their)|discontinue|stop|hold|held)\b",
        re.IGNORECASE,
    )


@cache
def past() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:completed|given(?!\s(?:twice|as|over|at an?)\b)|received|administered|infused|stopped|discontinued|history|has been|had|was|were|"
        r"last|maintained|responded)\b",
        re.IGNORECASE,
    )


@cache
def weighed() -> re.Pattern[str]:
    """What is only weighed: "consider", "discuss", "if …", "or rituximab", a recommendation."""
    return re.compile(
        r"\b(?:consider(?:ing|ed|ation)?|discuss(?:ed|ing)?|(?-i:may)|might|could|option(?:s)?|recommend(?:s|ed|"
        r"ation)?|suggest(?:s|ed)?|versus|vs|would (?:add|use|need|consider|hold|then)|eventually|candidate|"
        r"undecided|await\w*\s(?:\w+\s)?decision|decision (?:is )?pending|"
        r"whether|alternatively|not (?:requesting|ordered|planned|indicated)|no (?:indication|"
        r"plan))\b(?!\s(?:approved|authorized|insurer ok|insurer agrees|ok\b))",
        re.IGNORECASE,
    )


@cache
def waits() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:auth(?:orization)?|pa|approval|insurance|payer)\W{1,3}(?:is\s)?(?:pending|requested|submitted|needed|"
        r"required|awaited)|\b(?:pending|awaiting|needs|await)\s(?:auth\w*|pa\b|approval|insurance)|"
        r"\b(?:requested|proposed|planned|to be (?:given|scheduled|authorized))\b",
        re.IGNORECASE,
    )


@cache
def conditional() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:if|unless|once|when|should)\b(?!\s(?:approved|authori[sz]ed|insur\w+|the insurance|ok\b))", re.IGNORECASE
    )


@cache
def not_own() -> re.Pattern[str]:
    """Words of somebody else, or of another day, before what is told: "Per outside note: continue …"."""
    return re.compile(
        r"\b(?:education|instruct\w+|teaching|outside|per (?:dr|note|rheum\w*|renal|neph\w*)|advis\w+|quot\w+|history|hpi|prior|previous\w*|"
        r"payer|insur\w+)\b|[\"“]",
        re.IGNORECASE,
    )


@cache
def imperative() -> re.Pattern[str]:
    return re.compile(
        r"[\s\-*•#>\d.)(]*(?:[A-Za-z/& ]{1,26}?:\s*)?(?:(?:will|to|we|i|please|and|then|also|now|ok to)\s){0,2}"
        r"(?:cont(?:inue)?|proceed(?:\swith)?|go ahead with|start|begin|initiate|give|repeat|renew|resume|re-?dose|re-?treat(?:\swith)?|"
        r"treat with|arrange|schedule|order)\.?\s(?:[\w-]+\s){0,2}\(?",
        re.IGNORECASE,
    )


@cache
def is_ordered() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:has|have|is|are)\s(?:now\s)?(?:been\s|being\s)?(?:ordered|scheduled|planned)\b(?!\s(?:in|and then|but)\b)",
        re.IGNORECASE,
    )


@cache
def reason() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:because|owing to|due to|on account of|the reasons? (?:is|are|being)|given that|in view of|"
        r"as (?=(?:our|the|her|his|their|my|she|he|we|they)\b))",
        re.IGNORECASE,
    )
