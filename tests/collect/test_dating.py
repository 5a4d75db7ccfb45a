"""When a page was published, where its head does not say so."""

from datetime import timedelta

import pytest

from digest.collect import dates, pages
from digest.model.article import Precision

URL = "https://gazette.example/world/pier"
TEXT = "".join(
    f"<p>The pier was closed on day {day}, and the harbour office gave its reasons in a long letter.</p>"
    for day in range(1, 7)
)


def page(*, head: str = "", top: str = "", after: str = "", url: str = URL) -> pages.Page:
    """A page with these parts around its headline and its text."""
    markup = (
        f"<html><head>{head}<title>Pier closes</title></head><body><article><h1>Pier closes</h1>{top}{TEXT}</article>"
        f"{after}</body></html>"
    )
    return pages.extract(markup.encode(), url)


@pytest.mark.parametrize(
    "line",
    [
        "<p>Published on 16 August 2026</p>",
        "<p>Veröffentlicht am 16.08.2026<br>Dauer: 1 Stunde</p>",
        "<p>Publié le 16 août 2026</p>",
        "<p>Publicado el 16 de agosto de 2026</p>",
        "<p>Опубликовано 16 августа 2026</p>",
        "<div><label>Erschienen:</label><div>16.08.2026 um 09:25</div></div>",
    ],
)
def test_a_line_that_calls_its_date_that_of_publication_is_believed(line):
    """In front of any other day that the text speaks of."""
    found = page(after=f"<div>The pier opened on 3 May 2019.</div>{line}")
    assert f"{found.published_at:%Y-%m-%d}" == "2026-08-16"
    assert found.published_from == "text"


def test_the_day_of_the_last_change_counts_where_no_other_is_named():
    """A page of a wiki or an authority has nothing else; the day of publication goes before it."""
    changed = "<div class='footer'><p>Letzte Änderung: 20.08.2026</p></div>"
    assert f"{page(after=changed).published_at:%Y-%m-%d}" == "2026-08-20"
    both = changed + "<p>Published on 16 August 2026</p>"
    assert f"{page(after=both).published_at:%Y-%m-%d}" == "2026-08-16"


def test_an_evening_keeps_the_day_that_the_publisher_calls_it():
    """02:25 UTC is 9:25 pm of the day before in New York, which address and page both say."""
    card = '<script type="application/ld+json">{"@type": "Article", "datePublished": "2026-02-25T02:25:54Z"}</script>'
    shown = "<p class='byline-date'>February 24, 2026 | 9:25pm</p>"
    found = page(head=card, top=shown, url="https://gazette.example/2026/02/24/pier/")
    assert found.published_at is not None
    assert (f"{found.published_at:%Y-%m-%d %H:%M}", found.published_at.utcoffset()) == (
        "2026-02-24 21:25",
        timedelta(hours=-5),
    )
    assert found.published_precision is Precision.TIME


def test_without_the_hour_on_the_page_the_moment_stays_in_utc():
    """The offset is never guessed."""
    card = '<script type="application/ld+json">{"@type": "Article", "datePublished": "2026-02-25T02:25:54Z"}</script>'
    found = page(head=card, url="https://gazette.example/2026/02/24/pier/")
    assert f"{found.published_at:%Y-%m-%d %H:%M}" == "2026-02-25 02:25"


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Published: 3 May 2026", "published"),
        ("Última actualización: 3/5/2026", "updated"),
        ("(Mis à jour le 3 mai 2026)", "updated"),
        ("Standards of 3 May 2026", ""),
        ("The pier was published on 3 May 2026", ""),
        ("最終更新 2026年5月3日", "updated"),
    ],
)
def test_a_label_says_what_its_date_is_of(line, label):
    """Accents and case do not matter; a sentence is no label."""
    assert dates.label(line) == label
