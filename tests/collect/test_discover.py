"""From an address that somebody typed to a source that can be read."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from digest.collect import discover
from digest.collect.answers import Failed, FailureKind
from digest.collect.discover import Found
from digest.collect.fetch import Fetcher
from digest.collect.harvest import Equipment
from digest.collect.isolate import Parsers
from digest.model.settings import SourceKind
from tests.collect.peer import Peer, Reply

pytestmark = pytest.mark.slow

RSS = b'<rss version="2.0"><channel><title>Harbour News</title><item><title>A</title><link>https://g.example/a</link></item></channel></rss>'
EMPTY = b'<rss version="2.0"><channel><title>Nothing</title></channel></rss>'
SITEMAP = (
    b'<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://g.example/a</loc>'
    b"<news:news><news:title>A</news:title></news:news></url></urlset>"
)
SECTION = (
    b"<html><body><main>"
    + b"".join(
        b'<h2><a href="/news/2026/03/pier-repair-takes-until-october-%d">Pier repair takes until October %d</a></h2>'
        % (n, n)
        for n in range(6)
    )
    + b"</main></body></html>"
)

Find = Callable[[str], Found | Failed]


@pytest.fixture(scope="module")
def parsers():
    with Parsers(workers=1) as parsers:
        yield parsers


@pytest.fixture
def find(fetcher: Fetcher, parsers: Parsers) -> Find:
    def known(_urls: Sequence[str]) -> set[str]:
        return set()

    equipment = Equipment(fetcher=fetcher, parsers=parsers, known=known, now=datetime(2026, 3, 10, tzinfo=UTC))
    return lambda where: discover.find(where, equipment)


def page(*feeds: str, body: bytes = b"") -> Reply:
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{feed}">' for feed in feeds)
    return Reply(body=f"<html><head><title>News</title>{links}</head>".encode() + body)


def test_the_address_of_a_feed_is_its_own(peer: Peer, find: Find):
    peer.routes["/f"] = Reply(body=RSS)
    assert find(peer.url("/f")) == Found(kind=SourceKind.FEED, url=peer.url("/f"), title="Harbour News")


def test_a_feed_that_has_moved_for_good_is_found_at_its_new_address(peer: Peer, find: Find):
    peer.routes["/f"] = Reply(status=301, headers={"Location": "/g"})
    peer.routes["/g"] = Reply(body=RSS)
    assert find(peer.url("/f")) == Found(kind=SourceKind.FEED, url=peer.url("/g"), title="Harbour News")


def test_the_feed_that_a_site_announces_is_found_and_the_others_are_named(peer: Peer, find: Find):
    """Not the one of its comments, though it stands first, and not one that is dead or empty."""
    peer.routes["/"] = page("/comments/feed", "/dead", "/empty", "/world", "/sport")
    peer.routes |= {"/comments/feed": Reply(body=RSS), "/empty": Reply(body=EMPTY), "/world": Reply(body=RSS)}
    found = find(peer.url("/"))
    assert isinstance(found, Found)
    assert (found.kind, found.url) == (SourceKind.FEED, peer.url("/world"))
    assert set(found.others) == {peer.url(path) for path in ("/dead", "/empty", "/sport", "/comments/feed")}


def test_a_feed_in_a_usual_place_is_found(peer: Peer, find: Find):
    peer.routes |= {"/": page(), "/rss.xml": Reply(body=RSS)}
    assert find(peer.url("/")) == Found(kind=SourceKind.FEED, url=peer.url("/rss.xml"), title="Harbour News")


def test_a_section_has_its_own_usual_place(peer: Peer, find: Find):
    peer.routes |= {"/world": page(), "/world/feed": Reply(body=RSS), "/feed": Reply(body=RSS)}
    found = find(peer.url("/world"))
    assert isinstance(found, Found)
    assert found.url == peer.url("/world/feed")


def test_a_news_sitemap_that_robots_txt_names_is_a_feed(peer: Peer, find: Find):
    robots = f"User-agent: *\nSitemap: {peer.url('/pages.xml')}\nsitemap: {peer.url('/news.xml')}\n"
    peer.routes |= {"/": page(), "/robots.txt": Reply(body=robots.encode()), "/news.xml": Reply(body=SITEMAP)}
    found = find(peer.url("/"))
    assert isinstance(found, Found)
    assert (found.kind, found.url) == (SourceKind.FEED, peer.url("/news.xml"))
    assert "/pages.xml" not in peer.paths()


def test_a_page_of_article_links_is_a_source_of_its_own(peer: Peer, find: Find):
    peer.routes["/"] = Reply(body=SECTION)
    found = find(peer.url("/"))
    assert isinstance(found, Found)
    assert (found.kind, found.url) == (SourceKind.PAGE, peer.url("/"))


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (Reply(body=b"<html><body>Hello</body></html>"), FailureKind.NOT_A_FEED, "no feed and no list of articles"),
        (Reply(body=b"<html><body>Are you a robot?</body></html>"), FailureKind.CONSENT, "the site shows a captcha"),
        (Reply(status=403), FailureKind.FORBIDDEN, "403"),
    ],
)
def test_where_there_is_no_source_it_says_why(peer: Peer, find: Find, reply: Reply, kind: FailureKind, words: str):
    peer.routes["/"] = reply
    found = find(peer.url("/"))
    assert isinstance(found, Failed)
    assert found.kind is kind
    assert words in found.reason


def test_a_private_address_is_refused_with_the_way_to_allow_it(find: Find):
    found = find("http://10.1.2.3/feed")
    assert isinstance(found, Failed)
    assert "collect.allow_private" in found.reason


def test_paths_are_folders_pages_or_feeds(tmp_path: Path, find: Find):
    (tmp_path / "a.html").write_text("<p>")
    (tmp_path / "a.xml").write_bytes(RSS)
    kinds = [find(str(tmp_path / name)) for name in ("", "a.html", "a.xml")]
    assert [isinstance(found, Found) and found.kind for found in kinds] == ["folder", "page", "feed"]
    assert isinstance(find(str(tmp_path / "missing.xml")), Failed)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("gazette.example", "https://gazette.example"),
        (" gazette.example/world ", "https://gazette.example/world"),
        ("http://gazette.example", "http://gazette.example"),
        ("./gazette.xml", "./gazette.xml"),
        ("feeds", "feeds"),
        ("feed.xml", "feed.xml"),
        ("ftp://gazette.example/", "ftp://gazette.example/"),
    ],
)
def test_what_is_typed_becomes_an_address(typed: str, address: str):
    assert discover.address(typed) == address
