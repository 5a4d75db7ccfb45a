"""A form becomes preferences, or words about what is wrong with it."""

from datetime import date, time
from typing import Any

import pytest

from digest.model.people import Length, Pace, Preferences
from digest.site import preferences
from digest.site.preferences import Form

TOPICS = ("World", "Business", "Culture")
TODAY = date(2026, 3, 10)
OFFER = preferences.Offer(topics=TOPICS, themes=("gazette", "plain"), stories=(("a1", "Pier"), ("b2", "Cup")))


def read(**fields: Any) -> preferences.Read:
    return preferences.read(Form(**{"topics": TOPICS, **fields}), OFFER, TODAY)


def test_every_topic_means_later_ones_too():
    assert read().preferences.topics == ()


def test_some_topics_stand_in_the_digests_order():
    assert read(topics=("Culture", "World")).preferences.topics == ("World", "Culture")


def test_no_topic_at_all_is_asked_about():
    assert set(read(topics=()).problems) == {"topics"}


def test_a_topic_that_is_not_offered_is_no_topic():
    assert set(read(topics=("Weather",)).problems) == {"topics"}


def test_hour_zone_pace_and_language_are_read():
    given = read(hour="18:30", timezone="Asia/Tokyo", pace="weekly", locale="de")
    assert not given.problems
    assert given.preferences == Preferences(hour=time(18, 30), timezone="Asia/Tokyo", pace=Pace.WEEKLY, locale="de")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hour", "25:00"),
        ("hour", "soon"),
        ("timezone", "Europe/Atlantis"),
        ("timezone", "../etc/passwd"),
        ("paused_until", "tomorrow"),
        ("paused_until", "2031-01-01"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(field, value):
    assert list(read(**{field: value}).problems) == [field]


def test_a_pause_that_is_over_is_none():
    assert read(paused_until="2026-03-10").preferences.paused_until is None
    assert read(paused_until="2026-03-11").preferences.paused_until == date(2026, 3, 11)


@pytest.mark.parametrize(
    "chosen",
    [
        Preferences(),
        Preferences(topics=("World",), hour=time(6, 10), timezone="Africa/Lagos", locale="fr", pace=Pace.WEEKDAYS),
        Preferences(paused_until=date(2026, 5, 1)),
        Preferences(muted_topics=("Business",), theme="plain", length=Length.SHORT, pace=Pace.BIG),
        Preferences(muted_words=("ferry strike", "深海"), muted_stories=("a1",)),
    ],
)
def test_the_form_says_what_was_chosen(chosen):
    assert preferences.read(preferences.filled(chosen, TOPICS), OFFER, TODAY).preferences == chosen


def test_topics_that_are_left_out_are_muted_where_later_ones_are_wanted():
    given = read(topics=("World", "Culture"), later="1").preferences
    assert (given.topics, given.muted_topics) == ((), ("Business",))


def test_words_are_kept_as_they_are_compared_and_twenty_are_enough():
    given = read(muted_words="Ferry  Strike, ferry strike；CUP, ,王室、 !")
    assert given.preferences.muted_words == ("ferry strike", "cup", "王室")
    many = read(muted_words=",".join(f"word{n}" for n in range(21)))
    assert set(many.problems) == {"muted_words"}
    assert len(many.preferences.muted_words) == 20


def test_a_muted_story_that_is_not_on_offer_any_more_stays_muted():
    before = Preferences(muted_stories=("old", "a1"))
    form = Form(topics=TOPICS, muted_stories=("b2", "not offered"))
    assert preferences.read(form, OFFER, TODAY, before=before).preferences.muted_stories == ("old", "b2")


def test_of_muted_stories_the_oldest_are_forgotten_first():
    before = Preferences(muted_stories=tuple(f"old{n}" for n in range(100)))
    kept = preferences.read(Form(topics=TOPICS, muted_stories=("a1",)), OFFER, TODAY, before=before)
    assert len(kept.preferences.muted_stories) == 100
    assert kept.preferences.muted_stories[-1] == "a1"


@pytest.mark.parametrize("theme", ["../etc", "gone", ""])
def test_a_theme_that_is_not_offered_is_the_digests(theme):
    assert read(theme=theme, length="endless").preferences == Preferences()


def test_an_hour_between_the_half_hours_stays_on_offer():
    assert "06:10" in preferences.hours("06:10")
    assert len(preferences.hours("06:30")) == 48
