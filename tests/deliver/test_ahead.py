"""Mails that are handed to SendGrid before their hour: what is in doubt, or must not leave, is called back."""

import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from digest import deliver
from digest.deliver import Recalled
from digest.deliver.journal import Journal
from digest.deliver.transports.protocol import ACCEPTED, Mail
from digest.deliver.transports.sendgrid import DOUBTS_MAX, SendGrid
from digest.deliver.transports.sendgrid_ahead import Ahead
from digest.errors import TransportError
from digest.model.delivery import KeptState, OutcomeState
from digest.model.edition import EditionState
from digest.model.people import SuppressionReason
from digest.model.transport import Transport, TransportKind
from digest.store import Store, batches, claims, editions, kept, open_store, outcomes, pauses, suppressions
from digest.store.claims import Claim
from tests import world as builders
from tests.deliver import scene, world
from tests.deliver.peers import sendgrid
from tests.deliver.peers.sendgrid import CANCEL_PATH, CLOSE_AFTER, CLOSE_BEFORE, IDS_PATH, Beside, Log, Trouble
from tests.deliver.world import DUE, EDITION

AHEAD = timedelta(hours=2)
EARLY = DUE - timedelta(hours=1)
READERS = [f"reader{n}@post.example.pub" for n in range(6)]


@pytest.fixture
def ledger(sqlite_url: str):
    """Where the database makes no difference."""
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


def untroubled(*_: object) -> None: ...


def at(number: int, fault: object) -> Trouble:
    return lambda n, _made: fault if n == number else None  # type: ignore[return-value]


def account(port: int, *, now: Callable[[], float] = EARLY.timestamp) -> SendGrid:
    way = Transport(
        name="sg",
        kind=TransportKind.SENDGRID,
        host="127.0.0.1",
        port=port,
        connections=1,
        timeout_s=2,
        ahead_minutes=120,
    )
    return SendGrid(way, api_key="SG.key", now=now)


def looked_after(store: Store, way: SendGrid, now: datetime) -> Recalled:
    found = deliver.recall(store, EDITION, way.keeping, clock=lambda: now)
    way.close()
    return found


def sent(
    store: Store, folder: Path, trouble: Trouble = untroubled, *, beside: Beside = untroubled, now=EARLY
) -> tuple[dict[str, int], Log]:
    """What becomes of six readers in batches of two, an hour before theirs; the log is of the time after it."""
    world.frozen(store, world.readers(store, 6), size=2)
    with sendgrid.running(trouble, beside=beside) as server, suppress(TransportError):
        world.send(store, account(server.port), folder, now=now, ahead=AHEAD)
    assert server.log.readers == []
    server.log.pass_time(int(DUE.timestamp()))
    return world.outcomes(deliver.tally(store, EDITION)), server.log


def test_an_edition_is_handed_over_ahead_and_leaves_at_its_hour(store: Store, tmp_path: Path):
    counts, log = sent(store, tmp_path)
    assert counts == {"accepted": 6}
    assert sorted(log.readers) == READERS
    assert [made["batch_id"] for made in log.requests] == ["id-1"] * 3
    assert {made["send_at"] for made in log.requests} == {DUE.timestamp()}


@pytest.mark.parametrize("fault", [CLOSE_BEFORE, CLOSE_AFTER, (503, {})])
def test_what_has_no_answer_is_called_back_and_sent_once_under_another_id(ledger: Store, tmp_path: Path, fault):
    counts, log = sent(ledger, tmp_path, at(2, fault))
    assert counts == {"accepted": 6}
    assert log.cancelled == {"id-1"}
    assert sorted(log.readers) == READERS


@pytest.mark.parametrize("fault", [CLOSE_BEFORE, CLOSE_AFTER, (500, {}), (400, {})])
def test_what_cannot_be_called_back_for_certain_is_unknown_by_name_until_the_service_says(
    ledger: Store, tmp_path: Path, fault
):
    world.frozen(ledger, world.readers(ledger, 6), size=2)
    faults = {CANCEL_PATH: fault}
    with sendgrid.running(at(2, CLOSE_AFTER), beside=faults.get) as server:
        way = account(server.port)
        counts = world.outcomes(world.send(ledger, way, tmp_path, now=EARLY, ahead=AHEAD))
        assert counts == {"accepted": 4, "unknown": 2}
        assert scene.unknown(ledger) == {"reader2@post.example.pub", "reader3@post.example.pub"}
        faults.clear()
        counts = world.outcomes(world.send(ledger, way, tmp_path, now=EARLY, ahead=AHEAD))
    server.log.pass_time(int(DUE.timestamp()))
    assert counts == {"accepted": 6}
    assert sorted(server.log.readers) == READERS


@pytest.mark.parametrize("fault", [CLOSE_BEFORE, CLOSE_AFTER])
def test_when_it_is_too_late_the_service_is_only_asked(ledger: Store, tmp_path: Path, fault):
    """What had been called back in time goes at its hour; what had not is as it was."""
    world.frozen(ledger, world.readers(ledger, 6), size=2)
    faults = {CANCEL_PATH: fault}
    with sendgrid.running(at(2, CLOSE_AFTER), beside=faults.get) as server:
        world.send(ledger, account(server.port), tmp_path, now=EARLY, ahead=AHEAD)
        faults.clear()
        world.send(ledger, account(server.port), tmp_path, now=DUE - timedelta(minutes=11), ahead=AHEAD)
        server.log.pass_time(int(DUE.timestamp()))
        counts = world.outcomes(world.send(ledger, account(server.port), tmp_path, now=DUE, ahead=AHEAD))
    assert counts == ({"accepted": 6} if fault == CLOSE_AFTER else {"accepted": 4, "unknown": 2})
    assert sorted(server.log.readers) == READERS


def test_a_service_that_says_nothing_until_it_is_too_late_leaves_all_of_it_unknown_by_name(
    ledger: Store, tmp_path: Path
):
    world.frozen(ledger, world.readers(ledger, 6), size=2)
    with sendgrid.running(at(2, CLOSE_AFTER), beside={CANCEL_PATH: (500, {})}.get) as server:
        for now in (EARLY, DUE, DUE + timedelta(hours=1)):
            counts = world.outcomes(world.send(ledger, account(server.port), tmp_path, now=now, ahead=AHEAD))
    assert counts == {"accepted": 2, "unknown": 4}, "what came after the doubt went under another id"
    assert scene.unknown(ledger) == set(READERS[:4])


def test_a_service_that_calls_back_no_more_lets_it_leave_and_says_so(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, 6), size=2)
    with sendgrid.running(at(2, CLOSE_AFTER)) as server:
        server.log.cancelled |= {f"other {n}" for n in range(sendgrid.CANCELLED_MAX)}
        way = account(server.port)
        counts = world.outcomes(world.send(ledger, way, tmp_path, now=EARLY, ahead=AHEAD))
        assert counts == {"accepted": 4, "unknown": 2}
        assert looked_after(ledger, way, EARLY).leaving == 1
    server.log.pass_time(int(DUE.timestamp()))
    assert sorted(server.log.readers) == READERS


@pytest.mark.parametrize("fault", [CLOSE_BEFORE, (500, {}), (400, {}), (429, {}), (403, {})])
def test_without_an_id_nothing_is_handed_over_and_nobody_is_unknown(ledger: Store, tmp_path: Path, fault):
    counts, log = sent(ledger, tmp_path, beside=lambda path: fault if path == IDS_PATH else None)
    assert counts == {"queued": 6}
    assert log.seen == 0


def test_a_service_that_never_answers_is_left_alone_with_everything_called_back(ledger: Store, tmp_path: Path):
    counts, log = sent(ledger, tmp_path, lambda _n, _made: CLOSE_AFTER)
    assert counts == {"queued": 6}
    assert log.seen == DOUBTS_MAX
    assert log.cancelled == set(log.ids)
    assert log.readers == []


@pytest.mark.parametrize("minutes", [-121, -14, -1])
def test_hours_that_are_too_near_or_too_far_are_waited_for(store: Store, tmp_path: Path, minutes: int):
    counts, log = sent(store, tmp_path, now=DUE + timedelta(minutes=minutes))
    assert counts == {"queued": 6}
    assert log.seen == 0


def test_what_was_given_back_ahead_leaves_no_sooner_than_its_hour(store: Store, tmp_path: Path):
    sent(store, tmp_path, lambda _n, _made: (429, {}))
    with sendgrid.running() as server:
        near = world.send(store, account(server.port), tmp_path, now=DUE - timedelta(minutes=5), ahead=AHEAD)
        assert (world.outcomes(near), server.log.seen) == ({"queued": 6}, 0)
        due = world.send(store, account(server.port), tmp_path, now=DUE, ahead=AHEAD)
        assert world.outcomes(due) == {"accepted": 6}
    assert sorted(server.log.readers) == READERS
    assert all("send_at" not in made for made in server.log.requests)


def test_a_refused_address_costs_the_others_nothing_ahead_either(ledger: Store, tmp_path: Path):
    ids = world.readers(ledger, 3)
    world.frozen(ledger, ids)
    with ledger.write() as db:
        db.exec_driver_sql("UPDATE subscribers SET email = 'bad1@post.example.pub' WHERE name = 'Reader 1'")
    with sendgrid.running() as server:
        counts = world.outcomes(world.send(ledger, account(server.port), tmp_path, now=EARLY, ahead=AHEAD))
    assert counts == {"accepted": 2, "rejected": 1}
    server.log.pass_time(int(DUE.timestamp()))
    assert sorted(server.log.readers) == ["reader0@post.example.pub", "reader2@post.example.pub"]
    with ledger.read() as db:
        assert len(outcomes.of_edition(db, EDITION, OutcomeState.REJECTED)) == 1


@pytest.fixture
def handed(store: Store, tmp_path: Path):
    """(store, account, log) of an edition to six readers that is handed over, two under each of three batches."""
    world.frozen(store, world.readers(store, 6), size=2)
    with store.write() as db:
        editions.put(db, builders.edition(state=EditionState.SENDING), now=EARLY)
    with sendgrid.running() as server:
        way = account(server.port)
        world.send(store, way, tmp_path, now=EARLY, ahead=AHEAD)
        yield store, way, server.log


Handed = tuple[Store, SendGrid, Log]


def counted(store: Store) -> dict[str, int]:
    return world.outcomes(deliver.tally(store, EDITION))


def test_a_pause_calls_back_what_was_handed_over_and_it_is_sent_once_when_it_is_lifted(handed: Handed, tmp_path: Path):
    store, way, log = handed
    with store.write() as db:
        pauses.pause(db, EDITION, "a wrong headline", now=EARLY)
    assert looked_after(store, way, EARLY).queued == 6
    assert counted(store) == {"queued": 6}
    assert looked_after(store, way, EARLY) == Recalled()
    with store.write() as db:
        pauses.lift(db, EDITION, now=EARLY)
    world.send(store, way, tmp_path, now=EARLY, ahead=AHEAD)
    log.pass_time(int(DUE.timestamp()))
    assert sorted(log.readers) == READERS
    assert counted(store) == {"accepted": 6}


def test_a_cancelled_edition_is_called_back_and_each_reader_is_named(handed: Handed, tmp_path: Path):
    store, way, log = handed
    with store.write() as db:
        editions.put(db, builders.edition(state=EditionState.CANCELLED, version=2), now=EARLY)
    assert looked_after(store, way, EARLY).skipped == 6
    world.send(store, way, tmp_path, now=EARLY, ahead=AHEAD)
    log.pass_time(int(DUE.timestamp()))
    assert log.readers == []
    assert counted(store) == {"skipped": 6}
    with store.read() as db:
        assert {(one.code, one.detail) for one in outcomes.of_edition(db, EDITION, OutcomeState.SKIPPED)} == {
            ("cancelled", "called back")
        }


def test_a_sent_edition_that_is_called_back_is_on_its_way_again(handed: Handed):
    store, way, _ = handed
    with store.write() as db:
        editions.put(db, builders.edition(state=EditionState.SENT, version=2), now=EARLY)
        pauses.pause(db, EDITION, "a wrong headline", now=EARLY)
    looked_after(store, way, EARLY)
    with store.read() as db:
        found = editions.by_id(db, EDITION)
    assert found
    assert found.state is EditionState.SENDING


def test_ten_minutes_before_its_hour_a_pause_comes_too_late_and_says_so(handed: Handed):
    store, way, log = handed
    with store.write() as db:
        pauses.pause(db, EDITION, "a wrong headline", now=EARLY)
    assert looked_after(store, way, DUE - timedelta(minutes=11)).leaving == 1
    log.pass_time(int(DUE.timestamp()))
    assert sorted(log.readers) == READERS
    assert counted(store) == {"accepted": 6}


def test_who_leaves_until_the_last_look_gets_nothing_and_the_others_one(handed: Handed, tmp_path: Path):
    store, way, log = handed
    complains(store, 3)
    assert looked_after(store, way, DUE - timedelta(minutes=21)).queued == 0
    assert looked_after(store, way, DUE - timedelta(minutes=20)).queued == 6
    world.send(store, way, tmp_path, now=DUE - timedelta(minutes=19), ahead=AHEAD)
    complains(store, 4)
    assert looked_after(store, way, DUE - timedelta(minutes=18)).queued == 0, "the service has but ten ids"
    log.pass_time(int(DUE.timestamp()))
    assert sorted(log.readers) == [one for one in READERS if one != "reader3@post.example.pub"]
    assert counted(store) == {"accepted": 5, "skipped": 1}


def test_where_nobody_left_nothing_is_called_back(handed: Handed):
    store, way, log = handed
    looked_after(store, way, DUE - timedelta(minutes=20))
    assert log.cancelled == set()


def test_an_id_that_a_living_sender_works_with_is_left_to_it_and_gets_nothing_more(handed: Handed):
    store, way, log = handed
    with store.write() as db:
        pauses.pause(db, EDITION, "a wrong headline", now=EARLY)
        first = batches.of_edition(db, EDITION)[0]
        db.exec_driver_sql(
            f"UPDATE batches SET state = 'claimed', accepted = 0, owner = 'somebody', epoch = epoch + 1, "
            f"lease_until = '2026-03-10 05:04:00' WHERE id = {first.id}"
        )
    assert looked_after(store, way, EARLY).queued == 0
    assert log.cancelled == set()
    with store.write() as db:
        assert not kept.put(db, "id-1", first)
    looked_after(store, way, EARLY + timedelta(minutes=5))
    assert log.cancelled == {"id-1"}
    assert counted(store) == {"queued": 6}


def test_a_sender_that_lost_its_batch_while_it_asked_for_an_id_notes_nothing_about_it(ledger: Store, tmp_path: Path):
    """Else what the other sender handed over would be called back with an id that nothing is under."""
    world.frozen(ledger, world.readers(ledger, 2))
    ahead = (EARLY, DUE)

    def claimed(now: datetime) -> Claim:
        with ledger.write() as db:
            taken = claims.claim(db, EDITION, owner="one", now=now, lease=timedelta(minutes=5), window=200, ahead=ahead)
        assert taken
        return taken

    frozen, other = claimed(EARLY), claimed(EARLY + timedelta(minutes=5))
    with ledger.write() as db:
        kept.open_(db, "id", EDITION, leaves_at=DUE, now=EARLY)
        assert not kept.put(db, "id", frozen.batch)
        assert batches.of_edition(db, EDITION)[0].kept == ""
        assert kept.put(db, "id", other.batch)


def test_what_a_dead_sender_was_told_proves_nothing_once_it_was_called_back(handed: Handed, tmp_path: Path):
    """It was accepted under one id, called back, and is in doubt under another."""
    store, way, _ = handed
    with store.write() as db:
        pauses.pause(db, EDITION, "a wrong headline", now=EARLY)
    looked_after(store, way, EARLY)
    with store.write() as db:
        first = batches.of_edition(db, EDITION)[0]
        db.exec_driver_sql(
            "INSERT INTO exceptions (batch, subscription, state, code, detail, at) "
            f"SELECT id, {first.subscriptions[0]}, 'unknown', '', '', due_at FROM batches WHERE id = {first.id}"
        )
    with Journal(tmp_path / "journal", owner="dead", evidence=False) as journal:
        told = (Mail(first.id, 0, None, None),)  # type: ignore[arg-type]  # a journal asks for no more
        journal.intent(told)
        journal.answer(told, ACCEPTED)
    assert deliver.recover(store, tmp_path / "journal", now=EARLY) == 1
    assert counted(store) == {"queued": 5, "unknown": 1}


def test_a_batch_of_which_something_was_handed_over_waits_for_its_hour(ledger: Store, tmp_path: Path):
    """To call its id back would undo what was handed over before."""
    world.frozen(ledger, world.readers(ledger, 4), size=2)
    with ledger.write() as db:
        first, second = batches.of_edition(db, EDITION)
        db.exec_driver_sql(f"UPDATE batches SET accepted = 1, accepted_bits = x'01' WHERE id = {first.id}")
        db.exec_driver_sql(
            "INSERT INTO exceptions (batch, subscription, state, code, detail, at) "
            f"SELECT id, {second.subscriptions[0]}, 'unknown', '', '', due_at FROM batches WHERE id = {second.id}"
        )
    with sendgrid.running() as server:
        counts = world.outcomes(world.send(ledger, account(server.port), tmp_path, now=EARLY, ahead=AHEAD))
        assert (counts, server.log.seen) == ({"queued": 2, "accepted": 1, "unknown": 1}, 0)


def test_whoever_comes_after_a_crash_in_the_middle_goes_on(handed: Handed, tmp_path: Path):
    store, way, log = handed
    with store.write() as db:
        pauses.pause(db, EDITION, "a wrong headline", now=EARLY)

    class Crashes(Ahead):
        def call_back(self, id: str) -> bool | None:
            super().call_back(id)
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        deliver.recall(store, EDITION, Crashes(way.ask, where=""), clock=lambda: EARLY)
    assert log.cancelled == {"id-1"}
    with store.write() as db:
        pauses.lift(db, EDITION, now=EARLY)
    world.send(store, way, tmp_path, now=EARLY, ahead=AHEAD)
    log.pass_time(int(DUE.timestamp()))
    assert sorted(log.readers) == READERS
    assert counted(store) == {"accepted": 6}


def test_an_id_that_was_called_back_is_forgotten_an_hour_after_it(handed: Handed):
    """The service remembers but ten."""
    store, way, log = handed
    with store.write() as db:
        pauses.pause(db, EDITION, "a wrong headline", now=EARLY)
    looked_after(store, way, EARLY)
    log.pass_time(int(DUE.timestamp()))
    looked_after(store, way, DUE + timedelta(minutes=59))
    assert log.cancelled == {"id-1"}
    looked_after(store, way, DUE + timedelta(minutes=60))
    assert log.cancelled == set()
    with store.read() as db:
        assert kept.unsettled(db) == ()
        assert [one.state for one in kept.of_edition(db, EDITION)] == [KeptState.FREED]


def test_what_a_lost_machine_handed_over_ahead_is_called_back(ledger: Store, tmp_path: Path):
    """Its journal is lost with it; the id is in the database before anything goes under it."""
    world.frozen(ledger, world.readers(ledger, 6), size=2)
    url = f"sqlite:///{tmp_path}/digest.db"
    with scene.service_ahead(url, tmp_path) as here:
        assert here.run(kill_at=3) == -signal.SIGKILL
        for journal in (tmp_path / "journal").iterdir():
            journal.unlink()
        way = account(here.port)
        counts = world.outcomes(world.send(ledger, way, tmp_path, now=EARLY, ahead=AHEAD))
        assert counts["sending"] > 0
        counts = world.outcomes(world.send(ledger, way, tmp_path, now=EARLY + timedelta(minutes=6), ahead=AHEAD))
        assert counts == {"accepted": 6}
        here.hour_comes()
    assert sorted(here.readers) == READERS


def complains(store: Store, number: int) -> None:
    with store.write() as db:
        suppressions.add(db, f"key {number}", SuppressionReason.COMPLAINT, now=EARLY)
