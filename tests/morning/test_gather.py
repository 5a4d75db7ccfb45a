"""Weekly readers and readers back from a pause get one edition over their span, once, whoever looks and when."""

import email
import email.policy
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest

from digest import store
from digest.model.edition import Edition, EditionState, Span
from digest.model.people import Pace, Preferences
from digest.morning import jobs
from digest.people import choose
from digest.runtime import Runtime
from tests import newsroom
from tests.morning.test_jobs import Hands, tick
from tests.world import at

MONDAY, TUESDAY = at("2026-03-09 07:00 Europe/Berlin"), at("2026-03-10 07:00 Europe/Berlin")
WEEK = "morning/2026-03-10/week"
BACK = "morning/2026-03-10/catch-up-7"

FEED = newsroom.items("World", 5, day="2026-03-08")
TUESDAYS = newsroom.items("World", 5, day="2026-03-09")


@pytest.fixture
def clock() -> Hands:
    return Hands(MONDAY)


@pytest.fixture
def open_service(tmp_path: Path, clock: Hands) -> Iterator[Callable[[], Runtime]]:
    """Services on one newsroom whose digest comes out on Mondays and Tuesdays."""
    newsroom.make(tmp_path, feeds={"gazette": FEED}, digest='days = ["mon", "tue"]\nwindow_hours = 24')
    (tmp_path / "subscribers" / "readers.csv").write_text(
        "email,name,pace\nada@example.com,Ada,\nbo@example.com,Bo,weekly\nida@example.com,Ida,\n"
    )
    with ExitStack() as stack:
        numbers = count(1)

        def opened() -> Runtime:
            runtime = stack.enter_context(newsroom.opened(tmp_path / "config.toml", clock=clock))
            runtime.owner = f"service {next(numbers)}"
            return runtime

        yield opened


def on_tuesday(folder: Path, clock: Hands) -> None:
    """The next day, with its news."""
    newsroom.feed(folder / "gazette.xml", "Gazette", [*FEED, *TUESDAYS])
    clock.now = TUESDAY


def edition(runtime: Runtime, id: str) -> Edition | None:
    with runtime.store.read() as db:
        return store.editions.by_id(db, id)


def mails(folder: Path) -> dict[str, list[str]]:
    """Who got which editions, by the first name."""
    got: dict[str, list[str]] = {}
    for file in sorted(folder.glob("var/outbox/morning/**/*.eml")):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        name = str(message["To"]).partition(" ")[0]
        got.setdefault(name, []).append(str(file.parent.relative_to(folder / "var/outbox/morning")))
    return got


def pause(runtime: Runtime, name: str, until: date | None) -> Preferences:
    with runtime.store.read() as db:
        found = store.people.find(db, f"{name}@example.com", "readers")
    assert found
    choose.choose(runtime, found.id, Preferences(pace=found.preferences.pace, paused_until=until))
    with runtime.store.read() as db:
        after = store.people.subscription(db, found.id)
    assert after
    return after.preferences


def test_a_weekly_reader_gets_the_week_and_a_reader_back_from_a_pause_what_was_missed(open_service, clock, tmp_path):
    runtime = open_service()
    clock.now = MONDAY - timedelta(minutes=30)
    tick(runtime)  # the list is read with the first draft
    pause(runtime, "ida", date(2026, 3, 10))
    clock.now = MONDAY
    tick(runtime)
    on_tuesday(tmp_path, clock)
    tick(runtime)
    assert mails(tmp_path) == {
        "Ada": ["2026-03-09", "2026-03-10"],
        "Bo": ["2026-03-10/week"],
        "Ida": ["2026-03-10/catch-up-7"],
    }
    week, monday, tuesday = (edition(runtime, id) for id in (WEEK, "morning/2026-03-09", "morning/2026-03-10"))
    assert week
    assert monday
    assert tuesday
    told = [story.id for story in (*monday.stories, *tuesday.stories)]
    assert sorted(story.id for story in week.stories) == sorted(set(told))
    assert len(week.stories) > max(len(monday.stories), len(tuesday.stories))
    back = edition(runtime, BACK)
    assert back
    assert back.stories == week.stories


def test_two_services_and_many_ticks_make_one_edition_a_span_and_one_mail_a_reader(open_service, clock, tmp_path):
    one, two = open_service(), open_service()
    for service in (one, two):
        tick(service)
    on_tuesday(tmp_path, clock)
    for clock.now in (TUESDAY, TUESDAY + timedelta(minutes=1), TUESDAY + timedelta(hours=3)):
        for service in (two, one):
            tick(service)
    assert mails(tmp_path)["Bo"] == ["2026-03-10/week"]
    found = edition(two, WEEK)
    assert found
    assert found.state is EditionState.SENT


def test_where_the_days_edition_fails_the_week_follows_without_it_when_its_time_is_over(open_service, clock, tmp_path):
    runtime = open_service()
    tick(runtime)
    # No news on Tuesday: its edition is held for want of stories.
    for clock.now in (TUESDAY, TUESDAY + timedelta(hours=5)):
        tick(runtime)
    assert edition(runtime, WEEK) is None
    clock.now = TUESDAY + timedelta(hours=7)
    tick(runtime)
    assert mails(tmp_path)["Bo"] == ["2026-03-10/week"]


@pytest.mark.parametrize(("late", "got"), [(timedelta(hours=40), ["2026-03-10/week"]), (timedelta(days=2), [])])
def test_a_week_goes_out_a_day_late_where_the_service_was_down_and_no_later(open_service, clock, tmp_path, late, got):
    """The digest comes out on Monday and Tuesday; the machine is off from Monday noon."""
    runtime = open_service()
    tick(runtime)
    clock.now = TUESDAY + late
    tick(runtime)
    assert mails(tmp_path).get("Bo", []) == got


def test_a_week_that_was_missed_goes_out_beside_the_next_weeks_first_edition(open_service, clock, tmp_path):
    config = tmp_path / "config.toml"
    config.write_text(config.read_text().replace('days = ["mon", "tue"]', 'days = ["sat", "sun", "mon"]'))
    old = newsroom.items("Technology", 5, day="2026-03-06")
    runtime = open_service()
    for clock.now, news in ((MONDAY - timedelta(days=2), old), (MONDAY, [*old, *FEED])):
        newsroom.feed(tmp_path / "gazette.xml", "Gazette", news)
        tick(runtime)
    assert mails(tmp_path)["Ada"] == ["2026-03-07", "2026-03-09"]
    assert mails(tmp_path)["Bo"] == ["2026-03-08/week"]


def test_a_span_without_an_approved_edition_is_skipped_once(open_service, clock, tmp_path):
    runtime = open_service()
    clock.now = TUESDAY - timedelta(minutes=30)
    tick(runtime)
    with runtime.store.write() as db:
        db.exec_driver_sql("UPDATE editions SET state = 'skipped'")
    clock.now = TUESDAY + timedelta(hours=8)
    table = jobs.table(runtime, lambda: False)
    table["advance"]({"digest": "morning", "date": "2026-03-10", "span": "week"})
    found = edition(runtime, WEEK)
    assert found
    assert (found.state, mails(tmp_path)) == (EditionState.SKIPPED, {})


def test_nobody_waits_for_a_span_and_none_is_made(open_service, clock, tmp_path):
    (tmp_path / "subscribers" / "readers.csv").write_text("email\nada@example.com\n")
    runtime = open_service()
    tick(runtime)
    on_tuesday(tmp_path, clock)
    tick(runtime)
    assert edition(runtime, WEEK) is None


def test_what_a_span_tells_is_not_told_again_and_stands_once_in_the_archive(open_service, clock, tmp_path):
    runtime = open_service()
    tick(runtime)
    on_tuesday(tmp_path, clock)
    tick(runtime)
    with runtime.store.read() as db:
        told = store.stories.told_by(db, "morning", after=MONDAY - timedelta(days=1), before=TUESDAY + timedelta(1))
        archived = store.editions.archived(db, "morning", limit=9)
    assert {one.edition for one in told} == {"morning/2026-03-09", "morning/2026-03-10"}
    assert [one.edition.span for one in archived].count(Span.WEEK) == 1


COMING = date(2026, 3, 10)
JUNE = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("before", "wanted", "pause"),
    [
        ((None, None), None, (None, None)),
        ((None, None), JUNE, (COMING, JUNE)),
        ((None, None), COMING, (None, None)),
        ((date(2026, 3, 2), JUNE), None, (date(2026, 3, 2), COMING)),
        ((date(2026, 3, 2), date(2026, 4, 1)), JUNE, (date(2026, 3, 2), JUNE)),
        ((date(2026, 3, 2), COMING), None, (date(2026, 3, 2), COMING)),
        ((date(2026, 3, 2), COMING), JUNE, (date(2026, 3, 2), JUNE)),
        ((date(2026, 2, 2), date(2026, 2, 9)), JUNE, (COMING, JUNE)),
        ((date(2026, 2, 2), date(2026, 2, 9)), None, (date(2026, 2, 2), date(2026, 2, 9))),
    ],
)
def test_a_pause_remembers_since_when_until_it_has_been_caught_up_with(before, wanted, pause):
    since, until = before
    kept = choose.with_pause(
        Preferences(paused_since=since, paused_until=until),
        Preferences(pace=Pace.WEEKDAYS, paused_until=wanted),
        COMING,
    )
    assert (kept.paused_since, kept.paused_until) == pause
    assert kept.pace is Pace.WEEKDAYS


def test_a_reader_who_is_back_before_their_time_catches_up_with_the_next_edition(open_service, clock, tmp_path):
    runtime = open_service()
    clock.now = MONDAY - timedelta(minutes=30)
    tick(runtime)
    assert pause(runtime, "ida", JUNE).paused_since == date(2026, 3, 9)
    clock.now = MONDAY
    tick(runtime)
    clock.now = MONDAY + timedelta(hours=3)
    assert pause(runtime, "ida", None).paused_until == date(2026, 3, 10)
    on_tuesday(tmp_path, clock)
    tick(runtime)
    assert mails(tmp_path)["Ida"] == ["2026-03-10/catch-up-7"]
