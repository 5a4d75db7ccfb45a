"""What later news of deliveries does to the books and to addresses, on SQLite and on PostgreSQL alike."""

import random
import threading
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest

from digest.model.delivery import BatchState, BounceClass, Outcome, OutcomeState, Receipt, ReceiptKind
from digest.store import Store, bygones, claims, outcomes, receipts, suppressions, tallies
from digest.store.claims import Claim, Fold
from digest.store.receipts import Applied
from tests.deliver import world
from tests.deliver.world import DUE, EDITION

P, D, C = ReceiptKind.PROCESSED, ReceiptKind.DELIVERED, ReceiptKind.COMPLAINED
B = ReceiptKind.BOUNCED
HARD, SOFT, BLOCKED = BounceClass.HARD, BounceClass.SOFT, BounceClass.BLOCKED
LEASE = timedelta(minutes=5)


def said(kind: ReceiptKind, reader: int, bounce: BounceClass | None = None, *, batch: int = 1) -> Receipt:
    code = {HARD: "5.1.1", SOFT: "4.2.2", BLOCKED: "5.7.1", None: ""}[bounce]
    return Receipt(batch, reader, kind, DUE + timedelta(minutes=1), bounce, code)


def tell(store: Store, *some: Receipt, **fields) -> Applied:
    with store.write() as db:
        return receipts.apply(db, some, now=DUE, **fields)


def counts(store: Store) -> dict[str, int]:
    with store.read() as db:
        return world.outcomes(tallies.of_edition(db, EDITION))


def suppressed(store: Store, keys: int = 9) -> set[str]:
    with store.read() as db:
        return suppressions.among(db, [f"key {n}" for n in range(keys)])


def claimed(store: Store) -> Claim:
    for _ in range(1_000):  # a batch whose receipts are being told is passed over for a moment
        with store.write() as db:
            taken = claims.claim(db, EDITION, owner="one", now=DUE, lease=LEASE, window=200)
        if taken:
            return taken
    raise AssertionError("there is nothing to claim")


def closed(store: Store, taken: Claim, accepted: str, *other: Outcome, state: BatchState = BatchState.DONE) -> None:
    fold = Fold(
        batch=taken.batch.id,
        epoch=taken.batch.epoch,
        accepted=accepted.encode(),
        state=state,
        ready_at=DUE,
        outcomes=other,
    )
    with store.write() as db:
        assert claims.fold(db, fold, now=DUE)


@pytest.fixture
def sent(store: Store) -> Callable[..., tuple[int, ...]]:
    """`sent("110", unknown=3)`: readers 1 to 3 have a batch that is done; the third's outcome is unknown."""

    def one(accepted: str, **states: int) -> tuple[int, ...]:
        ids = world.readers(store, len(accepted))
        world.frozen(store, ids)
        other = [Outcome(subscription=id, state=OutcomeState(state)) for state, id in states.items()]
        closed(store, claimed(store), accepted, *other)
        return ids

    return one


def test_who_has_it_bounced_or_complained_is_counted_apart_from_who_was_only_accepted(store: Store, sent):
    sent("11111")
    tell(store, said(P, 1), said(D, 2), said(D, 3), said(B, 4, HARD), said(C, 5))
    assert counts(store) == {"accepted": 1, "delivered": 2, "bounced": 1, "complained": 1}
    with store.read() as db:
        told = outcomes.of_edition(db, EDITION, OutcomeState.BOUNCED, OutcomeState.COMPLAINED)
    assert [(one.subscription, one.code) for one in told] == [(4, "hard 5.1.1"), (5, "complaint")]


@pytest.mark.parametrize("kind", [P, D, B, C])
def test_any_receipt_proves_that_an_unknown_was_accepted(store: Store, sent, kind: ReceiptKind):
    sent("110", unknown=3)
    applied = tell(store, said(kind, 3, HARD if kind is B else None))
    assert applied.settled == 1
    later = {P: {"accepted": 3}, D: {"delivered": 1}, B: {"bounced": 1}, C: {"complained": 1}}[kind]
    assert counts(store) == {"accepted": 2, **later}
    assert tell(store, said(kind, 3, HARD if kind is B else None)).settled == 0


@pytest.mark.parametrize("decided", ["rejected", "skipped"])
def test_what_comes_late_corrects_what_was_decided_meanwhile(store: Store, sent, decided: str):
    """The operator, or silence, said that the reader does not have it; the service says that they do."""
    sent("110", **{decided: 3})
    assert tell(store, said(D, 3)).settled == 1
    assert counts(store) == {"accepted": 2, "delivered": 1}


def test_what_comes_when_only_counts_are_left_keeps_them_whole(store: Store, sent):
    sent("110", rejected=3)
    tell(store, said(B, 1, SOFT))
    with store.write() as db:
        assert bygones.sum_up(db, EDITION) == 2
    assert counts(store) == {"accepted": 1, "rejected": 1, "bounced": 1}
    tell(store, said(C, 2), said(D, 3))
    assert sum(counts(store).values()) == 3
    assert suppressed(store) == {"key 1"}


def test_what_was_queued_again_is_not_sent_again_to_whoever_has_it(store: Store, sent):
    sent("110", unknown=3)
    with store.write() as db:
        assert outcomes.settle(db, 1, [3], OutcomeState.QUEUED, now=DUE) == 1
    assert counts(store) == {"accepted": 2, "queued": 1}
    tell(store, said(D, 3))
    assert counts(store) == {"accepted": 2, "delivered": 1}
    assert claimed(store).open == ()


def everything() -> Iterable[Receipt]:
    yield from (said(P, reader) for reader in range(1, 7))
    yield from (said(D, reader) for reader in (1, 2, 3))
    yield from (said(B, 2, SOFT), said(B, 3, HARD), said(B, 3, SOFT), said(B, 4, BLOCKED), said(B, 5, HARD))
    yield from (said(C, 1), said(C, 5))


@pytest.mark.parametrize("seed", range(2))
def test_in_any_order_and_any_number_of_times_the_books_end_up_the_same(store: Store, sent, seed: int):
    sent("111110", unknown=6)
    order = [*everything()] * 2
    chance = random.Random(seed)
    chance.shuffle(order)
    while order:
        cut = chance.randint(1, 9)
        tell(store, *order[:cut])
        del order[:cut]
    assert counts(store) == {"accepted": 1, "bounced": 3, "complained": 2}
    with store.read() as db:
        told = outcomes.of_edition(db, EDITION, OutcomeState.BOUNCED, OutcomeState.COMPLAINED)
    assert {one.subscription: one.code for one in told} == {
        1: "complaint", 2: "soft 4.2.2", 3: "hard 5.1.1", 4: "blocked 5.7.1", 5: "complaint",
    }  # fmt: skip
    assert suppressed(store) == {"key 0", "key 2", "key 4"}


def test_what_comes_before_the_senders_own_books_waits_for_them(store: Store):
    world.frozen(store, world.readers(store, 4))
    taken = claimed(store)
    assert tell(store, said(P, 1), said(D, 2), said(B, 3, HARD), said(D, 2)).waiting == 3
    assert counts(store) == {"sending": 4}
    with store.write() as db:
        assert receipts.catch_up(db, now=DUE).told == 0
    lost = Outcome(subscription=2, state=OutcomeState.UNKNOWN)
    closed(store, taken, "1010", lost, state=BatchState.READY)
    with store.write() as db:
        assert receipts.catch_up(db, now=DUE).settled == 1
    assert counts(store) == {"accepted": 1, "delivered": 1, "bounced": 1, "queued": 1}
    assert suppressed(store) == {"key 2"}
    with store.write() as db:
        assert receipts.catch_up(db, now=DUE).told == 0


def test_a_hard_bounce_or_a_complaint_suppresses_at_once_and_a_block_never(store: Store, sent):
    sent("111")
    assert tell(store, said(B, 1, HARD), said(C, 2), said(B, 3, BLOCKED)).suppressed == 2
    assert suppressed(store) == {"key 0", "key 1"}


def test_a_repeated_bounce_does_not_suppress_again_whoever_came_back(store: Store, sent):
    sent("1")
    tell(store, said(B, 1, HARD))
    with store.write() as db:
        db.exec_driver_sql("DELETE FROM suppressions")
    assert tell(store, said(B, 1, HARD)).suppressed == 0
    assert suppressed(store) == set()


@pytest.mark.parametrize(("arrived", "expected"), [([], {"key 0"}), ([1], {"key 0"}), ([3], set())])
def test_soft_bounces_suppress_when_so_many_come_in_a_row(store: Store, arrived: list[int], expected: set[str]):
    world.frozen(store, world.readers(store, 1) * 4, size=1)
    for _ in range(4):
        closed(store, claimed(store), "1")
    for batch in (2, 3):
        tell(store, said(B, 1, SOFT, batch=batch), said(B, 1, SOFT, batch=batch), soft_max=3)
        assert suppressed(store) == set()
    tell(store, *(said(D, 1, batch=batch) for batch in arrived), soft_max=3)
    tell(store, said(B, 1, SOFT, batch=4), soft_max=3)
    assert suppressed(store) == expected


def test_what_is_about_none_of_ours_changes_nothing(store: Store, sent):
    sent("11")
    assert tell(store, said(D, 77), said(B, 1, HARD, batch=9)).strangers == 2
    assert counts(store) == {"accepted": 2}
    assert suppressed(store) == set()


def test_receipts_that_race_each_other_and_a_sender_are_all_told_in_the_end(store: Store):
    world.frozen(store, world.readers(store, 40), size=10)
    start = threading.Barrier(4)

    def hear(turn: int) -> None:
        start.wait()
        for batch in random.Random(turn).sample(range(1, 5), 4):
            ids = range(10 * batch - 9 + turn, 10 * batch + 1, 3)
            tell(store, *(said(D, id, batch=batch) for id in ids))

    def send() -> None:
        start.wait()
        for _ in range(4):
            closed(store, claimed(store), "1" * 10)

    threads = [threading.Thread(target=hear, args=(turn,)) for turn in range(3)] + [threading.Thread(target=send)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.write() as db:
        receipts.catch_up(db, now=DUE)
    assert counts(store) == {"delivered": 40}
