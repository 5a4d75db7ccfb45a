"""Every candidate is in one batch or excluded with a reason; nobody gets an edition twice or empty."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import audience
from digest.audience import Excluded, PlannedBatch
from digest.audience.segments import segment
from digest.model.delivery import Exclusion, Segment
from digest.model.edition import Edition, Section, Slot, Span
from digest.model.people import Candidate, Pace, Preferences
from digest.model.settings import Digest, Sender, Weekday
from tests import world

SLOT = world.slot()  # Tuesday 10 March 2026, due at 06:00 UTC
NOW = SLOT.cutoff_at
DIGEST = Digest(
    name="morning",
    title="The Morning",
    topics=("World", "Business", "Science", "Sport"),
    lists=("example",),
    send_at=time(7),
    cutoff=time(6, 30),
    timezone="Europe/Berlin",
    transport="outbox",
    sender=Sender(name="The Morning", email="morning@news.example"),
)


def edition(*topics: str) -> Edition:
    sections = tuple(Section(topic=t, slug=t.lower(), stories=(world.printed(topic=t),)) for t in topics)
    return world.edition(sections=sections)


TODAY = edition("World", "Business", "Sport")
CONTENTS = audience.contents(TODAY, aliases={}, themes=("gazette", "plain"))


def candidate(number: int, *, subscriber: int | None = None, suppressed: bool = False, **preferences: Any) -> Candidate:
    return Candidate(
        subscription=number,
        subscriber=number if subscriber is None else subscriber,
        preferences=Preferences(**preferences),
        suppressed=suppressed,
    )


def due(hour: time | None, timezone: str | None) -> datetime:
    assert timezone is None
    return SLOT.send_at + timedelta(hours=hour.hour if hour else 0)


def plan(
    *candidates: Candidate, of: Edition = TODAY, slot: Slot = SLOT, now: datetime = NOW, digest: Digest = DIGEST
) -> tuple[list[PlannedBatch], dict[Exclusion, int]]:
    contents = audience.contents(of, aliases={}, themes=("gazette", "plain"))
    planned = list(audience.batches(of, candidates, digest=digest, slot=slot, contents=contents, due=due, now=now))
    batches = [p for p in planned if isinstance(p, PlannedBatch)]
    return batches, {p.reason: p.count for p in planned if isinstance(p, Excluded)}


def test_readers_without_wishes_are_one_batch_at_the_digests_hour():
    batches, excluded = plan(candidate(3), candidate(1), candidate(2))
    everything = Segment(topics=(), locale="en", theme="gazette")
    assert batches == [PlannedBatch(segment=everything, due_at=SLOT.send_at, subscriptions=(1, 2, 3))]
    assert excluded == {}


def test_a_reader_on_two_lists_gets_one_copy_by_the_older_subscriptions_preferences():
    batches, excluded = plan(candidate(9, subscriber=4, topics=("Sport",)), candidate(2, subscriber=4))
    assert [(b.segment.topics, b.subscriptions) for b in batches] == [(("Sport",), (9,))]
    assert excluded == {Exclusion.DUPLICATE: 1}


def test_a_pause_on_the_older_list_is_not_undone_by_the_younger_one():
    batches, excluded = plan(candidate(1, subscriber=4, paused_until=date(2026, 4, 1)), candidate(2, subscriber=4))
    assert batches == []
    assert excluded == {Exclusion.PAUSED: 1, Exclusion.DUPLICATE: 1}


def test_suppression_wins_over_everything():
    batches, excluded = plan(candidate(1, suppressed=True), candidate(2, suppressed=True, paused_until=date.max))
    assert batches == []
    assert excluded == {Exclusion.SUPPRESSED: 2}


@pytest.mark.parametrize(("until", "gets"), [(date(2026, 3, 11), False), (date(2026, 3, 10), True), (None, True)])
def test_a_pause_ends_on_the_day_it_names(until, gets):
    batches, _ = plan(candidate(1, paused_until=until))
    assert bool(batches) is gets


def test_whoever_chose_only_topics_without_a_story_today_gets_no_empty_mail():
    _, excluded = plan(candidate(1, topics=("Science",)))
    assert excluded == {Exclusion.NOTHING_TO_READ: 1}


def test_an_edition_without_stories_goes_to_nobody():
    _, excluded = plan(candidate(1), candidate(2, topics=("World",)), of=edition())
    assert excluded == {Exclusion.NOTHING_TO_READ: 2}


@pytest.mark.parametrize(
    ("chosen", "topics"),
    [
        ((), ()),
        (("Sport", "World"), ("World", "Sport")),
        (("World", "Science"), ("World",)),
        (("Sport", "Business", "World"), ()),
        (("World", "Business", "Science", "Sport"), ()),
        (("Gardening",), ()),
        (("Gardening", "World"), ("World",)),
    ],
)
def test_choices_that_come_to_the_same_mail_are_the_same_segment(chosen, topics):
    found = segment(Preferences(topics=chosen), DIGEST, CONTENTS)
    assert found is not None
    assert found.topics == topics


def test_locale_and_due_time_set_batches_apart_and_the_earliest_comes_first():
    batches, _ = plan(candidate(1, hour=time(2)), candidate(2), candidate(3, locale="de"), candidate(4, hour=time(2)))
    assert [(b.due_at.hour, b.segment.locale, b.subscriptions) for b in batches] == [
        (6, "de", (3,)),
        (6, "en", (2,)),
        (8, "en", (1, 4)),
    ]


def test_of_a_late_edition_what_is_overdue_is_due_now():
    """Retries count from the due time, so an old one would leave none."""
    late = SLOT.send_at + timedelta(hours=3)
    batches, _ = plan(candidate(1), candidate(2, hour=time(1)), candidate(3, hour=time(5)), now=late)
    assert [(b.due_at, b.subscriptions) for b in batches] == [
        (late, (1, 2)),
        (SLOT.send_at + timedelta(hours=5), (3,)),
    ]


WEEK = tuple(Weekday)
MARCH = (9, 10, 11, 12, 13, 14, 15)  # Monday to Sunday


@pytest.mark.parametrize(
    ("pace", "days", "daily", "weekly"),
    [
        (Pace.EACH, WEEK, MARCH, ()),
        (Pace.WEEKDAYS, WEEK, MARCH[:5], ()),
        (Pace.WEEKLY, WEEK, (), (15,)),
        (Pace.WEEKLY, (Weekday.MON, Weekday.WED, Weekday.FRI), (), (13,)),
        (Pace.WEEKLY, (Weekday.MON,), (9,), ()),
        (Pace.BIG, WEEK, (), ()),
    ],
)
def test_each_pace_has_its_days_and_its_span(pace, days, daily, weekly):
    digest = replace(DIGEST, days=days)
    gets = {d: spans_of(digest, date(2026, 3, d), pace=pace) for d in MARCH if WEEK[d - 9] in days}
    assert tuple(d for d, spans in gets.items() if Span.DAY in spans) == daily
    assert tuple(d for d, spans in gets.items() if Span.WEEK in spans) == weekly
    assert all(len(spans) <= 1 for spans in gets.values())


def spans_of(digest: Digest, day: date, **preferences: Any) -> list[Span]:
    """Of all editions of a date those that a reader gets."""
    slots = {span: world.slot(date=day, span=span) for span in Span}
    return [span for span, slot in slots.items() if plan(candidate(1, **preferences), slot=slot, digest=digest)[0]]


@pytest.mark.parametrize(
    ("pace", "since", "until", "day", "gets"),
    [
        (Pace.EACH, 3, 10, 9, []),
        (Pace.EACH, 3, 10, 10, [Span.CATCH_UP_FORTNIGHT]),
        (Pace.EACH, 4, 10, 10, [Span.CATCH_UP_WEEK]),
        (Pace.EACH, 3, 10, 11, [Span.DAY]),
        (Pace.WEEKDAYS, 3, 7, 7, []),
        (Pace.WEEKDAYS, 3, 7, 9, [Span.CATCH_UP_WEEK]),
        (Pace.WEEKDAYS, 3, 7, 10, [Span.DAY]),
        (Pace.WEEKLY, 3, 11, 11, []),
        (Pace.WEEKLY, 3, 11, 15, [Span.CATCH_UP_FORTNIGHT]),
        (Pace.WEEKLY, 3, 11, 22, [Span.WEEK]),
        (Pace.EACH, None, 10, 10, [Span.DAY]),
    ],
)
def test_the_first_edition_after_a_pause_covers_it_and_no_other_comes_that_day(pace, since, until, day, gets):
    found = spans_of(
        DIGEST,
        date(2026, 3, day),
        pace=pace,
        paused_since=since and date(2026, 3, since),
        paused_until=date(2026, 3, until),
    )
    assert found == gets


def test_a_pause_longer_than_a_month_is_caught_up_with_as_far_as_a_month():
    away: dict[str, Any] = {"paused_since": date(2025, 6, 1), "paused_until": SLOT.date}
    assert spans_of(DIGEST, SLOT.date, **away) == [Span.CATCH_UP_MONTH]


def test_of_the_days_edition_the_accounting_says_who_catches_up():
    away: dict[str, Any] = {"paused_since": date(2026, 3, 8), "paused_until": SLOT.date}
    _, excluded = plan(candidate(1, **away), candidate(2))
    assert excluded == {Exclusion.CATCHES_UP: 1}


def test_batches_are_full_at_a_thousand_and_none_is_larger():
    batches, _ = plan(*map(candidate, range(2_500)))
    assert [len(batch.subscriptions) for batch in batches] == [1_000, 1_000, 500]


PREFERENCES = st.fixed_dictionaries(
    {},
    optional={
        "topics": st.lists(st.sampled_from([*DIGEST.topics, "Gone"]), unique=True).map(tuple),
        "hour": st.sampled_from([time(0), time(5)]),
        "locale": st.sampled_from(["en", "de"]),
        "pace": st.sampled_from(Pace),
        "paused_until": st.dates(date(2026, 3, 1), date(2026, 3, 20)),
        "suppressed": st.booleans(),
    },
)


@given(st.lists(st.tuples(st.integers(0, 20), PREFERENCES), max_size=60))
def test_candidates_are_batched_plus_excluded_and_no_reader_is_in_two_batches(people):
    ordered = sorted(people, key=lambda each: each[0])
    candidates = [candidate(n, subscriber=who, **how) for n, (who, how) in enumerate(ordered)]
    batches, excluded = plan(*candidates)
    batched = [s for batch in batches for s in batch.subscriptions]
    assert len(batched) == len(set(batched))
    assert len(batched) + sum(excluded.values()) == len(candidates)
    readers = Counter(candidates[s].subscriber for s in batched)
    assert all(times == 1 for times in readers.values())
