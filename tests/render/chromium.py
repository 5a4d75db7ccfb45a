"""A mail in a real browser, and everything that is wrong with it there."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from digest import mail, render
from digest.model.delivery import Segment
from digest.model.edition import Edition
from tests.render import specimen

THEMES = ("gazette", "bulletin", "plain")
SIZES = ("small", "large")
PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg' width='1104' height='620'><rect width='1104' height='620'/></svg>"
TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OFF = ("landmark-one-main", "region", "identical-links-same-purpose", "color-contrast")
"""Rules for whole sites, where a mail is one article in somebody else's page; and 4.5 : 1, for we ask for 7 : 1."""
COLOURS = "color-contrast-enhanced"


def edition(size: str) -> Edition:
    """Eight stories in six languages, or thirty of them with 90 related links."""
    small = specimen.edition()
    if size == "small":
        return small
    large = specimen.long_edition(30, 6)
    voices = small.stories
    stories = iter(
        replace(
            story,
            headline=f"{voices[n % len(voices)].headline} {n}",
            dek=voices[n % len(voices)].dek,
            language=voices[n % len(voices)].language,
            publisher=voices[n % len(voices)].publisher,
            day=1 + n % 3,
            developments=voices[0].developments,
            image=voices[0].image,
        )
        for n, story in enumerate(large.stories)
    )
    return replace(
        large,
        still_running=small.still_running,
        sections=tuple(replace(s, stories=tuple(next(stories) for _ in s.stories)) for s in large.sections),
    )


def html(theme: str, locale: str, size: str = "small") -> str:
    rendered = render.edition(
        edition(size),
        theme=render.open_theme(theme, specimen.TEMPLATES),
        digest=specimen.DIGEST,
        newsroom=specimen.NEWSROOM,
        locale=locale,
        images=specimen.IMAGES,
    )
    return mail.segment(rendered, Segment(locale=locale, theme=theme)).html(specimen.READER)


def window(browser: Browser, width: int, scheme: str) -> Page:
    """An empty window that asks nothing of anybody: every picture is a drawing of ours."""
    page = browser.new_page(
        viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page.route("**/*", _answer)
    return page


def _answer(route: Route) -> None:
    route.fulfill(body=PICTURE, content_type="image/svg+xml")


def faults(page: Page, mail_html: str, *, colours: bool = True) -> Iterator[str]:
    """Every fault of the mail in this window, one line each; `colours` look the same in any width, and take longest."""
    page.set_content(mail_html)
    rules = {**{rule: {"enabled": False} for rule in OFF}, COLOURS: {"enabled": colours}}
    options = {"runOnly": TAGS, "rules": rules, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    for each in found:
        yield from (f"{each['id']}: {node['html'][:160]}" for node in each["nodes"])
    wider = int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
    if wider > 0:
        yield f"{wider} px wider than the window"
    yield from page.evaluate(_SMALL_OR_BARE)


_SMALL_OR_BARE = """() => {
  const said = []
  for (const node of document.querySelectorAll('body *')) {
    const style = getComputedStyle(node)
    const own = [...node.childNodes].some(n => n.nodeType === 3 && n.data.trim().length > 1)
    if (!own || style.display === 'none' || node.getClientRects().length === 0) continue
    if (parseFloat(style.fontSize) < 14) said.push(`text of ${style.fontSize}: ${node.textContent.slice(0, 60)}`)
  }
  for (const link of document.querySelectorAll('a[href]')) {
    const style = getComputedStyle(link)
    const button = style.display === 'inline-block'
    if (!button && !link.querySelector('img') && !style.textDecorationLine.includes('underline'))
      said.push(`a link without underline: ${link.textContent.slice(0, 60)}`)
  }
  return said
}"""
