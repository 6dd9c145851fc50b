"""A question that names no known drug is not silently answered for another one."""

from datetime import date

from evidentia import assess

NOTE = "RHEUMATOLOGY CLINIC NOTE 01/02/2026\nLupus nephritis. Plan: start Ruxience 1000 mg IV on 01/05/2026 and 01/19/2026.\n"


def test_the_article_says_which_drug_was_assessed_where_the_question_names_none() -> None:
    result = assess("Is Xyzumab medically necessary for lupus nephritis?", [("note", NOTE)], as_of=date(2026, 1, 5))
    assert any("names no drug that is known here" in s.text and "rituximab" in s.text for s in result.statements)


def test_it_says_nothing_of_the_kind_where_the_question_names_it() -> None:
    result = assess("Is Ruxience medically necessary for lupus nephritis?", [("note", NOTE)], as_of=date(2026, 1, 5))
    assert not any("names no drug" in s.text for s in result.statements)
