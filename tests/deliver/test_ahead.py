"""Mails that are handed to SendGrid before their hour: what is in doubt is cancelled, and goes under another id."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from digest import deliver
from digest.deliver.transports.sendgrid import DOUBTS_MAX, SendGrid
from digest.errors import TransportError
from digest.model.delivery import OutcomeState
from digest.model.settings import Transport, TransportKind
from digest.store import Store, open_store, outcomes
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


def sent(
    store: Store, folder: Path, trouble: Trouble = untroubled, *, beside: Beside = untroubled, now=EARLY, says=EARLY
) -> tuple[dict[str, int], Log]:
    """What becomes of six readers in batches of two, an hour before theirs; the log is of the time after it."""
    world.frozen(store, world.readers(store, 6), size=2)
    with sendgrid.running(trouble, beside=beside) as server, suppress(TransportError):
        world.send(store, account(server.port, now=says.timestamp), folder, now=now, ahead=AHEAD)
    assert server.log.readers == []
    server.log.pass_time(int(DUE.timestamp()))
    return world.outcomes(deliver.tally(store, EDITION)), server.log


def test_an_edition_is_handed_over_ahead_and_leaves_at_its_hour(store: Store, tmp_path: Path):
    counts, log = sent(store, tmp_path)
    assert counts == {"accepted": 6}
    assert sorted(log.readers) == READERS
    assert [made["batch_id"] for made in log.requests] == log.ids == ["id-1", "id-2", "id-3"]
    assert {made["send_at"] for made in log.requests} == {DUE.timestamp()}


@pytest.mark.parametrize("fault", [CLOSE_BEFORE, CLOSE_AFTER, (503, {})])
def test_what_has_no_answer_is_cancelled_and_sent_once_under_another_id(ledger: Store, tmp_path: Path, fault):
    counts, log = sent(ledger, tmp_path, at(2, fault))
    assert counts == {"accepted": 6}
    assert log.cancelled == {"id-2"}
    assert sorted(log.readers) == READERS


@pytest.mark.parametrize("fault", [CLOSE_BEFORE, CLOSE_AFTER, (500, {}), (400, {})])
def test_what_cannot_be_cancelled_for_certain_is_unknown_by_name(ledger: Store, tmp_path: Path, fault):
    counts, log = sent(ledger, tmp_path, at(2, CLOSE_AFTER), beside=lambda path: fault if path == CANCEL_PATH else None)
    assert counts == {"accepted": 4, "unknown": 2}
    assert scene.unknown(ledger) == {"reader2@post.example.pub", "reader3@post.example.pub"}
    assert len(log.readers) == len(set(log.readers))


@pytest.mark.parametrize("fault", [CLOSE_BEFORE, (500, {}), (400, {}), (429, {}), (403, {})])
def test_without_an_id_nothing_is_handed_over_and_nobody_is_unknown(ledger: Store, tmp_path: Path, fault):
    counts, log = sent(ledger, tmp_path, beside=lambda path: fault if path == IDS_PATH else None)
    assert counts == {"queued": 6}
    assert log.seen == 0


def test_a_service_that_never_answers_is_left_alone_with_everything_cancelled(ledger: Store, tmp_path: Path):
    counts, log = sent(ledger, tmp_path, lambda _n, _made: CLOSE_AFTER)
    assert counts == {"queued": 6}
    assert len(log.cancelled) == DOUBTS_MAX
    assert log.readers == []


def test_too_near_its_hour_a_request_without_an_answer_is_unknown(ledger: Store, tmp_path: Path):
    counts, log = sent(ledger, tmp_path, at(2, CLOSE_AFTER), says=DUE - timedelta(minutes=14))
    assert counts == {"accepted": 4, "unknown": 2}
    assert log.ids == []
    assert sorted(log.readers) == READERS


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
