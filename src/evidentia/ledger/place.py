"""Where a finding stands, as a reader finds it."""

from __future__ import annotations

from evidentia.model.finding import Chart, Document, Span


def place(document: Document, span: Span) -> str:
    """Name, page where the file has pages, and characters: "letter.pdf page 2, 14-31"."""
    if len(document.pages) == 1:
        return f"{document.name} {span.start}-{span.end}"
    page, start = document.place(span.start)
    return f"{document.name} page {page}, {start}-{start + span.end - span.start}"


def places(chart: Chart, names: tuple[str, ...]) -> list[str]:
    """The places of findings, each once, in their order; a document's name stands with the first of its places."""
    documents = {document.id: document for document in chart.documents}
    by_id = {finding.id: finding for finding in chart.findings}
    spans = dict.fromkeys(s for name in names for s in by_id[name].spans)
    shown, before = [], ""
    for span in spans:
        whole = place(documents[span.document], span)
        shown.append(whole.removeprefix(f"{documents[span.document].name} ") if span.document == before else whole)
        before = span.document
    return shown
