"""Exposures to drugs: dose, time, status, result with its reason; what is no exposure of the patient is none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.content.loader import load
from evidentia.findings import drug_names, medications
from evidentia.model.finding import Assertion, Kind, Medication, MedicationList, Outcome, Status
from tests.findings.therapy import AS_OF, lists, page, says, told

MMF, MPA, CYC, HCQ = "mycophenolate", "mycophenolic acid", "cyclophosphamide", "hydroxychloroquine"

TRIALS: list[tuple[str, str, dict[str, Any]]] = [
    ("MMF 3 g/d x 1 yr no response.", MMF, {"daily_dose": "3 g/d", "days": 365, "outcome": Outcome.NO_RESPONSE, "status": Status.PAST}),
    (
        "Started MMF 3/2023, up to 1 g BID (2 g/d) by 4/10/23 and has been on\n1 g BID ever since w/o interruption.",
        MMF, {"dose": "1 g", "daily_dose": "2 g/d", "start": "2023-04-10", "status": Status.CURRENT, "outcome": Outcome.NOT_STATED},
    ),
    ("Relapsing LN class III + V despite MMF 2 g/d x almost 3 yrs.", MMF, {"days": 1095, "outcome": Outcome.RELAPSE_ON}),
    ("Flared twice while taking mycophenolate 2.5 g/day.", MMF, {"outcome": Outcome.RELAPSE_ON, "status": Status.CURRENT}),
    ("Relapsed 8 months after MMF was stopped.", MMF, {"outcome": Outcome.RELAPSE_OFF, "status": Status.PAST}),
    (
        "MMF 3 g/day from 03/2023 with complete remission. MMF stopped 01/2025 at her wish. Relapse 10 months after stopping.",
        MMF, {"daily_dose": "3 g/d", "start": "2023-03", "stop": "2025-01", "outcome": Outcome.RELAPSE_OFF},
    ),
    (
        "She was started on mycophenolate in January 2025. The dose was raised to 1.5 g twice daily by March 2025. "
        "After 8 months there was no response.",
        MMF, {"dose": "1.5 g", "daily_dose": "3.0 g/d", "days": 243, "outcome": Outcome.NO_RESPONSE},
    ),
    (
        "CYC 750 mg/m2 IV monthly x 6 (11/2024 to 04/2025), UPCR 5.1 -> 4.8 g/g,\ni.e. no response.",
        CYC, {"dose": "750 mg/m2", "doses": 6, "every_days": 30, "start": "2024-11", "stop": "2025-04", "outcome": Outcome.NO_RESPONSE},
    ),
    (
        "IV cyclophosphamide 500 mg every 2 weeks x 6 (06/03/2025 thru 08/12/2025), pulses of methylpred. UPCR 4.0 mg/mg. No response.",
        CYC, {"dose": "500 mg", "doses": 6, "every_days": 14, "days": 70, "outcome": Outcome.NO_RESPONSE},
    ),
    ("Failed Euro-Lupus.", CYC, {"dose": "500 mg", "doses": 6, "every_days": 14, "outcome": Outcome.NO_RESPONSE}),
    ("She got 2 of 6 planned Euro-Lupus doses, then stopped because of neutropenic sepsis.", CYC, {"doses": 2, "outcome": Outcome.INTOLERANCE}),
    ("Cyclophosphamide pulses 0.75 g/m2 monthly for 6 months without remission.", CYC, {"doses": 6, "outcome": Outcome.NO_RESPONSE}),
    ("No response to 6 months of MMF 2 g/day or to 6 x 500 mg IV cyclophosphamide.", CYC, {"doses": 6, "outcome": Outcome.NO_RESPONSE}),
    ("MMF gave only a partial response (UPCR 4.0 to 2.6 g/g over 9 months at 3 g/day).", MMF, {"daily_dose": "3 g/d", "days": 273, "outcome": Outcome.PARTIAL_RESPONSE}),
    ("MMF 1 g BID (max tolerated, nausea at 1.5 g BID) for 14 months; nonresponder.", MMF, {"daily_dose": "2 g/d", "days": 426, "highest_tolerated": True, "outcome": Outcome.NO_RESPONSE}),
    ("Could not tolerate more than 500 mg BID of MMF because of diarrhea; UPCR unchanged.", MMF, {"highest_tolerated": True, "outcome": Outcome.NO_RESPONSE}),
    ("MMF 1000mg po bid x 26 weeks then switched to tacrolimus due to nonresponse.", MMF, {"days": 182, "outcome": Outcome.NO_RESPONSE}),
    ("Despite 10 months of MMF at 2.5 g/day her UPCR remains 3.4 g/g.", MMF, {"daily_dose": "2.5 g/d", "days": 304, "outcome": Outcome.NO_RESPONSE}),
    ("MMF | 1500 mg BID | 06/2024 - 03/2025 | Inadequate response, UPCR 2.7", MMF, {"start": "2024-06", "stop": "2025-03", "outcome": Outcome.NO_RESPONSE}),
    ("Mycophenolate 500 mg BID titrated to 1 g BID, target 1.5 g BID.", MMF, {"dose": "1 g"}),
    ("HCQ 400 daily", HCQ, {"dose": "400 (no unit)", "per_day": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "concept", "wanted"), TRIALS, ids=[text[:60] for text, *_ in TRIALS])
def test_a_trial_is_read_with_its_parts(text: str, concept: str, wanted: dict[str, Any]) -> None:
    says(told(text, concept)[0], **wanted)


SUITABILITY: list[tuple[str, str, Status, Outcome, str | None]] = [
    ("MMF stopped after 3 weeks for intractable vomiting.", MMF, Status.PAST, Outcome.INTOLERANCE, "vomiting"),
    ("Mycophenolate: intolerant (severe GI upset, 2 rechallenges).", MMF, Status.PAST, Outcome.INTOLERANCE, "severe GI upset, 2 rechallenges"),
    ("Intolerant of both MMF (leukopenia) and CYC (hemorrhagic cystitis).", CYC, Status.PAST, Outcome.INTOLERANCE, "hemorrhagic cystitis"),
    ("CYC contraindicated - wishes to preserve fertility", CYC, Status.NEVER, Outcome.CONTRAINDICATED, "wishes to preserve fertility"),
    ("She is not a candidate for cyclophosphamide because of recurrent neutropenia.", CYC, Status.NEVER, Outcome.CONTRAINDICATED, "recurrent neutropenia"),
    ("HCQ was stopped in 2022 because of retinal toxicity.", HCQ, Status.PAST, Outcome.INTOLERANCE, "retinal toxicity"),
    ("No HCQ due to QT prolongation.", HCQ, Status.NEVER, Outcome.CONTRAINDICATED, "QT prolongation"),
    ("Allergies: hydroxychloroquine (hives)", HCQ, Status.PAST, Outcome.INTOLERANCE, "hives"),
    ("She declined cyclophosphamide.", CYC, Status.NEVER, Outcome.NOT_STATED, "declined cyclophosphamide"),
    ("MMF was not used because of insurance delay.", MMF, Status.NEVER, Outcome.NOT_STATED, "insurance delay"),
    ("Mycophenolate was stopped for pregnancy planning.", MMF, Status.PAST, Outcome.NOT_STATED, "pregnancy planning"),
    ("Failed Truxima: grade 3 infusion reaction 02/2025", "rituximab", Status.PAST, Outcome.INTOLERANCE, "infusion reaction"),
    ("She had hives with Truxima.", "rituximab", Status.PAST, Outcome.INTOLERANCE, "hives with Truxima"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "concept", "status", "outcome", "reason"), SUITABILITY, ids=[t[:50] for t, *_ in SUITABILITY]
)
def test_intolerance_and_contraindication_have_their_reason(
    text: str, concept: str, status: Status, outcome: Outcome, reason: str | None
) -> None:
    says(told(text, concept)[0], status=status, outcome=outcome, reason=reason)


STATUSES: list[tuple[str, str, Status | None]] = [
    ("Has never taken mycophenolate and has never had cyclophosphamide.", CYC, Status.NEVER),
    ("no prior MMF/CYC/RTX", MMF, Status.NEVER),
    ("Not on entecavir/tenofovir.", "tenofovir", Status.NEVER),
    ("Cyclophosphamide has not been used; there is no contraindication.", CYC, Status.NEVER),
    ("CYC talked about, she does not want it (fertility), never given.", CYC, Status.NEVER),
    ("She has never been given belimumab or any other biologic.", "biologic", Status.NEVER),
    ("She is on no other biologic (never belimumab, obinutuzumab, ocrelizumab).", "ocrelizumab", Status.NEVER),
    ("Other biologics: none", "biologic", Status.NEVER),
    ("Is the patient on another biologic?  No", "biologic", Status.NEVER),
    ("Biosimilar tried?  NO    Contraindication to biosimilar?  NO", "biosimilar", Status.NEVER),
    ("He took Benlysta from 11/2023; it was stopped 05/2025 and not restarted.", "belimumab", Status.PAST),
    ("belimumab (Benlysta) 200 mg SC every week - since 03/2025, ongoing", "belimumab", Status.CURRENT),
    ("Ocrelizumab every 6 months for MS, last dose 12/2025.", "ocrelizumab", Status.CURRENT),
    ("Plan to stop Benlysta before the first rituximab dose.", "belimumab", Status.CURRENT),
    ("MMF was held 2 weeks for shingles and resumed.", MMF, Status.CURRENT),
    ("Mycophenolate 1 g BID - told to hold until abx finished.", MMF, Status.HELD),
    ("Entecavir 0.5 mg daily started 02/20/2026 for HBV prophylaxis.", "entecavir", Status.CURRENT),
    ("Will start entecavir before the first infusion.", "entecavir", Status.PLANNED),
    ("If she fails MMF we will use voclosporin.", "voclosporin", Status.PLANNED),
    ("Consider adding belimumab if proteinuria persists.", "belimumab", Status.PLANNED),
    ("Plaquenil 200 mg BID, takes it every day.", HCQ, Status.CURRENT),
    ("HCQ 400 mg daily (5.1 mg/kg); eye exam 10/2025 normal.", HCQ, Status.CURRENT),
    ("HCQ: not taking. He stopped it himself in 2023. Was not restarted.", HCQ, Status.PAST),
    ("Day 15 Ruxience (3/18/2025) not given because of fever.", "rituximab", None),
    ("[ ] Cyclophosphamide", CYC, None),
    ("Her mother has RA and does well on hydroxychloroquine.", HCQ, None),
    ("In LUNAR, patients received mycophenolate 3 g/day plus rituximab.", MMF, None),
    ('Letter says "no documentation of a trial of mycophenolate".', MMF, None),
    ("MPA level <0.3 mg/L last month.", MMF, None),
]


@pytest.mark.parametrize(("text", "concept", "status"), STATUSES, ids=[t[:50] for t, *_ in STATUSES])
def test_where_a_drug_stands(text: str, concept: str, status: Status | None) -> None:
    found = [f.detail for f in told(text, concept)]
    assert [d.status for d in found if isinstance(d, Medication)] == ([] if status is None else [status])


def test_never_is_absent_and_a_plan_is_hypothetical() -> None:
    assert told("Has never taken mycophenolate.")[0].assertion is Assertion.ABSENT
    assert told("Will start entecavir.")[0].assertion is Assertion.HYPOTHETICAL


@pytest.mark.parametrize(
    "text",
    [
        "She has not tried any biosimilar and there is no reason she could not have one.",
        "she hasn't tried a biosimilar and has no contraindication to one",
        "Never switched to a biosimilar; she has not had one and there is no contraindication to one.",
        "Biosimilar tried?  NO    Contraindication to biosimilar?  NO",
    ],
)
def test_no_contraindication_is_a_flag(text: str) -> None:
    assert any("no contraindication" in f.flags for f in told(text, "biosimilar"))


def test_non_adherence_is_no_failure() -> None:
    found = told("She was non-adherent to MMF 3 g/day in 2024 (refills 40%), no response.", MMF)[0]
    says(found, outcome=Outcome.NOT_STATED)
    assert "non-adherence" in found.flags


def test_several_drugs_in_one_sentence_keep_their_results_apart() -> None:
    found = told(
        "failed MMF 1.5 g BID x 7 mo, stopped AZA for LFTs, CYC contraindicated - wishes to preserve fertility"
    )
    outcomes = {f.concept: f.detail.outcome for f in found if isinstance(f.detail, Medication)}
    assert outcomes == {MMF: Outcome.NO_RESPONSE, "azathioprine": Outcome.INTOLERANCE, CYC: Outcome.CONTRAINDICATED}


def test_forms_whose_amounts_differ_are_told_apart() -> None:
    assert [told(f"{name} 720 mg BID", MMF)[0].detail.form for name in ("MMF", "Myfortic", "mycophenolate")] == [  # type: ignore[union-attr]
        "mycophenolate mofetil", MPA, None,
    ]  # fmt: skip


def test_a_misspelt_name_is_read_and_marked() -> None:
    found = told("She takes hydroxycloroquine 200 mg daily.", HCQ)
    assert found and "misspelt" in found[0].flags


@pytest.mark.parametrize("word", ["program", "ability", "tolerated", "remission", "ruxolitinibb"])
def test_other_words_are_no_misspelt_drugs(word: str) -> None:
    names = drug_names.of(load().vocabulary)
    meant = names.spelt(word)
    assert meant is None or meant.concept == "ruxolitinib"


LISTS: list[tuple[str, bool | None, int]] = [
    (
        "MEDS (complete, reconciled w/ pt today)\n - MMF 1000 mg BID\n - HCQ 300 mg daily\n - losartan 50 mg daily\n NO biologics.",
        True,
        3,
    ),
    (
        "Medication list as of 02/11/2026 (all meds)\n  hydroxychloroquine 400 mg daily\n  belimumab 200 mg SC weekly",
        True,
        2,
    ),
    ("Med list reviewed, this is everything he takes: Plaquenil 200 BID; prednisone 10; lisinopril 40.", True, 3),
    ("Inpatient MAR (complete active orders): vancomycin IV, pantoprazole, amlodipine.", True, 3),
    ("Meds: HCQ 200 BID, MMF 1 g BID, pred 2.5.", None, 3),
    ("Medications (per patient, may be incomplete): MMF 1 g BID, Plaquenil.", None, 2),
    ("Relevant meds: MMF 1 g BID, Plaquenil.", None, 2),
    ("Medications: prednisone 40 mg daily [last reviewed 09/12/2025]; mycophenolate 1,000 mg BID", None, 2),
]


@pytest.mark.parametrize(("text", "complete", "size"), LISTS, ids=[t[:40] for t, *_ in LISTS])
def test_a_list_says_whether_it_is_the_whole(text: str, complete: bool | None, size: int) -> None:
    found = [f.detail for f in lists(text) if isinstance(f.detail, MedicationList)]
    assert [(d.complete, len(d.medications)) for d in found] == ([(complete, size)] if found else [])
    assert found or complete is None


@pytest.mark.parametrize("text", ["Prior medications: MMF, AZA.", "Drug: TRUXIMA", "Allergies: penicillin"])
def test_other_lists_are_no_current_ones(text: str) -> None:
    assert lists(text) == []


@given(st.text(max_size=160))
def test_any_text_is_read_and_every_span_lies_in_it(text: str) -> None:
    for finding in medications.extract([page(text)], load().vocabulary, AS_OF):
        assert all(0 <= span.start < span.end <= len(text) for span in finding.spans)


@given(
    st.sampled_from(["mycophenolate", "cyclophosphamide", "azathioprine", "belimumab"]),
    st.sampled_from(["has never received", "has never had", "has not taken", "has never been on"]),
)
def test_what_was_never_had_is_never_taken(drug: str, words: str) -> None:
    found = told(f"She {words} {drug}.", drug)
    assert [f.detail.status for f in found if isinstance(f.detail, Medication)] == [Status.NEVER]


@given(st.sampled_from(["MMF 1 g BID", "HCQ 200 mg daily", "Benlysta 200 mg SC weekly"]), st.integers(0, 3))
def test_blank_lines_around_a_note_change_nothing(text: str, blank: int) -> None:
    plain = [(f.concept, f.detail) for f in told(text)]
    assert [(f.concept, f.detail) for f in told(text + "\n" * blank)] == plain


def test_the_same_pages_give_the_same_findings() -> None:
    text = "MMF 3 g/d x 1 yr no response. HCQ 400 daily. No biologics."
    assert told(text) == told(text)
    assert all(f.kind is Kind.MEDICATION for f in told(text))


@pytest.mark.parametrize(
    ("text", "concept", "status"),
    [
        ("s/p solumedrol 1 g IV x3, now pred 60 mg daily.", "prednisone", "current"),
        ("Start MMF 500 mg BID after biopsy.", "mycophenolate", "planned"),
        ("On repeat UPCR >1 will add voclosporin.", "voclosporin", "planned"),
        ("Quetiapine 150 mg caused weight gain.", "quetiapine", "past"),
        ("Premeds given: acetaminophen 650 mg PO, cetirizine 10 mg PO.", "cetirizine", "current"),
        ("Phentermine 37.5 mg daily, stopped for palpitations.", "phentermine", "past"),
    ],
)
def test_where_a_drug_stands_by_the_words_around_it(text: str, concept: str, status: str) -> None:
    assert [f.detail.status for f in told(text, concept) if isinstance(f.detail, Medication)] == [status]


def test_any_symptom_can_be_the_harm_for_which_a_drug_was_stopped() -> None:
    assert [
        f.detail.outcome for f in told("Phentermine stopped for palpitations.") if isinstance(f.detail, Medication)
    ] == ["intolerance"]
