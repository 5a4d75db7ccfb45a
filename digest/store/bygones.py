"""What is kept of deliveries, alerts and pace no longer than anybody needs it.

Of an edition long past the names go, the counts stay. Nothing goes that evidence may still decide: not an edition with
a delivery of unknown outcome, nor one of which a batch waits or a mail service keeps mails.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, exists, func, insert, literal, or_, select

from digest.model.delivery import BatchState, KeptState, OutcomeState
from digest.store.receipts import IN_A_ROW_DAYS
from digest.store.schema import (
    alerts,
    audiences,
    batches,
    delivered,
    early_receipts,
    exceptions,
    kept,
    outcome_sums,
    paces,
    rests,
    soft_bounces,
)

PACE_KEPT = timedelta(days=2)  # a bucket is empty after an hour, and a plan's number is for a day
EDITIONS_MAX = 50  # in one transaction


def editions(db: Connection, *, before: datetime) -> Sequence[str]:
    """Some editions that were frozen before then, and of which names are kept that nothing waits for."""
    ours = batches.c.edition == audiences.c.edition
    of_batch = exists().where(exceptions.c.batch == batches.c.id)
    unknown = of_batch.where(exceptions.c.state == OutcomeState.UNKNOWN)
    has_names = exists().where(ours, or_(of_batch, exists().where(delivered.c.batch == batches.c.id)))
    waits = exists().where(ours, or_(batches.c.state != BatchState.DONE, unknown))
    open_ = kept.c.state.in_((KeptState.OPEN, KeptState.CALLED))
    is_kept = exists().where(kept.c.edition == audiences.c.edition, open_)
    query = select(audiences.c.edition).where(audiences.c.frozen_at < before, has_names, ~waits, ~is_kept)
    return db.scalars(query.order_by(audiences.c.frozen_at).limit(EDITIONS_MAX)).all()


def sum_up(db: Connection, edition: str) -> int:
    """Replaces the names of an edition's outcomes by their counts; how many there were."""
    ours = select(batches.c.id).where(batches.c.edition == edition)
    by_state = (
        select(literal(edition), exceptions.c.state, func.count())
        .where(exceptions.c.batch.in_(ours))
        .group_by(exceptions.c.state)
    )
    arrived = select(
        literal(edition), literal(OutcomeState.DELIVERED, outcome_sums.c.state.type), func.sum(delivered.c.count)
    ).where(delivered.c.batch.in_(ours))
    columns = ["edition", "state", "count"]
    db.execute(delete(outcome_sums).where(outcome_sums.c.edition == edition))
    db.execute(insert(outcome_sums).from_select(columns, by_state))
    db.execute(insert(outcome_sums).from_select(columns, arrived.having(func.count() > 0)))
    db.execute(delete(delivered).where(delivered.c.batch.in_(ours)))
    db.execute(delete(early_receipts).where(early_receipts.c.batch.in_(ours)))
    return db.execute(delete(exceptions).where(exceptions.c.batch.in_(ours))).rowcount


def forget(db: Connection, *, before: datetime, now: datetime) -> None:
    """Forgets alerts told and ids kept before then, soft bounces that count no more, and buckets that are empty."""
    db.execute(delete(alerts).where(alerts.c.at < before))
    settled = kept.c.state.in_((KeptState.GONE, KeptState.BACK, KeptState.FREED))
    db.execute(delete(kept).where(and_(kept.c.leaves_at < before, settled)))
    db.execute(delete(soft_bounces).where(soft_bounces.c.at < now - timedelta(days=IN_A_ROW_DAYS)))
    db.execute(delete(paces).where(paces.c.at < now - PACE_KEPT))
    db.execute(delete(rests).where(rests.c.until < now - PACE_KEPT))
