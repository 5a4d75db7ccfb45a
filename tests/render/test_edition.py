"""An edition as mail: what is printed, in every language, whatever the stories hold, and never too large."""

import html
import re
import string
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import mail, render
from digest.checks import page
from digest.model.delivery import Segment
from digest.model.edition import Edition, Section
from digest.model.rendered import Rendered
from digest.model.settings import Weekday
from digest.render import columns, fit
from tests.render import specimen

THEME = render.open_theme("gazette", specimen.TEMPLATES)


def rendered(edition: Edition, locale: str = "en") -> Rendered:
    return render.edition(
        edition,
        theme=THEME,
        digest=specimen.DIGEST,
        newsroom=specimen.NEWSROOM,
        locale=locale,
        images=specimen.IMAGES,
    )


def whole(edition: Edition | None = None, locale: str = "en") -> mail.SegmentMail:
    made = rendered(edition or specimen.edition(), locale)
    return mail.segment(made, Segment(locale=locale, theme="gazette"))


def page_of(edition: Edition | None = None, locale: str = "en") -> str:
    return whole(edition, locale).html(specimen.READER)


def text_of(edition: Edition | None = None, locale: str = "en") -> str:
    return whole(edition, locale).text(specimen.READER)


def words_of(html_page: str) -> str:
    body = page.parsed(html_page).first("body")
    assert body is not None
    return body.text


def one_story(**fields: object) -> Edition:
    story = replace(specimen.story(1, "World", "A plain headline", "A plain dek."), **fields)  # type: ignore[arg-type]
    return specimen.edition(sections=(Section(topic="World", slug="world", stories=(story,)),), still_running=())


def test_a_story_prints_all_that_is_known_of_it() -> None:
    words = words_of(page_of())
    for said in (
        "Storm tears open the north pier",
        "Harbour Gazette · 4 min",
        "Day 3 · since yesterday: 4 more reports, injured 12 → 19",
        "Nordkurier · first report",
        "and 6 more sources",
        "Picture: Ina Vold",
        "Still running",
        "Search for the weather balloon Harbour Gazette · Day 5",
        "Tuesday, November 24, 2026",
        "8 stories, 2 minutes",
    ):
        assert said in words, said


def test_a_newsroom_is_named_once_in_its_imprint() -> None:
    words = words_of(page_of())
    assert "Harbour News Co-operative 1 Quay Street, Port Ellery PE1 2AB" in words
    assert "Harbour News Harbour News" not in words


def test_a_story_without_an_address_is_not_linked() -> None:
    made = page_of(one_story(url=None))
    assert "A plain headline</h2>" in made


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//host/x", "file:///etc/passwd", "x" * 3000]
)
def test_an_address_that_is_not_of_the_web_is_not_linked(url: str) -> None:
    assert "A plain headline</h2>" in page_of(one_story(url=url))


def test_an_address_cannot_leave_its_attribute() -> None:
    made = page_of(one_story(url='https://gazette.example/"onmouseover="x y<b>'))
    assert "https://gazette.example/%22onmouseover=%22x%20y%3Cb%3E" in made


def test_a_picture_that_could_not_be_had_is_left_out() -> None:
    assert "<img" in page_of()
    made = render.edition(
        specimen.edition(),
        theme=THEME,
        digest=specimen.DIGEST,
        newsroom=specimen.NEWSROOM,
        locale="en",
        images={},
    )
    assert "<img" not in mail.segment(made, Segment(locale="en", theme="gazette")).html(specimen.READER)


def test_after_a_day_without_edition_news_is_since_the_last_one() -> None:
    monday_only = replace(specimen.DIGEST, days=(Weekday.TUE,))
    made = render.edition(
        specimen.edition(),
        theme=THEME,
        digest=monday_only,
        newsroom=specimen.NEWSROOM,
        locale="en",
        images={},
    )
    words = words_of(mail.segment(made, Segment(locale="en", theme="gazette")).html(specimen.READER))
    assert "since the last edition: 4 more reports" in words


@pytest.mark.parametrize(("days", "since"), [(1, "since yesterday"), (3, "since Sat, Nov 21")])
def test_news_is_since_the_day_on_which_the_story_was_told_last(days: int, since: str) -> None:
    edition = specimen.edition()
    assert edition.date == date(2026, 11, 24)
    first, *others = edition.sections
    told = tuple(replace(story, last_told=edition.date - timedelta(days=days)) for story in first.stories)
    made = text_of(replace(edition, sections=(replace(first, stories=told), *others)))
    assert f"{since}: 4 more reports" in " ".join(made.split())


@pytest.mark.parametrize("locale", ["ar", "he"])
def test_a_mail_in_a_right_to_left_language_is_set_from_the_right(locale: str) -> None:
    made = page_of(locale=locale)
    assert f'<html lang="{locale}" dir="rtl"' in made
    assert 'align="right"' in made
    assert f'lang="{locale}" dir="rtl"' in made.partition("<body")[2][:300]
    assert "text-align:left" in made  # the English stories


def test_stories_carry_their_own_language_and_direction() -> None:
    made = page_of()
    assert '<div lang="ar" dir="rtl" style="text-align:right">' in made
    assert '<div lang="ja">' in made
    assert '<a lang="fr"' in made


def test_latin_letters_with_marks_are_entities_and_others_stand_as_they_are() -> None:
    made = page_of()
    assert not re.search("[\x80-\xff]", made)
    assert "H&#228;lfte" in made
    assert "深海" in made


def test_plain_text_fits_its_columns_and_keeps_addresses_whole() -> None:
    for locale in ("en", "ar", "ja", "hi", "de"):
        for line in text_of(locale=locale).splitlines():
            assert columns.width(line) <= 78 or line.strip().startswith("https://"), line


def test_plain_text_has_the_links_of_the_page_in_its_order() -> None:
    on_page = [href for href in re.findall(r'href="([^"#][^"]*)"', page_of()) if "/choose/" not in href]
    lines = [line.strip() for line in text_of().splitlines()]
    in_text = [line for line in lines if line.startswith("https://") and "/choose/" not in line]
    assert in_text == list(dict.fromkeys(html.unescape(href) for href in on_page))


def test_marks_in_a_story_are_text() -> None:
    words = words_of(page_of(one_story(headline="\x02email\x03 and \x0elead:x\x03 hidden \x0f")))
    assert "email and lead:x hidden" in words


@pytest.mark.slow
@pytest.mark.parametrize(("stories", "topics"), [(30, 6), (200, 20), (200, 1), (60, 60)])
def test_no_edition_is_clipped_and_the_footer_is_whole(stories: int, topics: int) -> None:
    made = rendered(specimen.long_edition(stories, topics, dek_letters=400))
    for chosen in ((), ("Topic 0",), tuple(f"Topic {n}" for n in range(topics - 1))):
        segment = mail.segment(made, Segment(topics=chosen, locale="en", theme="gazette"))
        printed = segment.html(specimen.READER)
        assert len(printed.encode()) <= fit.HTML_BYTES_MAX
        assert segment.html_bytes_encoded(specimen.READER) <= fit.ENCODED_BYTES_MAX
        assert "1 Quay Street" in printed
        assert specimen.READER[mail.Field.UNSUBSCRIBE] in printed


@pytest.mark.slow
def test_what_does_not_fit_is_on_the_web_and_says_so() -> None:
    made = rendered(specimen.long_edition(200, 20))
    assert made.cut.stories
    words = words_of(mail.segment(made, Segment(locale="en", theme="gazette")).html(specimen.READER))
    on_web = sum(map(int, re.findall(r"(\d+) more stor(?:y|ies) on the web", words)))
    assert on_web == made.cut.stories
    assert len(made.stories) + on_web == 200


def test_an_edition_that_fits_is_printed_whole() -> None:
    assert not rendered(specimen.edition()).cut


def test_cuts_are_taken_in_order_from_the_tail() -> None:
    edition = specimen.edition()
    one = fit.trimmed(edition, 1)
    assert one.cut.related == 1
    assert one.edition.stories[-2].related == ()
    assert one.edition.stories[-2].more_sources == 1
    assert one.edition.stories[:-2] == edition.stories[:-2]
    everything = fit.trimmed(edition, fit.steps(edition))
    assert [len(section.stories) for section in everything.edition.sections] == [1, 1, 1, 1]
    assert dict(everything.on_web) == {"World": 2, "Business": 1, "Science": 1}


@given(st.text(alphabet=string.ascii_letters + " 深海の貝、。é\u0301שלום", max_size=300), st.integers(0, 4))
def test_wrapping_keeps_every_letter_and_every_line_short(value: str, indent: int) -> None:
    lines = columns.wrapped(value, indent, 40).split("\n")
    assert "".join("".join(lines).split()) == "".join(value.split())
    for line in lines:
        assert columns.width(line) <= 41 or " " not in line.strip()
