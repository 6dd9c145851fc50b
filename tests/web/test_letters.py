"""Letters at the desk: what is read on the page is what the file says, blanks stay blank, and the log knows who took what."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from fastapi import FastAPI
from pypdfium2 import PdfDocument

from evidentia import app as application
from evidentia.answer.letters import BLANK, FORMATS, Letter, LetterKind, blocks, render
from evidentia.desk.desk import Desk
from evidentia.desk.package import replay
from evidentia.interfaces.web.letters import FILES
from evidentia.model.frozen import changed
from evidentia.review.rights import Role
from evidentia.store import audit, log
from evidentia.store.canonical import parsed, sha256
from evidentia.store.cases import Kept
from tests.desks import AS_OF, person, seed
from tests.web.conftest import Browser, case_of, signed_in, submitted

DENIAL = (Path(__file__).parents[1] / "letters" / "denial.txt").read_text("utf-8")


def written(root: Path, kind: str, chart: str = "seed_complete") -> Letter:
    """The letter as the command line writes it from the same chart."""
    request, documents = seed(root, chart)
    assessment = application.assess(request.question, documents, as_of=AS_OF)
    return application.letter(assessment, kind, denial=("denial letter", DENIAL) if kind == "appeal" else None)


def words(text: str) -> str:
    """Without tags and white space, which a page sets otherwise than a file."""
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]+>", "", text)))


def place_of(kept: Kept, kind: str = "") -> str:
    return f"/assessments/{kept.id}/letters/{kind}".rstrip("/")


def entries(desk: Desk, kept: Kept) -> list[log.Entry]:
    """What the log says of an assessment."""
    with desk.database.read() as connection:
        return list(log.entries(connection, subjects=frozenset({kept.id})))


def answered(browser: Browser, kept: Kept, denial: str = DENIAL) -> str:
    """The address of the appeal that answers a denial."""
    browser.get(place_of(kept, "appeal"))
    made: Any = browser.post(place_of(kept, "appeal"), {"chart": denial})
    assert made.status_code == 303, made.text
    return str(made.headers["location"])


def test_every_format_is_offered() -> None:
    assert set(FILES) == set(FORMATS)


@pytest.mark.parametrize("chart", ["seed_complete", "seed_poor"])
@pytest.mark.parametrize("kind", LetterKind)
def test_the_page_says_what_the_letter_says(app: FastAPI, desk: Desk, root: Path, kind: LetterKind, chart: str) -> None:
    kept = case_of(desk, root, chart=chart)
    author = signed_in(app, Role.AUTHOR)
    place = answered(author, kept) if kind is LetterKind.APPEAL else place_of(kept, kind)
    page: Any = author.get(place)
    assert page.status_code == 200 and place_of(kept, kind) in author.get(f"/assessments/{kept.id}").text  # type: ignore[attr-defined]
    shown = page.text.split('<article class="letter card">')[1].split("</article>")[0]
    expected = written(root, kind, chart)
    for block in blocks(expected):
        for said in (block.text, *(cell for row in block.rows for cell in row)):
            assert words(html.escape(said)) in words(shown), said
    sent = words(html.escape(render(expected, "text").decode()))
    assert shown.count(f'<mark class="blank">{BLANK}</mark>') == shown.count(BLANK) == sent.count(BLANK)


def test_the_files_are_those_of_the_letter_and_the_log_knows_them(app: FastAPI, desk: Desk, root: Path) -> None:
    kept = case_of(desk, root)
    author = signed_in(app, Role.AUTHOR)
    expected = written(root, "necessity")
    digests = {}
    for form, (_, ending, media) in FILES.items():
        file: Any = author.get(f"{place_of(kept, 'necessity')}/{form}")
        assert file.status_code == 200 and file.headers["content-type"] == media
        assert f'attachment; filename="evidentia-{kept.id}-necessity.{ending}"' == file.headers["content-disposition"]
        assert file.content == render(expected, form)
        digests[f"letter necessity {form}"] = sha256(file.content)
        if form == "docx":
            assert "Letter of medical necessity" in {p.text for p in Document(io.BytesIO(file.content)).paragraphs}
        if form == "pdf":
            assert "Letter of medical necessity" in PdfDocument(file.content)[0].get_textpage().get_text_range()
    me = person(desk, Role.AUTHOR).id
    taken = [e for e in entries(desk, kept) if e.action == "assessment.exported"]
    assert {parsed(e.data)["form"]: parsed(e.data)["digest"] for e in taken} == digests
    assert {e.actor for e in taken} == {me}
    author.get(place_of(kept, "patient"))
    last = entries(desk, kept)[-1]
    assert (last.action, last.actor, parsed(last.data)) == ("case.read", me, {"right": "letter"})
    assert audit.verify(desk.database).faults == ()


def test_an_appeal_answers_what_was_pasted_or_uploaded(app: FastAPI, desk: Desk, root: Path) -> None:
    kept = case_of(desk, root)
    author = signed_in(app, Role.AUTHOR)
    place = answered(author, kept)
    page: Any = author.get(place)
    for reason in ("considered experimental and investigational", "exceeds the quantity limit of 4 vials per 6 months"):
        assert "The denial states: &#34;" in page.text and reason in page.text
    name, _, query = place.partition("?")
    file: Any = author.get(f"{name}/text?{query}")
    assert file.content == render(written(root, "appeal"), "text")
    uploaded: Any = author.post(place_of(kept, "appeal"), files={"files": ("of <Acme>.txt", DENIAL.encode())})
    assert uploaded.status_code == 303
    again: Any = author.get(uploaded.headers["location"])
    assert "of &lt;Acme&gt;.txt" in again.text and f'href="{place}"' in again.text  # both stay with the case


def test_the_denial_is_no_part_of_the_chart(app: FastAPI, desk: Desk, root: Path) -> None:
    kept = case_of(desk, root)
    author = signed_in(app, Role.AUTHOR)
    answered(author, kept)
    assert replay(desk.export(person(desk, Role.AUTHOR).id, kept.id)).same
    made: Any = author.post(f"/assessments/{kept.id}/again", {"chart": "UPCR 1.7 g/g", "as_of": "2026-01-05"})
    assert "ZX 9001788" not in author.get(made.headers["location"]).text  # type: ignore[attr-defined]
    desk.delete(person(desk, Role.ADMINISTRATOR).id, kept.case_id, "asked for")
    assert desk.denials(kept) == {}


@pytest.mark.parametrize(
    ("form", "files", "message"),
    [
        ({"chart": ""}, {}, "the denial letter: there is none"),
        ({"chart": "The weather <b>was</b> fine. " * 9}, {}, "The weather &lt;b&gt;was&lt;/b&gt; fine."),
        ({"chart": DENIAL}, {"files": ("b.txt", b"We deny this because it is experimental.")}, "there are several"),
        ({"chart": DENIAL}, {"files": ("b.pdf", b"%PDF-broken")}, "file 1:"),
    ],
    ids=["nothing", "no reason", "two", "broken file"],
)
def test_a_denial_that_cannot_be_used_comes_back_in_the_form_and_is_not_kept(
    app: FastAPI, desk: Desk, root: Path, form: dict[str, object], files: dict[str, Any], message: str
) -> None:
    kept = case_of(desk, root)
    author = signed_in(app, Role.AUTHOR)
    response: Any = author.post(place_of(kept, "appeal"), form, files=files)
    assert response.status_code == 400 and message in response.text and 'role="alert"' in response.text
    assert desk.denials(kept) == {}


def test_another_case_has_not_this_denial(app: FastAPI, desk: Desk, root: Path) -> None:
    one, two = case_of(desk, root), case_of(desk, root)
    author = signed_in(app, Role.AUTHOR)
    query = answered(author, one).partition("?")[2]
    for path in (
        f"appeal?{query}",
        f"appeal/text?{query}",
        "appeal?answers=nothing",
        "nothing",
        "nothing/text",
        "patient/odt",
    ):
        assert author.get(f"{place_of(two)}/{path}").status_code == 404, path  # type: ignore[attr-defined]


def test_a_reader_of_the_team_reads_letters_and_takes_none_away(app: FastAPI, desk: Desk, root: Path) -> None:
    kept = case_of(desk, root)
    query = answered(signed_in(app, Role.AUTHOR), kept).partition("?")[2]
    reader = signed_in(app, Role.READER)
    page: Any = reader.get(f"{place_of(kept)}/appeal?{query}")
    assert page.status_code == 200 and "/appeal/docx" not in page.text and "Write the appeal" not in page.text
    assert reader.get(f"{place_of(kept)}/appeal/docx?{query}").status_code == 403  # type: ignore[attr-defined]


def test_of_a_what_if_there_is_no_letter(app: FastAPI, desk: Desk, root: Path) -> None:
    kept = case_of(desk, root)
    author = signed_in(app, Role.AUTHOR)
    made: Any = author.post(f"/assessments/{kept.id}/what-ifs", {"add": "HBsAg positive", "as_of": "2026-01-05"})
    branch = made.headers["location"]
    assert 'id="letters"' not in author.get(branch).text  # type: ignore[attr-defined]
    for path in ("necessity", "necessity/pdf"):
        response: Any = author.get(f"{branch}/letters/{path}")
        assert response.status_code == 400 and "no letter is written from it" in response.text


def test_a_letter_never_says_other_than_its_assessment(app: FastAPI, desk: Desk, root: Path) -> None:
    """Content that has changed since would make another assessment of the same request; the letter is not written from that."""
    kept = case_of(desk, root)
    author = signed_in(app, Role.AUTHOR)
    desk.library = changed(desk.library, digest="newer")
    response: Any = author.get(place_of(kept, "necessity"))
    assert response.status_code == 400 and "has changed since this assessment was made" in response.text


def test_only_an_approval_that_holds_fills_the_decision(app: FastAPI, desk: Desk, root: Path) -> None:
    kept = submitted(desk, root)
    approver, author = signed_in(app, Role.APPROVER), signed_in(app, Role.AUTHOR)
    blank = "Decision: [________]"
    rationale = f"{place_of(kept, 'rationale')}/text"
    assert blank in author.get(rationale).text  # type: ignore[attr-defined]
    approver.post(f"/assessments/{kept.id}/review/take-up", {"declared": "yes"})
    approver.post(
        f"/assessments/{kept.id}/review/approve",
        {"days": "30", "rationale": "Met on this record.", "acknowledged": "yes"},
    )
    said = author.get(rationale).text  # type: ignore[attr-defined]
    signer = person(desk, Role.APPROVER)
    assert f"{signer.name}, MD, rheumatology; 2026-01-05" in said and "Reason: Met on this record." in said
    assert "Decision: approved" in said and blank not in said
    desk.today = lambda: date(2026, 3, 1)  # type: ignore[method-assign]  # the approval is over
    assert blank in author.get(rationale).text  # type: ignore[attr-defined]
