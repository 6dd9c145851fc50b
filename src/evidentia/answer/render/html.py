"""An article as one self-contained page: no script, no outside resource; prints well, reads well in the dark."""

from __future__ import annotations

import html as _html
from string import Template

from evidentia.answer.article import Article, Line, Section
from evidentia.answer.compose.outcome import VALUES
from evidentia.answer.render import figures
from evidentia.answer.render.page import FRAME, STYLE
from evidentia.answer.render.text import _BADGES, described
from evidentia.ledger.marked import marked
from evidentia.model.assessment import Assessment, Audience
from evidentia.model.evidence import Citation, Library
from evidentia.model.finding import Finding
from evidentia.model.rationale import CriterionResult, Determination, Rationale

_ROLE = {
    "supports": ("for", "supports"),
    "opposes": ("against", "opposes"),
    "gap": ("gap", "gap"),
    "context": ("", "context"),
}


def render(page: Article, assessment: Assessment, library: Library) -> str:
    """The page. Each statement opens its warrant, each criterion its proof, each finding the place in the chart."""
    return Template(FRAME).substitute(
        style=STYLE,
        lang="en",
        title=_text(page.question),
        question=_text(page.question),
        verdict=str(assessment.verdict),
        badge=_text(_BADGES[str(assessment.verdict)].capitalize()),
        as_of=assessment.as_of,
        audience=page.audience,
        id=assessment.id,
        body=body(page, assessment, library),
        closing="".join(f"<p>{_text(text)}</p>" for text in page.closing),
        digests=digests(assessment),
    )


def body(page: Article, assessment: Assessment, library: Library, more: tuple[str, str, str] | None = None) -> str:
    """What stands in the middle of the page: contents, sections, references, the chart. For frames other than `page`'s too.

    `more` is a section that stands between the article and its references: identifier, title, HTML.
    """
    ends = [("references", "References"), ("chart", "The chart, with findings marked")]
    added = _framed(*more) if more else ""
    titles = [*((s.id, s.title) for s in page.sections), *([more[:2]] if more else []), *ends]
    contents = "".join(f'<li><a href="#{name}">{_text(title)}</a></li>' for name, title in titles)
    sections = "".join(_section(s, page, assessment, library) for s in page.sections)
    references = "".join(
        f'<li id="ref-{r.number}" value="{r.number}">{_text(described(r))}</li>' for r in page.references
    )
    chart = "".join(marked(assessment.chart)) or "<p>No document was submitted.</p>"
    return "\n".join(
        [
            f'<nav class="contents" aria-label="Contents"><ul>{contents}</ul></nav>',
            sections + added,
            _framed(*ends[0], f'<ol class="references">{references}</ol>'),
            _framed(*ends[1], chart),
        ]
    )


def _framed(name: str, title: str, inner: str) -> str:
    return f'<section id="{name}" aria-labelledby="h-{name}"><h2 id="h-{name}">{_text(title)}</h2>{inner}</section>'


def digests(assessment: Assessment) -> str:
    """The digests that name an assessment, as the items of a list of definitions."""
    return "".join(f"<dt>{_text(k)}</dt><dd><code>{_text(v[:32])}</code></dd>" for k, v in assessment.digests.items())


def _section(section: Section, page: Article, assessment: Assessment, library: Library) -> str:
    if section.id == "criteria" and page.audience is not Audience.PATIENT:
        body = "".join(_table(n, d, assessment) for n, d in enumerate(assessment.determinations))
    elif section.id == "missing":
        body = _checklist(section, page.audience is Audience.PATIENT, assessment, library)
    else:
        body = f'<ul class="lines">{"".join(_line(line, assessment, library) for line in section.lines)}</ul>'
    figure = _figure(section.id, assessment, library)
    return _framed(section.id, section.title, body + figure)


def _figure(section: str, assessment: Assessment, library: Library) -> str:
    if section == "for":
        return figures.forest(assessment, library)
    return figures.arms(assessment) if section == "against" else ""


def _checklist(section: Section, patient: bool, assessment: Assessment, library: Library) -> str:
    """What is missing, grouped by who has it: the list that staff work through."""
    items = [line for line in section.lines if "who" in line.statement.figures]
    rest = [line for line in section.lines if "who" not in line.statement.figures]
    owners = dict.fromkeys(line.statement.figures["who"] for line in items)
    groups = ((owner, [line for line in items if line.statement.figures["who"] == owner]) for owner in owners)
    bodies = "".join(
        f'<tbody><tr><th scope="rowgroup" colspan="3">{_text(owner[0].upper() + owner[1:])}</th></tr>'
        + "".join(_missing(line, assessment, library) for line in lines)
        + "</tbody>"
        for owner, lines in groups
    )
    heads = ("Not on file", "Rules that wait for it", "") if patient else ("Missing", "Decides", "")
    head = "".join(f'<th scope="col">{h}</th>' if h else "<td></td>" for h in heads)
    table = f'<div class="wide" tabindex="0" role="region" aria-label="{"By who has it" if patient else "Missing, by who has it"}"><table class="missing"><thead><tr>{head}</tr></thead>{bodies}</table></div>'
    lines = "".join(_line(line, assessment, library) for line in rest)
    return (table if items else "") + (f'<ul class="lines">{lines}</ul>' if lines else "")


def _missing(line: Line, assessment: Assessment, library: Library) -> str:
    figures = line.statement.figures
    return (
        f'<tr id="s-{_text(line.statement.id)}"><td>{_text(figures["text"])}</td><td>{_text(figures["ids"])}</td>'
        f"<td>{_warrant(line, assessment, library)}</td></tr>"
    )


def _line(line: Line, assessment: Assessment, library: Library) -> str:
    word, css = _ROLE[str(line.statement.role)]
    tag = f'<span class="tag">{word}</span> ' if word else ""
    numbers = "".join(f'<a class="ref" href="#ref-{n}">[{n}]</a>' for n in line.numbers)
    return f'<li class="{css}" id="s-{_text(line.statement.id)}">{tag}<span>{_text(line.text)}</span> {numbers}{_warrant(line, assessment, library)}</li>'


def _warrant(line: Line, assessment: Assessment, library: Library) -> str:
    """What a statement stands on, behind a small arrow."""
    statement = line.statement
    items = [_cited(citation, assessment, library) for citation in statement.citations]
    for name in statement.findings[:12]:
        finding = next((f for f in assessment.chart.findings if f.id == name), None)
        if finding is not None:
            items.append(f'Chart <a href="#{name}">{name}</a>: “{_text(_quote(assessment, finding))}”')
    if statement.rests_on:
        items.append(f"Proof: {_text(', '.join(statement.rests_on))}")
    if statement.check:
        items.append(f"Check: {statement.check.verdict} ({_text(', '.join(statement.check.by))})")
    if not items:
        return ""
    return f'<details data-item="{_text(statement.id)}"><summary>why</summary><ul>{"".join(f"<li>{item}</li>" for item in items)}</ul></details>'


def _cited(citation: Citation, assessment: Assessment, library: Library) -> str:
    """A record: its status and figures, how much of its source was read, and whether that is current."""
    record = assessment.records[citation.record]
    reference = next(r for r in assessment.references if r.source.id == citation.source)
    source = reference.source
    recalled = f" Recalled parts, not spoken: {', '.join(record.recalled_parts)}." if record.recalled_parts else ""
    values = ", ".join(f"{k} {v}" for k, v in record.figures.items())
    return (
        f"Record <code>{_text(record.id)}</code>, {_text(record.status)}; figures: {_text(values) or 'none'}.{_text(recalled)} "
        f'Source <a href="#ref-{reference.number}">[{reference.number}]</a>: {_text(source.title)} ({source.year or "no year"}); '
        f"read: {source.read_depth}; {_text(reference.currency)}"
    )


def _table(number: int, determination: Determination, assessment: Assessment) -> str:
    note = f'<p class="note">{_text(determination.note)}</p>' if determination.note else ""
    rows = "".join(_row(f"criterion.{number}.{c.id}", c, assessment) for c in determination.criteria)
    caption = next(s.text for s in assessment.statements if s.id == f"criteria.{determination.policy}")
    return (
        f'{note}<div class="wide" tabindex="0" role="region" aria-label="Criteria of {_text(determination.policy)}"><table><caption>{_text(caption)}</caption>'
        f'<thead><tr><th scope="col">Criterion</th><th scope="col">Value</th><th scope="col">Because</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _row(item: str, result: CriterionResult, assessment: Assessment) -> str:
    missing = "".join(
        f"<li>{_text(m.text)} <em>({_text(m.who)})</em><br><span class='wording'>{_text(m.wording)}</span></li>"
        for m in result.missing
    )
    more = f"<p>Missing:</p><ul>{missing}</ul>" if missing else ""
    proof = (
        f'<details data-item="{_text(item)}"><summary>proof</summary>{_proof(result.rationale, assessment)}</details>'
    )
    return (
        f'<tr class="{result.truth.value}" id="s-{_text(item)}"><th scope="row">{_text(result.id)}<span class="ask">{_text(result.text)}</span></th>'
        f'<td><span class="value">{VALUES[result.truth.value]}</span></td><td>{_text(result.because)}{more}{proof}</td></tr>'
    )


def _proof(node: Rationale, assessment: Assessment) -> str:
    links = ""
    if not node.children:
        links = " ".join(f'<a href="#{name}">{name}</a>' for name in node.findings)
    said = f": {_text(node.because.text)}" if node.because.text and not node.children else ""
    inner = f"<ul>{''.join(f'<li>{_proof(c, assessment)}</li>' for c in node.children)}</ul>" if node.children else ""
    return f"<span><strong>{_text(node.label)}</strong> {VALUES[node.truth.value]}{said} {links}</span>{inner}"


def _quote(assessment: Assessment, finding: Finding) -> str:
    return " … ".join(" ".join(assessment.chart.text_of(s).split()) for s in finding.spans[:3])


def _text(value: object) -> str:
    return _html.escape(str(value), quote=True)
