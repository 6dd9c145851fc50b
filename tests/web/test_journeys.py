"""What people do at the desk, page by page, without a line of JavaScript."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from evidentia.desk.desk import Desk
from evidentia.desk.package import replay
from evidentia.review.rights import Role
from evidentia.store import audit
from tests.desks import person, seed
from tests.web.conftest import Browser, case_of, signed_in, submitted


def ask(browser: Browser, root: Path, chart: str = "seed_complete") -> str:
    """Ask on the first page; returns the address of the article."""
    request, documents = seed(root, chart)
    form = {"question": request.question, "chart": documents[0].text, "as_of": "2026-01-05"}
    return str(browser.post("/ask", form).headers["location"])  # type: ignore[attr-defined]


def text(browser: Browser, path: str) -> str:
    response: Any = browser.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return str(response.text)


def test_the_first_page_shows_the_example_to_everybody_and_the_question_box_to_authors(
    app: FastAPI, desk: Desk
) -> None:
    from tests.web.conftest import anonymous

    stranger = text(anonymous(app), "/")
    assert desk.examples["seed_complete"] in stranger and desk.examples["seed_poor"] in stranger
    assert 'name="question"' not in stranger and 'href="/login"' in stranger
    author = text(signed_in(app, Role.AUTHOR), "/?example=0")
    assert 'name="question"' in author and "Is continuation of Ruxience" in author
    assert 'name="question"' not in text(signed_in(app, Role.READER), "/")


def test_ask_and_read_the_article_as_any_of_four_readers(app: FastAPI, root: Path) -> None:
    author = signed_in(app, Role.AUTHOR)
    place = ask(author, root)
    page = text(author, place)
    assert "Supported on this record" in page and "Not submitted for review" in page
    for anchor in ('id="direct"', 'id="criteria"', 'id="for"', 'id="against"', 'id="references"', 'id="chart"'):
        assert anchor in page
    assert re.search(r'<details data-item="[^"]+"><summary>why</summary>', page)
    assert re.search(r'<details data-item="criterion\.0\.C2"><summary>proof</summary>', page)
    assert re.search(r'<svg[^>]*role="img" aria-labelledby="forest-0-t forest-0-d">', page)
    assert re.search(r'<section id="time".*?<svg[^>]*aria-label="Therapy timeline\. [^"]*cyclophosphamide', page, re.S)
    patient = text(author, f"{place}?audience=patient")
    assert "The short answer" in patient
    assert "The short answer" in text(author, place)  # remembered
    assert "Direct answer" in text(author, f"{place}?audience=staff")


def test_a_place_in_the_chart_that_a_proof_names_is_on_the_page(app: FastAPI, root: Path) -> None:
    author = signed_in(app, Role.AUTHOR)
    page = text(author, ask(author, root))
    for anchor in set(re.findall(r'href="#([^"]+)"', page)):
        assert f'id="{anchor}"' in page, anchor


def test_files_of_several_kinds_are_read(app: FastAPI, root: Path) -> None:
    author = signed_in(app, Role.AUTHOR)
    request, documents = seed(root)
    files = [
        ("files", ("note.html", f"<html><body><pre>{documents[0].text}</pre></body></html>".encode())),
        ("files", ("labs.csv", b"Date,UPCR (g/g)\n2025-12-15,1.7\n")),
    ]
    made: Any = author.post("/ask", {"question": request.question, "as_of": "2026-01-05"}, files=files)
    page = text(author, made.headers["location"])
    assert "note.html" in page and "labs.csv" in page


@pytest.mark.parametrize(
    ("form", "files", "message"),
    [
        ({"question": " "}, None, "the question: it is empty"),
        ({"question": "Is rituximab necessary?", "as_of": "2026-13-01"}, None, "the date: it is not one"),
        ({"question": "Is rituximab necessary?", "as_of": "1066-10-14"}, None, "outside 1980 to 2100"),
        ({"question": "Is rituximab necessary?"}, [("files", ("a.bin", b"\x7fELF\0\0\0"))], "file 1: "),
        ({"question": "Is rituximab necessary?"}, [("files", ("a.txt", b""))], "file 1: it is empty"),
    ],
)
def test_what_cannot_be_used_comes_back_with_what_was_typed(
    app: FastAPI, form: dict[str, object], files: Any, message: str
) -> None:
    author = signed_in(app, Role.AUTHOR)
    response: Any = author.post("/ask", {"chart": "UPCR 1.7 g/g", **form}, files=files)
    assert response.status_code == 400 and message in response.text
    assert "UPCR 1.7 g/g" in response.text


def test_a_statement_stands_alone_with_its_comments(app: FastAPI, desk: Desk, root: Path) -> None:
    author = signed_in(app, Role.AUTHOR)
    place = ask(author, root)
    links = re.findall(rf'href="({place}/items/[^"]+)">alone', text(author, place))
    assert len(links) > 30
    for link in (
        links[0],
        links[-1],
        next(x for x in links if "criterion" in x),
        next(x for x in links if "against" in x),
    ):
        assert "Comments" in text(author, link)
    author.post(f"{place}/review/comment", {"item": "against.1", "text": "Is <LUNAR> about refractory disease?"})
    page = text(author, f"{place}/items/against.1")
    assert "Is &lt;LUNAR&gt; about refractory disease?" in page
    assert author.get(f"{place}/items/nothing.1").status_code == 404  # type: ignore[attr-defined]


def test_more_documents_make_a_version_and_both_stay(app: FastAPI, root: Path) -> None:
    author = signed_in(app, Role.AUTHOR)
    first = ask(author, root, "seed_poor")
    text(author, first)
    _, documents = seed(root)
    made: Any = author.post(f"{first}/again", {"chart": documents[0].text, "as_of": "2026-01-05"})
    second = made.headers["location"]
    page = text(author, second)
    assert "version 2" in page and f'href="{first}"' in page
    differing = text(author, f"{second}/differences/{first.rsplit('/', 1)[1]}")
    assert "From version 1 to version 2" in differing and "cannot be determined" in differing
    assert "More information needed" in text(author, first)


def test_what_if_shows_what_changes_and_keeps_the_original(app: FastAPI, root: Path) -> None:
    author = signed_in(app, Role.AUTHOR)
    place = ask(author, root)
    before = text(author, place)
    made: Any = author.post(
        f"{place}/what-ifs", {"add": "Ruxience was stopped after a serious infusion reaction", "as_of": "2026-01-05"}
    )
    page = text(author, made.headers["location"])
    assert "What changes" in page and "What-if: not about the record" in page and "not submitted" not in page.lower()
    assert "review/submit" not in page
    after = text(author, place)
    assert [part.split("</main>")[0] for part in (after, before)] == [before.split("</main>")[0]] * 2
    nothing: Any = author.post(f"{place}/what-ifs", {"add": "", "as_of": "2026-01-05"})
    assert nothing.status_code == 400 and "nothing is changed" in nothing.text


def test_follow_up_questions_stay_in_the_thread(app: FastAPI, root: Path) -> None:
    author = signed_in(app, Role.AUTHOR)
    place = ask(author, root)
    text(author, place)
    for question in ("why not obinutuzumab?", "explain to the patient", "what about two years ago?"):
        answer: Any = author.post(f"{place}/follow-ups", {"question": question})
        assert answer.headers["location"].startswith(f"{place}#turn-")
    page = text(author, place)
    assert (
        page.index("why not obinutuzumab?")
        < page.index("explain to the patient</span>")
        < page.index("what about two years ago?</span>")
    )
    assert "REGENCY" in page and "2024-01-05" in page


def test_from_submission_to_signature(app: FastAPI, desk: Desk, root: Path) -> None:
    author, staff, approver = (signed_in(app, r) for r in (Role.AUTHOR, Role.STAFF, Role.APPROVER))
    place = ask(author, root)
    text(author, place)
    author.post(f"{place}/review/submit", {"note": "For January", "due": "2026-01-04"})
    staff.post(f"{place}/review/assign", {"to": person(desk, Role.APPROVER).id, "due": "2026-01-04"})
    waiting = text(approver, "/work?mine=1")
    assert place in waiting and "past" in waiting
    assert place not in text(approver, "/work?state=approved")
    approver.post(f"{place}/review/take-up", {"declared": "yes"})
    approver.post(f"{place}/review/return", {"question": "Which dose?"})
    assert "Question of 2026-01-05: Which dose?" in text(author, place)
    author.post(f"{place}/review/submit", {"note": "1000 mg"})
    approver.post(f"{place}/review/take-up", {"declared": "yes"})
    approver.get(f"{place}/items/against.1")
    approver.post(f"{place}/openings", {"item": "for.1"})
    approver.post(f"{place}/openings", {"item": "page", "seconds": "600"})  # at most a minute is believed at once
    refused: Any = approver.post(f"{place}/review/approve", {"days": "180", "rationale": "Met."})
    assert refused.status_code == 400 and "the acknowledgement: it was not given" in refused.text
    approver.post(f"{place}/review/approve", {"days": "180", "rationale": "Met.", "acknowledged": "yes"})
    page = text(author, place)
    assert "Approved by a clinician" in page and "Valid until 2026-07-04." in page
    assert re.search(
        r"Opened before signing: 2 of \d+ warrants, 1 of \d+ statements against; 1 min on the page\.", page
    )
    assert audit.verify(desk.database).faults == ()


def test_what_is_taken_away(app: FastAPI, desk: Desk, root: Path) -> None:
    author = signed_in(app, Role.AUTHOR)
    place = ask(author, root)
    package: Any = author.get(f"{place}/package")
    assert replay(package.content).same
    assert "attachment" in package.headers["content-disposition"]
    assert author.get(f"{place}/deidentified").json()["schema"] == "evidentia-deidentified/1"  # type: ignore[attr-defined]


def test_an_administrator_makes_accounts_deletes_cases_and_reads_the_log(app: FastAPI, desk: Desk, root: Path) -> None:
    kept = case_of(desk, root)
    administrator = signed_in(app, Role.ADMINISTRATOR)
    made: Any = administrator.post("/accounts", {"login": "new", "name": "New One", "role": "author", "team": "north"})
    assert "Password of new" in made.text
    refused: Any = administrator.post("/accounts", {"login": "rev", "name": "R", "role": "approver", "team": "north"})
    assert refused.status_code == 400 and "credential and specialty are needed" in refused.text
    assert kept.case_id in text(administrator, "/cases")
    unsure: Any = administrator.post(f"/cases/{kept.case_id}/delete", {"reason": "requested"})
    assert unsure.status_code == 400
    administrator.post(f"/cases/{kept.case_id}/delete", {"reason": "requested", "sure": "yes"})
    assert signed_in(app, Role.AUTHOR).get(f"/assessments/{kept.id}").status_code == 404  # type: ignore[attr-defined]
    page = text(administrator, "/log")
    assert "The log is whole" in page and "case.deleted" in page


def test_the_last_administrator_does_not_close_the_own_account(app: FastAPI, desk: Desk) -> None:
    administrator = signed_in(app, Role.ADMINISTRATOR)
    response: Any = administrator.post(f"/accounts/{person(desk, Role.ADMINISTRATOR).id}/close")
    assert response.status_code == 400 and "it is your own" in response.text


def test_a_reviewer_of_another_team_sees_what_was_assigned_and_nothing_else(
    app: FastAPI, desk: Desk, root: Path
) -> None:
    reviewer = person(desk, Role.REVIEWER, "north")
    given, other = submitted(desk, root, "south", to=reviewer.id), submitted(desk, root, "south")
    browser = signed_in(app, Role.REVIEWER, "north")
    listed = text(browser, "/work")
    assert given.id in listed and other.id not in listed
    assert browser.get(f"/assessments/{given.id}").status_code == 200  # type: ignore[attr-defined]
    assert browser.get(f"/assessments/{other.id}").status_code == 404  # type: ignore[attr-defined]
