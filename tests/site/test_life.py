"""A reader's whole life in a real browser on a phone: from signing up to being erased."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from digest import store
from digest.model.people import Subscription, SubscriptionState
from digest.morning import gather, send
from digest.people import consents
from digest.runtime import Runtime
from tests import browser
from tests.people import mails
from tests.web import house
from tests.world import NOW, Hands

pytestmark = pytest.mark.browser

EMAIL = "ada@example.com"
BACK = date(2026, 3, 11)
"""The day after the newsroom's only edition, which the reader's pause covers."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as opened:
        yield opened


@pytest.fixture
def clock() -> Hands:
    return Hands(NOW)


@pytest.fixture
def newsroom(tmp_path: Path, sqlite_url: str, clock: Hands) -> Iterator[tuple[Runtime, str]]:
    port = browser.free_port()
    with house.opened(tmp_path, sqlite_url, public_url=f"http://127.0.0.1:{port}", clock=clock) as runtime:
        house.fill(runtime)
        house.sent(runtime)
        with browser.served(house.mounted(runtime), port) as site:
            yield runtime, site.url


class Walk:
    """A reader with a browser and a mailbox."""

    def __init__(self, page: Page, runtime: Runtime, url: str, clock: Hands) -> None:
        self.page, self.runtime, self.url, self.clock = page, runtime, url, clock
        self.looked_at: set[str] = set()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def opens(self, page: str) -> None:
        """Opens the link to a page in the newest mail that has one."""
        for mail in reversed(mails.sent(self.runtime)):
            if f"{self.url}/{page}/" in mails.words(mail):
                self.page.goto(f"{self.url}/{page}/{mails.token(mail, page)}")
                return
        raise AssertionError(f"no mail leads to /{page}/")

    def reads(self, heading: str) -> None:
        """The page with this heading is open, and everybody can use it."""
        expect(self.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        if heading not in self.looked_at:
            self.looked_at.add(heading)
            assert browser.faults(self.page) == [], heading

    def sign_up(self) -> None:
        self.page.goto(f"{self.url}/")
        self.follow("Sign up")
        self.page.get_by_label("Your mail address").fill(EMAIL)
        self.clock.move(seconds=20)
        self.press("Sign up")
        self.reads("Look into your mailbox")
        self.opens("c")
        self.reads("One press, and you are in")
        self.press("Confirm")
        self.reads("Welcome")

    def subscription(self) -> Subscription | None:
        with self.runtime.store.read() as db:
            return store.people.find(db, EMAIL, "example")


@contextmanager
def walking(chromium: Browser, newsroom: tuple[Runtime, str], clock: Hands) -> Iterator[Walk]:
    with browser.page(chromium, size="phone") as (page, complaints):  # axe needs scripts; the pages have none
        yield Walk(page, *newsroom, clock)
        assert complaints == []


def caught_up(walk: Walk) -> str:
    """The one mail over the pause, as it arrives on the day the reader is back."""
    digest = house.digest_of(walk.runtime)
    (slot,) = gather.wanted(walk.runtime, digest, BACK)
    walk.clock.now = slot.send_at
    made = gather.gather(walk.runtime, digest, slot)
    send.send(walk.runtime, made, digest, slot, report=lambda _progress: None)
    (file,) = walk.runtime.settings.root.glob(f"var/outbox/{slot.id}/*.eml")
    return mails.words(message_from_bytes(file.read_bytes(), policy=policy.default))


def state(walk: Walk) -> SubscriptionState | None:
    found = walk.subscription()
    return found.state if found else None


def test_a_readers_whole_life(chromium, newsroom, clock):
    with walking(chromium, newsroom, clock) as walk:
        page = walk.page
        walk.sign_up()
        assert state(walk) is SubscriptionState.ACTIVE

        walk.follow("Choose topics, hour and pace")
        page.get_by_label("Business").uncheck()
        walk.press("Save")
        chosen = walk.subscription()
        assert chosen
        assert chosen.preferences.muted_topics == ("Business",)

        page.locator("#paused_until").fill(BACK.isoformat())
        walk.press("Save")
        paused = walk.subscription()
        assert paused
        assert paused.preferences.paused_until == BACK
        assert "Council agrees to repair the north pier" in caught_up(walk)

        walk.follow("Unsubscribe")
        walk.reads("Unsubscribe from The Morning?")
        walk.press("Unsubscribe")
        walk.reads("You are unsubscribed")
        assert state(walk) is SubscriptionState.LEFT
        clock.move(hours=2)
        walk.opens("u")  # the mail that tells so leads to the way back
        walk.press("Undo: keep sending it")
        walk.reads("You are back")
        assert state(walk) is SubscriptionState.ACTIVE
        clock.move(days=2)
        walk.opens("u")
        walk.press("Unsubscribe")
        walk.press("Leave all mail")
        walk.reads("No more mail from us")

        clock.move(days=3)
        walk.sign_up()
        assert state(walk) is SubscriptionState.ACTIVE

        page.goto(f"{walk.url}/data")
        page.get_by_label("Your mail address").fill(EMAIL)
        clock.move(seconds=20)
        walk.press("Mail me the link")
        walk.opens("d")
        walk.reads("Your data")
        expect(page.get_by_text(EMAIL)).to_be_visible()
        walk.follow("Erase everything")
        walk.reads("Erase everything?")
        walk.press("Erase everything")
        walk.reads("Everything is erased")
        assert walk.subscription() is None
        assert consents.verify(walk.runtime).broken == ()


def test_everybody_can_use_the_pages_for_strangers(chromium, newsroom, clock):
    """Those that a reader's life does not come by."""
    with walking(chromium, newsroom, clock) as walk:
        for path, heading in (("/join", "The Morning"), ("/privacy", "Privacy"), ("/data", "Your data")):
            walk.page.goto(walk.url + path)
            walk.reads(heading)
        walk.page.goto(f"{walk.url}/join/example")
        walk.page.get_by_label("Your mail address").fill("ada at example.com")
        walk.press("Sign up")
        expect(walk.page.get_by_role("heading", name="The Morning", exact=True)).to_be_visible()
        assert browser.faults(walk.page) == []
