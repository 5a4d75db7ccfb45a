"""A database that fails, a stop, a reader who leaves: what happens in the middle of a sending breaks no promise."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from digest.deliver.transports.protocol import ACCEPTED, Answer, Mail
from digest.deliver.transports.smtp import Smtp
from digest.errors import StoreError
from digest.model.delivery import OutcomeState
from digest.model.edition import EditionState
from digest.model.people import SubscriptionState
from digest.store import Store, editions, open_store, people, tallies
from tests import world as builders
from tests.deliver import world
from tests.deliver.peers import smtp
from tests.deliver.peers.smtp import Manners
from tests.deliver.test_sending import Hand
from tests.deliver.test_smtp import way
from tests.deliver.world import DUE, EDITION

READERS = 40
AT = 15
"""How many mails are handed over before the fault."""
REJECTED = Answer(OutcomeState.REJECTED, "550 5.7.1", "a reason that takes its room in the books " * 4)


@pytest.fixture
def ledger(sqlite_url: str) -> Iterator[Store]:
    opened = open_store(sqlite_url)
    yield opened
    opened.close()


class Faulty(Hand):
    """Has something happen once so many mails are handed over."""

    def __init__(self, fault: Callable[[], object], answer: Answer = ACCEPTED) -> None:
        super().__init__(self._told, window=10)
        self._fault = fault
        self._answer = answer

    def _told(self, _mail: Mail) -> Answer:
        if len(self.handed) == AT:
            self._fault()
        return self._answer


def goes_on(store: Store, folder: Path, first: Hand, state: str = "accepted") -> None:
    """The next sender does the rest: nobody is lost, nobody is handed over twice, nothing is unknown."""
    last = Hand(lambda _: ACCEPTED if state == "accepted" else REJECTED)
    assert world.outcomes(world.send(store, last, folder)) == {state: READERS}
    assert Counter(first.handed + last.handed).most_common(1)[0][1] == 1
    assert len(first.handed + last.handed) == READERS


def patience(store: Store, pragma: str) -> None:
    """Sets something on the one connection that the store keeps."""
    with store.read() as db:
        db.exec_driver_sql(f"PRAGMA {pragma}")


def test_a_locked_database_ends_the_sender_and_costs_nobody_a_mail(ledger: Store, sqlite_url: str, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, READERS))
    patience(ledger, "busy_timeout=20")
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        first = Faulty(lambda: other.execute("BEGIN IMMEDIATE"))
        with pytest.raises(StoreError, match="locked"):
            world.send(ledger, first, tmp_path)
    goes_on(ledger, tmp_path, first)


def test_a_full_disk_ends_the_sender_and_costs_nobody_a_mail(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, READERS))

    def fill() -> None:
        with ledger.read() as db:
            pages = db.exec_driver_sql("PRAGMA page_count").scalar()
            db.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    first = Faulty(fill, REJECTED)
    with pytest.raises(StoreError, match="full"):
        world.send(ledger, first, tmp_path)
    patience(ledger, "max_page_count=1000000")
    goes_on(ledger, tmp_path, first, "rejected")


def test_a_database_that_becomes_read_only_ends_the_sender_and_costs_nobody_a_mail(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, READERS))
    first = Faulty(lambda: patience(ledger, "query_only=ON"))
    with pytest.raises(StoreError, match="readonly"):
        world.send(ledger, first, tmp_path)
    patience(ledger, "query_only=OFF")
    goes_on(ledger, tmp_path, first)


@pytest.mark.postgresql
def test_a_database_server_that_is_restarted_costs_nobody_a_mail(postgresql_url: str, tmp_path: Path):
    """What a restart does to a sender: every connection of its is closed."""
    store, other = open_store(postgresql_url), open_store(postgresql_url, upgrade=False)

    def restart() -> None:
        with other.read() as db:
            db.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    world.frozen(store, world.readers(store, READERS))
    first = Faulty(restart)
    world.send(store, first, tmp_path)
    goes_on(store, tmp_path, first)
    store.close()
    other.close()


def test_a_reader_who_leaves_in_the_middle_gets_nothing_that_was_not_handed_over_yet(store: Store, tmp_path: Path):
    ids = world.readers(store, READERS)
    world.frozen(store, ids, size=20)

    def leave() -> None:
        with store.write() as db:
            people.set_state(db, ids[-3:], SubscriptionState.LEFT, was=SubscriptionState.ACTIVE, now=DUE)

    first = Faulty(leave)
    assert world.outcomes(world.send(store, first, tmp_path)) == {"accepted": READERS - 3, "skipped": 3}
    assert not set(first.handed) & set(ids[-3:])


def test_an_edition_that_is_cancelled_in_the_middle_ends_with_the_batch_under_way(store: Store, tmp_path: Path):
    world.frozen(store, world.readers(store, READERS), size=20)
    sending = builders.edition(state=EditionState.SENDING)
    with store.write() as db:
        assert editions.put(db, sending, now=DUE)

    def cancel() -> None:
        with store.write() as db:
            gone = builders.edition(state=EditionState.CANCELLED, version=sending.version + 1)
            assert editions.put(db, gone, now=DUE)

    first = Faulty(cancel)
    world.send(store, first, tmp_path)
    assert len(first.handed) == 20
    assert world.outcomes(world.send(store, Hand(), tmp_path)) == {"accepted": 20, "skipped": 20}
    with store.read() as db:
        assert tallies.of_edition(db, EDITION).batched == READERS


def test_after_a_stop_not_even_an_announced_mail_is_handed_over(ledger: Store, tmp_path: Path):
    world.frozen(ledger, world.readers(ledger, READERS))
    taken: list[str] = []

    def take(verb: str, reader: str) -> None:
        if verb == "BODY":
            taken.append(reader)

    with smtp.running(Manners(trouble=take)) as server:
        relay = Smtp(way(server.port, connections=1), login=None)
        tally = world.send(ledger, relay, tmp_path, stop=lambda: len(taken) >= AT)
        assert world.outcomes(tally) == {"accepted": AT, "queued": READERS - AT}
        assert world.outcomes(world.send(ledger, relay, tmp_path)) == {"accepted": READERS}
    assert len(set(server.log.readers)) == len(server.log.readers) == READERS
