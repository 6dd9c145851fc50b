"""An article as Markdown."""

from __future__ import annotations

from evidentia.answer.article import Article
from evidentia.answer.render.text import _BADGES, described

_MARK = {"supports": "for", "opposes": "against", "gap": "gap", "context": ""}


def render(page: Article) -> str:
    """The whole article; roles stand in italics before a line, references in brackets behind it."""
    lines = [
        f"# {_escaped(page.question)}",
        "",
        f"**{_BADGES[str(page.assessment.verdict)].capitalize()}** · as of {page.assessment.as_of} · for the {page.audience}",
        "",
    ]
    for section in page.sections:
        lines += [f"## {section.title}", ""]
        for line in section.lines:
            mark = _MARK[str(line.statement.role)]
            numbers = "".join(f" [{n}]" for n in line.numbers)
            lines.append(f"- {f'*{mark}* ' if mark else ''}{_escaped(line.text)}{numbers}")
        lines.append("")
    if page.references:
        lines += ["## References", ""]
        lines += [f"{r.number}. {_escaped(described(r))}" for r in page.references]
        lines.append("")
    return "\n".join([*lines, *(f"> {text}\n" for text in page.closing)])


def _escaped(text: str) -> str:
    for char in "\\`*_<>#|":
        text = text.replace(char, "\\" + char)
    return text
