"""Events: reactions, infections, PML, adverse events, flares, hospital stays, overdue doses, liver care."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from evidentia.findings.assertion import assertion
from evidentia.findings.context import about, is_unchecked
from evidentia.findings.dates import find_dates
from evidentia.findings.lexicon import Lexicon, Match
from evidentia.findings.text import Page, Sentence
from evidentia.model.finding import Assertion, Event, Finding, Kind, Span
from evidentia.model.frozen import frozen
from evidentia.model.when import When

_INFECTIONS = ("infection", "specific infection", "severe infection")


@frozen
class _Words:
    """The events of a vocabulary and the drugs that are blamed for them, prepared once."""

    lexicon: Lexicon
    severe: frozenset[str]
    done: frozenset[str]  # events that count only where they took place
    drug: re.Pattern[str]  # "attributed to rituximab", "since treatment"
    blamed: re.Pattern[str]  # with the drug named
    unattributed: re.Pattern[str]
    of_another: re.Pattern[str]  # "anaphylaxis to penicillin"
    names: Lexicon  # of drugs that are given in courses


_PREPARED: dict[int, tuple[Any, _Words]] = {}


def _prepared(vocabulary: Mapping[str, Any]) -> _Words:
    key = id(vocabulary)
    if key not in _PREPARED or _PREPARED[key][0] is not vocabulary:
        _PREPARED.clear()
        _PREPARED[key] = (vocabulary, _words(vocabulary))
    return _PREPARED[key][1]


def _words(vocabulary: Mapping[str, Any]) -> _Words:
    entries = vocabulary["events"]
    drugs = {c: _names(c, e) for c, e in vocabulary["drugs"].items() if (e or {}).get("courses")}
    listed = sorted((n.lower() for names in drugs.values() for n in names), key=len, reverse=True)
    names = "|".join(re.escape(name) for name in dict.fromkeys(listed))
    return _Words(
        lexicon=Lexicon(
            {c: e.get("names", ()) for c, e in entries.items()}, {c: e.get("exact") or () for c, e in entries.items()}
        ),
        severe=frozenset(str(n).lower() for e in entries.values() for n in e.get("severe") or ()),
        done=frozenset(c for c, e in entries.items() if e.get("done")),
        drug=re.compile(
            rf"\b(?:to|attribut\w+ to|due to|related to|associated with|caused by|blamed on|from|secondary to|on|since|after|with|while on)\s+"
            rf"(?:\w+\s+){{0,2}}?(?:(?:{names})\w*|infusion|the drug|treatment|therapy|it)\b|(?:{names})[- ](?:associated|related|induced)",
            re.IGNORECASE,
        ),
        blamed=re.compile(
            rf"\b(?:attribut\w+|related|due|secondary|caused|blamed|linked)\s+(?:to|by|on|with)\s+(?:\w+\s+){{0,2}}?(?:{names})",
            re.IGNORECASE,
        ),
        unattributed=re.compile(
            rf"\b(?:not (?:attribut\w+|related|thought to be related|felt to be)|unrelated|before (?:{names}|starting)|"
            rf"prior to (?:{names}|starting))\b",
            re.IGNORECASE,
        ),
        of_another=re.compile(
            rf"\s(?:to|from) (?!(?:{names})|the |it\b|infusion|first|second|this|her|his|dose|any|each|prior|earlier|previous|human )\w",
            re.IGNORECASE,
        ),
        names=Lexicon(drugs),
    )


def _names(concept: str, entry: Mapping[str, Any]) -> list[str]:
    products = entry.get("products") or {}
    listed = [concept, *(entry.get("names") or ()), *products]
    return [*map(str, listed), *(str(n) for facts in products.values() for n in (facts or {}).get("names") or ())]


@cache
def _resolved() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:resolved|resolution|cleared|completed (?:antibiotics|treatment|course|a course|therapy)|recovered|treated and|"
        r"off antibiotics|finished|healed|cured|fully treated|no longer|no recurrence|over now)\b",
        re.IGNORECASE,
    )


@cache
def _awaited() -> re.Pattern[str]:
    return re.compile(r"\b(?:until|unless|once|when|if|not|before|pending)\b[^.;,]*$", re.IGNORECASE)


def _is_over(text: str) -> bool:
    """Whether a text says that something has ended; "until it has cleared" says that it has not."""
    return any(not _awaited().search(text[max(0, m.start() - 32) : m.start()]) for m in _resolved().finditer(text))


@cache
def _active() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:active(?:ly)?|currently|ongoing|on (?:iv |oral |po )?(?:vancomycin|cef\w+|pip\w+|mero\w+|antibiotics?|antifungals?|acyclovir|valacyclovir|levofloxacin|\w+cillin)|being treated|under treatment|today|now|"
        r"day \d+ of|continues (?:on )?antibiotic|still|febrile|T 3[89]|positive cx|cx .{0,20}\+|admitted (?:with|for)|pending|new)\b", re.IGNORECASE,
    )  # fmt: skip


@cache
def _severe() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:serious|severe|life-threatening|significant|major|graded? [3-5]|requiring (?:hospital|icu|iv|admission|epinephrine|intubation)\w*|hospital stay|(?:treated with|given|on|received) iv \w+|hospitali[sz]ed|admitted|icu|septic|iv antibiotics|anaphyla\w+)\b",
        re.IGNORECASE,
    )


@cache
def _mild() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:mild|minor|grade [12]|gr\.? ?[12]|not serious|non-?serious|trivial|self-limited|rate slowed|slowed|transient|itching|flushing)\b",
        re.IGNORECASE,
    )


def extract(pages: Sequence[Page], vocabulary: Mapping[str, Any], as_of: date) -> list[Finding]:
    """The EVENT findings of a chart."""
    words = _prepared(vocabulary)
    return [f for page in pages for sentence in page.sentences for f in _sentence(page, sentence, words, as_of)]


def _sentence(page: Page, sentence: Sentence, words: _Words, as_of: date) -> Iterator[Finding]:
    if is_unchecked(page, sentence):
        return
    matches = words.lexicon.find(page.text, sentence.start, sentence.end)
    for match in matches:
        if about(page, sentence, match.start) != "patient" or _is_other_word(page.text, match, words):
            continue
        if _empty_box(page.text, match.start):
            continue
        said = _said(page, sentence, match)
        if said is Assertion.ABSENT and _but_for(page.text, match, sentence):
            continue
        detail = _detail(page, sentence, match, said, words, as_of)
        concept = match.concept
        if concept == "specific infection":
            concept = "infection"
        if concept == "infection" and said is Assertion.ABSENT and detail.severity == "serious":
            concept = "severe infection"
        when = _when(page, sentence, match)
        if concept in words.done:
            said = _care(page.text, sentence, match, said)
        if said is Assertion.PRESENT and (detail.resolved or _is_past(when, as_of)) and not detail.active:
            said = Assertion.HISTORICAL
        yield Finding(
            "",
            Kind.EVENT,
            concept,
            (Span(page.document.id, match.start, _end(page.text, sentence, match)),),
            said,
            when=when,
            detail=detail,
        )


def _stop(page: Page, sentence: Sentence) -> int:
    """The end of a sentence, or of the answer that follows it: 'Active infection? "None."'."""
    if page.text[sentence.end - 1 : sentence.end] != "?":
        return sentence.end
    answer = re.match(r"\s{0,3}[\"“]?\w+", page.text[sentence.end : sentence.end + 20])
    return sentence.end + answer.end() if answer else sentence.end


def _said(page: Page, sentence: Sentence, match: Match) -> Assertion:
    text = page.text
    said = assertion(text, sentence.start, match.start, match.end, _stop(page, sentence))
    if match.concept == "adverse event" and re.search(r"(?:\[[xX]\]|:)\s*none\b", text[match.end : sentence.end]):
        return Assertion.ABSENT
    if said is Assertion.PRESENT and text[match.start : match.end].lower().startswith("no "):
        return Assertion.ABSENT  # "no inf": a name that denies by itself
    return Assertion.ABSENT if said is Assertion.PRESENT and _without(text, match) else said


def _empty_box(text: str, place: int) -> bool:
    """ "[ ] PML [x] none": a box that nobody ticked says nothing."""
    return (
        re.search(r"(?:\[\s?\]|☐|□|\(\s\)|_{2,})\s?(?:serious |severe |an? )?$", text[max(0, place - 14) : place])
        is not None
    )


def _but_for(text: str, match: Match, sentence: Sentence) -> bool:
    """ "No adverse events other than septic shock": a denial with an exception denies nothing."""
    return (
        re.match(
            r"[^.;]{0,24}\b(?:other than|except(?: for)?|apart from|besides|aside from)\b",
            text[match.end : sentence.end],
            re.IGNORECASE,
        )
        is not None
    )


def _is_other_word(text: str, match: Match, words: _Words) -> bool:
    """Words that look like an event and are none: "reactive", "reaction" of a test, "PJP prophylaxis", "infection risk"."""
    around = text[max(0, match.start - 20) : match.end + 22].lower()
    if text[match.start : match.end].lower() in ("tb", "tuberculosis") and (
        re.search(r"\b(?:latent|ltbi|anti-?)\W{1,2}$", text[max(0, match.start - 12) : match.start], re.IGNORECASE)
        or re.match(
            r"[\s:\[\]xX✓()-]{0,30}(?:tests?\b|skin|screen\w*|quanti\w+|gold|t?-?spot|igra|ppd|neg\w*|blood|infection\b|\[|_)",
            text[match.end : match.end + 16],
            re.I,
        )
    ):
        return True  # a test of it, or a latent one
    if match.concept == "infusion reaction" and _of_something_else().search(
        text[max(0, match.start - 40) : match.start]
    ):
        return True
    if match.concept == "infusion reaction" and words.of_another.match(text[match.end : match.end + 40]):
        return True  # anaphylaxis to something else
    if match.concept == "infusion reaction" and re.search(
        r"chain reaction|transfusion react|skin reaction to (?:tape|hcq|hydroxy)",
        around,
    ):
        return True
    if re.search(
        r"\brisk(?: factors?)?\s+(?:for|of)\s[^.;:]{0,40}$", text[max(0, match.start - 70) : match.start], re.I
    ):
        return True  # "no risk factors for thrombosis" says of no thrombosis whether there was one
    return bool(
        re.match(
            r"\s*(?:exposure|contact|risk|control|prevention|prophylaxis|ppx|precautions|screen(?:ing)?|alert|bundle|protocol|is a (?:risk|concern)|can occur|clinic|disease (?:clinic|consult)|vaccine|shot|(?:and|or|,|/)\s?(?:[\w-]+\s){1,2}(?:vaccin\w+|shots?)\b)",
            text[match.end : match.end + 32],
            re.IGNORECASE,
        )
    )


@cache
def _of_something_else() -> re.Pattern[str]:
    """ "Allergic to penicillin (anaphylaxis)": the culprit stands before it."""
    return re.compile(
        r"\b(?:allerg\w+|intoleran\w+|reactions?)\s(?:to|of)\s(?!ritux|rux|trux|riab|the\b|infusion|first|second|this|it\b)[\w-]+\W{1,3}$",
        re.IGNORECASE,
    )


def _without(text: str, match: Match) -> bool:
    return (
        re.search(
            r"(?:w/out|w/o|without|free of)\s+(?:any\s+|further\s+|infusion\s+)?$",
            text[max(0, match.start - 24) : match.start],
            re.IGNORECASE,
        )
        is not None
    )


def _detail(page: Page, sentence: Sentence, match: Match, said: Assertion, words: _Words, as_of: date) -> Event:
    text = page.text
    before, after = (
        text[max(sentence.start, match.start - 40) : match.start],
        text[match.end : min(sentence.end, match.end + 60)],
    )
    clause_after = re.split(r"[;.]|\bbut\b", after)[0]
    clause_before = re.split(r"[;.,]|\bbut\b|\band\b", before)[-1]
    wide_end = min(len(text), sentence.end + 90)
    others = [m.start for m in words.lexicon.find(text, sentence.end, wide_end)]
    next_one = page.sentence_at(others[0]) if others else None  # it has its own end
    behind = next_one.start if next_one else wide_end
    wide = text[sentence.start : max(sentence.end, behind)]
    name = text[match.start : match.end].lower()
    grade = re.search(r"graded?\s*(?:>=?|≥)?\s*([1-5])", clause_before + " " + clause_after, re.IGNORECASE)
    threshold = re.search(
        r"grade\s*(?:>=?|≥)\s*[2-5]|(?:>=?|≥)\s*grade\s*[2-5]|grade [2-5](?: or (?:higher|above|greater|more|worse)|\s*\+)|grade [2-5]\s*[-–/]\s*[3-5]|requiring|needing|necessitating",
        clause_before + " " + clause_after,
        re.IGNORECASE,
    )
    severity = None
    if said is Assertion.ABSENT:
        if threshold or _severe().search(clause_before) or _nothing_severe().match(after):
            severity = "serious"
    elif _mild().search(clause_before + " " + clause_after) and not re.search(r"not mild", before):
        severity = "not serious"
    elif name in words.severe or _severe().search(clause_before + " " + clause_after):
        severity = "serious"
    infection = match.concept in _INFECTIONS
    over = bool(said is not Assertion.ABSENT and _is_over(wide if infection else clause_after))
    active = bool(
        said in (Assertion.PRESENT, Assertion.POSSIBLE) and _active().search(text[sentence.start : sentence.end])
    )
    if over and re.search(r"\bactive\b", clause_before[-24:] + text[match.start : match.end + 14], re.IGNORECASE):
        over = False
    return Event(
        severity=severity,
        grade=int(grade.group(1)) if grade and said is not Assertion.ABSENT else None,
        attributed_to=_attributed(page, sentence, match, clause_before + " " + clause_after, words),
        resolved=over,
        active=active and not over,
        mitigated=said is not Assertion.ABSENT and _precaution().search(wide) is not None,
        scope=_scope(page, sentence, match, said) if said is Assertion.ABSENT else "all",
    )


@cache
def _precaution() -> re.Pattern[str]:
    """What is done so that a harm of a treatment does not come again."""
    return re.compile(
        r"\b(?:(?:infusion )?rate (?:was |is |has been )?(?:reduced|slowed|lowered|capped|halved)|(?:slower|reduced|lower|slow) (?:infusion )?rate|slowed|pre-?hydrat\w+|hydrat\w+|"
        r"switched (?:to|from)|changed (?:to|product)|dose (?:was )?(?:split|reduced|divided)|split (?:dose|over)|aspirin|apixaban|rivaroxaban|warfarin|anticoagulat\w+|"
        r"enoxaparin|pre-?medicat\w+|prophyla\w+|monitor\w+|plan(?:s|ned)? (?:to|is|in place)|washed|lower-titer|isoagglutinin\w*)\b",
        re.IGNORECASE,
    )


def _attributed(page: Page, sentence: Sentence, match: Match, clause: str, words: _Words) -> str | None:
    """The drug that an event is put down to, "treatment" where it is not named; None where none is."""
    if words.unattributed.search(clause):
        return None
    blamed = match.concept in _INFECTIONS and words.blamed.search(page.text, match.end, sentence.end)
    if not words.drug.search(clause) and not blamed:
        return None
    named = words.names.find(page.text, sentence.start, sentence.end)
    return named[0].concept if named else "treatment"


@cache
def _nothing_severe() -> re.Pattern[str]:
    """ "Infections: two colds only, nothing severe"."""
    return re.compile(r"\s?:[^.;\n]{0,40}?\b(?:nothing|none) (?:severe|serious)\b", re.IGNORECASE)


def _scope(page: Page, sentence: Sentence, match: Match, said: Assertion) -> str:
    """How much of the past a statement covers: all treatment, one infusion, or the day of the note."""
    text = page.text[sentence.start : sentence.end]
    behind = re.split(r"[,;.]|\band\b", page.text[match.end : min(sentence.end, match.end + 40)])[0]
    near = page.text[max(sentence.start, match.start - 50) : match.end] + behind
    if match.concept in _INFECTIONS and re.search(r"\b(?:requir|need|necessitat)\w+", behind, re.IGNORECASE):
        return "all"  # "no infection requiring hospital care" is said of all the time
    if match.concept in _INFECTIONS:
        if re.search(
            r"\b(?:current(?:ly)?|active|acute|ongoing|today|now|evidence of|signs? of|at this time|at present|clinical)\b|s/s|infectious (?:symptoms|process)",
            near,
            re.IGNORECASE,
        ):
            return "current"
        if (
            page.text[match.start : match.end].lower() == "infection"
            and match.concept == "infection"
            and not re.search(
                r"\b(?:never|since|on (?:rituximab|immune globulin|ivig|treatment|therapy)|to date|history|ever|during|so far|throughout)\b",
                text,
                re.IGNORECASE,
            )
        ):
            return "current"
        return "all"
    if (
        match.concept == "infusion reaction"
        and re.search(
            r"\b(?:tolerated|today'?s|this|last|latest|second|first|most recent|the) infusion\b|\btolerated (?:the |today'?s |her |his |this |last |infusion)",
            text,
            re.IGNORECASE,
        )
        and not re.search(
            r"\b(?:all|any|every|each|never|infusions|since|to date|so far|courses)\b", text, re.IGNORECASE
        )
    ):
        return "one infusion"
    return "all"


@cache
def _late_by() -> re.Pattern[str]:
    return re.compile(
        r"\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)\s(weeks?|wks?|months?|mos?)\s+(?:overdue|late|past due)\b",
        re.I,
    )


def _due(page: Page, sentence: Sentence, match: Match) -> When | None:
    """ "7 months late", "5 wks overdue": when it was due, to the month."""
    late = _late_by().search(page.text, max(sentence.start, match.start - 20), sentence.end)
    today = page.date_of(match.start)
    if late is None or today is None or today.exact is None:
        return None
    count = _COUNTS.get(late[1].lower()) or int(late[1])
    days = count * 7 if late[2].lower().startswith("w") else round(count * 30.44)
    day = today.exact - timedelta(days=days)
    return When(day.year, day.month)


_COUNTS = {word: n for n, word in enumerate("one two three four five six seven eight nine ten".split(), start=1)}


def _when(page: Page, sentence: Sentence, match: Match) -> When | None:
    """The date nearest in its clause: behind the event first."""
    text = page.text
    if match.concept == "overdue" and (due := _due(page, sentence, match)) is not None:
        return due
    dates = find_dates(page, sentence.start, sentence.end)
    behind = [
        d
        for d in dates
        if d.start >= match.end and not re.search(r"[;.]", text[match.end : d.start]) and d.start - match.end <= 40
    ]
    if behind:
        return behind[0].when
    before = [
        d
        for d in dates
        if d.end <= match.start and not re.search(r"[;]|\.\s", text[d.end : match.start]) and match.start - d.end <= 60
    ]
    if before:
        return before[-1].when
    # "Sept 2026: six weeks of … Neurology: definite PML": the date that opens a paragraph dates what it tells
    head = find_dates(page, sentence.block, min(sentence.block + 24, len(text)))
    if (
        head
        and head[0].end < match.start
        and not text[sentence.block : head[0].start].strip(" -*")
        and text[head[0].end : head[0].end + 1] in (":", ",")
    ):
        return head[0].when
    return None


def _is_past(when: When | None, as_of: date) -> bool:
    return when is not None and when.latest < as_of - timedelta(days=45)


def _care(text: str, sentence: Sentence, match: Match, said: Assertion) -> Assertion:
    """Care and screening count where they take place, whatever they find; a referral or plan is none yet."""
    found_nothing = re.match(
        r"[\s\d/:=(–-]*(?:was |were |is )?(?:-\)|neg(?:ative)?\b|clear\b|normal\b|unremarkable\b)",
        text[match.end : match.end + 30],
        re.IGNORECASE,
    )
    if (said is Assertion.ABSENT and not found_nothing) or re.match(
        r"[^.;]{0,30}\b(?:not|never|n't)\s(?:yet\s)?(?:been\s)?(?:consulted|seen|involved|referred|made|placed|done|sent|requested|arranged)",
        text[match.end : match.end + 60],
        re.IGNORECASE,
    ):
        return Assertion.ABSENT
    before, after = text[max(sentence.start, match.start - 50) : match.start], text[match.end : match.end + 50]
    around = (
        re.split(r"[.;]", before)[-1]
        + text[match.start : match.end]
        + re.split(r"[.;]", after[: sentence.end - match.end])[0]
    )
    if re.search(
        r"\b(?:refer(?:ral|red)?|will|plan|to see|pending|consider|appointment|scheduled|recommend|due|overdue|needs?|needed|ordered|requested|advised|encouraged|required)\b",
        around,
        re.IGNORECASE,
    ) and not re.search(
        r"\b(?:seen|follows|followed|manag\w+|co-?manag\w+|started|on entecavir|saw|cleared|up to date|up-to-date|current|done|completed|negative|normal|unremarkable)\b",
        around,
        re.IGNORECASE,
    ):
        return Assertion.HYPOTHETICAL
    return Assertion.PRESENT


def _end(text: str, sentence: Sentence, match: Match) -> int:
    """The span reaches to the end of its clause, so that a reader sees what was said."""
    found = re.search(r"[;.]|\bbut\b|\n\n", text[match.end : min(sentence.end, match.end + 70)])
    return match.end + found.start() if found else match.end
