"""Deliveries whose outcome is not known, or not final: named, and settled by evidence or by the operator."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, select, update

from digest.model.delivery import BatchState, OutcomeState
from digest.store import packed
from digest.store.claims import Claim, locked
from digest.store.schema import batches, editions, exceptions, subscribers, subscriptions

IDS_MAX = 500  # in one IN (…)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exceptional:
    """A delivery that is not simply accepted."""

    batch: int
    subscription: int
    subscriber: int | None
    """None where the reader was erased meanwhile."""
    state: OutcomeState
    code: str
    detail: str
    at: datetime

    @property
    def delivery(self) -> str:
        return f"{self.batch}-{self.subscription}"


def of_edition(db: Connection, edition: str, *states: OutcomeState) -> tuple[Exceptional, ...]:
    """The edition's deliveries in any of these states, by batch and subscription."""
    query = (
        select(exceptions, subscriptions.c.subscriber)
        .join(batches, batches.c.id == exceptions.c.batch)
        .outerjoin(subscriptions, subscriptions.c.id == exceptions.c.subscription)
        .where(batches.c.edition == edition, exceptions.c.state.in_(states))
        .order_by(exceptions.c.batch, exceptions.c.subscription)
    )
    return tuple(Exceptional(**row) for row in db.execute(query).mappings())


def unknowns(db: Connection, edition: str) -> tuple[Exceptional, ...]:
    """The deliveries of which nobody knows whether they arrived."""
    return of_edition(db, edition, OutcomeState.UNKNOWN)


def undecided(db: Connection, digests: Sequence[str], *, since: datetime) -> tuple[str, ...]:
    """The editions of these digests with deliveries of unknown outcome that became so since then."""
    query = (
        select(batches.c.edition)
        .join(exceptions, exceptions.c.batch == batches.c.id)
        .join(editions, editions.c.id == batches.c.edition)
        .where(exceptions.c.state == OutcomeState.UNKNOWN, exceptions.c.at >= since, editions.c.digest.in_(digests))
        .distinct()
    )
    return tuple(sorted(db.scalars(query)))


def in_doubt(db: Connection, ids: Sequence[int]) -> tuple[int, ...]:
    """Those of the batches that have a delivery of which nobody knows whether it arrived."""
    found: list[int] = []
    for some in _slices(sorted(ids)):
        query = select(exceptions.c.batch).where(
            exceptions.c.batch.in_(some), exceptions.c.state == OutcomeState.UNKNOWN
        )
        found += db.scalars(query.distinct())
    return tuple(found)


def addresses(db: Connection, subscriber_ids: Sequence[int]) -> dict[int, str]:
    """The addresses of readers that an operator has to look up in a mail log."""
    query = select(subscribers.c.id, subscribers.c.email).where(subscribers.c.id.in_(subscriber_ids))
    return {row.id: row.email for row in db.execute(query)}


def settle(db: Connection, batch: int, ids: Iterable[int], state: OutcomeState, *, now: datetime) -> int:
    """Decides what became of those of the subscriptions whose outcome is unknown; returns how many.

    `accepted`: they have it. `rejected`: they do not, and will not. `queued`: they do not, and get it with the next
    send. A batch that is being sent right now is left alone.
    """
    return _settle(db, batch, ids, state, was=(OutcomeState.UNKNOWN,), now=now)


def retry(db: Connection, batch: int, ids: Iterable[int], *, now: datetime) -> int:
    """Queues those of the subscriptions again that were rejected or put off; returns how many."""
    was = (OutcomeState.REJECTED, OutcomeState.DEFERRED)
    return _settle(db, batch, ids, OutcomeState.QUEUED, was=was, now=now)


def give_up(db: Connection, edition: str, *, now: datetime) -> None:
    """Nothing of the edition is tried again: what was put off is skipped, since it is cancelled."""
    ours = select(batches.c.id).where(batches.c.edition == edition, batches.c.state == BatchState.READY)
    deferred = and_(exceptions.c.batch.in_(ours), exceptions.c.state == OutcomeState.DEFERRED)
    values = {"state": OutcomeState.SKIPPED, "code": "cancelled", "detail": "put off, and not tried again", "at": now}
    db.execute(update(exceptions).where(deferred).values(values))


def _settle(
    db: Connection,
    batch: int,
    ids: Iterable[int],
    state: OutcomeState,
    *,
    was: Sequence[OutcomeState],
    now: datetime,
) -> int:
    assert state in (OutcomeState.ACCEPTED, OutcomeState.REJECTED, OutcomeState.QUEUED), state
    found = locked(db, batch)
    if found is None or found.batch.state is BatchState.CLAIMED:
        return 0
    query = select(exceptions.c.subscription).where(exceptions.c.batch == batch, exceptions.c.state.in_(was))
    chosen = sorted(set(ids) & set(db.scalars(query)))
    if not chosen:
        return 0
    if state is OutcomeState.REJECTED:
        for some in _slices(chosen):
            db.execute(update(exceptions).where(_these(batch, some)).values(state=state, at=now))
        return len(chosen)
    for some in _slices(chosen):
        db.execute(delete(exceptions).where(_these(batch, some)))
    _store(db, found, _with_accepted(found, chosen) if state is OutcomeState.ACCEPTED else found.accepted)
    if state is OutcomeState.QUEUED:
        db.execute(update(batches).where(batches.c.id == batch).values(state=BatchState.READY, ready_at=now))
    return len(chosen)


def _store(db: Connection, found: Claim, accepted: bytes) -> None:
    bits = packed.bits(accepted)
    count = accepted.count(packed.YES)
    db.execute(update(batches).where(batches.c.id == found.batch.id).values(accepted=count, accepted_bits=bits))


def _with_accepted(found: Claim, ids: Sequence[int]) -> bytes:
    mask = bytearray(found.accepted)
    these = set(ids)
    for place, id in enumerate(found.batch.subscriptions):
        if id in these:
            mask[place] = packed.YES
    return bytes(mask)


def _these(batch: int, ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(exceptions.c.batch == batch, exceptions.c.subscription.in_(ids))


def _slices(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + IDS_MAX] for start in range(0, len(ids), IDS_MAX))
