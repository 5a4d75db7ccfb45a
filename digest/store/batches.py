"""Frozen recipients that are claimed together: which there are, and when they may be taken up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select, update

from digest import codec
from digest.model.delivery import Batch, BatchState, Segment
from digest.model.edition import EditionState
from digest.store import packed
from digest.store.schema import batches, editions

ROWS_AT_ONCE = 100  # read together: 100,000 recipients, under a megabyte


def of_edition(db: Connection, edition: str) -> tuple[Batch, ...]:
    query = select(batches).where(batches.c.edition == edition).order_by(batches.c.id)
    return tuple(map(as_batch, db.execute(query)))


def being_sent(db: Connection, ids: Iterable[int]) -> tuple[str, ...]:
    """The editions on their way that any of the batches belongs to."""
    chosen = sorted(ids)
    if not chosen:
        return ()
    query = select(batches.c.edition).join(editions, editions.c.id == batches.c.edition).distinct()
    on_its_way = editions.c.state == EditionState.SENDING
    return tuple(db.scalars(query.where(batches.c.id.in_(chosen), on_its_way).order_by(batches.c.edition)))


def holding(db: Connection, edition: str, subscription: int) -> int | None:
    """The batch of the edition that a subscription is in. Reads the recipients of all: for a few, not for each."""
    query = select(batches.c.id, batches.c.recipients).where(batches.c.edition == edition).order_by(batches.c.id)
    rows = db.execution_options(yield_per=ROWS_AT_ONCE).execute(query)
    return next((row.id for row in rows if subscription in packed.unpacked_ids(row.recipients)), None)


def next_at(db: Connection, edition: str) -> datetime | None:
    """When the next of the edition's batches may be taken up; None where none waits."""
    waits = and_(batches.c.edition == edition, batches.c.state == BatchState.READY)
    found: datetime | None = db.scalar(select(func.min(batches.c.ready_at)).where(waits))
    return found


def is_fresh(db: Connection, batch: int, *, attempts_max: int) -> bool:
    """Whether the batch was taken up fewer times than that."""
    return (db.scalar(select(batches.c.attempts).where(batches.c.id == batch)) or 0) < attempts_max


def put_off(db: Connection, edition: str, *, until: datetime) -> None:
    """Lets none of the edition's batches that wait be taken before that, however early their hour."""
    waiting = (batches.c.edition == edition, batches.c.state == BatchState.READY, batches.c.ready_at < until)
    db.execute(update(batches).where(*waiting).values(ready_at=until))


def as_batch(row: Row[Any]) -> Batch:
    """A batch's row as the rest of Digest sees it."""
    return Batch(
        id=row.id,
        edition=row.edition,
        segment=codec.load(Segment, row.segment),
        due_at=row.due_at,
        subscriptions=packed.unpacked_ids(row.recipients),
        state=row.state,
        epoch=row.epoch,
        kept=row.kept or "",
    )
