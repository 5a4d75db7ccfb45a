"""Manners: when we come again, and what robots.txt asks."""

from datetime import UTC, datetime, timedelta

import pytest

from digest.collect import limits, manners
from digest.collect.answers import Failed, FailureKind, Fetched, NotModified, Result

NOW = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def wait(result: Result, **known: object) -> timedelta:
    at = manners.next_poll("gazette", result, now=NOW, minutes=60, **known)  # type: ignore[arg-type]
    assert at is not None
    return at - NOW


def fetched(fresh_for_s: int | None = None) -> Fetched:
    return Fetched(data=b"", url="https://a.example/feed", fresh_for_s=fresh_for_s)


def busy(retry_after_s: int | None = None) -> Failed:
    return Failed(kind=FailureKind.BUSY, reason="busy", retry_after_s=retry_after_s)


@pytest.mark.parametrize("result", [fetched(), NotModified()])
def test_a_source_is_asked_at_most_so_often_as_config_says(result: Result):
    """Never sooner than the interval, and up to a quarter later, so that not all come at the full hour."""
    assert HOUR <= wait(result) <= HOUR * 1.25


def test_the_jitter_differs_by_source_and_is_the_same_when_repeated():
    """Reruns and tests see the same times; a thousand sources do not come together."""
    times = {manners.next_poll(f"s{n}", fetched(), now=NOW, minutes=60) for n in range(50)}
    assert len(times) > 45
    assert manners.next_poll("s1", fetched(), now=NOW, minutes=60) in times


def test_config_cannot_make_us_rude():
    soon = manners.next_poll("gazette", fetched(), now=NOW, minutes=1)
    assert soon
    assert soon - NOW >= timedelta(minutes=limits.POLL_MINUTES_MIN)


def test_what_a_publisher_says_stays_fresh_is_not_asked_for_again():
    assert wait(fetched(fresh_for_s=4 * 3600)) >= 4 * HOUR


def test_a_source_that_publishes_rarely_is_asked_rarely_but_never_forgotten():
    """One article a week needs no visit an hour; six hours are the most."""
    assert 6 * HOUR <= wait(fetched(), rhythm=timedelta(days=7)) <= 7.5 * HOUR
    assert wait(fetched(), rhythm=timedelta(minutes=10)) <= 1.25 * HOUR


@pytest.mark.parametrize(("failures", "hours"), [(0, 1), (1, 2), (2, 4), (3, 8), (4, 16), (5, 24), (40, 24)])
def test_failures_double_the_wait_up_to_a_day(failures: int, hours: int):
    assert hours * HOUR <= wait(busy(), failures=failures) <= min(hours * 1.25, 24) * HOUR


def test_a_server_that_asks_for_peace_gets_it():
    assert wait(busy(retry_after_s=5 * 3600)) >= 5 * HOUR


def test_a_source_that_is_gone_waits_for_the_operator():
    gone = Failed(kind=FailureKind.GONE, reason="gone", permanent=True)
    assert manners.next_poll("gazette", gone, now=NOW, minutes=60) is None


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "public, max-age=600"}, 600),
        ({"cache-control": "max-age=600", "age": "200"}, 400),
        ({"cache-control": "max-age=600", "age": "900"}, 0),
        ({"cache-control": 'max-age="60"'}, 60),
        ({"cache-control": "no-cache, max-age=600"}, None),
        ({"cache-control": "max-age=99999999999"}, 86_400),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "max-age=²"}, None),
        ({"expires": "Mon, 01 Jun 2026 07:00:00 GMT", "date": "Mon, 01 Jun 2026 06:00:00 GMT"}, 3_600),
        ({"expires": "0", "date": "Mon, 01 Jun 2026 06:00:00 GMT"}, None),
        ({"expires": "Mon, 01 Jun 2020 07:00:00 GMT", "date": "Mon, 01 Jun 2026 06:00:00 GMT"}, 0),
        ({}, None),
    ],
)
def test_freshness_is_read_from_the_headers(headers: dict[str, str], seconds: int | None):
    assert manners.fresh_for_s(headers) == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "30"}, 30),
        ({"retry-after": " 30 "}, 30),
        ({"retry-after": "Mon, 01 Jun 2026 06:01:00 GMT"}, 60),
        ({"retry-after": "Mon, 01 Jun 2020 06:01:00 GMT"}, 0),
        ({"retry-after": "Mon, 01 Jun 2026 06:01:00 GMT", "date": "Mon, 01 Jun 2026 06:00:30 GMT"}, 30),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "tomorrow"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_a_number_or_a_date(headers: dict[str, str], seconds: int | None):
    assert manners.retry_after_s(headers, NOW) == seconds


def test_rhythm_is_the_usual_gap_between_articles():
    """One long silence does not make a busy source a rare one."""
    times = [NOW - timedelta(minutes=30 * n) for n in range(10)] + [NOW - timedelta(days=30)]
    assert manners.rhythm(times) == timedelta(minutes=30)
    assert manners.rhythm(times[:2]) is None


ROBOTS = b"""
User-agent: *
Disallow: /all/
Crawl-delay: 3

User-agent: Digest
Disallow: /members/
Allow: /members/free$
Crawl-delay: 500
"""


def test_robots_txt_speaks_to_us_by_name():
    """Rules for our name come before rules for everyone; a delay that would starve the morning is cut."""
    robots = manners.robots(ROBOTS)
    assert robots.allows("https://a.example/all/x")
    assert not robots.allows("https://a.example/members/x")
    assert robots.allows("https://a.example/members/free")
    assert robots.delay_s == limits.CRAWL_DELAY_S_MAX


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"<html>not found</html>", b"Disallow /\n:::\n" * 1000])
def test_a_robots_txt_that_makes_no_sense_allows(data: bytes):
    assert manners.robots(data).allows("https://a.example/x")
