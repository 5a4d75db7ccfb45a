"""Every date a digest comes out has one slot, whatever the clocks do; a missed one never comes on top of the next."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import schedule
from digest.model.settings import Digest, Sender, Weekday
from tests.world import at

MORNING = Digest(
    name="morning",
    title="The Morning",
    topics=("World",),
    lists=("example",),
    send_at=time(7),
    cutoff=time(6, 30),
    timezone="Europe/Berlin",
    transport="outbox",
    sender=Sender(name="The Morning", email="morning@news.example"),
)
WORKDAYS = replace(MORNING, days=tuple(Weekday)[:5])
NIGHT = replace(MORNING, send_at=time(2, 30), cutoff=time(2))

ZONES = [
    "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe",
    "Pacific/Chatham", "Pacific/Apia", "Africa/Casablanca", "Asia/Gaza", "America/Havana", "UTC",
]  # fmt: skip
DIGESTS = st.builds(
    replace,
    st.just(MORNING),
    send_at=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    cutoff=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    timezone=st.sampled_from(ZONES),
    days=st.sets(st.sampled_from(Weekday), min_size=1).map(tuple),
    late_hours=st.integers(0, 48),
)
DAYS = st.dates(date(2005, 1, 1), date(2037, 12, 31))
INSTANTS = st.datetimes(datetime(2005, 1, 3), datetime(2037, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001


def test_a_slots_times_are_those_of_the_digests_clock():
    slot = schedule.slot(MORNING, date(2026, 3, 10))
    assert slot.id == "morning/2026-03-10"
    assert slot.send_at == at("2026-03-10 07:00 Europe/Berlin")
    assert slot.cutoff_at == at("2026-03-10 06:30 Europe/Berlin")
    assert slot.opens_at == slot.cutoff_at - timedelta(hours=30)
    assert slot.expires_at == at("2026-03-10 13:00 Europe/Berlin")
    assert {i.tzinfo for i in (slot.send_at, slot.cutoff_at, slot.opens_at, slot.expires_at)} == {UTC}
    assert schedule.window(MORNING, slot) == (slot.opens_at, slot.cutoff_at)


@pytest.mark.parametrize(
    ("day", "send", "cutoff"),
    [
        ("2026-03-28", "01:30", "01:00"),  # the night before the clocks go forward
        ("2026-03-29", "01:30", "01:00"),  # 02:30 does not exist: it is 03:30 in summer time
        ("2026-03-30", "00:30", "00:00"),
        ("2026-10-24", "00:30", "00:00"),
        ("2026-10-25", "00:30", "00:00"),  # 02:30 comes twice: the first, still in summer time
        ("2026-10-26", "01:30", "01:00"),
    ],
)
def test_a_time_the_clocks_skip_moves_forward_and_of_one_they_show_twice_the_first_counts(day, send, cutoff):
    slot = schedule.slot(NIGHT, date.fromisoformat(day))
    assert (slot.send_at, slot.cutoff_at) == (at(f"{day} {send}"), at(f"{day} {cutoff}"))


def test_a_cutoff_that_the_clocks_skip_never_falls_behind_the_send_time():
    early = replace(MORNING, send_at=time(3, 10), cutoff=time(2, 50))
    slot = schedule.slot(early, date(2026, 3, 29))
    assert slot.cutoff_at == slot.send_at == at("2026-03-29 01:10")


def test_a_zone_of_45_minutes_keeps_its_minutes():
    kathmandu, chatham = (replace(MORNING, timezone=zone) for zone in ("Asia/Kathmandu", "Pacific/Chatham"))
    assert schedule.slot(kathmandu, date(2026, 3, 10)).send_at == at("2026-03-10 01:15")
    assert schedule.slot(chatham, date(2026, 7, 1)).send_at == at("2026-06-30 18:15")


def test_a_cutoff_later_on_the_clock_than_the_send_time_is_on_the_eve():
    slot = schedule.slot(replace(MORNING, send_at=time(0, 15), cutoff=time(23, 45)), date(2027, 1, 1))
    assert slot.cutoff_at == at("2026-12-31 23:45 Europe/Berlin")
    assert slot.send_at == at("2027-01-01 00:15 Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-10 06:29", []),
        ("2026-03-10 06:30", ["2026-03-10"]),
        ("2026-03-10 07:00", ["2026-03-10"]),
        ("2026-03-10 13:00", ["2026-03-10"]),
        ("2026-03-10 13:01", []),
        ("2026-03-13 09:00", ["2026-03-13"]),
        ("2026-03-14 09:00", []),  # a Saturday
        ("2026-12-31 23:59", []),
        ("2027-01-01 06:30", ["2027-01-01"]),
    ],
)
def test_a_slot_is_due_from_its_cutoff_until_it_expires_on_the_digests_days(now, due):
    found = schedule.due(WORKDAYS, at(f"{now} Europe/Berlin"))
    assert [slot.date.isoformat() for slot in found] == due


def test_a_newer_slot_supersedes_one_that_was_missed():
    patient = replace(MORNING, late_hours=48)
    before, after = at("2026-03-11 06:29 Europe/Berlin"), at("2026-03-11 06:30 Europe/Berlin")
    assert [s.date.day for s in schedule.due(patient, before)] == [10]
    assert [s.date.day for s in schedule.due(patient, after)] == [11]


@pytest.mark.parametrize(
    ("now", "upcoming", "latest"),
    [
        ("2026-03-10 05:00", "2026-03-10", "2026-03-09"),
        ("2026-03-10 06:45", "2026-03-10", "2026-03-10"),  # in preparation
        ("2026-03-10 07:00", "2026-03-10", "2026-03-10"),
        ("2026-03-10 07:01", "2026-03-11", "2026-03-10"),
        ("2026-03-13 08:00", "2026-03-16", "2026-03-13"),  # over the weekend
        ("2026-03-15 12:00", "2026-03-16", "2026-03-13"),
    ],
)
def test_the_next_edition_and_the_last_one_cut_off_are_known_at_any_time(now, upcoming, latest):
    instant = at(f"{now} Europe/Berlin")
    assert schedule.upcoming(WORKDAYS, instant).date.isoformat() == upcoming
    assert schedule.latest(WORKDAYS, instant).isoformat() == latest


def test_an_edition_cut_off_on_the_eve_is_due_on_the_eve():
    midnight = replace(MORNING, send_at=time(0), cutoff=time(23, 30))
    found = schedule.due(midnight, at("2026-12-31 23:30 Europe/Berlin"))
    assert [slot.date for slot in found] == [date(2027, 1, 1)]


@given(DIGESTS, DAYS)
def test_times_of_a_slot_are_in_order_and_a_day_apart_at_most(digest, day):
    slot = schedule.slot(digest, day)
    assert slot.opens_at < slot.cutoff_at <= slot.send_at <= slot.expires_at
    assert slot.send_at - slot.cutoff_at <= timedelta(hours=48 if digest.timezone == "Pacific/Apia" else 25)


@given(DIGESTS, DAYS)
def test_two_days_slots_are_never_out_of_order(digest, day):
    today, tomorrow = schedule.slot(digest, day), schedule.slot(digest, day + timedelta(days=1))
    assert today.send_at < tomorrow.send_at or digest.timezone == "Pacific/Apia"  # where a whole date was skipped
    assert today.cutoff_at <= tomorrow.cutoff_at


@given(DIGESTS, INSTANTS)
def test_at_any_instant_there_is_a_next_and_a_last_edition_and_one_due_at_most(digest, now):
    upcoming, latest = schedule.upcoming(digest, now), schedule.slot(digest, schedule.latest(digest, now))
    assert now <= upcoming.send_at <= now + timedelta(days=9)
    assert latest.cutoff_at <= now < latest.cutoff_at + timedelta(days=9)
    assert len(schedule.due(digest, now)) <= 1


@given(DIGESTS, INSTANTS)
def test_nothing_lies_between_the_last_cut_off_and_the_next(digest, now):
    """Every date on the digest's days is upcoming or latest at some instant: none is jumped over."""
    latest, upcoming = schedule.latest(digest, now), schedule.upcoming(digest, now).date
    between = (latest + timedelta(days=n) for n in range(1, max(0, (upcoming - latest).days)))
    assert not [d for d in between if tuple(Weekday)[d.weekday()] in digest.days]


@given(DAYS, st.times(), st.sampled_from(ZONES))
def test_clocks_show_the_time_that_was_asked_for_unless_they_skip_it(day, clock, zone):
    clock = clock.replace(microsecond=0)
    local = schedule.instant(day, clock, zone).astimezone(ZoneInfo(zone))
    if (local.date(), local.time()) != (day, clock):
        assert local.replace(tzinfo=None) > datetime.combine(day, clock)
