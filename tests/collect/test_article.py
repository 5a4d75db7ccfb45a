"""Which of feed and page is believed about what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.collect import article, feeds, pages
from digest.model.article import ArticleKind, Block, BlockKind, Precision
from digest.model.settings import Source, SourceKind

NOW = datetime(2026, 3, 3, 6, tzinfo=UTC)
SOURCE = Source(id="gazette", kind=SourceKind.FEED, url="https://gazette.example/feed.xml", publisher="Harbour Gazette")
FEED = feeds.Feed(title="Harbour Gazette", language="en-gb")
LONG = "".join(
    f"<p>The council voted {n} times on the pier and the quay, and each time the ferry was late.</p>" for n in range(12)
)
PAGE = pages.Page(
    url="https://gazette.example/pier",
    title="Pier closes before winter",
    standfirst="After a narrow vote.",
    blocks=(Block(kind=BlockKind.PARAGRAPH, text="The page's own text."),),
    authors=("Ada Byron",),
    published_at=datetime(2026, 3, 2, tzinfo=UTC),
    published_precision=Precision.DAY,
    language="en",
    publisher="Harbour Gazette",
)


def made(page: pages.Page | None = None, **fields):
    entry = feeds.Entry(**{"title": "Pier closes", "link": "https://gazette.example/pier", **fields})
    return article.from_entry(entry, FEED, SOURCE, collected_at=NOW, page=page)


def test_a_teaser_is_clean_text():
    """Markup, entities and "continue reading" are gone from title and standfirst."""
    found = made(
        title="Pier &amp; quay <b>close</b>",
        summary="<p>The old pier &#8211; and the quay &#8211; will close.</p> <a href='x'>Continue reading</a>",
    )
    assert found.title == "Pier & quay close"
    assert found.standfirst == "The old pier – and the quay – will close."
    assert found.blocks == ()


def test_an_entry_that_brings_the_whole_text_needs_no_page():
    """A hundred words are an article, whichever element carries them."""
    assert len(made(content=LONG).blocks) == 12
    assert len(made(summary=LONG).blocks) == 12
    assert made(summary=LONG).standfirst == ""
    assert len(made(content=LONG, page=PAGE).blocks) == 12


def test_a_teaser_takes_its_text_and_authors_from_the_page():
    """What the feed does not say, the page does."""
    found = made(summary="Soon.", page=PAGE)
    assert (found.text, found.authors, found.standfirst) == ("The page's own text.", ("Ada Byron",), "Soon.")


def test_the_feed_s_date_comes_before_the_page_s():
    """A feed knows the time, a page often only the day."""
    at = NOW - timedelta(hours=2)
    assert made(published=at, published_precision=Precision.TIME, page=PAGE).published_at == at
    assert made(page=PAGE).published_precision is Precision.DAY


def test_a_bare_day_stands_at_noon_and_never_after_it_was_collected():
    """So that yesterday's articles are in the window and today's are not in the future."""
    day = datetime(2026, 3, 2, tzinfo=UTC)
    assert made(published=day, published_precision=Precision.DAY).published_at == day + timedelta(hours=12)
    assert made(published=day + timedelta(days=1), published_precision=Precision.DAY).published_at == NOW


def test_a_time_ahead_of_the_clock_is_clamped():
    """An hour is a wrong clock, more is a wrong date."""
    assert made(
        published=NOW + timedelta(minutes=30), published_precision=Precision.TIME
    ).published_at == NOW + timedelta(minutes=30)
    assert made(published=NOW + timedelta(days=400), published_precision=Precision.TIME).published_at == NOW


def test_an_undated_entry_stays_undated():
    """Nothing is guessed; it is known from when it was first seen."""
    found = made(date_text="last Friday")
    assert (found.published_at, found.published_precision, found.date_text, found.known_at) == (
        None,
        Precision.UNKNOWN,
        "last Friday",
        NOW,
    )


def test_an_address_in_the_author_element_is_not_published():
    """Feeds write addresses where names belong."""
    assert made(author="ada@gazette.example (Ada Byron)").authors == ("Ada Byron",)
    assert made(author="newsroom@gazette.example").authors == ()


def test_an_entry_is_never_without_a_title():
    """Its first words stand in, else those of its address."""
    assert made(title="", summary="A ferry ran aground at the quay.").title == "A ferry ran aground at the quay."
    assert made(title="", link="https://gazette.example/2026/ferry-runs-aground.html").title == "Ferry runs aground"


def test_pointers_in_a_full_text_become_related_links():
    """Lines of "Also read" of an entry's content leave its text."""
    found = made(content=f"{LONG}<p>Also read: Dredgers return to the quay</p>")
    assert [link.title for link in found.related] == ["Dredgers return to the quay"]
    assert len(found.blocks) == 12


def test_the_first_picture_of_the_text_is_the_picture_and_a_pixel_is_none():
    """Where the feed names no image."""
    pixel = '<img src="https://t.example/p.gif" width="1" height="1">'
    found = made(content=f'{pixel}<img src="/pier.jpg" alt="The pier">{LONG}')
    assert found.image is not None
    assert (found.image.url, found.image.alt) == ("https://gazette.example/pier.jpg", "The pier")
    assert made(content=pixel).image is None


def test_a_file_without_an_address_has_none():
    """Its id comes from its content; its publisher from the source."""
    found = article.from_page(
        pages.from_text("Pier closes\n\nThe pier closes. It was old.\n"), SOURCE, collected_at=NOW
    )
    assert (found.url, found.publisher, found.title) == (None, "Harbour Gazette", "Pier closes")
    assert len(found.id) == 16


BRIEF = "<p>The lift at the Rope Walk is out of order until Friday. Carry prams up the ramp in Net Lane instead.</p>"


def test_a_brief_keeps_its_text_where_no_page_can_be_had():
    """Sixty words are the whole of some news; what says more than the summary is not thrown away."""
    found = made(summary="No lift at the Rope Walk.", content=BRIEF)
    assert (found.standfirst, len(found.blocks)) == ("No lift at the Rope Walk.", 1)
    assert found.blocks[0].text.startswith("The lift at the Rope Walk")


def test_a_brief_gives_way_to_its_page():
    assert made(summary="No lift.", content=BRIEF, page=PAGE).text == "The page's own text."


@pytest.mark.parametrize(
    ("summary", "content"),
    [
        (BRIEF, BRIEF),
        ("No lift.", BRIEF.replace("</p>", " […]</p>")),
        ("No lift.", BRIEF.replace("</p>", " Continue reading</p>")),
        ("", "<p>The lift is out of order.</p>"),
    ],
)
def test_a_teaser_is_not_taken_for_a_brief(summary: str, content: str):
    """The summary once more, a text that was cut off, a line alone."""
    assert made(summary=summary, content=content).blocks == ()


def test_every_author_of_an_entry_is_kept():
    """In the feed's order, each once, outlets left out."""
    found = made(author="By Ada Byron", further_authors=("Bo Lindqvist", "ada byron", "Harbour Gazette"))
    assert found.authors == ("Ada Byron", "Bo Lindqvist")


def test_a_feed_s_own_words_tell_the_kind():
    """Tag, address or label; the page's kind counts where the feed has none."""
    assert made(tags=("World", "Opinion")).kind is ArticleKind.OPINION
    assert made(link="https://gazette.example/live/pier").kind is ArticleKind.LIVE
    assert made(title="Kommentar: Die Brücke").kind is ArticleKind.OPINION
    page = replace(PAGE, kind=ArticleKind.NEWS)
    assert made(page=page).kind is ArticleKind.NEWS
    assert made(page=page, tags=("Opinion",)).kind is ArticleKind.OPINION
    assert made().kind is ArticleKind.UNKNOWN
