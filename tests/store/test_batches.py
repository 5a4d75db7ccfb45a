"""What the store promises about frozen recipients, on SQLite and on PostgreSQL alike."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.model.delivery import BatchState, Exclusion, Outcome, OutcomeState, Segment
from digest.model.edition import EditionState
from digest.store import Store, audiences, batches, claims, editions, packed, slots, tallies
from digest.store.claims import Claim, Fold
from tests import world
from tests.deliver.world import DUE, EDITION, SEGMENT, Planned

LEASE = timedelta(minutes=5)


class Left:
    def __init__(self, reason: Exclusion) -> None:
        self.reason = reason
        self.count = 1


def plan(*ids: int, minutes: int = 0, segment: Segment = SEGMENT) -> Planned:
    return Planned(segment=segment, due_at=DUE + timedelta(minutes=minutes), subscriptions=ids)


def freeze(store: Store, *planned: Planned | Left) -> bool:
    with store.write() as db:
        slots.open_(db, world.slot())
        return audiences.freeze(db, EDITION, planned, now=DUE)


def claim(store: Store, owner: str = "one", *, minutes: float = 0, window: int = 200, **fields) -> Claim | None:
    now = DUE + timedelta(minutes=minutes)
    with store.write() as db:
        return claims.claim(db, EDITION, owner=owner, now=now, lease=LEASE, window=window, **fields)


def fold(store: Store, taken: Claim, accepted: str, *outcomes: Outcome, **fields) -> bool:
    said = Fold(batch=taken.batch.id, epoch=taken.batch.epoch, accepted=accepted.encode(), outcomes=outcomes, **fields)
    with store.write() as db:
        return claims.fold(db, said, now=DUE)


def counts(store: Store) -> dict[str, int]:
    with store.read() as db:
        return {state.value: count for state, count in tallies.of_edition(db, EDITION).outcomes}


def test_a_frozen_audience_comes_back_as_it_was_and_is_accounted_for(store: Store):
    other = Segment(topics=("World",), locale="de", theme="plain")
    assert freeze(
        store, plan(3, 9, 2**40), Left(Exclusion.PAUSED), plan(5, segment=other), *[Left(Exclusion.SUPPRESSED)] * 2
    )
    with store.read() as db:
        first, second = batches.of_edition(db, EDITION)
        tally = tallies.of_edition(db, EDITION)
    assert (first.subscriptions, first.segment, first.due_at) == ((3, 9, 2**40), SEGMENT, DUE)
    assert (second.subscriptions, second.segment) == ((5,), other)
    assert (tally.candidates, tally.batched) == (7, 4)
    assert dict(tally.excluded) == {Exclusion.PAUSED: 1, Exclusion.SUPPRESSED: 2}
    assert counts(store) == {"queued": 4}


def test_an_edition_is_frozen_once(store: Store):
    assert freeze(store, plan(1))
    assert not freeze(store, plan(1, 2, 3))
    assert counts(store) == {"queued": 1}


def test_an_audience_of_nobody_is_frozen_too(store: Store):
    assert freeze(store)
    assert not freeze(store, plan(1))


def test_a_freeze_that_fails_half_way_leaves_nothing(store: Store):
    def planned() -> Iterator[Planned]:
        yield plan(1)
        raise RuntimeError("no more candidates")

    with store.write() as db:
        slots.open_(db, world.slot())
    with pytest.raises(RuntimeError), store.write() as db:
        audiences.freeze(db, EDITION, planned(), now=DUE)
    with store.read() as db:
        assert not audiences.is_frozen(db, EDITION)


def test_batches_are_claimed_by_their_hour_each_by_one_sender(store: Store):
    freeze(store, plan(2, minutes=4), plan(1))
    first = claim(store)
    assert first
    assert first.batch.subscriptions == (1,)
    assert claim(store, "two") is None
    later = claim(store, "two", minutes=4)
    assert later
    assert later.batch.subscriptions == (2,)


def test_a_sender_that_lost_its_claim_changes_nothing_any_more(store: Store):
    freeze(store, plan(1, 2))
    old = claim(store)
    assert old
    assert claim(store, "two", minutes=4.9) is None
    new = claim(store, "two", minutes=5)
    assert new
    assert not fold(store, old, "11", state=BatchState.DONE)
    assert counts(store) == {"unknown": 2}


def test_of_a_lost_sender_only_what_may_have_been_under_way_is_unknown(store: Store):
    freeze(store, plan(*range(1, 11)))
    old = claim(store, window=3)
    assert old
    refused = Outcome(subscription=2, state=OutcomeState.REJECTED, code="550")
    assert fold(store, old, "1000000000", refused, handed_to=5, lease_until=DUE + LEASE)
    new = claim(store, "two", minutes=5, window=3)
    assert new
    assert [new.batch.subscriptions[place] for place in new.open] == [6, 7, 8, 9, 10]
    assert new.handed_to == 8
    assert counts(store) == {"sending": 5, "accepted": 1, "rejected": 1, "unknown": 3}


def test_a_transport_with_evidence_is_simply_asked_again(store: Store):
    freeze(store, plan(1, 2, 3))
    claim(store)
    new = claim(store, "two", minutes=5, evidence=True)
    assert new
    assert new.open == (0, 1, 2)


def test_what_was_put_off_is_open_again_and_nothing_else(store: Store):
    freeze(store, plan(1, 2, 3))
    taken = claim(store)
    assert taken
    later = Outcome(subscription=2, state=OutcomeState.DEFERRED, code="451")
    no = Outcome(subscription=3, state=OutcomeState.REJECTED, code="550")
    assert fold(store, taken, "100", later, no, state=BatchState.READY, ready_at=DUE + timedelta(minutes=2))
    assert counts(store) == {"accepted": 1, "deferred": 1, "rejected": 1}
    assert claim(store, minutes=1, early=True) is None
    again = claim(store, minutes=2)
    assert again
    assert again.open == (1,)
    assert again.attempts == 2
    assert counts(store) == {"sending": 1, "accepted": 1, "rejected": 1}


def test_nothing_of_a_cancelled_edition_is_claimed(store: Store):
    freeze(store, plan(1), plan(2))
    assert claim(store)
    with store.write() as db:
        assert editions.put(db, world.edition(state=EditionState.CANCELLED), now=DUE)
    assert claim(store) is None


def test_senders_that_race_get_different_batches(store: Store):
    """Postgres hands a waiting claim the row it waited for: without a second look it would be claimed twice."""
    freeze(store, *(plan(n) for n in range(1, 41)))
    taken: list[int] = []

    def take(owner: str) -> None:
        while found := claim(store, owner):
            taken.append(found.batch.id)

    threads = [threading.Thread(target=take, args=(f"sender {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 40


@given(st.sets(st.integers(1, 2**62), max_size=50))
def test_packed_ids_come_back(ids: set[int]):
    assert packed.unpacked_ids(packed.ids(sorted(ids))) == tuple(sorted(ids))


@given(st.lists(st.sampled_from([packed.NO, packed.YES]), max_size=40).map(bytes))
def test_packed_masks_come_back(mask: bytes):
    assert bytes(packed.mask(packed.bits(mask), len(mask))) == mask
