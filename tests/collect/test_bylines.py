"""Who wrote a page, in the forms that publishers and blogs use."""

import pytest

from digest.collect import authors, pages

URL = "https://gazette.example/world/pier"
TEXT = "".join(
    f"<p>The pier was closed on day {day}, and the harbour office gave its reasons in a long letter.</p>"
    for day in range(1, 7)
)


def written_by(*, head: str = "", top: str = "", after: str = "", article: str = "") -> tuple[str, ...]:
    """The authors of a page with these parts around a headline and a text."""
    page = (
        f"<html><head>{head}<title>Pier closes</title></head><body><article class='{article}'><h1>Pier closes</h1>"
        f"{top}<div>{TEXT}</div>{after}</article></body></html>"
    )
    return pages.extract(page.encode(), URL).authors


@pytest.mark.parametrize(
    "line",
    [
        "<p class='info'>11.12.2026 – Ada Byron</p>",
        "<p class='info'>Ada Byron, 11 December 2026</p>",
        "<p><em>Von <span>Ada Byron</span></em></p>",
        "<p> par <em>Ada Byron</em></p>",
        "<p>Written by: <a href='https://elsewhere.example/'>Ada Byron</a></p>",
        "<p>Von Ada Byron<br>Kakuma, Kenia</p>",
        "<p class='meta'><span>Autorin: Ada Byron, Datum: 03.12.26</span></p>",
        "<p class='author'>von Ada Byron am 26/10/26, 03:48 pm</p>",
        "<p class='author'>Autor/in: Ada Byron</p>",
        "<p><span>by</span> <a href='/profile/17'>Ada Byron</a></p>",
        "<span class='byline'>Posted by Ada Byron - Harbour Security team</span>",
    ],
)
def test_a_line_above_the_text_names_its_author(line):
    """With a day before or behind the name, a word for "by", a team: the name alone is the author."""
    assert written_by(top=line) == ("Ada Byron",)


@pytest.mark.parametrize(
    "line",
    [
        "<p class='info'>11.12.2026 – Harbourtown</p>",
        "<p class='info'>Latest change 11.12.2026</p>",
        "<p class='meta'><a href='/profile/17'>2 Stories</a></p>",
        "<p>By the harbour the pier was closed, and nobody had been told.</p>",
    ],
)
def test_a_line_that_names_nobody_gives_no_author(line):
    """A town, a label, a count and a sentence are no people."""
    assert written_by(top=line) == ()


def test_a_card_for_sharing_names_the_author_under_its_label():
    """Blog systems write "Written by" and the name into the head, and nothing that says author."""
    card = '<meta name="twitter:label1" content="Verfasst von"><meta name="twitter:data1" content="Ada Byron">'
    time = '<meta name="twitter:label1" content="Lesezeit"><meta name="twitter:data1" content="Zwei Minuten">'
    assert written_by(head=card) == ("Ada Byron",)
    assert written_by(head=time) == ()


def test_a_name_in_the_head_that_the_page_shows_nowhere_is_the_webmaster():
    """It stands on every page of such a site."""
    head = '<meta name="author" content="Bo Lindqvist">'
    assert written_by(head=head) == ()
    assert written_by(head=head, top="<p class='x'>Bo Lindqvist reports</p>") == ("Bo Lindqvist",)


def test_behind_an_account_of_the_system_stands_a_person():
    """`ada_byron` logged in; the page says who she is."""
    card = '<script type="application/ld+json">{"@type": "Article", "author": {"name": "ada_byron"}}</script>'
    assert written_by(head=card, top="<p class='byline'>By Ada Byron</p>") == ("Ada Byron",)


def test_the_topics_of_an_article_do_not_hide_its_byline():
    """A blog's article carries its categories as classes, "popular-posts" among them."""
    byline = "<p class='entry-author'>Ada Byron</p>"
    assert written_by(top=byline, article="post category-popular-posts tag-newsletter") == ("Ada Byron",)


def test_the_foot_of_an_article_can_name_its_author():
    """The foot of the page around it can not."""
    foot = "<footer><a rel='author' href='/author/ada'>Ada Byron</a></footer>"
    assert written_by(after=foot) == ("Ada Byron",)


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Ada Byron, 3. Mai 2026", "Ada Byron"),
        ("Tuesday 12 May 2026 at 18:52 | Ada Byron", "Ada Byron"),
        ("Jan Byron on May 3, 2026", "Jan Byron"),
        ("Area 51", "Area 51"),
        ("April Byron", "April Byron"),
        ("12 May 2026", ""),
    ],
)
def test_a_day_is_taken_off_a_byline_and_a_name_like_a_month_stays(line, left):
    """Only a run of words that says a day goes."""
    assert authors.undated(line) == left
