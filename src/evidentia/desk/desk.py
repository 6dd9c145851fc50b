"""The desk: a store, the content in use, and a clock; the use cases stand on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from evidentia.content.from_yaml import content_root
from evidentia.content.loader import load
from evidentia.desk import content_kept, package
from evidentia.desk.making import Request, assessed, made
from evidentia.findings.formats.extract import Extract
from evidentia.model.assessment import Assessment
from evidentia.model.evidence import Library
from evidentia.store import cases
from evidentia.store.accounts import Account
from evidentia.store.database import Database, Write, new_id, now

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
        content_kept.keep(content_root(), data, self.library.digest)

    def today(self) -> date:
        return self.clock().date()

    def close(self) -> None:
        self.database.close()

    def ask(self, account: Account, request: Request, documents: Sequence[Extract], case_id: str | None = None) -> str:
        """Assess a request and keep it: as a new case of the account's team, or as the next version of a case.

        Returns the assessment's identifier. Errors: InputError, as `app.assess`; nothing is kept then.
        """
        assessment = assessed(request, documents, self.library)
        with self.database.write(account.id) as w:
            case = case_id or cases.create_case(w, account.team_id, account.id, retain_until=self._retain_until())
            return self._keep(w, case, request, documents, assessment, account.id)

    def _keep(
        self,
        w: Write,
        case: str,
        request: Request,
        documents: Sequence[Extract],
        assessment: Assessment,
        by: str | None,
    ) -> str:
        digests = cases.add_documents(w, case, documents)
        return cases.add_assessment(w, case, made(request, digests, assessment, self.library), by=by)

    def _retain_until(self) -> str:
        return (self.today() + self.keep_for).isoformat()

    def export(self, account_id: str, assessment_id: str) -> bytes:
        """The replayable package of an assessment; that it was handed out stands in the log."""
        with self.database.write(account_id) as w:
            w.log("assessment.exported", assessment_id, form="package")
        with self.database.read() as connection:
            kept = cases.assessment(connection, assessment_id)
        digest = kept.digests["content"] if kept else self.library.digest
        return package.export(self.database, assessment_id, content_kept.kept(self.data, digest))

    def expire(self, actor: str) -> list[str]:
        """Delete every case whose time of keeping is over. Returns their identifiers."""
        with self.database.write(actor) as w:
            over = cases.past_retention(w.connection, self.today().isoformat())
            for case_id in over:
                cases.delete_case(w, case_id, "retention")
        return over
