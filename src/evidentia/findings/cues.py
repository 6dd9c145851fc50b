"""Cues of therapy in a sentence: "stopped", "no response to", "never". Which drug each one speaks of: see cue_targets.

The words stand in content/vocabulary/therapy_cues.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any

from evidentia.findings.drug_names import Word
from evidentia.model.frozen import Held, frozen

_FILLERS = frozenset((
    "been", "yet", "ever", "also", "really", "just", "already", "even", "unfortunately", "subsequently",
    "actually", "clearly", "only", "eventually", "later", "ultimately", "recently",
))  # fmt: skip
_NEGATIONS = frozenset(
    (
        "no",
        "not",
        "never",
        "without",
        "denies",
        "denied",
        "nor",
        "t",
        "neither",
        "other",
        "another",
        "such",
        "similar",
        "current",
        "cannot",
        "non",
        "zero",
    )
)
_PASSED = frozenset((
    "a", "any", "the", "to", "be", "had", "have", "in", "known", "an", "prior", "further", "of", "brought", "into",
    "produced", "induced", "achieved", "reached", "attained", "entered", "bring", "produce", "induce", "went",
    "achieve", "reach", "attain", "enter", "showed", "show", "gave", "give", "go", "result", "lead", "led",
))  # fmt: skip
_UNREAL = frozenset((
    "if", "risk", "prevent", "preventing", "avoid", "case", "whether", "unless", "possible", "potential",
    "risks", "prevents", "against", "monitor", "watch", "should", "read", "fear", "fears", "fearing", "afraid", "worried",
))  # fmt: skip
_NOT_TAKING = frozenset((
    "blamed", "based", "depend", "depends", "data", "studies", "literature", "information", "impact", "effect",
    "effects", "focus", "report", "article", "note", "advice", "question", "decision", "counseled", "educated",
))  # fmt: skip


ALL = 99  # drugs of a list


@frozen
class Cue:
    """A run of words that says something of a drug: its kind is a key of therapy_cues.yaml."""

    kind: str
    side: str  # "before" | "after" | "both"
    start: int
    end: int
    negated: bool = False  # "no relapse"
    unreal: bool = False  # "if no response"
    over: int = 0  # of how many drugs listed before it it speaks: "both failed", "none of which helped"


class CueIndex:
    """The cues of a vocabulary by their first word."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        self._by_word: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        for kind, sides in entries.items():
            for side, phrases in sides.items():
                for phrase in phrases:
                    self._add(phrase, kind, side)
        for listed in self._by_word.values():
            listed.sort(key=lambda item: -len(item[0]))

    def _add(self, phrase: str, kind: str, side: str) -> None:
        parts = tuple(word for word in phrase.replace("-", " ").split() if word not in _FILLERS)
        known = self._by_word.setdefault(parts[0], [])
        for place, (other, its_kind, its_side) in enumerate(known):
            if other == parts:
                if its_kind == kind and its_side != side:
                    known[place] = (parts, kind, "both")
                return
        known.append((parts, kind, side))

    def find(self, found: Sequence[Word], text: str) -> list[Cue]:
        """The cues in a run of words, the longest at each place, without overlap."""
        kept = [word for word in found if word[2] not in _FILLERS]
        cues: list[Cue] = []
        index = 0
        while index < len(kept):
            size = 1
            second = kept[index + 1][2] if index + 1 < len(kept) else ""
            for parts, kind, side in self._by_word.get(kept[index][2], ()):
                if len(parts) == 1 or (parts[1] == second and _run(kept, index, parts, text)):
                    size = len(parts)
                    if not _is_meant(kept[index], text):
                        continue
                    if parts == ("never",):  # "never MMF" against "MMF - never (cost)"
                        side = "before" if re.match(r"\s+\w", text[kept[index][1] : kept[index][1] + 3]) else "after"
                    before = [w[2] for w in kept[max(0, index - 4) : index]]
                    cues.append(
                        Cue(
                            kind,
                            side,
                            kept[index][0],
                            kept[index + size - 1][1],
                            _negated(before, kind),
                            _unreal(before),
                        )
                    )
                    break
            index += size
        return cues


def _is_meant(word: Word, text: str) -> bool:
    """ "CR" is complete remission, "Cr 0.9" is creatinine; "if" is a condition, "IF" immunofluorescence."""
    if word[2] == "contraindicated" and re.match(r"\s?\?", text[word[1] : word[1] + 2]):
        return False  # a question
    if word[2] in ("nil", "nothing"):  # "x 10 wk, nil." is a result, "Nil else" is the end of a list
        return (
            re.match(r"\s*(?:else|other|new|further|more|acute)\b", text[word[1] : word[1] + 10], re.IGNORECASE) is None
        )
    if word[2] == "on":
        return _NOT_TAKING.isdisjoint(text[max(0, word[0] - 14) : word[0]].lower().split()[-1:])
    if word[2] in ("withdrawn", "stopped", "cancelled"):  # an order was withdrawn, not the drug
        return (
            re.search(
                r"\b(?:order|request|authori[sz]ation|auth|pa)\b[^.;]{0,50}$",
                text[max(0, word[0] - 60) : word[0]],
                re.IGNORECASE,
            )
            is None
        )
    if word[2] in ("failed", "fails", "failure"):  # "failed to approve" is no failure of the drug
        return _does_not_do().match(text, word[1]) is None
    before = text[max(0, word[0] - 14) : word[0]].lower().split()[-1:]
    if word[2] == "given" and not _PAPERS.isdisjoint(before):
        return False  # "pamphlet given"
    if word[2] == "given":  # "given her wish for children" is a reason
        return _is_preposition().match(text, word[1]) is None or _PASSIVE.issuperset(
            text[max(0, word[0] - 12) : word[0]].lower().split()[-1:] or ["was"]
        )
    if word[2] in ("nr", "pr"):  # the result in a list: "3/24-12/24: NR"
        lead = text[max(0, word[0] - 3) : word[0]].rstrip()
        return text[word[0] : word[1]].isupper() and lead[-1:] in (":", ">", "=", "(", "-", "–", ",", "→")
    if word[2] == "may":
        return text[word[0]] == "m"  # not the month
    if word[2] == "if":  # "IF" is immunofluorescence; "If positive, antiviral: [x] yes" has its answer
        return (
            text[word[0] + 1] == "f"
            and re.match(r"[^.\n]{0,60}(?:\[[xX]\]|,\s{2,}yes\b)", text[word[1] : word[1] + 70]) is None
        )
    if word[2] != "cr":
        return True
    after = text[word[1] : word[1] + 3].lstrip(" :=<>")
    return text[word[0] : word[1]] == "CR" and not after[:1].isdigit()


_PAPERS = frozenset(
    "pamphlet handout leaflet brochure information literature education advice instructions sheet materials".split()
)
_PASSIVE = frozenset(("was", "were", "been", "being", "be", "is", "are", "previously", "never", "not", "also", "and"))


@cache
def _does_not_do() -> re.Pattern[str]:
    return re.compile(
        r"\s+to\s+(?:approve|authori[sz]e|cover|send|ship|deliver|fill|dispense|respond to (?:our|the|my)|pay|provide|submit|answer|process|show up|attend|come|document|obtain)\b",
        re.IGNORECASE,
    )


@cache
def _is_preposition() -> re.Pattern[str]:
    return re.compile(
        r"\s+(?:her|his|their|the|that|this|prior|previous|age|fertility|childbearing|concern\w*|a\s+history|history|cumulative|total|lifetime|known|recent|young|ongoing|active|severe|patient|risk\w*)\b",
        re.IGNORECASE,
    )


def _run(found: Sequence[Word], index: int, parts: tuple[str, ...], text: str) -> bool:
    """Whether the words of a phrase stand here in one column: three blanks part the columns of a form."""
    here = found[index : index + len(parts)]
    if tuple(word for _, _, word in here) != parts:
        return False
    return not any("   " in (gap := text[a[1] : b[0]]) and "\n" not in gap for a, b in pairwise(here))


@lru_cache(maxsize=4)
def _index(held: Held[Mapping[str, Any]]) -> CueIndex:
    """The listed cues, and every symptom as a possible harm: "stopped for palpitations"."""
    listed = held.value["therapy_cues"]
    symptoms = (
        name.lower()
        for concept, entry in held.value.get("symptoms", {}).items()
        if concept not in _NO_HARM
        for name in (entry if not isinstance(entry, Mapping) else entry.get("names", ()))
    )
    harm = {"both": [*listed["adverse"]["both"], *(" ".join(_plain(name)) for name in symptoms if _plain(name))]}
    return CueIndex({**listed, "adverse": harm})


_NO_HARM = frozenset(("lupus flare", "proteinuria", "spontaneous remission", "tobacco use", "alcohol use", "cannabis use",
                      "medication nonadherence", "acute rejection", "gout", "seizure", "septic", "pregnancy"))  # fmt: skip


def _plain(name: str) -> list[str]:
    return [word for word in re.findall(r"[a-z0-9]+", name) if word not in _FILLERS]


def of(vocabulary: Mapping[str, Any]) -> CueIndex:
    """The cues of a vocabulary; prepared once a process."""
    return _index(Held(vocabulary))


def _negated(before: Sequence[str], kind: str) -> bool:
    if kind in ("never", "not_on", "not_contraindicated", "refused", "because", "tolerated"):
        return False
    for word in reversed(before):
        if word in _NEGATIONS:
            return True
        if word not in _PASSED:
            return False
    return False


def _unreal(before: Sequence[str]) -> bool:
    return any(word in _UNREAL for word in before[-2:]) or before[-1:] in (["until"], ["before"], ["when"])
