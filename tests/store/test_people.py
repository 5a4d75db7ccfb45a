"""What the store tells about readers in bulk, on SQLite and on PostgreSQL alike."""

from datetime import date, time

import pytest

from digest import audience, schedule
from digest.model.people import Length, ListRow, Pace, Preferences, SubscriptionState, SuppressionReason
from digest.store import Store, audiences, people, slots, suppressions, tallies
from tests import world
from tests.audience.test_batches import DIGEST, TODAY

ALL = Preferences(
    topics=("World", "Sport"),
    muted_topics=("Science",),
    hour=time(6, 45),
    timezone="Asia/Kathmandu",
    locale="de",
    theme="plain",
    length=Length.SHORT,
    pace=Pace.BIG,
    paused_since=date(2026, 3, 2),
    paused_until=date(2026, 3, 9),
    muted_stories=("a1", "b2"),
    muted_words=("ferry strike", "深海"),
)


def subscribe(store: Store, number: int, preferences: Preferences = Preferences(), list_: str = "example") -> int:  # noqa: B008 (frozen)
    row = ListRow(address=f"r{number}@example.com", email=f"R{number}@example.com", name=f"R {number}")
    with store.write() as db:
        subscriber = people.put_subscriber(db, row, address_key=f"key {number}", now=world.NOW)
        return people.subscribe(db, subscriber, list_, preferences=preferences, origin="command", now=world.NOW)


def test_every_preference_comes_back_one_by_one_and_in_bulk(store: Store):
    id = subscribe(store, 1, ALL)
    with store.read() as db:
        found = people.subscription(db, id)
        (candidate,) = people.candidates(db, ["example"])
        (row,) = people.active_rows(db)
    assert found
    assert found.preferences == candidate.preferences == row.preferences == ALL


def test_equal_preferences_are_one_object_in_bulk(store: Store):
    for number in range(3):
        subscribe(store, number, Preferences(hour=time(7)))
    with store.read() as db:
        found = {id(candidate.preferences) for candidate in people.candidates(db, ["example"])}
    assert len(found) == 1


def test_an_audience_of_many_batches_is_frozen_from_the_stream_that_chooses_it(store: Store):
    """Reading in pieces must not become a property of the connection: writing in bulk would fail on it."""
    for number in range(60):
        subscribe(store, number, Preferences(hour=time(number % 20)))
    slot = schedule.slot(DIGEST, TODAY.date)
    with store.write() as db:
        slots.open_(db, slot)
        suppressions.add(db, "key 7", SuppressionReason.COMPLAINT, now=world.NOW)
        planned = audience.batches(
            TODAY,
            people.candidates(db, ["example"]),
            digest=DIGEST,
            slot=slot,
            contents=audience.contents(TODAY, aliases={}, themes=()),
            due=lambda hour, zone: schedule.reader_due(slot, DIGEST, hour, zone),
            now=slot.send_at,
        )
        assert audiences.freeze(db, slot.id, planned, now=world.NOW)
    with store.read() as db:
        tally = tallies.of_edition(db, slot.id)
        segments = audiences.segments(db, slot.id)
    assert (tally.candidates, tally.batched) == (60, 59)
    assert [count for _, count in segments] == [59]


@pytest.mark.parametrize(
    ("after", "until", "found"),
    [(8, 9, 1), (9, 12, 0), (1, 8, 0), (1, 20, 2)],
)
def test_who_is_back_is_found_by_the_day_each_way_once(store: Store, after: int, until: int, found: int):
    for number in range(2):
        subscribe(store, number, Preferences(paused_since=date(2026, 3, 2), paused_until=date(2026, 3, 9)))
    subscribe(store, 2, Preferences(paused_since=date(2026, 3, 2), paused_until=date(2026, 3, 13)))
    subscribe(store, 3, Preferences(paused_since=date(2026, 3, 2), paused_until=date(2026, 3, 9)), "another")
    subscribe(store, 4)
    with store.read() as db:
        back = people.returning(db, ["example"], after=date(2026, 3, after), until=date(2026, 3, until))
    assert len(back) == found


def test_whether_anybody_reads_weekly_is_of_the_lists_and_of_those_still_there(store: Store):
    id = subscribe(store, 1, Preferences(pace=Pace.WEEKLY))
    with store.read() as db:
        assert people.has_weekly(db, ["example", "another"])
        assert not people.has_weekly(db, ["another"])
    with store.write() as db:
        people.set_state(db, [id], SubscriptionState.LEFT, was=SubscriptionState.ACTIVE, now=world.NOW)
        assert not people.has_weekly(db, ["example"])
