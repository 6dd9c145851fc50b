"""Text, Markdown, HTML and JSON: whole, self-contained, in the published schema."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest

from evidentia.answer.article import article
from evidentia.answer.render import html, markdown, text
from evidentia.answer.render import json as as_json
from evidentia.app import assess, split_case
from evidentia.content.loader import load
from evidentia.model.assessment import Assessment, Audience

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "Is rituximab necessary for lupus nephritis? <script>alert(1)</script>"


@pytest.fixture(scope="module")
def result() -> Assessment:
    question, chart = split_case((ROOT / "examples" / "seed_complete.txt").read_text("utf-8"))
    return assess(question, [("chart <b>.txt", chart + '\n"quoted" & <i>marked</i>')], as_of=date(2026, 1, 5))


def schema() -> dict[str, object]:
    return dict(json.loads((ROOT / "src" / "evidentia" / "answer" / "assessment.schema.json").read_text("utf-8")))


def test_json_keeps_to_its_published_schema(result: Assessment) -> None:
    jsonschema.validate(json.loads(as_json.render(result)), schema())
    jsonschema.validate(json.loads(as_json.render(assess("?", as_of=date(2026, 1, 5)))), schema())


def test_spans_in_json_are_the_characters_of_the_chart(result: Assessment) -> None:
    texts = {d.id: d.text for d in result.chart.documents}
    for finding in json.loads(as_json.render(result))["findings"]:
        for span in finding["spans"]:
            if span["document"] in texts:
                assert texts[span["document"]][span["start"] : span["end"]] == span["text"]


class Links(HTMLParser):
    """Anchors, targets and open tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.links: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {k: v or "" for k, v in attrs}
        if "id" in values:
            assert values["id"] not in self.targets, f"id {values['id']} twice"
            self.targets.add(values["id"])
        if tag == "a" and values.get("href", "").startswith("#"):
            self.links.append(values["href"][1:])
        if tag in ("script", "link", "img", "iframe") or any(
            v.startswith("http") for k, v in values.items() if k in ("src", "href")
        ):
            self.outside.append(tag)


@pytest.mark.parametrize("audience", list(Audience))
def test_the_page_is_self_contained_and_its_links_lead_somewhere(result: Assessment, audience: Audience) -> None:
    page = html.render(article(result, load(), audience), result, load())
    parser = Links()
    parser.feed(page)
    assert parser.outside == []
    assert set(parser.links) <= parser.targets
    assert "<i>marked</i>" not in page and "chart <b>" not in page


def test_what_a_user_writes_stays_text() -> None:
    asked = assess(HOSTILE, as_of=date(2026, 1, 5))
    page = html.render(article(asked, load()), asked, load())
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "<script" not in markdown.render(article(asked, load())).replace("\\<script", "")


def test_text_fits_a_terminal(result: Assessment) -> None:
    lines = text.render(article(result, load())).split("\n")
    assert max(len(line) for line in lines if "http" not in line) <= 100
    assert not any("\033" in line for line in lines)


def test_every_number_in_brackets_is_a_reference(result: Assessment) -> None:
    page = text.render(article(result, load()))
    cited = {int(n) for n in re.findall(r" \[(\d+)\]", page.split("REFERENCES")[0])}
    listed = {int(n) for n in re.findall(r"^\[(\d+)\]", page, re.MULTILINE)}
    assert cited == listed


def test_the_page_lists_what_is_missing_by_who_has_it() -> None:
    question, chart = split_case((ROOT / "examples" / "seed_poor.txt").read_text("utf-8"))
    poor = assess(question, [("chart.txt", chart)], as_of=date(2026, 1, 5))
    page = html.render(article(poor, load(), Audience.STAFF), poor, load())
    table = page[page.index('<table class="missing">') : page.index("</table>")]
    owners = re.findall(r'scope="rowgroup" colspan="3">([^<]+)', table)
    assert owners == list(dict.fromkeys(owners))
    assert len(re.findall(r'<tr id="s-missing\.', table)) == sum("who" in s.figures for s in poor.statements)
