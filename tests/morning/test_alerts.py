"""What is paused, what the operator is told about it, and how often."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from digest import deliver, store
from digest.model.delivery import OutcomeState, Receipt, ReceiptKind, Tally
from digest.model.edition import EditionState
from digest.morning import alerts
from digest.runtime import Runtime
from tests.deliver import world
from tests.deliver.world import EDITION
from tests.web import house


@pytest.fixture
def runtime(tmp_path: Path, sqlite_url: str) -> Iterator[Runtime]:
    """An edition on its way: accepted for 200 readers."""
    with house.opened(tmp_path, sqlite_url) as opened:
        house.fill(opened)
        ids = world.readers(opened.store, 200)
        with opened.store.write() as db:
            planned = [world.Planned(segment=world.SEGMENT, due_at=world.DUE, subscriptions=ids)]
            assert store.audiences.freeze(db, EDITION, planned, now=opened.real_now())
            db.exec_driver_sql("UPDATE batches SET state = 'done', accepted = 200")
            sending = replace(house.edition(opened), state=EditionState.SENDING, version=2)
            assert store.editions.put(db, sending, now=world.DUE)
        yield opened


def complaints(runtime: Runtime, *readers: int) -> None:
    some = [Receipt(1, reader, ReceiptKind.COMPLAINED, world.DUE) for reader in readers]
    deliver.take_in(runtime.store, some, now=world.DUE, most=runtime.settings.deliveries)


def told(runtime: Runtime) -> int:
    with runtime.store.read() as db:
        return sum(one.kind == "alert" for one in store.notices.newest(db, limit=9))


def looked_after(runtime: Runtime) -> bool:
    """As a send does, twice."""
    edition, digest = house.edition(runtime), house.digest_of(runtime)
    with runtime.store.read() as db:
        tally = store.tallies.of_edition(db, EDITION)
    for _ in range(2):
        alerts.after_sending(runtime, edition, digest, tally)
    return alerts.is_paused(runtime, edition, digest)


def test_an_edition_on_its_way_pauses_over_the_stated_share_of_complaints_and_is_told_once(runtime: Runtime):
    runtime.settings = replace(
        runtime.settings, deliveries=replace(runtime.settings.deliveries, complaints_max_percent=1.0)
    )
    complaints(runtime, 1, 2)
    assert not looked_after(runtime)
    assert told(runtime) == 0
    complaints(runtime, 3)
    assert looked_after(runtime)
    assert told(runtime) == 1
    with runtime.store.read() as db:
        found = store.pauses.of(db, EDITION)
    assert found
    assert found.reason == "3 of 200 readers complained, over 1 %"


def test_the_next_edition_waits_where_the_last_ones_drew_many_complaints(runtime: Runtime):
    complaints(runtime, 1)
    next_one = replace(house.edition(runtime), id="morning/2026-03-11")
    with runtime.store.write() as db:
        store.slots.open_(db, replace(house.slot_of(runtime), date=house.DAY + timedelta(days=1)))
    assert alerts.is_paused(runtime, next_one, house.digest_of(runtime))
    with runtime.store.write() as db:
        assert store.pauses.lift(db, next_one.id, now=world.DUE)
    assert not alerts.is_paused(runtime, next_one, house.digest_of(runtime))


def test_an_unknown_that_needs_a_decision_is_told_once(runtime: Runtime):
    assert told(runtime) == 0
    edition, digest = house.edition(runtime), house.digest_of(runtime)
    unknown = Tally(batched=2, outcomes=((OutcomeState.ACCEPTED, 1), (OutcomeState.UNKNOWN, 1)))
    for _ in range(2):
        alerts.after_sending(runtime, edition, digest, unknown)
    assert told(runtime) == 1


def test_editors_get_one_report_of_an_edition_that_is_sent_where_config_names_them(runtime: Runtime):
    digest = replace(house.digest_of(runtime), report_to="desk@news.example")
    done = Tally(batched=2, outcomes=((OutcomeState.ACCEPTED, 2),))
    sent = replace(house.edition(runtime), state=EditionState.SENT)
    for edition, to in (
        (house.edition(runtime), digest),
        (sent, house.digest_of(runtime)),
        (sent, digest),
        (sent, digest),
    ):
        alerts.after_sending(runtime, edition, to, done)
    with runtime.store.read() as db:
        kinds = [one.kind for one in store.notices.newest(db, limit=9)]
    assert kinds == ["morning report"]
