"""Editions whose sending was paused: by the circuit breaker or by the operator, until the operator lifts it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select, update

from digest.model.delivery import OutcomeState
from digest.store.schema import audiences, batches, exceptions, pauses
from digest.store.upsert import insert_missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    edition: str
    reason: str
    since: datetime
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """What came of the mails of an edition, but for what an operator has seen and let pass."""

    handed: int
    """Accepted, or refused by the other side."""
    returned: int
    """Refused for good by the other side, or bounced."""
    complained: int


def of(db: Connection, edition: str) -> Pause | None:
    """The edition's pause, also one that was lifted."""
    columns = (pauses.c.edition, pauses.c.reason, pauses.c.since, pauses.c.lifted_at)
    row = db.execute(select(*columns).where(pauses.c.edition == edition)).mappings().one_or_none()
    return Pause(**row) if row else None


def is_paused(db: Connection, edition: str) -> bool:
    found = of(db, edition)
    return found is not None and found.lifted_at is None


def pause(db: Connection, edition: str, reason: str, *, now: datetime) -> bool:
    """Pauses the edition; False where it is paused already."""
    if insert_missing(db, pauses, [{"edition": edition, "reason": reason, "since": now}]):
        return True
    again = update(pauses).where(pauses.c.edition == edition, pauses.c.lifted_at.is_not(None))
    return db.execute(again.values(reason=reason, since=now, lifted_at=None)).rowcount == 1


def lift(db: Connection, edition: str, *, now: datetime) -> bool:
    """Lets sending go on; False where it was not paused. What came back until now counts no more."""
    if not is_paused(db, edition):
        return False
    seen = _counted(db, edition)
    values = {"lifted_at": now, "handed": seen.handed, "returned": seen.returned}
    db.execute(update(pauses).where(pauses.c.edition == edition).values(values))
    return True


def returns(db: Connection, edition: str) -> Returns:
    """What came back since the last pause was lifted, if there was any."""
    seen = db.execute(select(pauses.c.handed, pauses.c.returned).where(pauses.c.edition == edition)).one_or_none()
    found = _counted(db, edition)
    if seen is None:
        return found
    return Returns(
        handed=found.handed - seen.handed, returned=found.returned - seen.returned, complained=found.complained
    )


def returns_of_digest(db: Connection, digest: str, *, since: datetime) -> Returns:
    """What came back of all editions of a digest that were frozen since."""
    prefix = f"{digest}/"
    query = select(audiences.c.edition).where(
        audiences.c.frozen_at >= since, audiences.c.edition.startswith(prefix, autoescape=True)
    )
    some = [_counted(db, edition) for edition in db.scalars(query).all()]
    return Returns(
        handed=sum(one.handed for one in some),
        returned=sum(one.returned for one in some),
        complained=sum(one.complained for one in some),
    )


def _counted(db: Connection, edition: str) -> Returns:
    # Codes of a peer begin with a digit; our own words, such as "expired", do not.
    refused = and_(exceptions.c.state == OutcomeState.REJECTED, exceptions.c.code.between("4", "6"))
    bounced = exceptions.c.state == OutcomeState.BOUNCED
    query = (
        select(exceptions.c.state, func.count())
        .join(batches, batches.c.id == exceptions.c.batch)
        .where(batches.c.edition == edition, or_(refused, bounced, exceptions.c.state == OutcomeState.COMPLAINED))
        .group_by(exceptions.c.state)
    )
    counts = {row[0]: row[1] for row in db.execute(query)}
    accepted = int(db.scalar(select(func.sum(batches.c.accepted)).where(batches.c.edition == edition)) or 0)
    rejected = counts.get(OutcomeState.REJECTED, 0)
    return Returns(
        handed=accepted + rejected,
        returned=rejected + counts.get(OutcomeState.BOUNCED, 0),
        complained=counts.get(OutcomeState.COMPLAINED, 0),
    )
