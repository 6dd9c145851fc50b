"""Denial letters as payers write them: each stated reason found in its own words, and nothing taken for a reason that is none."""

from __future__ import annotations

import pytest

from evidentia.content.errors import InputError
from evidentia.content.loader import load
from evidentia.findings.denial import About, Denial, read
from evidentia.model.finding import Document

N, E, S, D, Q, P, T, O = (  # noqa: E741
    About.NECESSITY,
    About.EXPERIMENTAL,
    About.STEP_THERAPY,
    About.DOCUMENTATION,
    About.DOSE,
    About.PRODUCT,
    About.PERIOD,
    About.OTHER,
)
RIGHTS = "\n\nYou have the right to appeal. You must ask for an appeal within 180 days of this notice.\nThis letter is not a bill. Call us with questions.\n"

# name -> (the letter, each reason by the beginning of its words and what it is about)
LETTERS: dict[str, tuple[str, list[tuple[str, set[About]]]]] = {
    "numbered": (
        "Dear Provider,\nWe have reviewed your request for Ruxience. We cannot approve it for the following reasons:\n\n"
        "1. The service is not medically necessary.\n2. Step therapy was not met: mycophenolate was not tried.\n"
        + RIGHTS,
        [("The service is not", {N}), ("Step therapy was not met", {S})],
    ),
    "one sentence": (
        "Your request was denied because rituximab is considered experimental and investigational for lupus nephritis."
        + RIGHTS,
        [("Your request was denied because", {E})],
    ),
    "bullets": (
        "REASON FOR DENIAL\n- The documentation submitted does not include hepatitis B screening.\n"
        "- The requested dose exceeds the quantity limit.\n- The drug is non-formulary; a preferred biosimilar is available.\n"
        + RIGHTS,
        [("The documentation submitted", {D}), ("The requested dose exceeds", {Q}), ("The drug is non-formulary", {P})],
    ),
    "prose": (
        "Health Plan\nAdverse Determination\n\nRationale: The clinical information provided does not show that the member "
        "has failed an adequate trial of mycophenolate. Medical necessity has therefore not been established." + RIGHTS,
        [("Rationale: The clinical information", {D, S}), ("Medical necessity has therefore not", {N})],
    ),
    "period": (
        "We are unable to approve this request because the authorization expired before the date of service." + RIGHTS,
        [("We are unable to approve", {T})],
    ),
    "guideline": (
        "Based on Clinical Policy CP.PHAR.260, criteria for continued therapy have not been met. There is no documentation of "
        "a positive response to therapy." + RIGHTS,
        [("Based on Clinical Policy", {N}), ("There is no documentation", {D})],
    ),
    "unknown": (
        "The request is denied for the reasons below:\n\n(a) The rendering provider is out of network.\n(b) The plan "
        "excludes services at this site.\n" + RIGHTS,
        [("The rendering provider", {O}), ("The plan \nexcludes".replace("\n", ""), {O})],
    ),
    "frequency": (
        "Denied: infusions are requested more often than every 24 weeks, which exceeds the frequency limit of the policy."
        + RIGHTS,
        [("Denied: infusions", {Q})],
    ),
    "biosimilar": (
        "The requested brand product is not covered because a preferred product, Truxima, has not been tried." + RIGHTS,
        [("The requested brand", {P, S})],
    ),
    "pasted": (
        "not medically necessary\n\nno records received",
        [("not medically necessary", {N}), ("no records received", {D})],
    ),
    "off-label": (
        "Determination: DENIED\nReason: Off-label use of rituximab is not supported by the compendia and is unproven."
        + RIGHTS,
        [("Reason: Off-label use", {E})],
    ),
    "plain": (
        "We received a request for Ruxience. Your request has been denied.\nWhy was it denied?\nYour doctor asked for Ruxience. "
        "Our policy covers it when you have tried mycophenolate for 3 months and it did not work. The notes we got do not "
        "show this. This decision was made by John Roe, MD." + RIGHTS,
        [("Our policy covers it", {S}), ("The notes we got", {D})],
    ),
    "claim": (
        "Re: Claim 88812-A\nThe above claim has been denied for the following reason(s):\nCO-50: These services are not deemed "
        "a 'medical necessity' by the payer.\nCO-119: Benefit maximum for this time period has been reached." + RIGHTS,
        [("CO-50: These services", {N}), ("CO-119: Benefit maximum", {O})],
    ),
    "announced": (
        "We denied this request. The prescriber isn't a rheumatologist. Generic drugs must be used first." + RIGHTS,
        [("The prescriber", {O}), ("Generic drugs must", {P, S})],
    ),
    "label": (
        "Prior authorization: Not Approved\nDetermination rationale: Records show only two trials. Weight loss drugs are not "
        "a covered benefit." + RIGHTS,
        [("Determination rationale: Records", {S}), ("Weight loss drugs", {O})],
    ),
    "determination": (
        "After review we have determined that coverage cannot be authorized. Per LCD L35026, the use of rituximab for lupus "
        "nephritis does not meet the definition of a medically accepted indication. In addition, the dose requested (1000 mg "
        "x 2) is higher than the dose in the FDA label. Infused drugs are a benefit exclusion." + RIGHTS,
        [("Per LCD L35026", {E}), ("In addition, the dose", {Q}), ("Infused drugs are", {O})],
    ),
    "exclusion": ("Policy exclusion 9.4 applies.", [("Policy exclusion", {O})]),
}


def told(text: str) -> Denial:
    return read(Document("denial", "denial.txt", text, ""), load().vocabulary)


@pytest.mark.parametrize("name", LETTERS)
def test_each_reason_is_found_in_its_own_words(name: str) -> None:
    text, expected = LETTERS[name]
    reasons = told(text).reasons
    words = [" ".join(text[r.span.start : r.span.end].split()) for r in reasons]
    assert [
        (w[: len(beginning)], set(r.about)) for w, r, (beginning, _) in zip(words, reasons, expected, strict=True)
    ] == expected


def test_the_time_to_appeal_and_the_policy_are_the_letters_own_words() -> None:
    text, _ = LETTERS["guideline"]
    denial = told(text)
    assert denial.deadline and text[denial.deadline.start : denial.deadline.end] == (
        "You must ask for an appeal within 180 days of this notice."
    )
    assert denial.policy and text[denial.policy.start : denial.policy.end].startswith("Clinical Policy CP.PHAR.260")
    assert told(LETTERS["exclusion"][0]).deadline is None


def test_drugs_and_tests_that_a_reason_names() -> None:
    reason = told("Denied because there was no trial of cyclophosphamide and no UPCR was submitted.").reasons[0]
    assert reason.drugs == ("cyclophosphamide",)
    assert reason.tests == ("upcr",)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (" \n ", "denial.txt: the denial letter is empty"),
        (
            "Dear Provider,\nThank you for your request. It is under review.\nWe will call you.\n" * 3,
            "denial.txt: no reason for a denial was found in it",
        ),
    ],
)
def test_what_is_no_denial_letter_is_refused(text: str, what: str) -> None:
    with pytest.raises(InputError) as refused:
        told(text)
    assert str(refused.value).startswith(what)
