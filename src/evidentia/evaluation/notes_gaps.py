"""What a note does not contain, by the checklists of the annotation guidelines, applied to projected entities.

Informational: a gap is missed as often because a lab was not read as because the list is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from evidentia.evaluation.notes_entities import Annotation, Lab
from evidentia.model.finding import Chart, Kind
from evidentia.model.frozen import frozen

_ANTI_CD20 = ("rituximab", "obinutuzumab", "ocrelizumab", "ofatumumab", "ublituximab")
_TRIALS = ("mycophenolate", "mycophenolate mofetil", "mycophenolic acid", "cyclophosphamide")
_CURRENT = timedelta(days=90)
_SURFACE, _CORE, _PANEL = "hbsag", "anti-hbc", "hepatitis panel"


@frozen
class _Facts:
    """One note, as the checklists look at it."""

    note: Annotation
    chart: Chart

    def drug(self) -> str | None:
        return self.note.requested.ingredient if self.note.requested else None

    def has(self, *analytes: str) -> bool:
        return any(lab.analyte in analytes and lab.result != "pending" for lab in self.note.labs)

    def has_current(self, *analytes: str) -> bool:
        return any(lab.analyte in analytes and self._is_current(lab) for lab in self.note.labs)

    def _is_current(self, lab: Lab) -> bool:
        day = self.chart.documents[0].date.latest if self.chart.documents and self.chart.documents[0].date else None
        return lab.result != "pending" and (lab.date is None or day is None or _latest(lab.date) >= day - _CURRENT)

    def condition(self, *concepts: str) -> bool:
        return any(c.concept in concepts and c.assertion in ("present", "possible") for c in self.note.conditions)

    def trials(self) -> list[str]:
        """Outcomes of earlier mycophenolate or cyclophosphamide."""
        tried = ("past", "current", "held")
        return [m.outcome for m in self.note.medications if m.ingredient in _TRIALS and m.status in tried]

    def was_given(self) -> bool:
        return any(m.ingredient == self.drug() and m.status in ("past", "current") for m in self.note.medications)


def _latest(text: str) -> date:
    parts = [int(part) for part in text.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 12, parts[2] if len(parts) > 2 else 28)


def _hepatitis_b(facts: _Facts) -> bool:
    known = facts.has(_PANEL) or (facts.has(_SURFACE) and facts.has(_CORE))
    return facts.drug() not in (*_ANTI_CD20, None) or known


def _unit_of_upcr(facts: _Facts) -> bool:
    values = [lab for lab in facts.note.labs if lab.analyte in ("upcr", "proteinuria") and lab.value is not None]
    return not values or max(values, key=lambda lab: lab.date or "9999").unit is not None


def _answered(facts: _Facts) -> bool:
    """How the last course of the requested drug went."""
    return any(m.ingredient == facts.drug() and m.outcome != "not_stated" for m in facts.note.medications)


def _specialty(facts: _Facts) -> bool:
    return any(f.concept != "unknown" for f in facts.chart.of_kind(Kind.PRESCRIBER))


def _regimen(facts: _Facts) -> bool:
    asked = facts.note.requested
    return asked is None or bool(asked.dose and asked.schedule)


_Item = Callable[[_Facts], bool]
_SHARED: Mapping[str, _Item] = {
    "current UPCR": lambda f: f.has_current("upcr", "proteinuria", "protein 24h"),
    "UPCR unit": _unit_of_upcr,
    "renal function": lambda f: f.has_current("creatinine", "egfr"),
    "hepatitis B screening result": _hepatitis_b,
    "prescriber specialty": _specialty,
    "requested dose and schedule": _regimen,
}
_LUPUS_FIRST: Mapping[str, _Item] = {
    "biopsy class": lambda f: bool(f.chart.of_kind(Kind.BIOPSY)),
    "prior mycophenolate or cyclophosphamide trial": lambda f: bool(f.trials()),
    "outcome of prior immunosuppressant trial": lambda f: not f.trials() or set(f.trials()) != {"not_stated"},
}
_AGAIN: Mapping[str, _Item] = {
    "response to previous rituximab course": _answered,
    "date of last rituximab infusion": lambda f: any(e.type == "infusion" for e in f.note.events),
}
_MEMBRANOUS: Mapping[str, _Item] = {
    "biopsy or anti-PLA2R confirmation": lambda f: f.has("anti-pla2r") or bool(f.chart.of_kind(Kind.BIOPSY)),
    "serum albumin": lambda f: f.has("albumin"),
}
_CIDP: Mapping[str, _Item] = {
    "patient weight": lambda f: f.has("weight"),
    "prescriber specialty": _specialty,
    "requested dose and schedule": _regimen,
}
_OBESITY: Mapping[str, _Item] = {
    "baseline BMI": lambda f: f.has("bmi"),
    "current weight": lambda f: f.has_current("weight"),
    "lifestyle modification program documentation": lambda f: any(
        m.ingredient == "lifestyle modification program" for m in f.note.medications
    ),
}
_TMS: Mapping[str, _Item] = {"prescriber specialty": _specialty}


def gaps(note: Annotation, chart: Chart) -> tuple[str, ...]:
    """The items of the checklist of the note's domain that the note does not contain, in the order of the list."""
    facts = _Facts(note, chart)
    items = _checklist(facts)
    missing = [name for name, holds in items.items() if not holds(facts)]
    return tuple(["requested drug and regimen"] * (bool(items) and note.requested is None) + missing)


def _checklist(facts: _Facts) -> Mapping[str, _Item]:
    if facts.condition("lupus nephritis", "systemic lupus erythematosus"):
        return {**_SHARED, **(_AGAIN if facts.was_given() else _LUPUS_FIRST)}
    if facts.condition("membranous nephropathy"):
        return {**_SHARED, **(_AGAIN if facts.was_given() else _MEMBRANOUS)}
    if facts.condition("CIDP"):
        return _CIDP
    if facts.condition("obesity"):
        return _OBESITY
    return _TMS if facts.condition("major depressive disorder") else {}
