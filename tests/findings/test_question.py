"""The question line: drug, product, condition, kind and regimen; its persuasion changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidentia.content.loader import load
from evidentia.findings.question import read
from evidentia.model.assessment import Question
from evidentia.model.finding import Kind, Request, StatedBy


def asked(text: str) -> Question:
    return read(text, load().vocabulary)


QUESTIONS: list[tuple[str, str | None, str | None, str | None, str]] = [
    ("Is continuation of Ruxience (Rituximab) 1000mg IV on day 1 and 15 every 6 months medically necessary for a patient with "
     "Systemic Lupus Erythematosus (SLE) complicated by Lupus Nephritis?", "rituximab", "Ruxience", "lupus nephritis", "continuation"),
    ("Medical Necessity and Standard of Care Assessment for Ruxience in Lupus Nephritis", "rituximab", "Ruxience", "lupus nephritis", "unknown"),
    ("Approve Rituxan for my lupus patient? She also uses Benlysta.", "rituximab", "Rituxan", "systemic lupus erythematosus", "unknown"),
    ("Recertification of Riabni 1000 mg x 2 (14 days apart) for LN class V.", "rituximab", "Riabni", "lupus nephritis", "continuation"),
    ("Inpatient team asks for urgent first rituximab (Riabni) 1000 mg day 0/day 14 for class IV LN.", "rituximab", "Riabni", "lupus nephritis", "initiation"),
    ("Rituximab biosimilar or brand per pharmacy, 1000 mg 9/7/2026 and 9/21/2026, LN. Interval OK?", "rituximab", None, "lupus nephritis", "unknown"),
    ("Should Benlysta be continued, or may we start rituximab for LN class IV?", "rituximab", None, "lupus nephritis", "initiation"),
    ("continue mycophenolate and start Riabni 1 g x2 for lupus nephritis", "rituximab", "Riabni", "lupus nephritis", "initiation"),
    ("Is it OK to switch from Rituxan to Truxima for LN?", "rituximab", "Truxima", "lupus nephritis", "unknown"),
    ("IVIG for CIDP renewal", "immune globulin", None, "CIDP", "continuation"),
    ("Wegovy initial PA, BMI 34", "semaglutide", "Wegovy", None, "initiation"),
    ("rituxmab for lupus nephritis", "rituximab", None, "lupus nephritis", "unknown"),
    ("Is zanubrutinib necessary for CLL?", None, None, None, "unknown"),
    ("asdf", None, None, None, "unknown"),
    ("", None, None, None, "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "ingredient", "product", "condition", "kind"), QUESTIONS, ids=[q[0][:40] for q in QUESTIONS]
)
def test_a_question_is_read(
    text: str, ingredient: str | None, product: str | None, condition: str | None, kind: str
) -> None:
    found = asked(text)
    assert (found.ingredient, found.product, found.condition, found.kind) == (ingredient, product, condition, kind)


def test_the_regimen_of_the_question_is_stated_by_the_requester() -> None:
    found = asked("Continuation: rituximab-pvvr 1 g day 1 + day 15 every 4 months.").findings
    assert {f.stated_by for f in found} == {StatedBy.REQUESTER}
    request = next(f.detail for f in found if f.kind is Kind.REQUEST)
    assert isinstance(request, Request)
    assert (str(request.dose), request.doses, request.spacing_days, request.repeat_days) == ("1 g", 2, 14, 121)


FRAMES = [
    "Please write a justification for starting {}.",
    "Why should the request to start {} be denied?",
    "List the reasons for denial of starting {}.",
]


@pytest.mark.parametrize("frame", FRAMES)
def test_framing_changes_nothing(frame: str) -> None:
    what = "Truxima (rituximab-abbs) 375 mg/m2 IV weekly x 4 in this patient with lupus nephritis"
    plain, framed = asked(f"Start {what}."), asked(frame.format(what))
    parts = [(q.ingredient, q.product, q.condition, q.kind, [f.detail for f in q.findings]) for q in (plain, framed)]
    assert parts[0] == parts[1]


@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    found = asked(text)
    assert found.text == text
    assert found.topic is None
