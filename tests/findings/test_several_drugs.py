"""Words over several drugs, denials of a result, and what only might be done."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.model.finding import Medication, Outcome, Status
from tests.findings.therapy import told

MMF, AZA, CYC, HCQ, BEL = "mycophenolate", "azathioprine", "cyclophosphamide", "hydroxychloroquine", "belimumab"
NO, PART, NONE = Outcome.NO_RESPONSE, Outcome.PARTIAL_RESPONSE, Outcome.NOT_STATED

RESULTS: list[tuple[str, dict[str, Outcome]]] = [
    ("Neither MMF nor azathioprine helped.", {MMF: NO, AZA: NO}),
    ("MMF, AZA and CYC were tried; none helped.", {MMF: NO, AZA: NO, CYC: NO}),
    ("MMF, AZA and CYC were tried. None of them helped.", {MMF: NO, AZA: NO, CYC: NO}),
    ("None of mycophenolate, azathioprine or cyclophosphamide helped.", {MMF: NO, AZA: NO, CYC: NO}),
    ("MMF 3 g/day, AZA 150 mg/day and CYC x 6 were used, none of which led to remission.", {MMF: NO, AZA: NO, CYC: NO}),
    ("While on HCQ she tried AZA and CYC; neither helped.", {HCQ: NONE, AZA: NO, CYC: NO}),
    ("MMF and AZA were tried; neither was tolerated.", {MMF: Outcome.INTOLERANCE, AZA: Outcome.INTOLERANCE}),
    ("She takes HCQ; MMF and AZA were stopped for leukopenia.", {HCQ: NONE, MMF: Outcome.INTOLERANCE, AZA: Outcome.INTOLERANCE}),
    ("She never responded to MMF.", {MMF: NO}),
    ("She never went into remission on MMF.", {MMF: NO}),
    ("Never tolerated MMF.", {MMF: Outcome.INTOLERANCE}),
    ("MMF never brought remission.", {MMF: NO}),
    ("MMF did not produce a complete remission.", {MMF: PART}),
    ("She never reached complete remission with MMF.", {MMF: PART}),
    ("Remission has not been achieved with MMF 3 g/day.", {MMF: NO}),
    ("Remission was achieved with MMF.", {MMF: Outcome.RESPONSE}),
    ("IV CYC monthly x6 2023: partial remission, relapsed 2025 on MMF maintenance.", {CYC: PART, MMF: Outcome.RELAPSE_ON}),
    ("MMF 1500 mg BID 02/2024-11/2025: UPCR 4.2 -> 1.1, then flare to 3.5 in 10/2025 while still taking it.", {MMF: Outcome.RELAPSE_ON}),
    ("After 8 months of MMF at 3 g/day, UPCR has barely moved (3.4 to 3.1).", {MMF: NO}),
    ("Given prior hemorrhagic cystitis, cyclophosphamide cannot be repeated.", {CYC: Outcome.CONTRAINDICATED}),
    ("Cyclophosphamide was felt to be too toxic given cumulative dose of 18 g.", {CYC: Outcome.CONTRAINDICATED}),
    ("Cyclophosphamide: offered 02/2026, she prefers not to because of infertility risk.", {CYC: NONE}),
    ("Despite 9 months of mycophenolate 3 g daily, proteinuria 3.2 g/g.", {MMF: NO}),
    ("Proteinuria has persisted on MMF 2.5 g/day for 8 months.", {MMF: NO}),
    ("Tried/failed: MMF (12 mo, inadequate response); AZA (6 mo, LFTs).", {MMF: NO, AZA: Outcome.INTOLERANCE}),
    ("Is hydroxychloroquine contraindicated? No. Patient is taking it.", {HCQ: NONE}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), RESULTS, ids=[t[:50] for t, _ in RESULTS])
def test_a_result_goes_to_each_drug_that_it_is_told_of(text: str, wanted: dict[str, Outcome]) -> None:
    assert {f.concept: f.detail.outcome for f in told(text) if isinstance(f.detail, Medication)} == wanted


STATUSES: list[tuple[str, dict[str, Status]]] = [
    ("Neither MMF nor cyclophosphamide has been used.", {MMF: Status.NEVER, CYC: Status.NEVER}),
    ("Belimumab could be added.", {BEL: Status.PLANNED}),
    ("Cyclophosphamide will be given.", {CYC: Status.PLANNED}),
    ("Cyclophosphamide has been given.", {CYC: Status.PAST}),
    ("MMF was given for 8 months.", {MMF: Status.PAST}),
    ("Switched from azathioprine to MMF in 03/2024.", {AZA: Status.PAST, MMF: Status.CURRENT}),
    ("MMF was switched to azathioprine in 03/2024 for GI upset.", {MMF: Status.PAST, AZA: Status.CURRENT}),
    ("Plan: switch from MMF to azathioprine.", {MMF: Status.PLANNED, AZA: Status.PLANNED}),
    ("Given prior hemorrhagic cystitis, cyclophosphamide cannot be repeated.", {CYC: Status.PAST}),
]


@pytest.mark.parametrize(("text", "wanted"), STATUSES, ids=[t[:50] for t, _ in STATUSES])
def test_what_was_done_is_told_from_what_might_be(text: str, wanted: dict[str, Status]) -> None:
    assert {f.concept: f.detail.status for f in told(text) if isinstance(f.detail, Medication)} == wanted


def test_the_drug_that_was_left_ended_when_the_other_began() -> None:
    ends = {f.concept: f.detail for f in told("Switched from MMF to azathioprine in 03/2024.")}
    left, begun = ends[MMF], ends[AZA]
    assert isinstance(left, Medication)
    assert isinstance(begun, Medication)
    assert str(left.stop) == str(begun.start) == "2024-03"


MONTHS = [
    ("MMF 1500 mg BID, 3/24-12/24: NR.", MMF, "2024-03", "2024-12", NO),
    ("MMF 3 g/d + prednisone (Jan 2024 - Sept 2024) => non-response.", MMF, "2024-01", "2024-09", NO),
    ("MMF 1 g BID 8/23 to 2/25, partial response.", MMF, "2023-08", "2025-02", PART),
]


@pytest.mark.parametrize(("text", "concept", "start", "stop", "outcome"), MONTHS, ids=[t[:30] for t, *_ in MONTHS])
def test_months_with_short_years_are_a_time_on_the_drug(
    text: str, concept: str, start: str, stop: str, outcome: Outcome
) -> None:
    detail = told(text, concept)[0].detail
    assert isinstance(detail, Medication)
    assert (str(detail.start), str(detail.stop), detail.outcome) == (start, stop, outcome)


def test_days_of_dispensing_are_no_beginning() -> None:
    detail = told("Pharmacy fills: mycophenolate 500 mg #180, 01/02/26, 02/01/26, 03/03/26.")[0].detail
    assert isinstance(detail, Medication)
    assert (detail.status, detail.start) == (Status.CURRENT, None)


@given(
    st.lists(
        st.sampled_from(["MMF", "azathioprine", "cyclophosphamide", "tacrolimus"]), min_size=2, max_size=4, unique=True
    ),
    st.sampled_from(["helped", "worked", "led to remission", "brought a response", "was effective"]),
)
def test_none_of_several_drugs_worked(drugs: list[str], verb: str) -> None:
    found = told(f"{', '.join(drugs[:-1])} and {drugs[-1]} were tried, none of which {verb}.")
    outcomes = [f.detail.outcome for f in found if isinstance(f.detail, Medication)]
    assert outcomes == [NO] * len(drugs)
