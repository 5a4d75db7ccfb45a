"""The desk in a real browser: without scripts, with them, and as axe sees it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, expect

from digest import store
from digest.model.edition import EditionState
from digest.runtime import Runtime
from tests import browser
from tests.web import house

pytestmark = pytest.mark.browser

PASSWORD = "correct horse battery"
EDITION = "/desk/morning/2026-03-10"
PIER = "Council agrees to repair the north pier"
FERRY = "Island ferry sails again after nine days"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as opened:
        yield opened


@pytest.fixture
def newsroom(tmp_path: Path, sqlite_url: str) -> Iterator[tuple[Runtime, str]]:
    port = browser.free_port()
    with house.opened(tmp_path, sqlite_url, public_url=f"http://127.0.0.1:{port}") as runtime:
        house.fill(runtime)
        with runtime.store.write() as db:
            cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
            store.editors.put(db, "ada", cheap, now=runtime.now())
        with browser.served(house.mounted(runtime), port) as site:
            yield runtime, site.url


def sign_in(page: Page, url: str, path: str = EDITION) -> None:
    page.goto(url + path)
    page.get_by_label("Name").fill("ada")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(url + path)


def test_an_editor_makes_an_edition_without_any_script(chromium, newsroom):
    """Hide, bring back, pin, retitle, write an intro, undo, approve: forms alone."""
    runtime, url = newsroom
    with browser.page(chromium, size="phone", scripts=False) as (page, complaints):
        sign_in(page, url)
        page.get_by_role("button", name=f"Hide {PIER}").click()
        expect(page.get_by_role("button", name=f"Bring back {PIER}")).to_be_visible()
        page.get_by_role("button", name=f"Bring back {PIER}").click()
        page.get_by_role("button", name=f"Pin {FERRY}").click()
        expect(page.locator(".story").first).to_contain_text("Lead of the edition")
        expect(page.locator(".story h3").first).to_contain_text(FERRY)

        page.get_by_text(f"Edit headline and summary {FERRY}").click()
        page.get_by_label("Headline").first.fill("The ferry is back")
        page.get_by_role("button", name=f"Save words {FERRY}").click()
        page.get_by_label("Intro").fill("Good morning.")
        page.get_by_role("button", name="Save", exact=True).click()
        page.get_by_role("button", name="Hide Wool mill turns down its largest order").click()
        page.get_by_role("button", name="Undo").click()
        expect(page.frame_locator("#frame").get_by_role("link", name="The ferry is back").first).to_be_visible()

        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_text("Approved by ada")).to_be_visible()
        assert complaints == []
    made = house.edition(runtime)
    assert made.state is EditionState.APPROVED
    assert made.stories[0].headline == "The ferry is back"
    assert made.intro == "Good morning."
    assert len(made.stories) == 6


def test_with_scripts_the_same_buttons_answer_in_place(chromium, newsroom):
    """The page stays, the preview follows, and the keyboard stays where it was."""
    runtime, url = newsroom
    with browser.page(chromium) as (page, complaints):
        sign_in(page, url)
        page.evaluate("window.stayed = true")
        down = page.get_by_role("button", name=f"Down {PIER}")
        down.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".story h3").first).to_contain_text(FERRY)
        expect(down).to_be_focused()
        expect(page.locator("#announce")).to_contain_text(f"Moved: {PIER}")
        expect(page.frame_locator("#frame").locator("h2.k").first).to_contain_text(FERRY)

        page.keyboard.press("Alt+ArrowUp")
        expect(page.locator(".story h3").first).to_contain_text(PIER)
        third = page.locator(".story").nth(2)
        third.locator(".grip").drag_to(page.locator(".story").first)
        expect(page.locator(".story h3").first).to_contain_text("Drei Dörfer")
        assert page.evaluate("window.stayed") is True
        assert complaints == []
    assert house.edition(runtime).stories[0].headline.startswith("Drei Dörfer")


def test_a_session_that_ended_leads_to_the_sign_in_with_scripts_too(chromium, newsroom):
    runtime, url = newsroom
    with browser.page(chromium) as (page, _):
        sign_in(page, url)
        with runtime.store.write() as db:
            store.editors.remove(db, "ada")
        page.get_by_role("button", name=f"Pin {FERRY}").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_everybody_can_use_the_desk(chromium, newsroom):
    """Axe finds nothing serious, and nothing is wider than its window."""
    _, url = newsroom
    with browser.page(chromium) as (page, complaints):
        page.goto(f"{url}/desk/sign-in")
        assert browser.faults(page) == []
        sign_in(page, url)
        for path in ("/desk/", EDITION, f"{EDITION}?view=desktop", f"{EDITION}?view=text", "/desk/morning/2026-03-11"):
            page.goto(url + path)
            page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
            assert browser.faults(page) == [], path
        page.get_by_role("button", name="Compose it now").click()
        page.goto(url + EDITION)
        page.get_by_role("button", name="Approve").click()
        expect(page.get_by_text("Approved by ada")).to_be_visible()
        assert browser.faults(page) == []
        assert complaints == []
