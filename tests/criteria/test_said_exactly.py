"""What single tests answer to single sentences, in the words that a reader gets."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from evidentia.app import documents_of
from evidentia.content.loader import load
from evidentia.content.rules import rule_from
from evidentia.criteria import evaluate
from evidentia.findings import from_note
from evidentia.model.rationale import Rationale

AS_OF = date(2026, 3, 2)


def proof(rule: dict[str, Any], text: str) -> Rationale:
    vocabulary = load().vocabulary
    chart = from_note.read(documents_of([("note.txt", text)]), vocabulary, AS_OF)
    return evaluate(rule_from(rule, "here"), chart, AS_OF, vocabulary)


UPCR = {"measured": {"any_of": [{"analyte": "upcr", "at_least": "3.5 g/g"}], "within": "90 d"}}
DAY = {"measured": {"any_of": [{"analyte": "protein 24h", "at_least": "3.5 g/d"}], "within": "90 d"}}
REASON = {"reason_given": {"for": "first choice"}}
ALBUMIN = {"measured": {"any_of": [{"analyte": "albumin", "below": "2.5 g/dL"}], "within": "90 d"}}
PLA2R = {"result": {"all_of": ["anti-pla2r"], "is": "positive"}}
STEROID = {"tried": {"ingredient": "prednisone", "for_at_least": "1 mo", "outcome": "inadequate"}}
CREATININE = {"checked": {"analyte": "creatinine", "within": "6 mo"}}
SLOW = {
    "study_shows": {
        "study": "nerve conduction study", "any_of": ["conduction block", "slowed velocity"], "against": ["axonal", "normal"],
    }
}  # fmt: skip
DOSE = {"dose_by_weight": {"maintenance": {"least": "0.4 g/kg", "most": "1 g/kg", "every": ["2 wk", "6 wk"]}}}
INDEX = {"measured": {"any_of": [{"analyte": "ankle-brachial index", "below": "0.85"}]}}
BMI = {"body_mass_index": {"at_least": "27 kg/m2", "before": ["GLP-1 receptor agonist"]}}
OTHER = {"not_taking": {"class": "GLP-1 receptor agonist", "unless_asked": ["semaglutide"], "products": ["Wegovy"]}}
TRIALS = {"tried_classes": {"class": "antidepressant", "n": 2, "for_at_least": "6 wk"}}
_SSRI = "Escitalopram 20 mg 06/08/2025 to 08/27/2025, no response. Sertraline 200 mg 09/06/2025 to now."
BACK = {"relapsed_after": {"procedure": "transcranial magnetic stimulation", "at_least": "2 mo"}}
FELL = {
    "course_response": {"procedure": "transcranial magnetic stimulation", "scales": ["madrs"], "by_at_least": "50 %"}
}
_COURSE = (
    "First course of TMS 02/10/2025 to 04/04/2025, NeuroStar, 36 sessions.\nMADRS 02/07/2025 38\nMADRS 04/04/2025 13\n"
)
_NOW = "BMI 28.6 kg/m2 (2026-02-20)."

SAID = [
    (TRIALS, f"{_SSRI} No other antidepressant has been tried.", "not_met", "fewer than 2 adequate trials of different kinds"),
    (TRIALS, _SSRI, "unknown", "Not documented"),
    (BACK, f"{_COURSE}MADRS 09/12/2025 12\nWorse since January 2026.", "met", "the relapse is of 2026-01"),
    (BACK, f"{_COURSE}MADRS 05/02/2025 31\nWorse since January 2026.", "unknown", "does not show that the response held for 2 months"),
    (FELL, f"{_COURSE}MADRS 05/09/2025 24\n", "met", "a fall of 66 %"),
    (INDEX, "Resting ABI: R 0.72, L 0.97 (2026-02-20).", "met", "0.72 (2026-02-20) is below 0.85"),
    (INDEX, "Resting ABI: R 0.88, L 0.97 (2026-02-20).", "not_met", "is not below 0.85"),
    (BMI, f"Saxenda (liraglutide) 08/2024 to 11/2024, stopped for cost. {_NOW}", "met", "at or above 27 kg/m2"),
    (BMI, f"Saxenda (liraglutide) 08/2025 to 11/2025, stopped for cost. {_NOW}", "unknown", "not shown to be from before the drug"),
    (BMI, f"On liraglutide since 08/2024. {_NOW}", "unknown", "not shown to be from before the drug"),
    (OTHER, "Everything she takes (bag emptied on the desk): amlodipine 5, vitamin D.", "met", "has no GLP-1 receptor agonist"),
    (OTHER, "Liraglutide stopped in January 2026 she says.\nPharmacy fills\n  liraglutide 3 mg pen   01/06/2026, 02/03/2026   autofill on", "unknown", "both that liraglutide was stopped and that it is current"),
    (OTHER, "She takes liraglutide 3 mg daily.", "not_met", "liraglutide is current"),
    (UPCR, "UPCR 720 mg/mmol (2026-02-20).", "met", "UPCR 720 mg/mmol (2026-02-20) is at or above 3.5 g/g (it is 6.36 g/g)."),
    (UPCR, "UPCR 3.5 g/g (2026-02-20).", "met", "is at or above 3.5 g/g"),
    (UPCR, "UPCR 3.4 g/g (2026-02-20).", "not_met", "is below 3.5 g/g"),
    (UPCR, "UPCR 6.1 g/g (2025-10-20).", "unknown", "a newer value may exist"),
    (UPCR, "UPCR 6.1 (2026-02-20).", "unknown", "has no unit"),
    (UPCR, "Date         Protein (24 h)    Albumin\n2026-02-20   6.1 g/day         2.9 g/dL", "unknown", "No UPCR is documented."),
    (DAY, "Date         Protein (24 h)    Albumin\n2026-02-20   6.1 g/day         2.9 g/dL", "met", "6.1 g/day (2026-02-20)"),
    (REASON, "Steroids make the motor variant worse; immune globulin first is deliberate.", "met", ""),
    (REASON, "Steroids were given; she is worse, and immune globulin is the first thing she asked about.", "unknown", ""),
    (ALBUMIN, "Albumin 19 g/L (2026-02-20).", "met", "is below 2.5 g/dL (it is 1.9 g/dL)"),
    (ALBUMIN, "Albumin 2.5 g/dL (2026-02-20).", "not_met", "is not below 2.5 g/dL"),
    (PLA2R, "anti-PLA2R 310 RU/mL (2025-01-05), 8 RU/mL (2026-02-05).", "not_met", "anti-PLA2R negative (2026-02-05)"),
    (PLA2R, "anti-PLA2R 17 RU/mL (2026-02-05).", "unknown", "17 RU/mL (2026-02-05) is called neither positive nor negative"),
    (STEROID, "Prednisone 40 mg daily from 10/2025 to 01/2026, no response.", "met", "no response"),
    (STEROID, "Prednisone, no response.", "unknown", "prednisone duration"),
    (CREATININE, "Creatinine 0.8 mg/dL (2025-02-03).", "unknown", "of 2025-02-03, more than 6 months before"),
    (SLOW, "NCS 2026-01-14: conduction block in the ulnar nerve.", "met", "shows: conduction block"),
    (SLOW, "NCS 2026-01-14: normal.", "not_met", "is read as normal"),
    (SLOW, "NCS 2026-01-14: demyelinating.", "unknown", "the findings themselves are not documented"),
    (SLOW, "Outside NCS said to show conduction block; no report here.", "unknown", "told by hearsay only"),
    (DOSE, "Weight 80 kg (2026-02-20). Request: Privigen 80 g every 3 weeks, first on 2026-03-02.", "met", "(1 g/kg for 80 kg) every 3 weeks"),
    (DOSE, "Weight 80 kg (2026-02-20). Request: Privigen 80 g every week, first on 2026-03-02.", "not_met", "every week"),
    (DOSE, "Request: Privigen 80 g every 3 weeks, first on 2026-03-02.", "unknown", "body weight with unit and date"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "truth", "words"), SAID)
def test_what_is_said(rule: dict[str, Any], text: str, truth: str, words: str) -> None:
    found = proof(rule, text)
    assert (found.truth.value, words in found.because.text) == (truth, True), found.because.text


CYCLOPHOSPHAMIDE = {
    "tried": {
        "ingredient": "cyclophosphamide", "course_any": [{"doses": 6, "dose": "500 mg", "every": "2 wk"}], "outcome": "inadequate",
    }
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("MMF 1 g BID for 9 weeks. Nothing else has been used for the kidney.", "not_met"),
        ("MMF 1 g BID for 9 weeks. Nothing else has been used for the kidney. CYC: talked through.", "not_met"),
        ("MMF 1 g BID for 9 weeks. Nothing else was given.", "unknown"),
        ("Cyclophosphamide 2019. Nothing else has been used for the kidney.", "unknown"),
    ],
)
def test_nothing_else_was_used(text: str, truth: str) -> None:
    assert proof(CYCLOPHOSPHAMIDE, text).truth.value == truth
