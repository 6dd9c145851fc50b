"""A sentence that tells what a value has to be, or what is expected, defined or asked, gives no value of the patient."""

from __future__ import annotations

from datetime import date

import pytest

from evidentia.app import documents_of
from evidentia.content.loader import load
from evidentia.findings import from_note
from evidentia.model.finding import Kind

AS_OF = date(2026, 10, 12)
NO_VALUE = [
    "PHQ-9 of 20 or more is needed.",
    "PHQ-9 scores of 20 or more are severe.",
    "MADRS of 35 is severe.",
    "QIDS 16 is the threshold.",
    "BMI of 30 kg/m2 or more is obesity.",
    "BMI >= 30 kg/m2 is required by the plan.",
    "STEP 1 mean BMI 37.9.",
    "HbA1c < 6.5 % is the reference.",
    "Her weight is down by 13 kg.",
    "Weight loss of 20 kg is expected.",
    "Ideal body weight 57 kg.",
    "Lean body mass 57 kg.",
    "Adjusted weight 90 kg.",
    "Dry weight 90 kg expected on 09/14/2026.",
    "MRC sum score normal is 60.",
    "INCAT 10 means unable to make any purposeful movement.",
    "INCAT score of 1 or more is needed.",
    "UPCR needed: 3.5 g/g (02/18/2026).",
    "UPCR of 3.5 g/g or more on 02/18/2026 would be needed.",
    "Dose by eGFR > 30 mL/min/1.73 m2 (02/18/2026 protocol).",
    "HBsAg negative, total anti-HBc negative are required before rituximab.",
    "If HBsAg negative and anti-HBc negative, proceed.",
    "Before rituximab check that HBsAg is negative and anti-HBc is negative.",
    "HBsAg negative? anti-HBc negative? please fax.",
    "HBsAg (reference: negative), results pending.",
    "Anti-PLA2R would be positive in 70 % of patients.",
    "UPCR fell by 2.5 g/g.",
    "To qualify, BMI 30 kg/m2.",
    "Patients with BMI 30 kg/m2 qualify.",
    "She hopes to weigh 80 kg by June.",
    "Weight reduction of 13 kg.",
    "UPCR should fall to 0.5 g/g by month 6.",
    "HBsAg must come back negative.",
    "HBsAg negative required.",
    "We expect HBsAg to be negative.",
    "Mr. K, 58, was seen.",
]
VALUE = {
    "PHQ-9 23 (10/05/2026).": ["23"],
    "Her PHQ-9 of 23 is severe.": ["23"],
    "BMI is 38.0 kg/m2 today.": ["38.0 kg/m2"],
    "Weight is down to 90 kg on 09/14/2026.": ["90 kg"],
    "Weight 103.4 kg; she lost 9 kg before.": ["103.4 kg"],
    "eGFR > 60 mL/min/1.73 m2 (09/18/2026).": ["> 60 mL/min/1.73 m2"],
    "UPCR 4.4 g/g on 09/18/2026, so rituximab is needed.": ["4.4 g/g"],
    "HBsAg negative, total anti-HBc negative (08/22/2026).": ["negative", "negative"],
    "HBsAg 08/22/2026 negative, as is required before rituximab.": ["negative"],
    "K 4.4 mmol/L on 09/18/2026.": ["4.4 mmol/L"],
}


def values(sentence: str) -> list[str]:
    text = f"CLINIC NOTE 10/05/2026\nPatient: P.M., 39-year-old woman\n\n{sentence}\n"
    found = from_note.read(documents_of([("note", text)]), load().vocabulary, AS_OF).of_kind(Kind.LAB)
    said = [str(f.value or getattr(f.detail, "result", "")) for f in found]
    return [one for one in said if one not in ("pending", "not done")]


@pytest.mark.parametrize("sentence", NO_VALUE)
def test_no_value_of_the_patient(sentence: str) -> None:
    assert values(sentence) == []


@pytest.mark.parametrize("sentence", VALUE)
def test_the_patients_value_stays(sentence: str) -> None:
    assert values(sentence) == VALUE[sentence]
