"""The desk: a store, the content in use, and a clock; the use cases stand on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import evidentia.answer.render.json as as_json
from evidentia.answer.letters import Letter, render
from evidentia.content.errors import InputError
from evidentia.content.from_yaml import content_root
from evidentia.content.loader import load
from evidentia.desk import content_kept, example, follow_up, letters, package, what_if
from evidentia.desk.deidentified import deidentified
from evidentia.desk.differences import differences
from evidentia.desk.making import Request, assessed, made, request_from
from evidentia.desk.recall import recall
from evidentia.desk.what_if import Change
from evidentia.findings.formats.extract import Extract
from evidentia.findings.from_file import checked
from evidentia.model.assessment import Assessment
from evidentia.model.evidence import Library
from evidentia.store import cases, reviews
from evidentia.store.accounts import Account
from evidentia.store.canonical import parsed, sha256
from evidentia.store.cases import Kept, Made
from evidentia.store.database import Database, new_id, now

KEPT_FOR = timedelta(days=365 * 7)  # a case, unless it is deleted before; a deployment sets its own


class Desk:
    """Everything that one process of `evidentia serve` holds.

    Errors: InputError where the data folder or the database cannot be used; ContentError for content that cannot.
    """

    def __init__(
        self,
        data: Path,
        url: str | None = None,
        *,
        clock: Callable[[], datetime] = now,
        ids: Callable[[], str] = new_id,
        keep_for: timedelta = KEPT_FOR,
    ) -> None:
        self.library: Library = load()
        self.database = Database(data, url, clock=clock, ids=ids)
        self.clock, self.data, self.keep_for = clock, data, keep_for
        # One assessment at a time: Python computes one thing at once, and a page that waits for one does not wait for five.
        self._engine = threading.RLock()
        content_kept.keep(content_root(), data, self.library.digest)
        self.examples = example.ensure(self.database, self.library)
        recall(self.database, self.library)

    def today(self) -> date:
        return self.clock().date()

    def close(self) -> None:
        self.database.close()

    def ask(self, account: Account, request: Request, documents: Sequence[Extract], case_id: str | None = None) -> str:
        """Assess a request and keep it: as a new case of the account's team, or as the next version of a case.

        Returns the assessment's identifier. Errors: InputError, as `app.assess`; nothing is kept then.
        """
        with self._engine:
            ready = made(request, documents, assessed(request, documents, self.library), self.library)
        with self.database.write(account.id) as w:
            case = case_id or cases.create_case(w, account.team_id, account.id, retain_until=self._retain_until())
            cases.add_documents(w, case, documents)
            return cases.add_assessment(w, case, ready, by=account.id)

    def read(self, kept: Kept) -> tuple[Request, list[Extract], Assessment]:
        """The request and documents of an assessment, and the assessment made of them by the content in use."""
        with self.database.read() as connection:
            documents = cases.documents(connection, kept.case_id, kept.inputs["documents"])
        request = request_from(dict(kept.inputs))
        with self._engine:
            return request, documents, assessed(request, documents, self.library)

    def what_if(self, account: Account, kept: Kept, change: Change, as_of: date | None = None) -> str:
        """The same request where the record said something else, or on another day; kept beside the original.

        Errors: InputError where nothing is changed, or the added words hold no fact that a rule uses.
        """
        request, documents, assessment = self.read(kept)
        as_of = as_of or request.as_of
        new = what_if.read(change, as_of, self.library.vocabulary)
        if change.add.strip() and not new:
            raise InputError(
                "the added words", "no fact could be read from them", "nothing would change",
                "write them as a chart would: HBsAg negative",
            )  # fmt: skip
        if not (new or change.set_aside or as_of != request.as_of):
            raise InputError(
                "the what-if", "nothing is changed", "", "add a fact, set one aside, or choose another date"
            )
        change = replace(change, set_aside=(*change.set_aside, *what_if.contradicted(assessment.chart, new)))
        request = replace(request, as_of=as_of)
        changed = what_if.changed(assessment.chart, documents, change, as_of)
        told = {"added": change.add.strip(), "set_aside": what_if.words(assessment.chart, change.set_aside)}
        with self._engine:
            ready = made(request, changed, assessed(request, changed, self.library), self.library, **told)
        return self._branch(account, kept, changed, ready)

    def _branch(self, account: Account, kept: Kept, documents: Sequence[Extract], ready: Made) -> str:
        with self.database.write(account.id) as w:
            cases.add_documents(w, kept.case_id, documents, origin="what-if")
            return cases.add_assessment(w, kept.case_id, ready, basis_id=kept.id, by=account.id)

    def follow_up(self, account: Account, kept: Kept, question: str) -> str:
        """Answer a further question on a case and keep both in its thread. Returns the identifier of the turn."""
        question = " ".join(checked("the question", question).split())
        ready, differing = None, None
        with self._engine:
            request, documents, assessment = self.read(kept)
            found = follow_up.answer(question, request, documents, assessment, self.library)
            if found.assessment is not None and found.request is not None:
                told = {"added": question, "set_aside": list(found.set_aside)}
                ready = made(found.request, found.documents, found.assessment, self.library, **told)
                differing = differences(as_json.data(assessment), as_json.data(found.assessment))
        made_id = self._branch(account, kept, found.documents, ready) if ready is not None else None
        content = {
            "question": question,
            "kind": str(found.kind),
            "note": found.note,
            "lines": list(found.lines),
            "made": made_id,
            "differences": differing,
        }
        with self.database.write(account.id) as w:
            return cases.add_turn(w, kept.id, content, account.id)

    def letter(self, kept: Kept, kind: str, denial: Extract | None = None) -> Letter:
        """A letter from an assessment, with the approval that holds today. Errors: InputError, as `desk.letters.letter`."""
        with self.database.read() as connection:
            review = reviews.review(connection, kept.id)
        _, _, assessment = self.read(kept)
        decided = letters.decided(review, self.today())
        with self._engine:
            return letters.letter(kept, kind, assessment, self.library, denial=denial, decided=decided)

    def keep_denial(self, account: Account, kept: Kept, denial: Extract) -> str:
        """Keep a denial letter beside the case, for the appeal that answers it. Returns its digest.

        Errors: InputError where no appeal can be written: nothing is kept then.
        """
        self.letter(kept, "appeal", denial)
        with self.database.write(account.id) as w:
            return cases.add_documents(w, kept.case_id, [denial], origin=letters.DENIAL)[0]

    def denials(self, kept: Kept) -> dict[str, Extract]:
        """The denial letters that were kept with the case of an assessment, by their digests."""
        with self.database.read() as connection:
            return cases.documents_from(connection, kept.case_id, letters.DENIAL)

    def hand_out_letter(self, account: Account, kept: Kept, letter: Letter, form: str) -> bytes:
        """A letter as a file; that it was handed out stands in the log, with the digest of its bytes."""
        data = render(letter, form)
        with self.database.write(account.id) as w:
            w.log("assessment.exported", kept.id, form=f"letter {letter.kind} {form}", digest=sha256(data))
        return data

    def _retain_until(self) -> str:
        return (self.today() + self.keep_for).isoformat()

    def export(self, actor: str, assessment_id: str) -> bytes:
        """The replayable package of an assessment."""
        return package.hand_out(self.database, self.data, actor, assessment_id)

    def without_the_patient(self, account: Account, kept: Kept) -> dict[str, Any]:
        """The de-identified export of an assessment; that it was handed out stands in the log."""
        with self.database.write(account.id) as w:
            w.log("assessment.exported", kept.id, form="de-identified")
            return deidentified(parsed(cases.output(w.connection, kept.id)))

    def delete(self, actor: str, case_id: str, reason: str) -> None:
        """Delete a case with everything in it. Errors: InputError for the public example."""
        with self.database.write(actor) as w:
            case = cases.case(w.connection, case_id)
            if case is None or case.deleted_at or case.public:
                raise InputError("the case", "there is none of that identifier that can be deleted", "", "check it")
            cases.delete_case(w, case_id, reason)
