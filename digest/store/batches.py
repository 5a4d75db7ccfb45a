"""Frozen recipients: who is owed an edition, who works on which batch, and how far it has come.

A batch row keeps its recipients and one bit a place for those that the transport accepted; any other outcome is a row
of `exceptions`. Before mails are handed over, the places up to `handed_to` are committed as under way: whoever takes
over a batch from a lost machine knows that nothing after them can have left.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from itertools import islice
from typing import Any, Protocol

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Update,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    update,
)

from digest import codec
from digest.memo import Memo
from digest.model.delivery import Batch, BatchState, Exclusion, Outcome, OutcomeState, Segment, Tally
from digest.model.edition import EditionState
from digest.store import packed
from digest.store.schema import audiences, batches, delivered, editions, exceptions, exclusions, outcome_sums, pauses
from digest.store.upsert import insert_missing, upsert

FIRST_EPOCH = 1  # of the claim before which there was none, and so no outcome
ROWS_PER_INSERT = 100  # batches: 100,000 recipients, under a megabyte
SEGMENTS_KEPT = 4_096  # written forms of segments, while batches of the same are stored
LATER_NEWS = (OutcomeState.DELIVERED, OutcomeState.BOUNCED, OutcomeState.COMPLAINED)
"""Told by receipts about deliveries that were accepted; see `receipts`."""


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


class _Which(Enum):
    """Of which hours batches are taken."""

    DUE = auto()
    EARLY = auto()
    AHEAD = auto()


_IN_DOUBT = exists().where(exceptions.c.batch == batches.c.id, exceptions.c.state == OutcomeState.UNKNOWN)
_IS_UNTOUCHED = and_(
    batches.c.accepted == 0, ~_IN_DOUBT, or_(batches.c.state == BatchState.READY, batches.c.kept.is_(None))
)
"""Nothing of the batch was handed over before: what is handed over ahead can be called back only as a whole."""


def _is_free(which: _Which, now: BindParameter[datetime]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a batch was left by a sender that let its lease end, and whether it waits."""
    due, ready = batches.c.due_at, batches.c.ready_at
    first, last = (bindparam(name, type_=due.type) for name in ("ahead_from", "ahead_to"))
    # One that was given back before its hour is ready at once, and still must not leave before it.
    in_time, is_ready = {
        _Which.DUE: (due <= now, ready <= now),
        _Which.EARLY: (true(), or_(ready <= now, batches.c.attempts == 0)),
        _Which.AHEAD: (or_(due <= now, and_(due.between(first, last), _IS_UNTOUCHED)), or_(ready <= now, ready == due)),
    }[which]
    is_left = and_(batches.c.state == BatchState.CLAIMED, batches.c.lease_until <= now)
    return and_(in_time, is_left), and_(batches.c.state == BatchState.READY, in_time, is_ready)


def _taking(which: _Which) -> Update:
    """Takes the first batch that is free, those first that were left; `claim` says which are free. Of one that nobody
    held before all places are open, so that its first window is under way at once.
    """
    now = bindparam("now", type_=batches.c.ready_at.type)
    left, waiting = _is_free(which, now)
    # Asked one after the other, each by its index: together they are looked for among all batches, done ones too.
    first = func.coalesce(_first(left), _first(waiting))
    # The state is asked again outside: two claims that PostgreSQL lets wait for one row must not both have it.
    return (
        update(batches)
        .where(batches.c.id == first, or_(left, waiting))
        .values(
            state=BatchState.CLAIMED,
            owner=bindparam("new_owner"),
            lease_until=bindparam("until"),
            epoch=batches.c.epoch + 1,
            attempts=batches.c.attempts + 1,
            handed_to=case((batches.c.epoch > 0, batches.c.handed_to), else_=_lesser(bindparam("window"))),
        )
    )


def _first(free: ColumnElement[bool]) -> ScalarSelect[int]:
    """The first such batch of an edition that is neither cancelled nor paused."""
    this = bindparam("of_edition", type_=batches.c.edition.type)
    cancelled = exists().where(editions.c.id == this, editions.c.state == EditionState.CANCELLED)
    paused = exists().where(pauses.c.edition == this, pauses.c.lifted_at.is_(None))
    return (
        select(batches.c.id)
        .where(batches.c.edition == this, free, ~cancelled, ~paused)
        .order_by(batches.c.ready_at, batches.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )


def _lesser(window: BindParameter[int]) -> ColumnElement[int]:
    return case((batches.c.size < window, batches.c.size), else_=window)


_TAKE = {which: _taking(which).returning(batches) for which in _Which}


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


def segments(db: Connection, edition: str) -> tuple[tuple[Segment, int], ...]:
    """Each segment of a frozen audience with its readers, the largest first: what sending costs."""
    query = (
        select(batches.c.segment, func.sum(batches.c.size))
        .where(batches.c.edition == edition)
        .group_by(batches.c.segment)
        .order_by(func.sum(batches.c.size).desc(), batches.c.segment)
    )
    return tuple((codec.load(Segment, row[0]), int(row[1])) for row in db.execute(query))


def frozen_at(db: Connection, edition: str) -> datetime | None:
    """When the edition's readers were frozen: nothing of it was handed over before."""
    found: datetime | None = db.scalar(select(audiences.c.frozen_at).where(audiences.c.edition == edition))
    return found


def next_at(db: Connection, edition: str) -> datetime | None:
    """When the next of the edition's batches may be taken up; None where none waits."""
    waits = and_(batches.c.edition == edition, batches.c.state == BatchState.READY)
    found: datetime | None = db.scalar(select(func.min(batches.c.ready_at)).where(waits))
    return found


def is_fresh(db: Connection, batch: int, *, attempts_max: int) -> bool:
    """Whether the batch was taken up fewer times than that."""
    return (db.scalar(select(batches.c.attempts).where(batches.c.id == batch)) or 0) < attempts_max


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
    which = _Which.EARLY if early else _Which.DUE
    if ahead and not early:
        which = _Which.AHEAD
        values["ahead_from"], values["ahead_to"] = ahead
    row = db.execute(_TAKE[which], values).one_or_none()
    if row is None:
        return None
    if row.epoch == FIRST_EPOCH:
        return _claim(row, {})
    taken = as_claim(db, row)
    if not evidence:
        taken = _without_lost(db, taken, now=now)
    return _reopened(db, taken, window=window)


def put_off(db: Connection, edition: str, *, until: datetime) -> None:
    """Lets none of the edition's batches that wait be taken before that, however early their hour."""
    waiting = (batches.c.edition == edition, batches.c.state == BatchState.READY, batches.c.ready_at < until)
    db.execute(update(batches).where(*waiting).values(ready_at=until))


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


def of_edition(db: Connection, edition: str) -> tuple[Batch, ...]:
    query = select(batches).where(batches.c.edition == edition).order_by(batches.c.id)
    return tuple(map(_batch, db.execute(query)))


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
    rows = db.execution_options(yield_per=ROWS_PER_INSERT).execute(query)
    return next((row.id for row in rows if subscription in packed.unpacked_ids(row.recipients)), None)


def tally(db: Connection, edition: str) -> Tally:
    """The edition's accounting at this moment. Every delivery is in exactly one state, or this raises."""
    frozen = db.execute(select(audiences).where(audiences.c.edition == edition)).one_or_none()
    if frozen is None:
        return Tally()
    outcomes = {state: count for state, count in _states(db, edition).items() if count}
    query = select(exclusions.c.reason, exclusions.c.count).where(exclusions.c.edition == edition)
    left_out = [(row[0], row[1]) for row in db.execute(query)]
    assert frozen.batched == sum(outcomes.values()), f"{edition}: {frozen.batched} batched, {outcomes}"
    assert frozen.candidates == frozen.batched + sum(count for _, count in left_out), edition
    order = list(OutcomeState)
    return Tally(
        candidates=frozen.candidates,
        excluded=tuple(sorted(left_out)),
        batched=frozen.batched,
        outcomes=tuple(sorted(outcomes.items(), key=lambda item: order.index(item[0]))),
    )


def _states(db: Connection, edition: str) -> Mapping[OutcomeState, int]:
    sums = select(batches.c.state, func.sum(batches.c.size), func.sum(batches.c.accepted))
    rows = db.execute(sums.where(batches.c.edition == edition).group_by(batches.c.state)).all()
    accepted = sum(int(row[2]) for row in rows)
    told = (
        select(batches.c.state, exceptions.c.state, func.count())
        .join(batches, batches.c.id == exceptions.c.batch)
        .where(batches.c.edition == edition)
        .group_by(batches.c.state, exceptions.c.state)
    )
    arrived = select(func.coalesce(func.sum(delivered.c.count), 0)).join(batches, batches.c.id == delivered.c.batch)
    counts = {OutcomeState.DELIVERED: int(db.scalar(arrived.where(batches.c.edition == edition)) or 0)}
    waiting = {state: int(size) - int(taken) for state, size, taken in rows}
    long_past = select(literal(BatchState.DONE, batches.c.state.type), outcome_sums.c.state, outcome_sums.c.count)
    past = db.execute(long_past.where(outcome_sums.c.edition == edition))
    for batch_state, state, count in (*db.execute(told), *past):
        counts[state] = counts.get(state, 0) + count
        if state not in LATER_NEWS:
            waiting[batch_state] -= count
    later = sum(counts.get(state, 0) for state in LATER_NEWS)
    cancelled = select(editions.c.id).where(editions.c.id == edition, editions.c.state == EditionState.CANCELLED)
    if db.scalar(cancelled) is not None:
        counts[OutcomeState.SKIPPED] = counts.get(OutcomeState.SKIPPED, 0) + waiting.pop(BatchState.READY, 0)
    assert not waiting.get(BatchState.DONE), f"{edition}: {waiting[BatchState.DONE]} in done batches have no outcome"
    return {
        **counts,
        OutcomeState.ACCEPTED: accepted - later,
        OutcomeState.QUEUED: waiting.get(BatchState.READY, 0),
        OutcomeState.SENDING: waiting.get(BatchState.CLAIMED, 0),
    }


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


def as_claim(db: Connection, row: Row[Any]) -> Claim:
    """A batch's row as whoever has it sees it."""
    told = {id: state for id, state in db.execute(_TOLD, {"this": row.id})}  # noqa: C416 (a Row is no pair to the type checker)
    return _claim(row, told)


def _claim(row: Row[Any], told: Mapping[int, OutcomeState]) -> Claim:
    """`told`: what senders said of the batch's subscriptions, but for those that were accepted."""
    batch = _batch(row)
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


def place_after(open_: Sequence[int], count: int) -> int:
    """The place that follows the first `count` of the open ones."""
    return open_[min(count, len(open_)) - 1] + 1 if open_ and count else 0


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


def _batch(row: Row[Any]) -> Batch:
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
