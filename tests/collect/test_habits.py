"""A change in what a source brings is noticed, and chance is not taken for one."""

from datetime import UTC, datetime, timedelta

import pytest

from digest.collect import habits
from digest.collect.habits import Habits

NOW = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)
USUAL = Habits(hosts=("g.example",) * 12 + ("blog.g.example",), languages=("en",) * 12 + ("",))


def change(known: Habits = USUAL, *, hosts: list[str] | None = None, languages=(), dates=()) -> str:
    return habits.change(known, hosts=hosts or [], languages=languages, dates=dates, now=NOW)


def test_links_that_all_lead_to_a_new_host_are_a_change():
    assert change(hosts=["ads.example"] * 6) == "all 6 new links lead to ads.example, usually to g.example"


@pytest.mark.parametrize(
    "hosts",
    [["ads.example"] * 4, ["ads.example"] * 5 + ["g.example"], ["blog.g.example"] * 6, ["a.example", "b.example"] * 3],
)
def test_few_links_known_hosts_and_several_hosts_are_none(hosts: list[str]):
    assert not change(hosts=hosts)


def test_nothing_is_unusual_before_there_is_a_habit():
    assert not change(Habits(hosts=("g.example",) * 9), hosts=["ads.example"] * 6)


def test_another_language_is_a_change():
    assert change(languages=["de"] * 5) == 'all 5 new articles are in "de", usually in "en"'
    assert not change(languages=["de"] * 5 + ["en"])
    assert not change(languages=["de"] * 4 + [""])


def test_dates_made_up_for_the_visit_are_no_dates():
    made_up = [NOW + timedelta(seconds=n) for n in range(5)]
    assert change(dates=made_up) == "every date is the moment at which we asked"
    assert change(dates=[at.replace(tzinfo=None) for at in made_up])
    assert not change(dates=made_up[:4])
    assert not change(dates=[*made_up, NOW - timedelta(hours=1)])
    assert not change(dates=[at - timedelta(hours=1) for at in made_up])


def test_a_habit_is_made_of_the_latest_articles():
    learned = habits.learned(USUAL, hosts=["h.example"] * habits.HABITS_MAX, languages=["fr"])
    assert set(learned.hosts) == {"h.example"}
    assert learned.languages == (*USUAL.languages, "fr")
