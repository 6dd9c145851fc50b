"""The desk in Debian's Chromium: every page without a fault of axe-core, on a phone and on a desk; with and without JavaScript."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from evidentia.desk.desk import Desk
from evidentia.interfaces.web.app import create_app
from evidentia.review.rights import Role
from tests.conftest import not_run
from tests.desks import NOON, PASSWORD, person, seed
from tests.desks import begun as begun

SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs Debian's chromium: .ci/run installs it")
        not_run.append("tests in the browser")
        # as with PostgreSQL: they run wherever the package is; CI has it and fails above
        pytest.skip("not run: Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def place(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server on loopback, with people of each role."""
    data = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(begun, data)
    desk = Desk(data, clock=lambda: NOON)
    for role in Role:
        person(desk, role)
    server = uvicorn.Server(uvicorn.Config(create_app(desk), host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    desk.close()


def sound(page: Page) -> None:
    """No fault of axe-core, nothing on the console, no sideways scrolling of the page."""
    found = Axe().run(page).response["violations"]
    assert not found, [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in found]
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]


def sign_in(page: Page, place: str, role: Role) -> None:
    page.goto(f"{place}/login")
    page.fill("[name=login]", f"{role}.north")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")


def ask(page: Page, root: Path) -> str:
    request, documents = seed(root)
    page.fill("#question", request.question)
    page.fill("#chart", documents[0].text)
    page.fill("[name=as_of]", "2026-01-05")
    page.click("button.main")
    page.wait_for_url("**/assessments/*")
    return page.url


@pytest.mark.parametrize(("size", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_every_page_is_sound(chromium: Browser, place: str, root: Path, size: str, scheme: Any) -> None:
    with chromium.new_context(viewport=SIZES[size], color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: said.append(str(e)))
        page.goto(place)
        sound(page)
        page.click("a.tile.gap")
        sound(page)
        sign_in(page, place, Role.AUTHOR)
        sound(page)
        article = ask(page, root)
        page.fill("#further", "why not obinutuzumab?")
        page.click("form[action$=follow-ups] button")
        page.wait_for_url("**#turn-*")
        for name in page.locator(
            "#direct details > summary, #criteria details > summary, figure details > summary"
        ).all()[:6]:
            name.click()
        sound(page)
        page.fill("#add", "HBsAg positive")
        page.click("form[action$=what-ifs] button.quiet")
        page.wait_for_selector("#h-changes")
        sound(page)
        kept = article.removeprefix(place)
        for path in ("/work", f"{kept}/items/against.1", f"{kept}/letters/necessity", f"{kept}/letters/appeal"):
            page.goto(place + path)
            sound(page)
        assert [text for text in said if "404" not in text] == []


def test_the_smaller_pages_are_sound(chromium: Browser, place: str) -> None:
    with chromium.new_context(viewport=SIZES["phone"]) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{place}/login")
        sound(page)
        sign_in(page, place, Role.ADMINISTRATOR)
        for path in ("/accounts", "/log", "/cases", "/profile", "/editorial-policy"):
            page.goto(place + path)
            sound(page)
        assert page.goto(f"{place}/nowhere").status == 404  # type: ignore[union-attr]
        sound(page)


def test_a_reviewer_signs_and_what_was_opened_stands_under_it(chromium: Browser, place: str, root: Path) -> None:
    with (
        chromium.new_context(viewport=SIZES["desk"]) as author,
        chromium.new_context(viewport=SIZES["desk"]) as approver,
    ):  # type: ignore[arg-type]
        page = author.new_page()
        sign_in(page, place, Role.AUTHOR)
        article = ask(page, root)
        page.click("text=Submit for review")
        page.wait_for_selector("text=Submitted, not yet under review")
        review = approver.new_page()
        sign_in(review, place, Role.APPROVER)
        review.goto(article)
        review.check("[name=declared]")
        review.click("text=Begin the review")
        review.wait_for_selector("text=You have opened 0 of")
        with review.expect_response("**/openings"):
            review.click("#against details >> nth=0 >> summary")
        with review.expect_response("**/openings"):
            review.click("#criteria details >> nth=0 >> summary")
        review.reload()
        review.wait_for_selector("text=You have opened 2 of")
        sound(review)
        review.click("summary:has-text('Approve')")
        review.check("[name=acknowledged]")
        review.fill("[name=rationale]", "The criteria are met on this record.")
        review.click("button:has-text('Approve as')")
        review.wait_for_selector("text=Approved by a clinician")
        assert "Opened before signing: 2 of" in review.inner_text("#review")
        assert "1 of" in review.inner_text("#review")


def test_a_proof_leads_to_the_words_of_the_chart_by_keyboard_and_without_javascript(
    chromium: Browser, place: str
) -> None:
    with chromium.new_context(viewport=SIZES["desk"], java_script_enabled=False) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(place)
        page.keyboard.press("Tab")
        assert page.locator(":focus").inner_text() == "Skip to the content"
        page.click("a.tile.supported")
        page.locator("#criteria details summary").first.press("Enter")
        link = page.locator("#criteria details a[href^='#F']").first
        target = str(link.get_attribute("href"))[1:]
        link.press("Enter")
        assert page.url.endswith(f"#{target}")
        assert page.locator(f"[id='{target}']").is_visible()


def test_the_page_prints_with_everything_that_was_said(chromium: Browser, place: str, tmp_path: Path) -> None:
    with chromium.new_context(viewport=SIZES["desk"]) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(place)
        page.click("a.tile.supported")
        page.emulate_media(media="print")
        assert not page.locator(".topbar").is_visible() and not page.locator(".audience").is_visible()
        assert page.locator("#review").is_visible() and page.locator("#references").is_visible()
        assert len(page.pdf()) > 50_000
