"""The problem list: diagnoses, symptoms and signs beyond what criteria ask for, with what the record says of each."""

from __future__ import annotations

import pytest

from evidentia.content.loader import load
from evidentia.findings import conditions
from evidentia.findings.lexicon import Lexicon
from evidentia.findings.spellings import spellings
from evidentia.model.finding import Kind
from tests.findings.pages import found


def said(text: str) -> dict[str, str]:
    return {f.concept: f.assertion.value for f in found(conditions, text) if f.kind is Kind.CONDITION}


@pytest.mark.parametrize(
    ("text", "concept", "assertion"),
    [
        ("She has migraine.", "migraine", "present"),
        ("No headaches.", "headache", "absent"),
        ("Afebrile.", "fever", "absent"),
        ("NKDA.", "drug allergy", "absent"),
        ("Former smoker.", "tobacco use", "historical"),
        ("Mother has psoriasis.", "psoriasis", "family"),
        ("Go to the ED if fever or chills.", "fever", "hypothetical"),
        ("r/o TMA.", "thrombotic microangiopathy", "possible"),
        ("Complains of diarrhoea.", "diarrhea", "present"),
        ("Ischaemic colitis, haemorrhages.", "bleeding", "present"),
    ],
)
def test_a_problem_is_read_with_what_is_said_of_it(text: str, concept: str, assertion: str) -> None:
    assert said(text).get(concept) == assertion


def test_an_abbreviation_counts_only_in_capitals() -> None:
    assert "acute kidney injury" in said("AKI on admission.")
    assert "thrombotic microangiopathy" not in said("Seen at tma.")


def test_what_criteria_ask_for_is_never_hidden_by_a_longer_name() -> None:
    """ "Gestational diabetes" is a problem of its own, and still says diabetes."""
    assert said("Gestational diabetes.") == {"diabetes": "present", "gestational diabetes": "present"}


def test_every_name_of_the_vocabulary_is_found_where_it_stands_alone() -> None:
    """A name that an earlier concept took, or that cannot be found, is a line of the vocabulary without effect."""
    vocabulary = load().vocabulary
    known = conditions.dictionary_of(vocabulary)
    lost = []
    for concept, entry in (vocabulary["problems"] | vocabulary["symptoms"]).items():
        for name in entry if isinstance(entry, list) else entry.get("names", ()):
            hits = [m for m in known.problems.find(name) if m.concept == concept]
            if not hits:
                lost.append((concept, name))
    assert lost == []


def test_spellings_are_british_and_plural_without_repetition() -> None:
    assert spellings("tumor") == ("tumor", "tumors", "tumour", "tumours")
    assert spellings("diagnosis") == ("diagnosis",)
    assert spellings("PE") == ("PE",)


def test_the_longest_name_wins_and_exact_names_keep_their_case() -> None:
    lexicon = Lexicon({"a": ["small"], "b": ["small vessel disease"]}, {"c": ["SMALL vessel"]})
    assert [(m.concept) for m in lexicon.find("small vessel disease, SMALL vessel, small vessel")] == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("text", "concept", "assertion"),
    [
        ("Phentermine was stopped for palpitations.", "palpitations", "historical"),
        ("Not tolerated (dry mouth).", "dry mouth", "historical"),
        ("In 2011 she presented with fever and cough.", "cough", "historical"),
        ("Hives 11/2024.", "urticaria", "historical"),
        ("Has had a cough since Monday.", "cough", "present"),
        ("Reports headache.", "headache", "present"),
        ("History of asthma.", "asthma", "present"),
    ],
)
def test_what_comes_and_goes_is_over_where_it_is_told_in_the_past(text: str, concept: str, assertion: str) -> None:
    assert said(text).get(concept) == assertion


@pytest.mark.parametrize(
    ("text", "concept", "assertion"),
    [
        ("Not tolerated (dry mouth).", "dry mouth", "historical"),  # the drug is denied, not the dry mouth
        ("(-) fever (+) fatigue", "fatigue", "present"),
        ("OSA (no cpap), GERD", "gastroesophageal reflux disease", "present"),
        ("No seizures, no vision change\nPRES on MRI", "posterior reversible encephalopathy syndrome", "present"),
        ("She has had no\nfever.", "fever", "absent"),
        ("Cannot rule out vasculitis.", "vasculitis", "possible"),
        ("PRES not r/o.", "posterior reversible encephalopathy syndrome", "possible"),
        ("DDx: vasculitis vs sarcoidosis.", "sarcoidosis", "possible"),
        ("Psoriasis in a maternal uncle.", "psoriasis", "family"),
        ("Not septic, sent home with return precautions for vomiting.", "vomiting", "hypothetical"),
        ("Neg: fever, cough", "cough", "absent"),
        ("We talked about sepsis and stroke.", "stroke", "hypothetical"),
    ],
)
def test_the_scope_of_what_is_said(text: str, concept: str, assertion: str) -> None:
    assert said(text).get(concept) == assertion


@pytest.mark.parametrize(
    "text", ["PE: lungs clear", "ICD F33.2", "Allergies: penicillin (hives)", "She is planning a pregnancy."]
)
def test_a_heading_a_code_an_allergy_and_a_wish_are_no_conditions(text: str) -> None:
    assert said(text) == {}


def test_a_denied_family_history_is_of_the_family() -> None:
    (denied,) = found(conditions, "No family history of psoriasis.")
    assert (denied.assertion.value, denied.flags) == ("family", ("denied",))
    assert said("No personal or family history of psoriasis.") == {"psoriasis": "absent"}
