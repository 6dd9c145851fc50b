"""The article where no topic is curated: quotations from the local library in their sections, and how they were looked for."""

from __future__ import annotations

from collections.abc import Iterator

from evidentia.answer import phrases
from evidentia.answer.inputs import Inputs, phrased, said
from evidentia.answer.literature import Literature
from evidentia.library.evidence import Evidence
from evidentia.library.sentence import strongest
from evidentia.model.assessment import Role, Statement

_DIGITS = 12  # of a snapshot's digest, as it is shown
_MOST_LISTED = 10
_RESULTS = ("for", "against", "neither")


def statements(inputs: Inputs, literature: Literature) -> Iterator[Statement]:
    """Everything that the library says on the question, plainly marked; or an abstention with its reason and the next step."""
    evidence = literature.evidence
    figures = {
        "publications": f"{evidence.publications:,}",
        "digest": evidence.digest[:_DIGITS],
        "subject": evidence.subject.label or "what the question names",
        "design": strongest(quote.design for quote in evidence.quotes) or "not stated by the sources",
    }
    phrase = phrases.FROM_LIBRARY if evidence.quotes else phrases.LIBRARY_SILENT
    yield phrased("direct", "uncurated", phrase, figures, role=Role.GAP, rests_on=("library:snapshot",))
    if evidence.quotes:
        yield _label(inputs, evidence)
    yield from (said(record, record.section, number) for number, record in enumerate(literature.records, start=1))
    yield from _searched(inputs, evidence)


def _label(inputs: Inputs, evidence: Evidence) -> Statement:
    """Whether the labels in the library name the condition: a fact about these labels, and about no other."""
    subject = evidence.subject
    drug = subject.treatment.label if subject.treatment else "the treatment"
    condition = subject.condition.label if subject.condition else "the condition"
    figures = {
        "drug": drug,
        "condition": condition,
        "total": len(evidence.labels),
        "n": evidence.labels_naming,
        "names": ", ".join(subject.condition.names[:8]) if subject.condition else condition,
        "as_of": inputs.as_of,
    }
    if not evidence.labels:
        phrase, role = phrases.LABEL_MISSING, Role.GAP
    elif evidence.labels_naming:
        phrase, role = phrases.LABEL_NAMES, Role.CONTEXT
    else:
        phrase, role = phrases.LABEL_SILENT, Role.CONTEXT
    return phrased("standard", "labels", phrase, figures, role=role, rests_on=("library:labels",))


def _searched(inputs: Inputs, evidence: Evidence) -> Iterator[Statement]:
    """Each search with what it read and kept; what is missing on either side; what was left out, and why."""
    by_name = {look.what: look for look in evidence.looks}
    if evidence.quotes:
        results, contrary = by_name["results"], by_name["contrary findings"]
        if not evidence.of("against"):
            figures = {"words": contrary.words, "read": contrary.read}
            yield phrased(
                "against", "none", phrases.NO_CONTRARY, figures, role=Role.GAP, rests_on=("library:contrary",)
            )
        if not evidence.of("for"):
            yield phrased(
                "for", "none", phrases.NO_SUPPORT, {"read": results.read}, role=Role.GAP, rests_on=("library:results",)
            )
    for look in evidence.looks:
        figures = {"what": look.what, "read": look.read, "kept": look.kept}
        yield phrased(
            "searched", look.what.replace(" ", "-"), phrases.LOOKED, figures, rests_on=(f"library:{look.what}",)
        )
    yield from _depth(evidence)
    for number, (publication, status) in enumerate(evidence.withdrawn, start=1):
        notices = [notice for notice in publication.notices if notice.kind == status]
        named = next((f"see {notice.by}" for notice in notices if notice.by), "the notice is not named")
        figures = {"status": status, "title": publication.title or "untitled", "id": publication.id, "notice": named}
        yield phrased(
            "searched", f"withdrawn-{number}", phrases.WITHDRAWN, figures, role=Role.GAP, rests_on=("library:notices",)
        )
    if evidence.unquoted:
        listed = "; ".join(f"{p.title} ({p.id})" if p.title else p.id for p in evidence.unquoted[:_MOST_LISTED])
        more = "; …" if len(evidence.unquoted) > _MOST_LISTED else ""
        figures = {"n": len(evidence.unquoted), "listed": listed + more}
        yield phrased("searched", "further", phrases.FURTHER, figures, role=Role.GAP, rests_on=("library:unquoted",))
    if evidence.later:
        figures = {"n": evidence.later, "as_of": inputs.as_of}
        yield phrased("searched", "later", phrases.LATER, figures, role=Role.GAP, rests_on=("library:dates",))


def _depth(evidence: Evidence) -> Iterator[Statement]:
    """How many of the quoted results report the work of others, and which of the works they cite are in the library."""
    results = [quote for role in _RESULTS for quote in evidence.of(role)]
    second_hand = [quote for quote in results if quote.second_hand]
    if not second_hand:
        return
    cited = list(dict.fromkeys(name for quote in second_hand for name in quote.cited))
    words = (
        f"the library has these of the works that they cite: {', '.join(cited)}"
        if cited
        else "none of the works that they cite is in the library"
    )
    figures = {"total": len(results), "n": len(second_hand), "cited": words}
    yield phrased("searched", "depth", phrases.SECOND_HAND, figures, role=Role.GAP, rests_on=("library:depth",))
