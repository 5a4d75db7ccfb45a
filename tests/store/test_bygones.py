"""Of editions long past the counts stay, and the names go; nothing goes that anybody may still decide."""

from datetime import timedelta

import pytest

from digest.model.delivery import BatchState, BounceClass, KeptState, Outcome, OutcomeState, Receipt, ReceiptKind
from digest.store import Store, alerts, bygones, claims, kept, outcomes, paces, receipts, tallies
from digest.store.claims import Fold
from digest.store.paces import Limit, Rest
from tests.deliver import world
from tests.deliver.world import DUE, EDITION

LONG_AFTER = DUE + timedelta(days=180)


def handed_over(store: Store, *other: OutcomeState, state: BatchState = BatchState.DONE) -> None:
    """Eight readers' edition: the first ones have these outcomes, the rest was accepted; one of them bounced."""
    ids = world.readers(store, 8)
    world.frozen(store, ids)
    with store.write() as db:
        taken = claims.claim(db, EDITION, owner="one", now=DUE, lease=timedelta(minutes=5), window=200)
        assert taken
        fold = Fold(
            batch=taken.batch.id,
            epoch=taken.batch.epoch,
            accepted=(b"0" * len(other)).ljust(8, b"1"),
            state=state,
            ready_at=DUE,
            outcomes=tuple(Outcome(subscription=id, state=one) for id, one in zip(ids, other, strict=False)),
        )
        assert claims.fold(db, fold, now=DUE)
        back = [Receipt(taken.batch.id, id, ReceiptKind.BOUNCED, DUE, BounceClass.SOFT, "4.2.2") for id in ids[7:]]
        receipts.apply(
            db, [*back, *(Receipt(taken.batch.id, id, ReceiptKind.DELIVERED, DUE) for id in ids[5:7])], now=DUE
        )


def forgotten(store: Store, *, before=LONG_AFTER) -> int:
    with store.write() as db:
        return sum(bygones.sum_up(db, edition) for edition in bygones.editions(db, before=before))


def rows(store: Store, table: str) -> int:
    with store.read() as db:
        return int(db.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def test_the_counts_of_an_edition_long_past_stay_and_its_names_go(store: Store):
    handed_over(store, OutcomeState.REJECTED, OutcomeState.SKIPPED)
    with store.read() as db:
        before = tallies.of_edition(db, EDITION)
    assert world.outcomes(before) == {"accepted": 3, "rejected": 1, "skipped": 1, "delivered": 2, "bounced": 1}
    assert forgotten(store) == 3
    with store.read() as db:
        assert tallies.of_edition(db, EDITION) == before
        assert outcomes.of_edition(db, EDITION, *OutcomeState) == ()
    assert (rows(store, "exceptions"), rows(store, "delivered")) == (0, 0)
    assert forgotten(store) == 0


def test_an_edition_of_lately_is_left_alone(store: Store):
    handed_over(store, OutcomeState.REJECTED)
    assert forgotten(store, before=DUE) == 0


def test_nothing_is_forgotten_that_evidence_may_still_decide(store: Store):
    handed_over(store, OutcomeState.REJECTED, OutcomeState.UNKNOWN)
    assert forgotten(store) == 0
    with store.write() as db:
        (unknown,) = outcomes.unknowns(db, EDITION)
        outcomes.settle(db, unknown.batch, [unknown.subscription], OutcomeState.ACCEPTED, now=DUE)
    with store.write() as db:  # which leaves the batch to a sender, who finds nothing to do in it
        db.exec_driver_sql("UPDATE batches SET state = 'done', accepted_bits = NULL")
    assert forgotten(store) == 2


@pytest.mark.parametrize("state", [BatchState.READY, BatchState.CLAIMED])
def test_nothing_is_forgotten_of_what_somebody_has_still_to_hand_over(store: Store, state: BatchState):
    handed_over(store, OutcomeState.REJECTED, state=state)
    assert forgotten(store) == 0


def test_nothing_is_forgotten_that_a_mail_service_keeps(store: Store):
    handed_over(store, OutcomeState.REJECTED)
    with store.write() as db:
        kept.open_(db, "id", EDITION, leaves_at=DUE, now=DUE)
    assert forgotten(store) == 0
    with store.write() as db:
        (one,) = kept.of_edition(db, EDITION)
        kept.close(db, one, KeptState.GONE)
    assert forgotten(store) == 2


def test_alerts_pace_and_soft_bounces_are_bounded(store: Store):
    handed_over(store)
    with store.write() as db:
        alerts.is_first(db, "unknown of old", now=DUE)
        paces.take(db, [Limit(key="of old", capacity=1)], 1, now=DUE)
        paces.rest(db, "relay", Rest(domain="post.pub", until=DUE, turn=1, reason="450"))
    with store.write() as db:
        bygones.forget(db, before=DUE - timedelta(days=165), now=DUE + timedelta(days=1))
        assert not alerts.is_first(db, "unknown of old", now=DUE)
    tables = ("alerts", "paces", "rests", "soft_bounces")
    assert [rows(store, table) for table in tables] == [1, 1, 1, 1]
    with store.write() as db:
        bygones.forget(db, before=DUE + timedelta(seconds=1), now=DUE + timedelta(days=15))
    assert [rows(store, table) for table in tables] == [0, 0, 0, 0]
