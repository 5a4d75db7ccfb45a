"""What a mail service keeps until its hour: under which id, and how it is called back.

A batch that is handed over ahead notes the id in the transaction that claims it. `batches.kept` is set only while
everything of the batch that was accepted, or is in doubt, was handed over under that id: so calling the id back undoes
all of it. Each id is one sender's. To be called back, its batches are taken as by a sender whose lease has no end:
senders, receipts and the operator leave them alone, and whoever finds them so after a crash goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, or_, select, update

from digest.model.delivery import LATER_NEWS, Batch, BatchState, KeptState, Outcome, OutcomeState
from digest.store import packed, people
from digest.store.claims import Claim, Fold, as_claim, fold, held_by
from digest.store.schema import batches, delivered, exceptions, kept
from digest.store.upsert import insert_missing

UNSETTLED = (KeptState.OPEN, KeptState.CALLED, KeptState.BACK)
CALLED_BACK = "called back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """All that a mail service keeps under one id."""

    id: str
    edition: str
    leaves_at: datetime
    taken_at: datetime
    state: KeptState
    batches: int
    reason: str
    """Why it is called back."""


def open_(db: Connection, id: str, edition: str, *, leaves_at: datetime, now: datetime) -> None:
    """Notes an id, before anything is handed over under it."""
    row = {"id": id, "edition": edition, "leaves_at": leaves_at, "taken_at": now, "state": KeptState.OPEN}
    insert_missing(db, kept, [row])


def put(db: Connection, id: str, batch: Batch) -> bool:
    """Notes that a claimed batch is handed over under the id.

    False where that is called back by now, or the batch is another's.
    """
    still_open = update(kept).where(kept.c.id == id, kept.c.state == KeptState.OPEN)
    if db.execute(still_open.values(batches=kept.c.batches + 1)).rowcount == 0:
        return False
    ours = and_(batches.c.id == batch.id, batches.c.epoch == batch.epoch, batches.c.state == BatchState.CLAIMED)
    return db.execute(update(batches).where(ours).values(kept=id)).rowcount == 1


def of_edition(db: Connection, edition: str) -> tuple[Kept, ...]:
    """All that is or was kept of it, the first hour first."""
    query = select(kept).where(kept.c.edition == edition).order_by(kept.c.leaves_at, kept.c.id)
    return tuple(Kept(**row) for row in db.execute(query).mappings())


def unsettled(db: Connection) -> tuple[str, ...]:
    """The editions of which somebody has to look after what is kept."""
    return tuple(sorted(db.scalars(select(kept.c.edition).where(kept.c.state.in_(UNSETTLED)).distinct())))


def is_unsettled(db: Connection, edition: str) -> bool:
    """Whether somebody has to look after what is kept of the edition."""
    query = select(kept.c.id).where(kept.c.edition == edition, kept.c.state.in_(UNSETTLED))
    return db.scalar(query.limit(1)) is not None


def any_of(db: Connection, edition: str) -> bool:
    return db.scalar(select(kept.c.id).where(kept.c.edition == edition).limit(1)) is not None


def in_doubt(db: Connection, one: Kept, *, now: datetime) -> bool:
    """Whether anything handed over under the id had no answer: its outcome is unknown, or its sender was lost."""
    lost = and_(batches.c.state == BatchState.CLAIMED, batches.c.lease_until <= now)
    unknown = exists().where(exceptions.c.batch == batches.c.id, exceptions.c.state == OutcomeState.UNKNOWN)
    return db.scalar(select(batches.c.id).where(_under(one), or_(lost, unknown)).limit(1)) is not None


def anybody_left(db: Connection, one: Kept) -> bool:
    """Whether a mail is kept for somebody who may get none any more. Reads the subscriptions of all of them."""
    for claim in _claims(db, _under(one)):
        ids = [id for place, id in enumerate(claim.batch.subscriptions) if claim.accepted[place] == packed.YES]
        if len(people.recipients(db, ids)) < len(ids):
            return True
    return False


def call(db: Connection, one: Kept, reason: str, *, now: datetime) -> bool:
    """From now on nobody hands over more under the id; whether its batches are taken, to be called back.

    They are not where a sender that may be alive still has one of them: try again later.
    """
    may_be = kept.c.state.in_((KeptState.OPEN, KeptState.CALLED))
    db.execute(update(kept).where(kept.c.id == one.id, may_be).values(state=KeptState.CALLED, reason=reason))
    others = and_(_under(one), or_(batches.c.owner.is_(None), batches.c.owner != _owner(one.id)))
    held = and_(others, batches.c.state == BatchState.CLAIMED, batches.c.lease_until > now)
    if db.scalar(select(batches.c.id).where(held).limit(1)) is not None:
        return False
    for claim in _claims(db, others):
        taken = {
            "state": BatchState.CLAIMED,
            "owner": _owner(one.id),
            "lease_until": None,
            "epoch": batches.c.epoch + 1,
            "handed_to": 0,
            "accepted_bits": packed.bits(claim.accepted),
        }
        db.execute(update(batches).where(batches.c.id == claim.batch.id).values(taken))
    return True


def close(db: Connection, one: Kept, state: KeptState) -> None:
    """Nobody has to look after the id any more, or only to have it forgotten."""
    db.execute(update(kept).where(kept.c.id == one.id, kept.c.state == one.state).values(state=state))


def back(db: Connection, one: Kept, *, skipped: bool, now: datetime) -> int:
    """None of what was called leaves: how many deliveries are queued again, or skipped."""
    return sum(_undo(db, claim, skipped=skipped, now=now) for claim in _settled(db, one, KeptState.BACK))


def let_go(db: Connection, one: Kept, state: KeptState, *, now: datetime) -> None:
    """What was called could not be called back, and is as it was: open to another try, or gone."""
    for claim in _settled(db, one, state):
        _give_back(db, claim, claim.accepted, (), now=now)
        if state is KeptState.OPEN:
            db.execute(update(batches).where(batches.c.id == claim.batch.id).values(kept=one.id))


def doubt(db: Connection, one: Kept, *, now: datetime) -> int:
    """Nobody found out whether what was called leaves: how many deliveries are unknown now."""
    found = 0
    for claim in _settled(db, one, KeptState.GONE):
        arrived = _arrived(db, claim)
        ids = [id for id in _accepted(claim) if id not in arrived]
        outcomes = [Outcome(subscription=id, state=OutcomeState.UNKNOWN, code=CALLED_BACK) for id in ids]
        _give_back(db, claim, _mask(claim, arrived), outcomes, now=now)
        found += len(ids)
    return found


def _settled(db: Connection, one: Kept, state: KeptState) -> tuple[Claim, ...]:
    """The batches that were called, if nobody else has settled them meanwhile; they are under the id no more."""
    called = update(kept).where(kept.c.id == one.id, kept.c.state == KeptState.CALLED)
    if db.execute(called.values(state=state)).rowcount == 0:
        return ()
    db.execute(update(batches).where(_under(one)).values(kept=None))
    return held_by(db, _owner(one.id))


def _undo(db: Connection, claim: Claim, *, skipped: bool, now: datetime) -> int:
    arrived = _arrived(db, claim)
    unknown = and_(exceptions.c.batch == claim.batch.id, exceptions.c.state == OutcomeState.UNKNOWN)
    in_doubt = list(db.scalars(select(exceptions.c.subscription).where(unknown)))
    db.execute(delete(exceptions).where(unknown))
    undone = [*(id for id in _accepted(claim) if id not in arrived), *in_doubt]
    open_ = [claim.batch.subscriptions[place] for place in claim.open]
    outcomes = [
        Outcome(subscription=id, state=OutcomeState.SKIPPED, code="cancelled", detail=CALLED_BACK)
        for id in (*undone, *open_)
        if skipped
    ]
    _give_back(db, claim, _mask(claim, arrived), outcomes, now=now)
    return len(undone)


def _give_back(db: Connection, claim: Claim, accepted: bytes, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    said = Fold(
        batch=claim.batch.id,
        epoch=claim.batch.epoch,
        accepted=accepted,
        state=BatchState.READY,
        ready_at=claim.batch.due_at,
        outcomes=outcomes,
    )
    fold(db, said, now=now)
    found = next(iter(_claims(db, batches.c.id == claim.batch.id)))
    if not found.open:
        done = update(batches).where(batches.c.id == claim.batch.id)
        db.execute(done.values(state=BatchState.DONE, accepted_bits=None))


def _accepted(claim: Claim) -> Iterator[int]:
    return (id for place, id in enumerate(claim.batch.subscriptions) if claim.accepted[place] == packed.YES)


def _arrived(db: Connection, claim: Claim) -> set[int]:
    """Of whom the service has told something: their mail has left."""
    told = and_(exceptions.c.batch == claim.batch.id, exceptions.c.state.in_(LATER_NEWS))
    found = set(db.scalars(select(exceptions.c.subscription).where(told)))
    ids = claim.batch.subscriptions
    bits = packed.mask(db.scalar(select(delivered.c.bits).where(delivered.c.batch == claim.batch.id)), len(ids))
    return found | {id for place, id in enumerate(ids) if bits[place] == packed.YES}


def _mask(claim: Claim, arrived: set[int]) -> bytes:
    """Of the accepted places only those of whom the service has told something."""
    pairs = zip(claim.accepted, claim.batch.subscriptions, strict=True)
    return bytes(packed.YES if sign == packed.YES and id in arrived else packed.NO for sign, id in pairs)


def _claims(db: Connection, which: ColumnElement[bool]) -> Iterator[Claim]:
    rows = db.execute(select(batches).where(which).order_by(batches.c.id).with_for_update()).all()
    return (as_claim(db, row) for row in rows)


def _under(one: Kept) -> ColumnElement[bool]:
    return and_(batches.c.edition == one.edition, batches.c.kept == one.id)


def _owner(id: str) -> str:
    return f"{CALLED_BACK}: {id}"
