"""Letters of an assessment: read on the page, taken away as a file; an appeal answers a denial that is handed in."""

from __future__ import annotations

from itertools import groupby

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from evidentia.answer.letters import BLANK, FORMATS, TITLES, Letter, LetterKind, blocks
from evidentia.content.errors import InputError
from evidentia.findings.formats import Extract
from evidentia.interfaces.web import pages
from evidentia.interfaces.web.ask import charts
from evidentia.interfaces.web.errors import not_found
from evidentia.interfaces.web.visit import Visit, allowed

ROUTES = APIRouter(prefix="/assessments/{assessment_id}/letters")
FILES = {  # format -> its name on the page, the end of the file's name, its media type
    "docx": ("Word", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("PDF", "pdf", "application/pdf"),
    "text": ("Text", "txt", "text/plain; charset=utf-8"),
}
assert set(FILES) == set(FORMATS)


@ROUTES.get("/{kind}")
def letter(kind: str, visit: Visit = Depends(allowed("letter"))) -> Response:
    """A letter as it would be sent, with its blanks marked; an appeal without a denial asks for one."""
    answers = visit.request.query_params.get("answers", "")
    if kind == LetterKind.APPEAL and not answers:
        return _page(visit, LetterKind.APPEAL)
    return _page(visit, _kind(kind), _letter(visit, kind), answers)


@ROUTES.get("/{kind}/{form}")
def file(kind: str, form: str, visit: Visit = Depends(allowed("case.export"))) -> Response:
    """The same letter as a file."""
    if form not in FILES:
        raise not_found()
    _, ending, media = FILES[form]
    data = visit.desk.hand_out_letter(visit.me, visit.kept, _letter(visit, kind), form)
    name = f"evidentia-{visit.kept.id}-{_kind(kind)}.{ending}"
    return Response(data, media_type=media, headers={"content-disposition": f'attachment; filename="{name}"'})


@ROUTES.post("/appeal")
def appeal(visit: Visit = Depends(allowed("letter.appeal"))) -> Response:
    """Keep the denial letter that was pasted or uploaded. One that cannot be used comes back in the form."""
    try:
        kept = visit.desk.keep_denial(visit.me, visit.kept, _handed_in(visit))
    except InputError as error:
        return _page(visit, LetterKind.APPEAL, problem=str(error), pasted=visit.text("chart"))
    return pages.go(f"/assessments/{visit.kept.id}/letters/appeal?answers={kept}")


def _handed_in(visit: Visit) -> Extract:
    found = charts(visit, "denial letter")
    if not found:
        raise InputError("the denial letter", "there is none", "an appeal answers its stated reasons", "paste it")
    if len(found) > 1:
        raise InputError("the denial letter", "there are several", "an appeal answers one", "hand in one document")
    return found[0]


def _kind(kind: str) -> LetterKind:
    if kind not in tuple(LetterKind):
        raise not_found()
    return LetterKind(kind)


def _letter(visit: Visit, kind: str) -> Letter:
    """The letter that the address names. Errors: InputError, as `Desk.letter`; not found for a denial that is not kept."""
    answers = visit.request.query_params.get("answers", "") if _kind(kind) is LetterKind.APPEAL else ""
    denial = visit.desk.denials(visit.kept).get(answers) if answers else None
    if answers and denial is None:
        raise not_found()
    return visit.desk.letter(visit.kept, kind, denial)


def _page(
    visit: Visit,
    kind: LetterKind,
    made: Letter | None = None,
    answers: str = "",
    *,
    problem: str = "",
    pasted: str = "",
) -> Response:
    """`made` None: an appeal for which a denial is still to be handed in."""
    runs = [(kind, list(run)) for kind, run in groupby(blocks(made), key=lambda b: b.kind)] if made else []
    return pages.page(
        visit, "letter.html", 400 if problem else 200, kept=visit.kept, kind=kind, titles=TITLES, files=FILES, runs=runs,
        blank=BLANK, answers=answers, problem=problem, pasted=pasted, made=made,
        denials=visit.desk.denials(visit.kept) if kind is LetterKind.APPEAL else {},
    )  # fmt: skip
