"""How a source is, from its visits and counts, in the words that an operator reads."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from digest.collect.answers import FailureKind
from digest.collect.health import Health, State, health
from digest.model.settings import Source, SourceKind, Weekday
from digest.store.sources import Day, Visit
from tests.world import at

BERLIN = ZoneInfo("Europe/Berlin")
NOW = at("2026-03-10 10:30 Europe/Berlin")  # a Tuesday
SOURCE = Source(id="g", kind=SourceKind.FEED, url="https://g.example/feed", publisher="G")
FINE = Visit(id="g", url=SOURCE.url, last_success_at=NOW, last_article_at=NOW)


def of(*, days: Mapping[date, Day] | None = None, source: Source = SOURCE, now: datetime = NOW, **visit) -> Health:
    return health(source, replace(FINE, **visit), days or {}, now=now, zone=BERLIN)


def day(number: int, *, hour: int = 8) -> Day:
    """A day of visits with so many articles, all in one hour of UTC."""
    return Day(visits=20, hours=tuple(number if h == hour else 0 for h in range(24)))


def history(numbers: Mapping[int, int], *, weeks: int = 7, until: date = date(2026, 3, 9)) -> dict[date, Day]:
    """The same week again and again: how many articles on each weekday (Monday is 0)."""
    days = [until - timedelta(days=n) for n in range(weeks * 7)]
    return {each: day(numbers.get(each.weekday(), 0)) for each in days}


EVERY_DAY = dict.fromkeys(range(7), 12)


def test_a_source_that_brings_what_it_usually_does_is_ok():
    said = of(days=history(EVERY_DAY) | {NOW.date(): day(11)})
    assert (said.state, said.words, said.today) == (State.OK, "", 11)
    assert str(said.usual[Weekday.TUE]) == "12 ± 0"


@pytest.mark.parametrize(
    ("changed", "state", "words"),
    [
        ({"failures": 1, "last_error": "it says 500"}, State.FAILING, "it says 500"),
        ({"failures": 3, "last_error": "it says 500"}, State.FAILING, "it says 500 (3 times in a row)"),
        ({"failures": 1, "failure": FailureKind.GONE, "last_error": "gone"}, State.GONE, "gone"),
        ({"failures": 2, "failure": "consent page", "last_error": "shows a captcha"}, State.WALL, "shows a captcha"),
        ({"moved_to": "https://h.example/f?key=1", "moved_seen": 3}, State.MOVED, "it is now at https://h.example/f;"),
        ({"moved_to": "https://h.example/f", "moved_seen": 2}, State.OK, ""),
        ({"changed": "all in German"}, State.CHANGED, "all in German"),
        ({"url": "https://g.example/the-address-before"}, State.NEW, ""),
    ],
)
def test_the_state_follows_from_the_last_visit(changed: dict[str, Any], state: State, words: str):
    said = of(**changed)
    assert said.state is state
    assert said.words.startswith(words)


def test_a_muted_source_is_muted_and_an_unvisited_one_new():
    assert of(source=replace(SOURCE, muted=True), failures=3).state is State.MUTED
    assert health(SOURCE, None, {}, now=NOW, zone=BERLIN).state is State.NEW


def test_a_source_is_silent_when_it_usually_has_published_by_now():
    days = history(EVERY_DAY)
    for n, number in enumerate([8, 16, 8, 16], start=1):
        days[NOW.date() - timedelta(weeks=n)] = day(number)
    said = of(days=days)
    assert (said.state, said.words) == (State.SILENT, "usually 12 ± 3 by now, today 0")


def test_it_is_not_silent_before_its_hour():
    """What comes at nine in Berlin cannot be missed at half past eight, nor in the hour in which it comes."""
    days = history(EVERY_DAY)
    assert of(days=days, now=at("2026-03-10 08:30 Europe/Berlin")).state is State.OK
    assert of(days=days, now=at("2026-03-10 09:59 Europe/Berlin")).state is State.OK
    assert of(days=days, now=at("2026-03-10 10:00 Europe/Berlin")).state is State.SILENT


def test_one_article_today_is_not_silence():
    assert of(days=history(EVERY_DAY) | {NOW.date(): day(1, hour=1)}).state is State.OK


def test_a_weekday_paper_is_not_silent_on_sunday():
    days = history(dict.fromkeys(range(5), 20), until=date(2026, 3, 14))
    assert of(days=days, now=at("2026-03-15 20:00 Europe/Berlin")).state is State.OK


def test_a_source_of_few_articles_is_silent_after_days_without_any():
    """Two a day: one empty day is chance, four are not."""
    days = history(dict.fromkeys(range(7), 2), until=date(2026, 3, 5))
    visited = {NOW.date() - timedelta(days=n): Day(visits=20) for n in range(5)}
    assert of(days=days | visited, now=at("2026-03-07 22:00 Europe/Berlin")).state is State.OK
    said = of(days=days | visited)
    assert (said.state, said.words) == (State.SILENT, "nothing for 4 days, usually 2 a day")


def test_a_long_silence_does_not_become_the_usual():
    days = history(dict.fromkeys(range(7), 2), until=date(2026, 2, 1), weeks=4)
    visited = {NOW.date() - timedelta(days=n): Day(visits=20) for n in range(37)}
    assert of(days=days | visited).words == "nothing for 36 days, usually 2 a day"


def test_a_silence_longer_than_memory_is_told_by_its_date():
    visited = {NOW.date() - timedelta(days=n): Day(visits=20) for n in range(70)}
    said = of(days=visited, last_article_at=datetime(2025, 12, 1, tzinfo=UTC))
    assert (said.state, said.words) == (State.SILENT, "nothing since 2025-12-01")


def test_days_without_visits_and_the_first_day_teach_nothing():
    """The first visit brings the past along: a hundred articles of a day that nobody watched."""
    unwatched = {date(2026, 2, n): replace(day(100), visits=0) for n in range(1, 20)}
    watched = {date(2026, 3, n): day(2) for n in range(2, 10)}
    said = of(days=unwatched | {date(2026, 3, 1): day(100)} | watched)
    assert said.state is State.OK
    assert {usual.mean for usual in said.usual.values()} == {2.0}


def test_too_few_days_tell_nothing():
    said = of(days={date(2026, 3, n): day(50) for n in (7, 8, 9)})
    assert (said.state, said.usual) == (State.OK, {})


def test_days_are_those_of_the_zone():
    """23:10 UTC on Monday is a Tuesday's article in Berlin."""
    assert of(days={date(2026, 3, 9): day(3, hour=23)}).today == 3
