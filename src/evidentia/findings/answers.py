"""Answers of forms: what "no" behind a question makes of its words ("Biosimilar tried? NO", "Other biologics:
none")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from evidentia.findings.cues import Cue
from evidentia.findings.drug_names import Mention
from evidentia.model.frozen import changed


@cache
def _answers() -> re.Pattern[str]:
    return re.compile(
        r"(?:[?:.]|\|(?=\s*none\b)|\s(?=\[x\]\s*no\b))\s*(?:\[\s?\]\s*yes\s*\[x\]\s*)?(?P<no>\[x\]\s?none\b|no\b(?!\s(?-i:[a-z]))|none\b|never\b|\[x\]\s?no\b|"
        r"(?P<open>n/a\b|not applicable|unknown|_{2,}))",
        re.IGNORECASE,
    )


_RESULT = re.compile(r"\b(?:response|outcome|effect|benefit)\s?$", re.IGNORECASE)
_DENIED = {
    "past": "never",
    "current": "not_on",
    "contraindicated": "not_contraindicated",
    "intolerance": "not_contraindicated",
}


def answered(cues: Sequence[Cue], text: str, start: int, end: int, mentions: Sequence[Mention]) -> list[Cue]:
    """A form's question with its answer: "Biosimilar tried? NO   Contraindication to biosimilar? NO"."""
    result, place = [*cues, *_affirmed(cues, text, start, mentions)], start
    for match in _answers().finditer(text, start, min(len(text), end + _ANSWER)):
        if match.start() > end:
            break
        if _RESULT.search(text[max(start, match.start() - 12) : match.start()]):
            continue  # "response: none" is a result, and no answer to a question
        question = [c for c in result if place <= c.start < match.start()]
        place = match.end()
        if (
            not question
            and not match["open"]
            and text[match.start()] in "?:| "
            and _is_label(text, match.start(), mentions)
        ):
            result.append(Cue("not_on", "after", match.start("no"), match.end("no")))
            continue
        if not any(c.kind in _DENIED for c in question) or (
            text[match.start()] == "." and "..." not in text[match.start() - 4 : match.start() + 1]
        ):
            continue
        result = [c for c in result if not match.start() <= c.start < match.end() or c.end > match.end()]
        result = [c for c in result if c not in question] + ([] if match["open"] else _denied(question))
    return sorted(result, key=lambda c: c.start)


def _affirmed(cues: Sequence[Cue], text: str, start: int, mentions: Sequence[Mention]) -> list[Cue]:
    """ "HCQ yes", "Hydroxychloroquine: [x] yes": taken, where nothing before the drug asks for something else."""
    found = []
    for mention in mentions:
        yes = re.compile(r"\s?[:=-]?\s{0,2},?\s{0,12}(?:\[[xX]\]\s?)?yes\b", re.IGNORECASE).match(text, mention.end)
        named = re.search(r"\byes\s?[:,-]\s?$", text[max(start, mention.start - 8) : mention.start], re.IGNORECASE)
        if named:  # "antiviral: [x] yes: entecavir 0.5 mg daily"
            found.append(Cue("current", "before", mention.start - 1, mention.start))
        elif yes and not any(start <= c.start < mention.start for c in cues):
            found.append(Cue("current", "after", yes.end() - 3, yes.end()))
    return found


def _is_label(text: str, place: int, mentions: Sequence[Mention]) -> bool:
    """ "Other biologics: none": the drug stands directly before the colon."""
    return any(
        m.end <= place and len(text[m.end : place].split()) <= 2 and "\n" not in text[m.end : place] for m in mentions
    )


_ANSWER = 12  # characters between a question at the end of a sentence and its answer


def _denied(question: Sequence[Cue]) -> list[Cue]:
    """What "no" makes of a question's cues; "failed?" answered by no states nothing."""
    return [changed(c, kind=_DENIED[c.kind], negated=False) for c in question if c.kind in _DENIED]
