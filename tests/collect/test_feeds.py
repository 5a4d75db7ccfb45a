"""Feeds of every format, whole and broken, and what is no feed."""

import io

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.collect import feeds
from digest.model.article import Precision

URL = "https://gazette.example/feed.xml"
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Harbour Gazette</title>
<link>https://gazette.example/</link>
<description>News of the harbour</description><language>en-gb</language><ttl>45</ttl>
<item><title>Pier closes &amp; quay opens</title><link>/pier?utm_source=rss</link>
<guid isPermaLink="false">pier-1</guid>
<description>&lt;p&gt;The old pier will close.&lt;/p&gt;</description><content:encoded>
<![CDATA[<p>The whole text.</p>]]></content:encoded>
<dc:creator>Ada Byron</dc:creator><pubDate>Tue, 03 Mar 2026 09:05:00 +0100</pubDate><category>World</category>
<media:content url="https://gazette.example/pier.jpg" medium="image" width="1200" height="800"/>
<enclosure url="/pier.mp3" length="12" type="audio/mpeg"/></item>
<item><title>Second</title><guid>https://gazette.example/second</guid></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="https://quay.example/a/">
<title>Le Quai</title><id>urn:quai</id>
<link href="https://quay.example/"/><author><name>Bo Lindqvist</name></author><updated>2026-03-03T10:00:00Z</updated>
<entry><title type="html">La &lt;b&gt;jetée&lt;/b&gt;</title><id>urn:1</id><link rel="alternate" href="jetee"/>
<link rel="enclosure" href="x.mp3"/>
<published>2026-03-03T09:05:00+01:00</published><updated>2026-03-03T10:00:00Z</updated><category term="Monde"/>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Le texte <em>entier</em>.</p></div></content>
</entry></feed>"""
JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "Quay Notes",
"home_page_url": "https://quay.example/", "items":
[{"id": "1", "url": "https://quay.example/1", "title": "Ropes", "content_html": "<p>Rope.</p>",
"date_published": "2026-03-03T09:05:00+01:00",
"authors": [{"name": "Ada Byron"}], "tags": ["rope"], "attachments": [{"url": "https://quay.example/1.mp3",
"mime_type": "audio/mpeg"}]}, 7]}"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://quay.example/1</loc><news:news><news:publication><news:name>Quay</news:name>
<news:language>en</news:language></news:publication>
<news:publication_date>2026-03-03</news:publication_date><news:title>Ropes are back</news:title></news:news></url>
</urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>https://quay.example/s1.xml</loc></sitemap></sitemapindex>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://quay.example/"><title>Quay</title></channel>
<item rdf:about="https://quay.example/1"><title>Ropes</title><link>https://quay.example/1</link>
<dc:date>2026-03-03T09:05:00Z</dc:date></item></rdf:RDF>"""


def read(text: str | bytes, headers: dict[str, str] | None = None) -> feeds.Feed:
    return feeds.parse_feed(text.encode() if isinstance(text, str) else text, URL, headers or {})


def test_an_rss_feed_is_read_field_by_field():
    """Channel and item, with addresses made absolute."""
    feed = read(RSS)
    assert (feed.title, feed.link, feed.language, feed.subtitle, feed.ttl_minutes) == (
        "Harbour Gazette",
        "https://gazette.example/",
        "en-gb",
        "News of the harbour",
        45,
    )
    entry = feed.entries[0]
    assert (entry.title, entry.id, entry.author, entry.tags) == (
        "Pier closes & quay opens",
        "pier-1",
        "Ada Byron",
        ("World",),
    )
    assert entry.link == "https://gazette.example/pier?utm_source=rss"
    assert entry.summary == "<p>The old pier will close.</p>"
    assert entry.content == "<p>The whole text.</p>"
    assert entry.published is not None
    assert entry.published.isoformat() == "2026-03-03T09:05:00+01:00"
    assert entry.image is not None
    assert entry.image.width == 1200
    assert entry.enclosures == ({"href": "https://gazette.example/pier.mp3", "length": "12", "type": "audio/mpeg"},)
    assert feed.entries[1].link == "https://gazette.example/second"


def test_an_atom_feed_is_read_field_by_field():
    """Bases and languages are inherited, XHTML comes without its wrapping div."""
    feed = read(ATOM)
    assert (feed.title, feed.id, feed.author) == ("Le Quai", "urn:quai", "Bo Lindqvist")
    entry = feed.entries[0]
    assert (entry.title, entry.link, entry.language, entry.tags) == (
        "La <b>jetée</b>",
        "https://quay.example/a/jetee",
        "fr",
        ("Monde",),
    )
    assert entry.content == "<p>Le texte <em>entier</em>.</p>"
    assert entry.enclosures[0]["href"] == "https://quay.example/a/x.mp3"


@pytest.mark.parametrize(
    ("text", "kind", "title"), [(JSON, "json", "Ropes"), (SITEMAP, "sitemap", "Ropes are back"), (RDF, "rdf", "Ropes")]
)
def test_other_formats_give_the_same_kind_of_entries(text, kind, title):
    """JSON Feed, news sitemap and RDF."""
    feed = read(text)
    assert feed.format == kind
    assert len(feed.entries) == 1
    assert (feed.entries[0].title, feed.entries[0].link) == (title, "https://quay.example/1")
    assert (feed.entries[0].published or feed.entries[0].updated) is not None


def test_a_day_without_a_time_is_known_to_the_day():
    """Precision travels with the date."""
    assert read(SITEMAP).entries[0].published_precision is Precision.DAY
    assert read(RDF).entries[0].published_precision is Precision.TIME


def test_a_sitemap_index_says_where_to_read_on():
    """It has no entries and that is no problem."""
    feed = read(INDEX)
    assert feed.sitemaps == ("https://quay.example/s1.xml",)
    assert feed.problem == ""


@pytest.mark.parametrize("text", [RSS, ATOM, RDF])
def test_feedparser_finds_the_same_entries(text):
    """Our own reader against a foreign one, entry by entry."""
    ours, theirs = read(text), feedparser.parse(io.BytesIO(text.encode()), response_headers={"content-location": URL})
    assert [entry.title for entry in ours.entries] == [entry.title for entry in theirs.entries]
    assert [entry.link for entry in ours.entries] == [entry.get("link", "") for entry in theirs.entries]


def test_undeclared_names_and_bare_ampersands_do_not_cost_entries():
    """Broken markup is mended, HTML's names are characters."""
    broken = RSS.replace("Second", "Fish &nbsp;& chips &eacute;").replace("<ttl>45</ttl>", "<foo:bar>x</foo:bar>")
    assert [entry.title for entry in read(broken).entries] == ["Pier closes & quay opens", "Fish \u00a0& chips é"]


def test_a_feed_that_ends_in_the_middle_keeps_what_came():
    """A cut connection costs the rest, not the whole."""
    assert len(read(RSS[: RSS.index("<title>Second")] + "<title>Sec").entries) >= 1


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-15", "windows-1252", "utf-8-sig"])
def test_declared_encodings_are_followed(encoding):
    """The declaration, the byte order mark, or both."""
    name = encoding.removesuffix("-sig")
    raw = ATOM.replace("<feed", f'<?xml version="1.0" encoding="{name}"?><feed', 1).encode(encoding)
    assert read(raw).entries[0].title == "La <b>jetée</b>"


def test_the_charset_of_the_header_counts():
    """A header overrules a missing declaration."""
    assert read(ATOM.encode("koi8-r", "replace"), {"content-type": "application/atom+xml; charset=koi8-r"}).entries


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<!doctype html><html><body>Sign in</body></html>", "HTML page"),
        (b"\x00\x01\x02garbage", "neither"),
        (b"{", "neither"),
        (b'{"a": 1}', "neither"),
        (b"http://169.254.169.254/latest", "neither"),
        (b"<rss version='2.0'><channel/></rss>", "no entries"),
    ],
)
def test_what_is_no_feed_says_so_in_plain_words(raw, problem):
    """A problem, no entries, and never an exception."""
    feed = read(raw)
    assert feed.entries == ()
    assert problem in feed.problem


def test_entities_from_inside_and_outside_are_not_expanded():
    """Neither a bomb nor a file of this machine comes out of a document type."""
    bomb = "".join(
        f'<!ENTITY e{n} "{"&e" + str(n - 1) + ";" if n else "lol"}{"&e" + str(n - 1) + ";" if n else ""}">'
        for n in range(12)
    )
    types = f'<!DOCTYPE rss [{bomb}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    feed = read(f"{types}<rss><channel><item><title>a &e11; &file; b</title></item></channel></rss>")
    assert len(feed.entries) == 1
    assert "root:" not in feed.entries[0].title
    assert len(feed.entries[0].title) < 100


def test_a_feed_of_a_hundred_thousand_items_is_cut_at_its_limit():
    """More than the limit is not read on."""
    assert len(read("<rss><channel>" + "<item><title>x</title></item>" * 20_000 + "</channel></rss>").entries) == 5_000


@pytest.mark.parametrize(
    "document",
    [
        (
            "<rss><channel><item><title>x</title><dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>Ada</dc:creator>"
            "<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>Bo</dc:creator></item></channel></rss>"
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>x</title><author><name>Ada</name></author>"
            "<author><name>Bo</name></author></entry></feed>"
        ),
        '{"items": [{"title": "x", "authors": [{"name": "Ada"}, {"name": "Bo"}]}]}',
    ],
)
def test_an_entry_has_all_its_authors(document: str):
    """Two creators, two Atom authors, two in JSON."""
    (entry,) = feeds.parse_feed(document.encode(), URL, {}).entries
    assert (entry.author, entry.further_authors) == ("Ada", ("Bo",))


@pytest.mark.parametrize(
    "reference",
    ["&#0;", "&#1;", "&#xD800;", "&#xDFFF;", "&#xFFFF;", "&#1114112;", "&#99999999999;", "&#xFFFFFFFFFF;"],
)
def test_a_reference_to_no_character_is_dropped(reference: str):
    """The rest of the feed is read as it stands."""
    document = f"<rss><channel><item><title>a{reference}b &#233;</title></item></channel></rss>".encode()
    (entry,) = feeds.parse_feed(document, URL, {}).entries
    assert entry.title == "ab é"


_PIECES = st.sampled_from(
    [
        *(b"<rss>", b"<channel>", b"<item>", b"<entry>", b"<title>", b"</title>", b"</item>", b"<link>", b"<urlset>"),
        *(b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<!DOCTYPE r [", b'<!ENTITY a "b">', b"]>", b"&a;", b"&", b"&#x"),
        *(
            b'<?xml version="1.0" encoding="',
            b'utf-16"?>',
            b'big5"?>',
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"\0",
            b"\xed\xa0",
        ),
        *(b'{"items":[', b'{"title":', b"}]}", b"xmlns:a='", b"http://purl.org/dc/elements/1.1/", b"<pubDate>", b"999"),
        *(
            b"\xed\xa0",
            b"&#55296;",
            b'<link href="http://[::1"/>',
            b"<content type='xhtml'>",
            b"mode='base64'>",
            b"<url><loc>",
        ),
    ]
)


@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(st.lists(_PIECES | st.binary(max_size=12), max_size=30).map(b"".join))
def test_no_bytes_make_the_reader_raise(data: bytes):
    """Whatever is sent, a feed comes back; where it is empty, it says why."""
    found = feeds.parse_feed(data, URL, {"content-type": "text/xml"})
    assert found.entries or found.sitemaps or found.problem
