"""Who is owed an edition: its readers, frozen all at once before the first mail leaves."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Protocol

from sqlalchemy import Connection, func, select, update

from digest import codec
from digest.memo import Memo
from digest.model.delivery import BatchState, Exclusion, Segment
from digest.store import packed
from digest.store.schema import audiences, batches, exclusions
from digest.store.upsert import insert_missing

ROWS_PER_INSERT = 100  # batches: 100,000 recipients, under a megabyte
SEGMENTS_KEPT = 4_096  # written forms of segments, while batches of the same are stored


class Planned(Protocol):
    """A batch that is not stored yet."""

    @property
    def segment(self) -> Segment: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def subscriptions(self) -> tuple[int, ...]: ...


class Excluded(Protocol):
    """Candidates that are in no batch."""

    @property
    def reason(self) -> Exclusion: ...
    @property
    def count(self) -> int: ...


def freeze(db: Connection, edition: str, planned: Iterable[Planned | Excluded], *, now: datetime) -> bool:
    """Stores who gets the edition, all at once; False, and nothing changes, where that was done before."""
    row = {"edition": edition, "candidates": 0, "batched": 0, "frozen_at": now}
    if not insert_missing(db, audiences, [row]):
        return False
    counts: dict[Exclusion, int] = {}
    rows = _rows(edition, planned, counts)
    batched = 0
    while some := list(islice(rows, ROWS_PER_INSERT)):
        db.execute(batches.insert(), some)
        batched += sum(made["size"] for made in some)
    if counts:
        db.execute(exclusions.insert(), [{"edition": edition, "reason": r, "count": n} for r, n in counts.items()])
    total = {"candidates": batched + sum(counts.values()), "batched": batched}
    db.execute(update(audiences).where(audiences.c.edition == edition).values(total))
    return True


def is_frozen(db: Connection, edition: str) -> bool:
    return db.scalar(select(audiences.c.edition).where(audiences.c.edition == edition)) is not None


def frozen_at(db: Connection, edition: str) -> datetime | None:
    """When the edition's readers were frozen: nothing of it was handed over before."""
    found: datetime | None = db.scalar(select(audiences.c.frozen_at).where(audiences.c.edition == edition))
    return found


def segments(db: Connection, edition: str) -> tuple[tuple[Segment, int], ...]:
    """Each segment of a frozen audience with its readers, the largest first: what sending costs."""
    query = (
        select(batches.c.segment, func.sum(batches.c.size))
        .where(batches.c.edition == edition)
        .group_by(batches.c.segment)
        .order_by(func.sum(batches.c.size).desc(), batches.c.segment)
    )
    return tuple((codec.load(Segment, row[0]), int(row[1])) for row in db.execute(query))


def _rows(
    edition: str, planned: Iterable[Planned | Excluded], counts: dict[Exclusion, int]
) -> Iterator[dict[str, Any]]:
    """Rows of the batches; the others are counted."""
    segment_of: Memo[Segment, str] = Memo(lambda segment: codec.dump(Segment, segment), kept=SEGMENTS_KEPT)
    for one in planned:
        reason = getattr(one, "reason", None)
        if reason is not None:
            counts[reason] = counts.get(reason, 0) + one.count  # type: ignore[union-attr]  # what has a reason has a count
            continue
        batch: Planned = one  # type: ignore[assignment]  # what has no reason has recipients
        yield {
            "edition": edition,
            "segment": segment_of(batch.segment),
            "due_at": batch.due_at,
            "ready_at": batch.due_at,
            "size": len(batch.subscriptions),
            "recipients": packed.ids(batch.subscriptions),
            "state": BatchState.READY,
        }
