"""How tests speak of findings: one form for a date, a value, a drug, so that the check can read it back."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from evidentia.logic.dates import Duration
from evidentia.model.finding import Finding, Medication, Outcome
from evidentia.model.quantity import Quantity, plain
from evidentia.model.rationale import Missing

ANALYTES = {
    "upcr": "UPCR", "protein 24h": "24-hour urine protein", "proteinuria": "proteinuria", "egfr": "eGFR", "igg": "serum IgG",
    "cbc": "complete blood count", "hbsag": "HBsAg", "anti-hbc": "anti-HBc", "hbv dna": "HBV DNA", "creatinine": "creatinine",
    "hepatitis panel": "hepatitis panel", "anti-hbs": "anti-HBs", "albumin": "albumin", "sledai": "SLEDAI", "c3": "C3", "c4": "C4",
    "anti-dsdna": "anti-dsDNA", "bmi": "BMI", "hba1c": "HbA1c", "phq-9": "PHQ-9", "ham-d17": "HAM-D17", "ham-d24": "HAM-D24", "ham-d": "HAM-D",
    "madrs": "MADRS", "bdi-ii": "BDI-II", "qids": "QIDS", "gad-7": "GAD-7", "weight": "weight", "height": "height", "ankle-brachial index": "ankle-brachial index",
    "ana": "ANA", "hcv": "HCV antibody", "hiv": "HIV test", "anti-pla2r": "anti-PLA2R",
    "pla2r stain": "PLA2R stain of the tissue", "incat": "INCAT", "i-rods": "I-RODS", "mrc sum score": "MRC sum score", "iga": "serum IgA",
    "igm": "serum IgM", "anti-iga": "anti-IgA antibodies", "csf protein": "CSF protein", "bun": "BUN", "hepatitis b and c": "hepatitis B and C tests",
}  # fmt: skip

OUTCOMES = {
    Outcome.NO_RESPONSE: "no response", Outcome.PARTIAL_RESPONSE: "a partial response", Outcome.RELAPSE_ON: "a relapse on it",
    Outcome.RESPONSE: "a response", Outcome.RELAPSE_OFF: "a relapse after it was stopped", Outcome.INTOLERANCE: "intolerance",
    Outcome.CONTRAINDICATED: "a contraindication", Outcome.NOT_STATED: "result not stated",
}  # fmt: skip


def analyte(name: str) -> str:
    return ANALYTES.get(name, name)


def amount(quantity: Quantity | None) -> str:
    return "no value" if quantity is None else re.sub(r"g/d(?!\w)", "g/day", str(quantity))


def dated(finding: Finding) -> str:
    """ "UPCR 2.90 g/g (2025-02-03)" """
    if finding.value is not None and finding.value.unit is None:
        return f"{analyte(finding.concept)} {plain(finding.value.value)} (no unit, {finding.when or 'no date'})"
    return f"{analyte(finding.concept)} {amount(finding.value)} ({finding.when or 'no date'})"


def percent(value: Decimal) -> str:
    return plain(abs(value).quantize(Decimal(1), ROUND_HALF_UP))


def percent_in_full(value: Decimal) -> str:
    """ "37.5" where that is exact, "2.6" below ten, else whole."""
    exact = abs(value).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return plain(exact.normalize()) if exact == abs(value) or exact < 10 else percent(value)


def dose(medication: Medication) -> str:
    """ "2 g/day", "1 g x 2 a day", "500 mg every 14 days x 6", or what is known of it."""
    parts = []
    if medication.daily_dose is not None:
        parts.append(amount(medication.daily_dose))
    elif medication.dose is not None:
        parts.append(str(medication.dose))
        if medication.every_days:
            parts.append(f"every {medication.every_days} days")
    if medication.doses:
        parts.append(f"x {medication.doses}")
    return " ".join(parts) or "dose not stated"


def length(days: int) -> str:
    return f"{days} days" if days < 60 else f"{round(days / 30.4375)} months"


def duration(text: str) -> str:
    return str(Duration.parse(text))


def lacks(code: str, text: str, who: str, wording: str = "") -> Missing:
    return Missing(code, text, who, wording or f"{text[0].upper()}{text[1:]}: ____ (date: ____)")
