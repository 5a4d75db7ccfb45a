"""Who works on which batch, and how far it has come.

A batch row keeps one bit a place for the recipients that the transport accepted; any other outcome is a row of
`exceptions`. Before mails are handed over, the places up to `handed_to` are committed as under way: whoever takes
over a batch from a lost machine knows that nothing after them can have left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, select, update

from digest.model.delivery import LATER_NEWS, Batch, BatchState, Outcome, OutcomeState
from digest.store import packed
from digest.store.batches import as_batch
from digest.store.schema import batches, exceptions
from digest.store.taking import TAKE, Which
from digest.store.upsert import upsert

FIRST_EPOCH = 1  # of the claim before which there was none, and so no outcome

# Built once: a sender says so every few milliseconds.
_MINE = update(batches).where(
    batches.c.id == bindparam("this"),
    batches.c.epoch == bindparam("at_epoch"),
    batches.c.state == BatchState.CLAIMED,
)
_FOLD = _MINE.values(
    state=bindparam("new_state"),
    accepted=bindparam("count"),
    accepted_bits=bindparam("bits"),
    handed_to=bindparam("to"),
    lease_until=func.coalesce(bindparam("lease", type_=batches.c.lease_until.type), batches.c.lease_until),
    ready_at=func.coalesce(bindparam("ready", type_=batches.c.ready_at.type), batches.c.ready_at),
)
_GIVE_BACK = _FOLD.values(owner=None, lease_until=None)
_TOLD = select(exceptions.c.subscription, exceptions.c.state).where(
    exceptions.c.batch == bindparam("this"), exceptions.c.state.not_in(LATER_NEWS)
)
_DEFERRED = and_(exceptions.c.batch == bindparam("this"), exceptions.c.state == OutcomeState.DEFERRED)
_WAITING = select(exceptions.c.subscription).where(_DEFERRED)
_FORGET_WAITING = delete(exceptions).where(_DEFERRED)
_REOPEN = update(batches).where(batches.c.id == bindparam("this")).values(handed_to=bindparam("to"), kept=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A batch in one sender's hands. A place is an index into the batch's subscriptions."""

    batch: Batch
    owner: str
    attempts: int
    """How many times the batch was taken up, this time too."""
    accepted: bytes
    """A mask: `packed.YES` at each place that was accepted."""
    open: tuple[int, ...]
    """Places without an outcome, ascending."""
    handed_to: int
    """Places before this one may be under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """What a sender has to say about its claim: how far it is, and whether it keeps it."""

    batch: int
    epoch: int
    accepted: bytes
    handed_to: int = 0
    state: BatchState = BatchState.CLAIMED
    ready_at: datetime | None = None
    """When a batch that is given back may be claimed again; None: as before."""
    lease_until: datetime | None = None
    outcomes: Sequence[Outcome] = ()
    """Those other than accepted."""


def claim(
    db: Connection,
    edition: str,
    *,
    owner: str,
    now: datetime,
    lease: timedelta,
    window: int,
    evidence: bool = False,
    early: bool = False,
    ahead: tuple[datetime, datetime] | None = None,
) -> Claim | None:
    """Takes the edition's next batch that is due, or that another sender let go by letting its lease end.

    The first `window` open places are marked as under way. What a lost sender may have handed over is unknown, unless
    the transport can tell by `evidence`. `early` takes batches before their hour, but for those that wait for a retry;
    `ahead` those whose hour lies between the two moments, for a transport that keeps mails until then; see `kept`.
    None where there is nothing to take, or the edition is cancelled or paused.
    """
    values: dict[str, object] = {
        "now": now,
        "of_edition": edition,
        "new_owner": owner,
        "until": now + lease,
        "window": window,
    }
    which = Which.EARLY if early else Which.DUE
    if ahead and not early:
        which = Which.AHEAD
        values["ahead_from"], values["ahead_to"] = ahead
    row = db.execute(TAKE[which], values).one_or_none()
    if row is None:
        return None
    if row.epoch == FIRST_EPOCH:
        return _claim(row, {})
    taken = as_claim(db, row)
    if not evidence:
        taken = _without_lost(db, taken, now=now)
    return _reopened(db, taken, window=window)


def held_by(db: Connection, owner: str) -> tuple[Claim, ...]:
    """The claims of one sender, to be settled by whoever knows that it is dead."""
    query = select(batches).where(batches.c.owner == owner, batches.c.state == BatchState.CLAIMED)
    return tuple(as_claim(db, row) for row in db.execute(query).all())


def fold(db: Connection, said: Fold, *, now: datetime) -> bool:
    """Stores a sender's progress; False, and nothing changes, where the batch is another's by now."""
    keeps = said.state is BatchState.CLAIMED
    values = {
        "this": said.batch,
        "at_epoch": said.epoch,
        "new_state": said.state,
        "count": said.accepted.count(packed.YES),
        "bits": None if said.state is BatchState.DONE else packed.bits(said.accepted),
        "to": said.handed_to if keeps else 0,
        "lease": said.lease_until if keeps else None,
        "ready": said.ready_at,
    }
    if db.execute(_FOLD if keeps else _GIVE_BACK, values).rowcount == 0:
        return False
    _except(db, said.batch, said.outcomes, now=now)
    return True


def locked(db: Connection, batch: int) -> Claim | None:
    """The batch as it stands; nobody else can change it before this transaction ends."""
    row = db.execute(select(batches).where(batches.c.id == batch).with_for_update()).one_or_none()
    return as_claim(db, row) if row else None


def as_claim(db: Connection, row: Row[Any]) -> Claim:
    """A batch's row as whoever has it sees it."""
    told = {id: state for id, state in db.execute(_TOLD, {"this": row.id})}  # noqa: C416 (a Row is no pair to the type checker)
    return _claim(row, told)


def place_after(open_: Sequence[int], count: int) -> int:
    """The place that follows the first `count` of the open ones."""
    return open_[min(count, len(open_)) - 1] + 1 if open_ and count else 0


def _claim(row: Row[Any], told: Mapping[int, OutcomeState]) -> Claim:
    """`told`: what senders said of the batch's subscriptions, but for those that were accepted."""
    batch = as_batch(row)
    accepted = packed.mask(row.accepted_bits, row.size)
    if batch.state is BatchState.DONE:
        accepted = bytearray(packed.NO if id in told else packed.YES for id in batch.subscriptions)
    return Claim(
        batch=batch,
        owner=row.owner or "",
        attempts=row.attempts,
        accepted=bytes(accepted),
        open=tuple(
            place
            for place, id in enumerate(batch.subscriptions)
            if accepted[place] == packed.NO and (id not in told or told[id] is OutcomeState.DEFERRED)
        )
        if told or packed.YES in accepted
        else tuple(range(row.size)),
        handed_to=row.handed_to,
    )


def _without_lost(db: Connection, taken: Claim, *, now: datetime) -> Claim:
    """The claim without what its last sender had under way when it was lost: that is unknown."""
    if not taken.handed_to:
        return taken
    ids = taken.batch.subscriptions
    waits = set(db.scalars(_WAITING, {"this": taken.batch.id}))
    lost = {place for place in taken.open if place < taken.handed_to and ids[place] not in waits}
    unknown = [Outcome(subscription=ids[place], state=OutcomeState.UNKNOWN, code="sender lost") for place in lost]
    _except(db, taken.batch.id, unknown, now=now)
    return _with(taken, open_=tuple(place for place in taken.open if place not in lost))


def _reopened(db: Connection, taken: Claim, *, window: int) -> Claim:
    """The claim with its deferred places open again, and the first window of open places under way."""
    batch = taken.batch
    db.execute(_FORGET_WAITING, {"this": batch.id})
    handed_to = place_after(taken.open, window)
    db.execute(_REOPEN, {"this": batch.id, "to": handed_to})
    return _with(taken, handed_to=handed_to)


def _with(taken: Claim, *, open_: tuple[int, ...] | None = None, handed_to: int | None = None) -> Claim:
    return Claim(
        batch=replace(taken.batch, kept="") if taken.batch.kept else taken.batch,
        owner=taken.owner,
        attempts=taken.attempts,
        accepted=taken.accepted,
        open=taken.open if open_ is None else open_,
        handed_to=taken.handed_to if handed_to is None else handed_to,
    )


def _except(db: Connection, batch: int, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    rows = [
        {
            "batch": batch,
            "subscription": o.subscription,
            "state": o.state,
            "code": o.code,
            "detail": o.detail,
            "at": now,
        }
        for o in outcomes
    ]
    upsert(db, exceptions, rows)
