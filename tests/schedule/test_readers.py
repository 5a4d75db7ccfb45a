"""A reader's edition comes at the reader's hour, on the reader's clock, once a day."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import schedule
from tests.schedule.test_slots import DAYS, MORNING, ZONES
from tests.world import at


def due(day: str, hour: time | None = None, timezone: str | None = None) -> datetime:
    return schedule.reader_due(schedule.slot(MORNING, date.fromisoformat(day)), MORNING, hour, timezone)


def test_without_wishes_the_edition_comes_when_it_is_sent():
    assert due("2026-03-10") == at("2026-03-10 07:00 Europe/Berlin")


@pytest.mark.parametrize(
    ("preferences", "expected"),
    [
        ({"hour": time(7)}, "2026-03-10 07:00 Europe/Berlin"),
        ({"hour": time(18, 30)}, "2026-03-10 18:30 Europe/Berlin"),
        ({"hour": time(6, 45)}, "2026-03-11 06:45 Europe/Berlin"),
        ({"hour": time(0)}, "2026-03-11 00:00 Europe/Berlin"),
        ({"timezone": "America/New_York"}, "2026-03-10 07:00 America/New_York"),
        ({"timezone": "Asia/Tokyo"}, "2026-03-11 07:00 Asia/Tokyo"),
        ({"timezone": "Asia/Kathmandu", "hour": time(12)}, "2026-03-10 12:00 Asia/Kathmandu"),
        ({"timezone": "Pacific/Kiritimati", "hour": time(20)}, "2026-03-10 20:00 Pacific/Kiritimati"),
        ({"timezone": "Pacific/Pago_Pago", "hour": time(19)}, "2026-03-09 19:00 Pacific/Pago_Pago"),
    ],
)
def test_the_edition_comes_when_the_readers_clock_next_shows_the_hour(preferences, expected):
    assert due("2026-03-10", **preferences) == at(expected)


def test_an_hour_the_readers_clock_skips_moves_forward():
    assert due("2026-03-28", hour=time(2, 30)) == at("2026-03-29 01:30")


def test_an_hour_the_readers_clock_shows_twice_is_used_once():
    assert due("2026-10-24", hour=time(2, 30)) == at("2026-10-25 00:30")
    assert due("2026-10-25", hour=time(2, 30)) == at("2026-10-26 01:30")


def test_on_a_short_day_that_lacks_the_hour_the_edition_comes_when_it_is_sent():
    """11:00 in Kathmandu falls after the 29th's send time in winter and after the 30th's in summer: both at once."""
    wishes = (time(11), "Asia/Kathmandu")
    assert due("2026-03-28", *wishes) == at("2026-03-28 06:00")
    assert due("2026-03-29", *wishes) == at("2026-03-29 05:15")


WISHES = st.tuples(
    st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45])),
    st.sampled_from([zone for zone in ZONES if zone != "Pacific/Apia"]),
)


@given(DAYS, WISHES)
def test_editions_come_in_order_each_between_its_send_time_and_the_next(day, wishes):
    first, second = (schedule.slot(MORNING, d) for d in (day, day + timedelta(days=1)))
    assert first.send_at <= schedule.reader_due(first, MORNING, *wishes) < second.send_at


@given(DAYS, WISHES)
def test_the_readers_clock_shows_the_hour_or_the_edition_comes_when_it_is_sent(day, wishes):
    slot = schedule.slot(MORNING, day)
    found = schedule.reader_due(slot, MORNING, *wishes)
    hour, timezone = wishes
    shown = found.astimezone(ZoneInfo(timezone))
    skipped = shown.utcoffset() != (shown - timedelta(hours=3)).utcoffset()
    assert shown.time() == hour or found == slot.send_at or skipped
