"""Article links of a section page, found by selector or by their looks."""

import pytest
from lxml import html

from digest.collect import links, selector

RIVER = (
    ("/2026/06/01/pier-closed-after-storm", "Pier closed after the storm of the night"),
    ("/2026/06/01/council-votes-on-budget?utm_source=home", "Council votes on the budget"),
    ("lokal/neue-bruecke-am-hafen-eroeffnet.html", "Neue Brücke am Hafen eröffnet"),
    ("/2026/06/01/pier-closed-after-storm#comments", "Pier closed after the storm of the night"),
    ("https://other.example/2026/06/01/a-story-of-another-site", "A story of another site here"),
    ("javascript:alert(1)", "A link that is no link at all, but long"),
    ("/tag/storm", "Everything about storms and the sea"),
)
TEASERS = "".join(f'<article><h2><a href="{href}">{title}</a></h2></article>' for href, title in RIVER)
PAGE = f"""<html><head><base href="/de/"></head><body>
<header><a href="/">Home of the paper we all read</a></header>
<nav><ul><li><a href="/politics/all-about-politics-today">All about politics today</a></li></ul></nav>
<main><section class="river">{TEASERS}</section>
<aside class="newsletter"><a href="/2026/06/01/sign-up-for-our-newsletter">Sign up for our newsletter now</a></aside>
</main>
<footer><a href="/2026/imprint-and-more-words">Imprint and everything that law wants</a></footer>
</body></html>""".encode()


def test_article_links_are_found_by_their_looks():
    """Own site, in lists, with titles; not menus, tags, promotions, other sites, nor the same twice."""
    assert links.found(PAGE, "https://paper.example/de/news", None) == (
        "https://paper.example/2026/06/01/pier-closed-after-storm",
        "https://paper.example/2026/06/01/council-votes-on-budget?utm_source=home",
        "https://paper.example/de/lokal/neue-bruecke-am-hafen-eroeffnet.html",
    )


def test_a_selector_decides_alone():
    found = links.found(PAGE, "https://paper.example/", "aside.newsletter, footer > a")
    assert found == (
        "https://paper.example/2026/06/01/sign-up-for-our-newsletter",
        "https://paper.example/2026/imprint-and-more-words",
    )


@pytest.mark.parametrize("page", [b"", b"<html>", b"<p>No links here", b"\x00\xff", b'<a href="http://[">x</a>'])
def test_a_page_without_article_links_has_none(page: bytes):
    assert links.found(page, "https://paper.example/", None) == ()


TREE = html.fromstring(
    '<div id=a class="x y"><ul><li class=one><a href="/1" data-kind="news item">1</a></li>'
    '<li><a href="/2">2</a></li></ul>'
    '<p lang="de-AT">p</p><span>s</span></div>'
)


@pytest.mark.parametrize(
    ("css", "count"),
    [
        ("a", 2),
        ("div *", 7),
        ("#a", 1),
        (".x.y", 1),
        (".x.z", 0),
        ("div.x ul > li.one a", 1),
        ("div > a", 0),
        ("li + li a", 1),
        ("ul ~ span", 1),
        ("a[href]", 2),
        ('a[href="/1"]', 1),
        ("a[href^='/']", 2),
        ("a[href$='2']", 1),
        ("a[href*='1']", 1),
        ("a[data-kind~=item]", 1),
        ("p[lang|=de]", 1),
        ("p, span", 2),
        ("  li  >  a  ", 2),
    ],
)
def test_a_selector_means_what_it_means_in_a_browser(css: str, count: int):
    found = TREE.xpath(selector.xpath(css))
    assert isinstance(found, list)
    assert len(found) == count


NONSENSE = ["", " ", "a:hover", "a >", "> a", "a[", "a['x']", "a,,b", "a" * 600, 'a[b="]"]"]', "{}"]


@pytest.mark.parametrize("css", NONSENSE)
def test_a_selector_that_cannot_be_understood_is_refused(css: str):
    """Never guessed, and nothing of it reaches XPath."""
    with pytest.raises(ValueError, match="selector"):
        selector.xpath(css)
