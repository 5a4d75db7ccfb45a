"""The service's own doing: what falls due, once, whoever looks and however late."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from digest import schedule, store
from digest.model.delivery import OutcomeState
from digest.model.edition import Edition, EditionState
from digest.model.secret import Secret
from digest.model.transport import Transport, TransportKind
from digest.morning import approve, forget, jobs, recall
from digest.runtime import Runtime
from tests import newsroom
from tests.deliver.peers import sendgrid
from tests.world import at


class Hands:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


CUTOFF = at("2026-03-10 06:30 Europe/Berlin")
SEND = at("2026-03-10 07:00 Europe/Berlin")


@pytest.fixture
def clock() -> Hands:
    return Hands(CUTOFF)


@pytest.fixture
def open_service(tmp_path: Path, clock: Hands) -> Iterator[Callable[..., Runtime]]:
    """Opens a service on the newsroom in `tmp_path`; several may stand beside each other."""
    with ExitStack() as stack:
        numbers = count(1)

        def opened(**options) -> Runtime:
            if not (tmp_path / "config.toml").exists():
                newsroom.make(tmp_path, **options)
            runtime = stack.enter_context(newsroom.opened(tmp_path / "config.toml", clock=clock))
            runtime.owner = f"service {next(numbers)}"
            return runtime

        yield opened


def tick(runtime: Runtime) -> None:
    """One look of the clock, with its jobs done at once."""
    table = jobs.table(runtime, lambda: False)
    for name, payload in list(jobs.due(runtime)):
        table[name](payload)


def edition(runtime: Runtime) -> Edition | None:
    with runtime.store.read() as db:
        return store.editions.by_id(db, "morning/2026-03-10")


def mails(folder: Path) -> int:
    return len(list(folder.glob("var/outbox/morning/2026-03-10/*.eml")))


def state(runtime: Runtime) -> EditionState | None:
    found = edition(runtime)
    return found.state if found else None


def test_before_the_cutoff_nothing_is_made(open_service, clock):
    runtime = open_service()
    clock.now = CUTOFF - timedelta(minutes=1)
    tick(runtime)
    assert edition(runtime) is None


def test_a_morning_by_itself_is_composed_at_its_cutoff_and_sent_at_its_hour(open_service, clock, tmp_path):
    runtime = open_service()
    tick(runtime)
    assert (state(runtime), mails(tmp_path)) == (EditionState.DRAFT, 0)
    clock.now = SEND - timedelta(seconds=1)
    tick(runtime)
    assert (state(runtime), mails(tmp_path)) == (EditionState.DRAFT, 0)
    clock.now = SEND
    tick(runtime)
    assert (state(runtime), mails(tmp_path)) == (EditionState.SENT, 2)


def test_ticks_after_the_morning_send_nothing_again(open_service, clock, tmp_path):
    runtime = open_service()
    clock.now = SEND
    tick(runtime)
    written = [file.stat().st_mtime_ns for file in tmp_path.glob("var/outbox/**/*.eml")]
    clock.now = SEND + timedelta(minutes=1)
    tick(runtime)
    assert [file.stat().st_mtime_ns for file in tmp_path.glob("var/outbox/**/*.eml")] == written


def test_two_services_by_mistake_make_one_edition_and_one_mail_a_reader(open_service, clock, tmp_path):
    one, two = open_service(), open_service()
    for now in (CUTOFF, SEND):
        clock.now = now
        tick(one)
        tick(two)
    assert mails(tmp_path) == 2
    assert state(two) is EditionState.SENT


@pytest.fixture
def ahead(open_service, clock, tmp_path):
    """(runtime, the service's log) of a morning that is approved and handed over 20 minutes before its hour."""
    (tmp_path / "key").write_text("SG.key")
    with sendgrid.running() as server:
        runtime = open_service()
        way = Transport(
            name="outbox",
            kind=TransportKind.SENDGRID,
            host="127.0.0.1",
            port=server.port,
            api_key=Secret(file=tmp_path / "key"),
            ahead_minutes=20,
        )
        runtime.settings = replace(runtime.settings, transports={"outbox": way})
        tick(runtime)
        digest = runtime.settings.digests["morning"]
        made = edition(runtime)
        assert made
        approve.approve(runtime, made, digest, schedule.slot(digest, newsroom.DAY), by="ada")
        clock.now = SEND - timedelta(minutes=21)
        tick(runtime)
        assert (state(runtime), server.log.seen) == (EditionState.APPROVED, 0)
        clock.now = SEND - timedelta(minutes=20)
        tick(runtime)
        yield runtime, server.log


def test_an_approved_edition_is_handed_to_sendgrid_ahead_and_leaves_at_its_hour(ahead):
    runtime, log = ahead
    assert (state(runtime), log.readers) == (EditionState.SENT, [])
    log.pass_time(int(SEND.timestamp()))
    assert len(set(log.readers)) == 2


def test_the_next_tick_calls_back_what_was_handed_over_of_a_paused_edition(ahead, clock):
    runtime, log = ahead
    with runtime.store.write() as db:
        store.pauses.pause(db, "morning/2026-03-10", "a wrong headline", now=clock.now)
    tick(runtime)
    assert (state(runtime), len(log.cancelled)) == (EditionState.SENDING, 1)
    with runtime.store.write() as db:
        store.pauses.lift(db, "morning/2026-03-10", now=clock.now)
    tick(runtime)
    assert state(runtime) is EditionState.SENT
    log.pass_time(int(SEND.timestamp()))
    assert len(log.readers) == len(set(log.readers)) == 2


def test_an_edition_that_is_handed_over_can_be_cancelled_until_shortly_before_its_hour(ahead):
    runtime, log = ahead
    found = edition(runtime)
    assert found
    assert recall.told(recall.cancel(runtime, found, runtime.settings.digests["morning"])).startswith("2 called back")
    tick(runtime)
    log.pass_time(int(SEND.timestamp()))
    assert (state(runtime), log.readers) == (EditionState.CANCELLED, [])


def test_what_became_of_each_delivery_is_forgotten_when_its_days_are_over(open_service, clock, tmp_path):
    """The clock of editions is of March 2026; that of what is kept is the wall's."""
    runtime = open_service()
    clock.now = SEND
    tick(runtime)
    with runtime.store.write() as db:
        db.exec_driver_sql(
            "INSERT INTO exceptions (batch, subscription, state, code, detail, at) "
            "SELECT b.id, s.id, 'rejected', '550', '', b.due_at FROM batches b, subscriptions s LIMIT 1"
        )
        db.exec_driver_sql("UPDATE batches SET accepted = accepted - 1")
    settings = runtime.settings
    runtime.settings = replace(settings, deliveries=replace(settings.deliveries, keep_days=100_000))
    assert forget.forget(runtime) == 0
    runtime.settings = replace(settings, deliveries=replace(settings.deliveries, keep_days=0))
    assert forget.forget(runtime) == 1
    with runtime.store.read() as db:
        assert dict(store.tallies.of_edition(db, "morning/2026-03-10").outcomes) == {"accepted": 1, "rejected": 1}


def test_an_edition_that_cannot_go_out_at_its_hour_is_told_to_the_operator_once(open_service, clock, tmp_path):
    file = newsroom.make(tmp_path)
    file.write_text(file.read_text().replace("[newsroom]", '[newsroom]\ncontact = "desk@news.example"'))
    runtime = open_service()
    tick(runtime)
    made = edition(runtime)
    assert made
    with runtime.store.write() as db:
        forged = replace(made, state=EditionState.APPROVED, version=made.version + 1, content_hash="of another content")
        assert store.editions.put(db, forged, now=clock.now)
    clock.now = SEND
    for _ in range(2):
        tick(runtime)
    with runtime.store.read() as db:
        alerts = [one.kind for one in store.notices.newest(db, limit=9)]
    assert (alerts, mails(tmp_path)) == (["alert"], 0)


def test_a_morning_missed_by_two_hours_is_sent_late(open_service, clock, tmp_path):
    runtime = open_service()
    clock.now = SEND + timedelta(hours=2)
    tick(runtime)
    assert (state(runtime), mails(tmp_path)) == (EditionState.SENT, 2)


def test_a_morning_missed_by_a_day_is_not_sent_any_more(open_service, clock, tmp_path):
    runtime = open_service()
    clock.now = SEND + timedelta(hours=23)
    tick(runtime)
    assert (edition(runtime), mails(tmp_path)) == (None, 0)


def test_a_restart_between_composing_and_sending_changes_nothing(open_service, clock, tmp_path):
    tick(open_service())
    clock.now = SEND
    tick(open_service())
    assert mails(tmp_path) == 2


def test_what_nobody_approved_is_held_where_the_digest_says_so_and_skipped_when_its_time_is_over(
    open_service, clock, tmp_path
):
    runtime = open_service(digest='unapproved = "hold"')
    clock.now = SEND
    tick(runtime)
    assert state(runtime) is EditionState.HELD
    clock.now = SEND + timedelta(hours=5)
    tick(runtime)
    assert state(runtime) is EditionState.HELD
    clock.now = SEND + timedelta(hours=7)
    tick(runtime)
    assert (state(runtime), mails(tmp_path)) == (EditionState.SKIPPED, 0)


def test_a_reader_with_a_later_hour_is_served_at_that_hour(open_service, clock, tmp_path):
    runtime = open_service(readers=["ada@example.com,Ada", "bo@example.org,Bo"])
    (tmp_path / "subscribers" / "readers.csv").write_text(
        "email,name,hour\nada@example.com,Ada,\nbo@example.org,Bo,09:30\n"
    )
    clock.now = SEND
    tick(runtime)
    assert (state(runtime), mails(tmp_path)) == (EditionState.SENDING, 1)
    with runtime.store.read() as db:
        assert dict(store.tallies.of_edition(db, "morning/2026-03-10").outcomes)[OutcomeState.QUEUED] == 1
    clock.now = at("2026-03-10 09:30 Europe/Berlin")
    tick(runtime)
    assert (state(runtime), mails(tmp_path)) == (EditionState.SENT, 2)


def test_a_service_that_is_told_to_stop_begins_no_further_step(open_service, clock, tmp_path):
    runtime = open_service()
    clock.now = SEND
    table = jobs.table(runtime, lambda: True)
    for name, payload in list(jobs.due(runtime)):
        if name == "advance":
            table[name](payload)
    assert (edition(runtime), mails(tmp_path)) == (None, 0)
