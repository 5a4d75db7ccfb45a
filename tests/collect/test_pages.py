"""What an article's web page says, field by field."""

import pytest

from digest.collect import pages
from digest.model.article import ArticleKind, BlockKind, Precision

URL = "https://gazette.example/2026/03/03/pier-closes"
PARAGRAPHS = (
    "The decision, which passed by seven votes to six, ends a dispute that had lasted for most of the year.",
    "Ferry operators said they would move their boats to the northern quay, which is being dredged at present.",
    "Engineers had warned that the timber piles could not carry another season of heavy traffic without costly repair.",
    "“We waited too long, and now we pay for it twice,” said the harbour master after the vote on Monday evening.",
)
CARD = """<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
 "headline": "Pier closes before winter", "datePublished": "2026-03-03T08:05:00Z", "isAccessibleForFree": false,
 "author": [{"@type": "Person", "name": "Ada Byron"}, {"@type": "Person", "name": "Bo Lindqvist"}],
 "publisher": {"@type": "Organization", "name": "Harbour Gazette"}, "image": {"url": "/pier.jpg", "width": 1200,
"height": 800}}</script>"""


def html(*, head: str = "", top: str = "<h1>Pier closes before winter</h1>", body: str = "", after: str = "") -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>'
        f"Pier closes before winter | Harbour Gazette</title>{head}</head>"
        f'<body><nav><a href="/">Home</a> <a href="/world">World</a></nav><main><article>'
        f"{top}{text}{body}</article>{after}</main>"
        "<footer>© 2026 Harbour Gazette. All rights reserved.</footer></body></html>"
    ).encode()


def test_the_linked_data_of_a_page_fill_its_fields():
    """Headline, authors, date, picture, publisher and paywall as the page's own card says them."""
    page = pages.extract(html(head=CARD), URL)
    assert page.title == "Pier closes before winter"
    assert page.authors == ("Ada Byron", "Bo Lindqvist")
    assert page.date == "2026-03-03"
    assert page.published_precision is Precision.TIME
    assert page.publisher == "Harbour Gazette"
    assert page.image is not None
    assert (page.image.url, page.image.width) == ("https://gazette.example/pier.jpg", 1200)
    assert page.paywalled is True
    assert page.kind is ArticleKind.NEWS
    assert page.language == "en"


def test_the_text_is_the_article_without_the_site_around_it():
    """Menus, footers and the headline are not in the body."""
    page = pages.extract(html(), URL)
    assert page.text == "\n\n".join(PARAGRAPHS)
    assert {block.kind for block in page.blocks} == {BlockKind.PARAGRAPH}


def test_headings_lists_and_quotes_keep_their_kinds():
    """The structure of the text survives."""
    more = (
        f"<h2>What it costs</h2><p>{PARAGRAPHS[0]} Again.</p>"
        "<ul><li>New piles of oak</li><li>Dredging of the quay</li></ul>"
        f"<blockquote>It was time, said the mayor.</blockquote><p>{PARAGRAPHS[1]} Again.</p>"
    )
    kinds = [block.kind for block in pages.extract(html(body=more), URL).blocks]
    assert BlockKind.HEADING in kinds
    assert BlockKind.LIST in kinds
    assert BlockKind.QUOTE in kinds


def test_a_title_loses_the_name_of_the_site():
    """Where no heading confirms it, the title element is cut at the site's name."""
    assert pages.extract(html(top=""), URL).title == "Pier closes before winter"


def test_a_kicker_in_the_headline_is_cut_where_the_title_knows_better():
    """The part of a heading that the page's title confirms is the headline."""
    top = "<h1><span>Council vote</span> <span>Pier closes before winter</span></h1>"
    assert pages.extract(html(top=top), URL).title == "Pier closes before winter"


def test_a_byline_names_the_author_and_a_commenter_does_not():
    """Marked-up names count by where they stand."""
    byline = (
        '<h1>Pier closes before winter</h1><p class="byline">By <a rel="author" href="/author/ada">Ada Byron</a></p>'
    )
    comment = (
        '<div class="comments"><div class="comment"><span class="author">Cy Nasty</span><p>I told you so.</p>'
        "</div></div>"
    )
    assert pages.extract(html(top=byline, after=comment), URL).authors == ("Ada Byron",)
    assert pages.extract(html(after=comment), URL).authors == ()


@pytest.mark.parametrize(
    "name", ["Admin", "Posted", "Harbour Gazette", "Editorial Team", "Newsdesk", "https://facebook.com/gazette"]
)
def test_desks_and_sites_are_no_authors(name):
    """Whoever is no person is not named as one."""
    head = f'<meta property="og:site_name" content="Harbour Gazette"><meta name="author" content="{name}">'
    assert pages.extract(html(head=head, after=f"<p>{name}</p>"), URL).authors == ()


def test_the_offset_of_the_publisher_is_kept():
    """Where one place gives the moment in UTC and another with an offset, the day is the publisher's."""
    head = (
        '<meta property="article:published_time" content="2026-03-02T23:30:00Z">'
        '<meta name="date" content="Tue, 03 Mar 2026 00:30:00 +0100">'
    )
    assert pages.extract(html(head=head), URL).date == "2026-03-03"


def test_an_address_with_a_day_dates_a_page_that_says_none():
    """/2026/03/03/ is a date, known to the day."""
    page = pages.extract(html(), URL)
    assert (page.date, page.published_precision, page.published_from) == ("2026-03-03", Precision.DAY, "address")


def test_pointers_in_the_text_become_related_links_with_their_address():
    """Lines of "Also read" leave the body and keep where they lead."""
    body = (
        '<p>Also read: <a href="/dredgers">Dredgers return to the quay</a></p><p>'
        "The council meets again in April to settle the cost.</p>"
    )
    page = pages.extract(html(body=body), URL)
    assert [(link.title, link.url) for link in page.related] == [
        ("Dredgers return to the quay", "https://gazette.example/dredgers")
    ]
    assert "Also read" not in page.text


def test_the_sources_that_the_text_cites_are_outbound_and_own_pages_are_not():
    """Links of the body to other sites, in order."""
    body = (
        '<p>The <a href="https://council.example/minutes">minutes of the meeting</a>'
        ' and <a href="https://www.gazette.example/x">our own report</a> say so, in as many words as needed.</p>'
    )
    assert pages.extract(html(body=body), URL).outbound == ("https://council.example/minutes",)


def test_share_bars_promotions_and_legal_lines_are_dropped():
    """The site's lines among the paragraphs are not the article's."""
    body = (
        "<p>Share Tweet WhatsApp</p><p>Sign up for our newsletter to get the latest.</p>"
        "<p>© 2026 Harbour Gazette. All rights reserved.</p>"
    )
    text = pages.extract(html(body=body), URL).text
    assert "Tweet" not in text
    assert "newsletter" not in text
    assert "rights reserved" not in text


def test_the_canonical_address_and_the_feeds_of_a_page_are_found():
    """What the head links to."""
    head = (
        '<link rel="canonical" href="/pier-closes"><link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    )
    page = pages.extract(html(head=head), f"{URL}?utm_source=x")
    assert page.url == "https://gazette.example/pier-closes"
    assert page.feeds == ("https://gazette.example/feed.xml",)


@pytest.mark.parametrize(
    ("charset", "title"),
    [
        ("windows-1251", "Причал закрывают до зимы"),
        ("shift_jis", "桟橋が冬の前に閉鎖"),
        ("iso-8859-1", "La jetée ferme avant l’été".replace("’", "'")),
        ("gb2312", "码头冬前关闭"),
    ],
)
def test_pages_in_older_encodings_are_read(charset, title):
    """The declared charset counts where the bytes are no UTF-8."""
    head = f'<head><meta charset="{charset}"><title>{title}</title></head>'
    raw = f"<html>{head}<body><h1>{title}</h1></body></html>".encode(charset)
    assert pages.extract(raw, URL).title == title


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 50,
        b"<",
        b"<html>",
        b"not markup at all",
        b"<div>" * 5_000,
        b"\xff\xfe<\x00h\x00",
        b'<script type="application/ld+json">{"@type": [</script>',
        b"<h1></h1>" * 500,
    ],
)
def test_no_content_makes_extract_raise(raw):
    """Whatever comes gives a page, with little in it."""
    assert isinstance(pages.extract(raw, URL), pages.Page)


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<h1>Pier closes before winter</h1><div class='teaser-text'><p>{}</p></div>", True),
        ("<h1>Pier closes before winter</h1><p class='article-dek'>{}</p>", False),
        ("<header><h1>Pier closes before winter</h1><p>{}</p></header>", False),
        ("<h1>Pier closes before winter</h1><!-- {} -->", False),
    ],
)
def test_a_standfirst_in_the_column_of_the_text_belongs_to_what_the_page_says(markup, shown):
    """It stays a field of its own and is said once; a line of the page's header or head is not part of the text."""
    standfirst = "After a dispute of a year the harbour council has voted to close the old pier."
    head = f'<meta property="og:description" content="{standfirst}">'
    page = pages.extract(html(head=head, top=markup.format(standfirst)), URL)
    assert page.standfirst == standfirst
    assert page.standfirst_shown is shown
    assert page.text.startswith(standfirst) or not shown
    assert page.text.count(standfirst) <= 1
