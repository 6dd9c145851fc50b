"""The public example: the seed's question on a poor and on a complete chart, open to everybody and about nobody."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from evidentia.content.from_yaml import content_root
from evidentia.desk.making import Request, assessed, made
from evidentia.findings.formats.extract import Extract
from evidentia.findings.from_file import split_case
from evidentia.model.evidence import Library
from evidentia.store import accounts, cases
from evidentia.store.canonical import parsed
from evidentia.store.database import Database
from evidentia.store.tables import ASSESSMENT, CASE

TEAM = "public example"
NAMES = ("seed_complete", "seed_poor")
_AS_OF = date(2026, 1, 5)  # the date of service of the example charts


def ensure(database: Database, library: Library) -> dict[str, str]:
    """The example's assessments by name, made where this content has none yet. Empty where the charts are not installed."""
    folder = content_root().parent / "examples"
    found = _there(database, library)
    for name in NAMES:
        path = folder / f"{name}.txt"
        if name not in found and path.is_file():
            question, chart = split_case(path.read_text("utf-8"))
            request, documents = Request(question, _AS_OF), [Extract("note.txt", chart)]
            ready = made(request, documents, assessed(request, documents, library), library, example=name)
            with database.write("desk") as w:
                case = cases.create_case(w, accounts.add_team(w, TEAM), None, public=True)
                cases.add_documents(w, case, documents)
                found[name] = cases.add_assessment(w, case, ready)
    return found


def _there(database: Database, library: Library) -> dict[str, str]:
    query = (
        select(ASSESSMENT.c.id, ASSESSMENT.c.summary, ASSESSMENT.c.digests)
        .join(CASE, CASE.c.id == ASSESSMENT.c.case_id)
        .where(CASE.c.public == 1)
        .order_by(ASSESSMENT.c.created_at)
    )
    with database.read() as connection:
        return {
            parsed(row.summary)["example"]: row.id
            for row in connection.execute(query)
            if parsed(row.digests)["content"] == library.digest
        }
