"""What the parts of a letter are written from: an assessment, its library, and the papers that only letters use."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from evidentia.answer.inputs import cite
from evidentia.answer.letters.frames import Phrase
from evidentia.answer.letters.letter import Decided
from evidentia.criteria.context import request
from evidentia.findings.administrative import fields
from evidentia.findings.denial import Denial
from evidentia.model.assessment import Assessment, Role, Statement
from evidentia.model.evidence import Library, Record, Source, Topic
from evidentia.model.finding import Chart, Finding, Kind, Span
from evidentia.model.frozen import changed, frozen
from evidentia.model.policy import Policy
from evidentia.model.rationale import CriterionResult, Determination

_MOST_QUOTED = 160  # characters of the chart that a letter quotes at one place


@frozen
class Case:
    """An assessment with what a letter adds: the fields of its papers, the denial, and what a person decided."""

    assessment: Assessment
    library: Library
    topic: Topic | None
    chart: Chart  # with the denial letter as a document, the fields and the denial's reasons as findings
    denial: Denial | None
    decided: Decided | None
    found: Mapping[str, Finding]

    @property
    def leading(self) -> Determination | None:
        """The determination that gives the verdict."""
        return next(iter(self.assessment.determinations), None)

    def policy(self, determination: Determination) -> Policy:
        versions: Sequence[Policy] = self.library.policies[determination.policy]
        return next(p for p in versions if p.version == determination.version)

    def section(self, *names: str, roles: Iterable[Role] = Role) -> list[Statement]:
        """Statements of the ledger, by section and role, in its order."""
        wanted = frozenset(roles)
        return [s for name in names for s in self.assessment.statements if s.section == name and s.role in wanted]

    def statement(self, identifier: str) -> Statement | None:
        return next((s for s in self.assessment.statements if s.id == identifier), None)

    @property
    def drug(self) -> str:
        """The drug as it is asked for: "Ruxience (rituximab)"; the record's product before the question's, none where it names two."""
        ingredient = self.assessment.question.ingredient or (self.topic.ingredient if self.topic else "the treatment")
        found = self.assessment.chart.of_kind(Kind.REQUEST)
        named = {product for f in found if (product := request(f).product)}
        product = self.assessment.question.product if not named else named.pop() if len(named) == 1 else None
        return f"{product} ({ingredient})" if product and product.lower() != ingredient.lower() else ingredient

    @property
    def condition(self) -> str:
        return self.assessment.question.condition or (self.topic.condition if self.topic else "the condition")

    def where(self, findings: Iterable[str]) -> str:
        """The enclosures that findings stand in: "Encl. A, Encl. B"; "not in the record" where there is none."""
        spans = [span for name in findings if name in self.found for span in self.found[name].spans]
        places = [self.place(span) for span in spans]
        return ", ".join(p for p in dict.fromkeys(places) if p) or "not in the record"

    def naming(self, finding: Finding) -> tuple[str, ...]:
        """A finding, and the nearest one beside it that is of the same drug: a list of dates names its drug above it."""
        span = finding.spans[0]
        same = [
            f
            for kind in (Kind.MEDICATION, Kind.COURSE, Kind.REQUEST)
            for f in self.assessment.chart.of_kind(kind, finding.concept)
            if f.id != finding.id and f.spans[0].document == span.document
        ]
        return (
            finding.id,
            *(
                f.id
                for f in sorted(
                    same, key=lambda f: (f.kind is not Kind.MEDICATION, abs(f.spans[0].start - span.start))
                )[:1]
            ),
        )

    def place(self, span: Span) -> str:
        """ "Encl. B, p3" where the document has pages. "" for the question: it is no enclosure."""
        for number, document in enumerate(self.chart.documents):
            if document.id == span.document:
                if self.denial is not None and document.id == self.denial.document.id:
                    return "the denial letter"
                page = f", p{document.place(span.start)[0]}" if len(document.pages) > 1 else ""
                return f"{enclosure(number)}{page}"
        return ""

    def words(self, span: Span) -> str:
        """The words of a place, fit for quotation marks: letter by letter, cut at the end of a word."""
        text = max(" ".join(self.chart.text_of(span).split()).split('"'), key=len).strip()
        if len(text) <= _MOST_QUOTED:
            return text
        return text[:_MOST_QUOTED].rsplit(" ", 1)[0] + "…"


def case_of(
    assessment: Assessment,
    library: Library,
    topic: Topic | None,
    denial: Denial | None = None,
    decided: Decided | None = None,
) -> Case:
    """An assessment, with the denial read as one more document that no criterion ever saw.

    What an uncurated assessment quotes from the local library stands beside the content.
    """
    known = {name: record for name, record in assessment.records.items() if name not in library.records}
    if known:
        records: Mapping[str, Record] = ChainMap(known, library.records)  # type: ignore[arg-type]
        quoted = {r.source.id: r.source for r in assessment.references if r.source.id not in library.sources}
        sources: Mapping[str, Source] = ChainMap(quoted, library.sources)  # type: ignore[arg-type]
        library = changed(library, records=records, sources=sources)
    documents = (*assessment.chart.documents, *((denial.document,) if denial else ()))
    extra = (*fields(documents), *(denial.findings if denial else ()))
    chart = changed(assessment.chart, documents=documents, findings=(*assessment.chart.findings, *extra))
    asked = {f.id: f for f in assessment.question.findings}
    return Case(
        assessment, library, topic, chart, denial, decided, asked | {finding.id: finding for finding in chart.findings}
    )


def enclosure(number: int) -> str:
    """ "Encl. A" for the first document, "Encl. AA" for the 27th."""
    letters = ""
    while number >= 0:
        number, rest = divmod(number, 26)
        letters, number = chr(65 + rest) + letters, number - 1
    return f"Encl. {letters}"


def framed(
    part: str,
    name: str,
    phrase: Phrase,
    figures: Mapping[str, Any] | None = None,
    *,
    role: Role = Role.CONTEXT,
    citations: Iterable[Record] = (),
    findings: Iterable[str] = (),
    rests_on: Iterable[str] = (),
) -> Statement:
    """A frame sentence as a statement of a letter. Its section is "letter", whatever part it stands in.

    It rests on its own place in the letter too, so that no other sentence on the same proof can license a change of it.
    """
    values = {key: str(value) for key, value in (figures or {}).items()}
    text, plain = (words.format(**values) for words in phrase)
    return Statement(
        id=f"{part}.{name}",
        section="letter",
        role=role,
        text=text,
        plain=plain,
        citations=tuple(cite(record) for record in citations),
        findings=tuple(dict.fromkeys(findings)),
        figures=values,
        rests_on=(*rests_on, f"letter:{part}.{name}"),
        template=f"phrase:{phrase[0]}",
    )


def proof(determination: Determination, result: CriterionResult) -> str:
    """The name of a criterion's proof node."""
    return f"{determination.policy}:{result.id}"


def standing(result: CriterionResult) -> Role:
    """Whether a criterion speaks for the request, against it, or for nobody yet."""
    return Role.GAP if result.truth.is_unknown else Role.SUPPORTS if result.truth.is_met else Role.OPPOSES
