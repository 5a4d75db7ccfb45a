"""The mail in a real browser: no accessibility fault, nothing wider than its window, in both colour schemes.

Six editions here; all sixty in `python -m tests.prove.editions`.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import browser as browsers
from tests.render import chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsers.chromium() as started:
        yield started


@pytest.mark.parametrize(
    ("theme", "locale", "size", "width", "scheme"),
    [
        ("gazette", "en", "large", 680, "light"),
        ("gazette", "ar", "small", 320, "dark"),
        ("bulletin", "he", "small", 680, "dark"),
        ("bulletin", "hi", "small", 320, "light"),
        ("plain", "ja", "small", 680, "dark"),
        ("plain", "de", "small", 320, "light"),
    ],
)
def test_nothing_is_wrong_with_it(
    browser: Browser, theme: str, locale: str, size: str, width: int, scheme: str
) -> None:
    page = chromium.window(browser, width, scheme)
    assert list(chromium.faults(page, chromium.html(theme, locale, size))) == []
    page.close()


def test_a_planted_fault_is_found(browser: Browser) -> None:
    html = chromium.html("gazette", "en").replace("color:#595959", "color:#767676").replace("14px/20px", "13px/20px")
    page = chromium.window(browser, 680, "light")
    found = list(chromium.faults(page, html.replace("<h1 ", "<h1 style='width:900px' ", 1)))
    assert {fault.split(":")[0] for fault in found} >= {"color-contrast-enhanced", "text of 13px"}
    assert any("wider than the window" in fault for fault in found)
    page.close()
