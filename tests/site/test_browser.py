"""The site in a real browser: a reader leaves and comes back without scripts, and axe looks at every page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from digest import tokens
from digest.model.people import SubscriptionState
from digest.people import leave
from digest.runtime import Runtime
from digest.tokens import Purpose
from tests import browser
from tests.web import house

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as opened:
        yield opened


@pytest.fixture
def newsroom(tmp_path: Path, sqlite_url: str) -> Iterator[tuple[Runtime, str]]:
    port = browser.free_port()
    with house.opened(tmp_path, sqlite_url, public_url=f"http://127.0.0.1:{port}") as runtime:
        house.fill(runtime)
        house.sent(runtime)
        with browser.served(house.mounted(runtime), port) as site:
            yield runtime, site.url


def test_a_reader_chooses_leaves_and_comes_back_without_any_script(chromium, newsroom):
    runtime, url = newsroom
    ada = house.subscribe(runtime)
    with browser.page(chromium, size="phone", scripts=False) as (page, complaints):
        page.goto(f"{url}/m/{tokens.make(runtime.keys, Purpose.CHOOSE, ada)}")
        page.get_by_label("Business").uncheck()
        page.get_by_label("Monday to Friday").check()
        page.get_by_label("On the clock of").fill("Europe/Atlantis")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("We do not know this time zone")).to_be_visible()
        page.get_by_label("On the clock of").fill("Asia/Tokyo")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved.")).to_be_visible()
        expect(page.get_by_label("Business")).not_to_be_checked()

        page.get_by_role("link", name="Unsubscribe").click()
        page.get_by_role("button", name="Unsubscribe").click()
        expect(page.get_by_role("heading", name="You are unsubscribed")).to_be_visible()
        gone = leave.find(runtime, ada)
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("heading", name="You are back")).to_be_visible()
        back = leave.find(runtime, ada)
        assert complaints == []
    assert gone
    assert gone.state is SubscriptionState.LEFT
    assert back
    assert back.state is SubscriptionState.ACTIVE
    assert back.preferences.muted_topics == ("Business",)


def test_everybody_can_use_the_site(chromium, newsroom):
    """Axe finds nothing serious, nothing is wider than its window, and nothing is asked of anybody else."""
    runtime, url = newsroom
    ada = house.subscribe(runtime)
    out, choose = (tokens.make(runtime.keys, purpose, ada) for purpose in (Purpose.UNSUBSCRIBE, Purpose.CHOOSE))
    with browser.page(chromium) as (page, complaints):
        story = f"/story/{house.story_id(1)}"
        for path in ("/", "/morning", "/morning/2026-03-10", story, "/search?q=pier", "/search", f"/m/{choose}"):
            page.goto(url + path)
            assert browser.faults(page) == [], path
        page.goto(f"{url}/u/{out}")
        assert browser.faults(page) == []
        for button in ("Unsubscribe", "Leave all mail", "Undo"):
            page.get_by_role("button", name=button).click()
            assert browser.faults(page) == [], button
        assert complaints == []
        page.goto(f"{url}/nothing")
        assert browser.faults(page) == []


def test_a_planted_fault_is_found_in_the_look_that_has_it(chromium):
    pale = "@media (prefers-color-scheme: dark) { p { color: #fff; background: #eee } }"
    wide = "@media (max-width: 330px) { h1 { width: 900px } }"
    with browser.page(chromium) as (page, _):
        words = "<main><h1>A heading</h1><p>Some words.</p></main>"
        page.set_content(f"<!doctype html><html lang=en><title>A</title><style>{pale}{wide}</style>{words}")
        faults = browser.faults(page)
    assert [fault.split(":")[0] for fault in faults] == ["phone, dark", "zoomed"]
