"""One visit to a source, of every kind, from the first byte to clean articles."""

import gzip
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.collect import gather, limits
from digest.collect.answers import Validators
from digest.collect.fetch import Fetcher
from digest.collect.gather import Gathered, Polled, State
from digest.collect.isolate import Parsers
from digest.model.article import Precision
from digest.model.settings import Source, SourceKind
from tests.collect.peer import Peer, Reply

pytestmark = pytest.mark.slow

NOW = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)
BODY = " ".join(
    f"The harbour board met on day {n} and heard that the northern pier needs new piles before the winter."
    for n in range(14)
)


@pytest.fixture(scope="module")
def parsers():
    with Parsers(workers=1) as parsers:
        yield parsers


Visit = Callable[..., Gathered]


@pytest.fixture
def visit(fetcher: Fetcher, parsers: Parsers) -> Visit:
    def visit(source: Source, *, known: Sequence[str] = (), **options) -> Gathered:
        return gather.gather(
            source,
            fetcher=fetcher,
            parsers=parsers,
            known=lambda urls: set(urls) & set(known),
            now=NOW,
            **options,
        )

    return visit


def feed(url: object, **fields) -> Source:
    return Source(id="gazette", kind=SourceKind.FEED, url=str(url), publisher="Harbour Gazette", **fields)


def item(number: int, *, link: str = "", text: str = BODY, more: str = "") -> str:
    when = (NOW - timedelta(hours=number)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    link = link or f"https://gazette.example/news/{number}"
    return (
        f"<item><title>Pier report number {number}</title><link>{link}</link><pubDate>{when}</pubDate>"
        f"<description><![CDATA[<p>{text} ({number})</p>]]></description>{more}</item>"
    )


def rss(*items: str) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>G</title>{"".join(items)}</channel></rss>'.encode()


def html(title: str, text: str = BODY) -> bytes:
    paragraphs = "".join(f"<p>{text} {n}</p>" for n in range(3))
    return (
        f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}"
        "</article></body></html>"
    ).encode()


def titles(gathered: Gathered) -> list[str]:
    return [article.title for article in gathered.articles]


def test_a_feed_over_http_becomes_articles(peer: Peer, visit: Visit):
    """Newest first, with the text that the feed brings, and no page is fetched for what is whole."""
    peer.routes["/feed"] = Reply(headers={"ETag": '"1"'}, body=rss(item(2), item(1)))
    gathered = visit(feed(peer.url("/feed")))
    assert gathered.state is State.OK
    assert titles(gathered) == ["Pier report number 1", "Pier report number 2"]
    assert "northern pier" in gathered.articles[0].text
    assert gathered.articles[0].published_at == NOW - timedelta(hours=1)
    assert gathered.articles[0].collected_at == NOW
    assert gathered.validators.etag == '"1"'
    assert gathered.entries_found == 2
    assert gathered.next_poll_at
    assert gathered.next_poll_at > NOW
    assert peer.paths() == ["/feed"]


def test_what_is_known_is_not_cleaned_nor_fetched_again(peer: Peer, visit: Visit):
    """Known by either form of its address: as published, or canonical."""
    peer.routes["/feed"] = Reply(
        body=rss(item(1, link="https://gazette.example/news/1?utm_source=rss"), item(2), item(3))
    )
    gathered = visit(
        feed(peer.url("/feed")), known=["https://gazette.example/news/1", "https://gazette.example/news/2"]
    )
    assert titles(gathered) == ["Pier report number 3"]
    assert gathered.entries_found == 3


def test_every_address_of_an_article_is_told_so_that_it_is_known_next_time(peer: Peer, visit: Visit):
    peer.routes["/feed"] = Reply(body=rss(item(1, link="https://gazette.example/news/1?utm_source=rss")))
    first = visit(feed(peer.url("/feed")))
    assert {id for _, id in first.addresses} == {first.articles[0].id}
    assert not visit(feed(peer.url("/feed")), known=[url for url, _ in first.addresses][:1]).articles


def test_an_unchanged_feed_is_unchanged(peer: Peer, visit: Visit):
    peer.routes["/feed"] = lambda asked: (
        Reply(status=304, headers={"Content-Length": "0"})
        if asked.headers.get("if-none-match") == '"1"'
        else Reply(headers={"ETag": '"1"'}, body=rss(item(1)))
    )
    first = visit(feed(peer.url("/feed")))
    second = visit(feed(peer.url("/feed")), validators=first.validators)
    assert (first.state, second.state) == (State.OK, State.UNCHANGED)
    assert not second.articles
    assert second.validators == first.validators


def test_a_teaser_gets_the_text_of_its_page(peer: Peer, visit: Visit):
    """The feed's title and date stand; the page brings the text."""
    peer.routes["/feed"] = Reply(body=rss(item(1, link=peer.url("/a"), text="In short.")))
    peer.routes["/a"] = Reply(headers={"Content-Type": "text/html"}, body=html("Another headline"))
    gathered = visit(feed(peer.url("/feed")))
    assert titles(gathered) == ["Pier report number 1"]
    assert "northern pier" in gathered.articles[0].text
    assert gathered.articles[0].published_at == NOW - timedelta(hours=1)
    assert peer.paths() == ["/feed", "/robots.txt", "/a"]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (Reply(status=403), "403"),
        (Reply(headers={"Content-Type": "application/pdf"}, body=b"%PDF"), "not a web page"),
        (Reply(body=b"<html><body>Please accept cookies</body></html>"), "a consent form"),
        (Reply(body=b"<html><body>Coming soon</body></html>"), "no article text"),
    ],
)
def test_a_teaser_whose_page_fails_stays_a_teaser(peer: Peer, visit: Visit, page: Reply, words: str):
    """The article is kept as the feed told it; the visit is good, with a warning."""
    peer.routes["/feed"] = Reply(body=rss(item(1, link=peer.url("/a"), text="In short, the pier is closed.")))
    peer.routes["/a"] = page
    gathered = visit(feed(peer.url("/feed")))
    assert gathered.state is State.OK
    assert gathered.articles[0].standfirst.startswith("In short, the pier is closed.")
    assert [words in str(warning) for warning in gathered.warnings] == [True]


def test_robots_txt_is_kept_to_for_article_pages(peer: Peer, visit: Visit):
    peer.routes["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /")
    peer.routes["/feed"] = Reply(body=rss(item(1, link=peer.url("/a"), text="In short.")))
    peer.routes["/a"] = Reply(body=html("x"))
    gathered = visit(feed(peer.url("/feed")))
    assert len(gathered.articles) == 1
    assert "/a" not in peer.paths()
    assert "robots.txt" in str(gathered.warnings[0])


def test_a_host_that_refuses_is_left_alone(peer: Peer, visit: Visit):
    """After a few refusals in a row the other pages wait for the next visit."""
    entries = [item(n, link=peer.url(f"/a{n}"), text="In short.") for n in range(40)]
    peer.routes["/feed"] = Reply(body=rss(*entries))
    peer.routes.update({f"/a{n}": Reply(status=429) for n in range(40)})
    gathered = visit(feed(peer.url("/feed")))
    assert len(gathered.articles) == 40
    assert len(peer.asked) <= 2 + limits.PAGE_FAILURES_MAX + limits.PAGES_AHEAD_MAX


def test_old_teasers_and_sources_without_full_text_cost_no_page(peer: Peer, visit: Visit):
    old = item(24 * 30, link=peer.url("/a"), text="In short.")
    peer.routes["/feed"] = Reply(body=rss(old))
    assert len(visit(feed(peer.url("/feed"))).articles) == 1
    peer.routes["/feed"] = Reply(body=rss(item(1, link=peer.url("/a"), text="In short.")))
    assert len(visit(feed(peer.url("/feed"), full_text=False)).articles) == 1
    assert peer.paths() == ["/feed", "/feed"]


def test_an_undated_entry_is_dated_by_first_sight_and_marked(peer: Peer, visit: Visit):
    undated = (
        f"<item><title>When?</title><link>https://gazette.example/x</link><description>{BODY}</description></item>"
    )
    peer.routes["/feed"] = Reply(body=rss(undated))
    (article,) = visit(feed(peer.url("/feed"))).articles
    assert article.published_at is None
    assert article.published_precision is Precision.UNKNOWN
    assert article.known_at == NOW


@pytest.mark.parametrize(
    ("reply", "words", "hint"),
    [
        (Reply(status=410), "gone for good (410)", "remove it"),
        (Reply(status=404), "nothing at this address (404)", "new address"),
        (Reply(status=500), "error (500)", "tried again"),
        (Reply(body=b"<!doctype html><html><body>Welcome</body></html>"), "HTML page", "browser"),
        (Reply(body=b"<html><title>Just a moment...</title><p>Verify you are human"), "a captcha", "machines"),
        (Reply(body=b"<html><p>Wir nutzen Cookies. Alle akzeptieren"), "a consent form", "machines"),
        (Reply(body=b""), "empty", "browser"),
        (Reply(body=b"\x00\x01\x02 nonsense"), "neither a feed", "browser"),
        (Reply(hang_up=True), "hung up", "tried again"),
        (Reply(headers={"Content-Length": "99000000"}), "larger than 15 MB", "tried again"),
    ],
)
def test_a_feed_that_fails_gives_one_clear_line(peer: Peer, visit: Visit, reply: Reply, words: str, hint: str):
    """What, where, why, and what to do; the validators of before are kept."""
    peer.routes["/feed"] = reply
    before = Validators(etag='"old"')
    gathered = visit(feed(peer.url("/feed")), validators=before)
    assert gathered.state is State.FAILED
    line = str(gathered.fault)
    assert line.startswith('source "gazette": http://127.0.0.1')
    assert words in line
    assert hint in line
    assert "\n" not in line
    assert gathered.validators == before


def test_a_source_that_is_gone_is_not_asked_again(peer: Peer, visit: Visit):
    peer.routes["/feed"] = Reply(status=410)
    assert visit(feed(peer.url("/feed"))).next_poll_at is None


def test_a_fault_never_shows_a_password_or_key(peer: Peer, visit: Visit):
    peer.routes["/feed?key=SECRET"] = Reply(status=500)
    url = peer.url("/feed?key=SECRET").replace("//", "//ada:SECRET@")
    assert "SECRET" not in str(visit(feed(url)).fault)


def test_an_empty_feed_is_no_failure(peer: Peer, visit: Visit):
    """A source may be silent; that is told, and it is asked again as usual."""
    peer.routes["/feed"] = Reply(body=rss())
    gathered = visit(feed(peer.url("/feed")))
    assert gathered.state is State.OK
    assert "no entries" in str(gathered.warnings[0])


def test_a_move_for_good_is_told(peer: Peer, visit: Visit):
    peer.routes["/feed"] = Reply(status=301, headers={"Location": "/new"})
    peer.routes["/new"] = Reply(body=rss(item(1)))
    assert visit(feed(peer.url("/feed"))).moved_to == peer.url("/new")


def test_a_sitemap_index_leads_to_its_news(peer: Peer, visit: Visit):
    names = ["archive-2019", "archive-2020", "archive-2021", "archive-2022", "news"]
    locations = "".join(f"<sitemap><loc>{peer.url('/' + name + '.xml')}</loc></sitemap>" for name in names)
    head = '<?xml version="1.0"?>'
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    peer.routes["/feed"] = Reply(body=f"{head}<sitemapindex {space}>{locations}</sitemapindex>".encode())
    news = (
        f'{head}<urlset {space} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{peer.url("/a")}'
        "</loc><news:news><news:title>Pier closed</news:title><news:publication_date>2026-06-01T05:00:00Z"
        "</news:publication_date></news:news></url></urlset>"
    )
    peer.routes["/news.xml"] = Reply(body=gzip.compress(news.encode()))
    peer.routes["/a"] = Reply(body=html("Pier closed"))
    gathered = visit(feed(peer.url("/feed")))
    assert titles(gathered) == ["Pier closed"]
    assert "northern pier" in gathered.articles[0].text
    assert len([path for path in peer.paths() if path.endswith(".xml")]) == limits.SITEMAPS_MAX


def test_of_many_sitemaps_the_newest_are_read(peer: Peer, visit: Visit):
    locations = "".join(f"<sitemap><loc>{peer.url(f'/posts-{number}.xml')}</loc></sitemap>" for number in range(8, 12))
    peer.routes["/feed"] = Reply(body=f"<sitemapindex>{locations}</sitemapindex>".encode())
    visit(feed(peer.url("/feed")))
    # side by side: which of them is asked first is nobody's promise
    assert set(peer.paths()[1:]) == {"/posts-11.xml", "/posts-10.xml", "/posts-9.xml"}


def test_only_wanted_entries_become_articles_and_cost_pages(peer: Peer, visit: Visit):
    entries = [item(n, link=peer.url(f"/{section}/{n}"), text="In short.") for n, section in enumerate(["a", "b", "b"])]
    peer.routes["/feed"] = Reply(body=rss(*entries))
    source = feed(peer.url("/feed"), include=("/b/",), exclude=("report number 2",))
    assert titles(visit(source)) == ["Pier report number 1"]
    assert [path for path in peer.paths() if path.startswith(("/a/", "/b/"))] == ["/b/1"]


def test_a_section_page_behind_a_captcha_says_so(peer: Peer, visit: Visit):
    peer.routes["/"] = Reply(body=b"<html><body>Verify that you are a human</body></html>")
    source = Source(id="p", kind=SourceKind.PAGE, url=peer.url("/"), publisher="P")
    assert "a captcha instead" in str(visit(source).fault)


@pytest.mark.parametrize("packed", [False, True])
def test_a_feed_file_becomes_articles(tmp_path: Path, visit: Visit, packed: bool):
    """Packed or plain; relative pictures lie beside it, relative links lead nowhere."""
    data = rss(
        item(1, more='<enclosure url="images/pier.jpg" type="image/jpeg" length="1"/>'),
        item(2, link="news/2.html", more='<enclosure url="../../etc/passwd.jpg" type="image/jpeg" length="1"/>'),
    )
    file = tmp_path / ("feed.xml.gz" if packed else "feed.xml")
    file.write_bytes(gzip.compress(data) if packed else data)
    gathered = visit(feed(file))
    first, second = gathered.articles
    assert first.url == "https://gazette.example/news/1"
    assert first.image
    assert first.image.url == (tmp_path / "images/pier.jpg").as_uri()
    assert second.url is None
    assert second.image is None or second.image.url.startswith(tmp_path.as_uri())
    assert visit(feed(file), validators=gathered.validators).state is State.UNCHANGED


def test_a_missing_feed_file_is_one_clear_line(tmp_path: Path, visit: Visit):
    gathered = visit(feed(tmp_path / "none.xml"))
    assert str(gathered.fault).startswith(f'source "gazette": {tmp_path}/none.xml: there is no such file')


def test_a_section_page_leads_to_its_articles(peer: Peer, visit: Visit):
    """Found by what article links look like: not the menu, not the footer, not another site."""
    teasers = "".join(
        f'<div class=teaser><h3><a href="/news/pier-report-number-{n}">Pier report number {n} is out</a></h3></div>'
        for n in range(4)
    )
    peer.routes["/section"] = Reply(
        headers={"Content-Type": "text/html; charset=utf-8"},
        body=(
            '<html><body><nav><a href="/politics">Politics and everything around it</a></nav>'
            f'<main>{teasers}<a href="https://ads.example/buy-a-pier-now">Buy this very nice pier now</a></main>'
            '<footer><a href="/imprint-and-legal-notice">Imprint and legal notice</a></footer></body></html>'
        ).encode(),
    )
    peer.routes.update({f"/news/pier-report-number-{n}": Reply(body=html(f"Pier report {n}")) for n in range(4)})
    source = Source(id="s", kind=SourceKind.PAGE, url=peer.url("/section"), publisher="Harbour Gazette")
    gathered = visit(source)
    assert sorted(titles(gathered)) == [f"Pier report {n}" for n in range(4)]
    assert visit(source, known=[url for url, _ in gathered.addresses]).articles == ()


def test_a_selector_names_the_links_of_a_section_page(peer: Peer, visit: Visit):
    peer.routes["/"] = Reply(body=b"<ul class=list><li><a href=/a>A</a></ul><div><a href=/b>B</a></div>")
    peer.routes["/a"] = Reply(body=html("The chosen one"))
    source = Source(id="s", kind=SourceKind.PAGE, url=peer.url("/"), publisher="P", selector="ul.list > li a[href]")
    assert titles(visit(source)) == ["The chosen one"]


def test_a_selector_that_makes_no_sense_is_one_clear_line(peer: Peer, visit: Visit):
    source = Source(id="s", kind=SourceKind.PAGE, url=peer.url("/"), publisher="P", selector="ul:hover {")
    assert 'the selector "ul:hover {" cannot be understood' in str(visit(source).fault)


def test_a_page_without_links_is_an_article_itself(peer: Peer, visit: Visit):
    peer.routes["/"] = Reply(body=html("One long read"))
    source = Source(id="s", kind=SourceKind.PAGE, url=peer.url("/"), publisher="P")
    assert titles(visit(source)) == ["One long read"]


def test_a_folder_gives_one_article_a_file_and_goes_on_past_bad_ones(tmp_path: Path, visit: Visit):
    """A binary file is told by name, and the others are read."""
    (tmp_path / "a.html").write_bytes(html("From a page").replace(b"<article>", b'<article><a href="other.html">x</a>'))
    (tmp_path / "b.txt").write_text(f"From a text\n\n{BODY}\n\n{BODY}\n")
    (tmp_path / "c.md").write_text(f"# From markdown\n\n{BODY}\n\n{BODY}\n")
    (tmp_path / "d.txt").write_bytes(b"PK\x03\x04\x00\x00binary")
    (tmp_path / "e.html").write_bytes(b"\x00\x01\x02")
    (tmp_path / "f.txt").write_text("")
    gathered = visit(Source(id="f", kind=SourceKind.FOLDER, url=str(tmp_path), publisher="Harbour Gazette"))
    assert gathered.state is State.OK
    assert sorted(titles(gathered)) == ["From a page", "From a text", "From markdown"]
    assert all(article.url is None for article in gathered.articles)
    assert sorted(Path(warning.where).name for warning in gathered.warnings) == ["d.txt", "e.html", "f.txt"]
    again = visit(
        Source(id="f", kind=SourceKind.FOLDER, url=str(tmp_path), publisher="P"), validators=gathered.validators
    )
    assert again.state is State.UNCHANGED


def test_a_single_page_file_is_an_article(tmp_path: Path, visit: Visit):
    (tmp_path / "a.html").write_bytes(html("From a page"))
    source = Source(id="p", kind=SourceKind.PAGE, url=str(tmp_path / "a.html"), publisher="P")
    first = visit(source)
    assert titles(first) == ["From a page"]
    assert visit(source, validators=first.validators).state is State.UNCHANGED


def test_many_sources_are_visited_side_by_side_and_one_that_fails_harms_none(
    peer: Peer, fetcher: Fetcher, parsers: Parsers
):
    """A slow one does not hold the others up, and a fault of ours in one is told as such."""
    gate = peer.closing
    peer.routes["/slow"] = lambda _: (gate.wait(10), Reply(body=rss(item(1))))[1]
    peer.routes["/gone"] = Reply(status=410)
    peer.routes.update({f"/{n}": Reply(body=rss(item(n))) for n in range(6)})

    def polled(path: str) -> Polled:
        source = Source(id=path, kind=SourceKind.FEED, url=peer.url(path), publisher="P")
        return Polled(source=source)

    def known(urls: Sequence[str]) -> set[str]:
        if "https://gazette.example/news/3" in urls:
            raise RuntimeError("the store broke")
        return set()

    order = []
    for gathered in gather.gather_all(
        [polled(path) for path in ("/slow", "/gone", *(f"/{n}" for n in range(6)))],
        fetcher=fetcher,
        parsers=parsers,
        known=known,
        now=NOW,
    ):
        order.append(gathered)
        if len(order) == 7:
            gate.set()
    states = {gathered.source: gathered.state for gathered in order}
    assert order[-1].source == "/slow"
    assert {path for path, state in states.items() if state is State.FAILED} == {"/gone", "/3"}
    assert "fault in Digest (RuntimeError)" in str(next(g.fault for g in order if g.source == "/3"))


def test_who_stops_looking_stops_the_rest(peer: Peer, fetcher: Fetcher, parsers: Parsers):
    peer.routes["/feed"] = Reply(body=rss(item(1)))
    source = Source(id="s", kind=SourceKind.FEED, url=peer.url("/feed"), publisher="P")
    visits = gather.gather_all(
        [Polled(source=source)] * 200, fetcher=fetcher, parsers=parsers, known=lambda _: set(), now=NOW
    )
    assert next(iter(visits)).state is State.OK
    visits.close()  # type: ignore[attr-defined]
    assert len(peer.asked) < 200
