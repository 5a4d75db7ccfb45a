"""The mail in a real browser: no accessibility fault, nothing wider than its window, in both colour schemes."""

import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, sync_playwright

from digest import mail, render
from digest.model.delivery import Segment
from tests.render import specimen

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PIXEL = b"<svg xmlns='http://www.w3.org/2000/svg' width='1104' height='620'><rect width='1104' height='620'/></svg>"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# Rules for whole sites: a mail is one article in somebody else's page.
NOT_FOR_MAIL = {"landmark-one-main", "region", "identical-links-same-purpose"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


def show(browser: Browser, name: str, locale: str, scheme: str, width: int) -> Page:
    theme = render.open_theme(name, specimen.TEMPLATES)
    rendered = render.edition(
        specimen.edition(),
        theme=theme,
        digest=specimen.DIGEST,
        newsroom=specimen.NEWSROOM,
        locale=locale,
        images=specimen.IMAGES,
    )
    page = browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page.route("**/*", _answer)
    page.set_content(mail.segment(rendered, Segment(locale=locale, theme=name)).html(specimen.READER))
    return page


def _answer(route: Route) -> None:
    """Every picture is a drawing of ours; nothing leaves the machine."""
    route.fulfill(body=PIXEL, content_type="image/svg+xml")


@pytest.mark.parametrize(("theme", "locale"), [("gazette", "en"), ("bulletin", "ar"), ("plain", "de")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, theme: str, locale: str, scheme: str) -> None:
    page = show(browser, theme, locale, scheme, 680)
    found = Axe().run(page, options=RULES).response["violations"]
    said = {
        each["id"]: [node["html"][:120] for node in each["nodes"]] for each in found if each["id"] not in NOT_FOR_MAIL
    }
    assert said == {}, json.dumps(said, indent=1)
    page.close()


@pytest.mark.parametrize("width", [320, 680])
@pytest.mark.parametrize(("theme", "locale"), [("gazette", "ar"), ("bulletin", "en"), ("plain", "ja")])
def test_nothing_is_wider_than_the_window(browser: Browser, theme: str, locale: str, width: int) -> None:
    page = show(browser, theme, locale, "light", width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
