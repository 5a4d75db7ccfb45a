"""Notices that wait, are under way, or were settled: the outbox of mails that are no edition."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, func, or_, select, update

from digest import codec
from digest.audience.addresses import on_the_wire
from digest.model.delivery import BounceClass, OutcomeState, Receipt, ReceiptKind
from digest.model.notice import Notice, NoticeKind
from digest.model.people import SuppressionReason
from digest.store import suppressions
from digest.store.schema import notices, subscribers

ID_BITS = 62  # no two meet by chance, and a database number still holds it

_HEARD = {
    ReceiptKind.PROCESSED: OutcomeState.ACCEPTED,
    ReceiptKind.DELIVERED: OutcomeState.DELIVERED,
    ReceiptKind.BOUNCED: OutcomeState.BOUNCED,
    ReceiptKind.COMPLAINED: OutcomeState.COMPLAINED,
}
_ORDER = (
    OutcomeState.QUEUED,
    OutcomeState.SENDING,
    OutcomeState.REJECTED,
    OutcomeState.UNKNOWN,
    *_HEARD.values(),
)
"""Of what may be told about a notice, what says more stands later."""

_OPEN = (OutcomeState.QUEUED, OutcomeState.SENDING)
_FORGOTTEN = {"email": None, "body": "", "owner": None, "lease_until": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A notice in a sender's hands, with the address it goes to."""

    id: int
    digest: str
    locale: str
    email: str
    name: str
    notice: Notice
    created_at: datetime
    expires_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is known of a notice at any time; nothing of what it says."""

    id: int
    kind: NoticeKind
    digest: str
    state: OutcomeState
    created_at: datetime
    settled_at: datetime | None
    code: str
    detail: str


def put(
    db: Connection,
    notice: Notice,
    *,
    digest: str,
    locale: str,
    subscriber: int | None = None,
    email: str | None = None,
    address_key: str,
    now: datetime,
    ready_at: datetime,
    expires_at: datetime,
) -> int:
    """Queues a notice to a subscriber or, where there is none yet, to an address; its id."""
    id = secrets.randbits(ID_BITS)
    values = {
        "id": id,
        "kind": notice.kind,
        "digest": digest,
        "locale": locale,
        "subscriber": subscriber,
        "email": email,
        "address_key": address_key,
        "body": codec.dump(Notice, notice),
        "state": OutcomeState.QUEUED,
        "created_at": now,
        "ready_at": ready_at,
        "expires_at": expires_at,
    }
    db.execute(notices.insert(), values)
    return id


def is_due(db: Connection, *, now: datetime, wall: datetime) -> bool:
    """Whether a sender has anything to do: hand over, give up, or find out what a dead sender left."""
    stale = and_(notices.c.state == OutcomeState.SENDING, notices.c.lease_until < wall)
    query = select(notices.c.id).where(or_(_ready(now, wall), stale)).limit(1)
    return db.execute(query).first() is not None


def claim(db: Connection, owner: str, *, now: datetime, wall: datetime, lease_until: datetime, most: int) -> list[int]:
    """Takes notices that are due and in nobody's hands; leases are in the time of the `wall`."""
    ready = select(notices.c.id).where(_ready(now, wall)).order_by(notices.c.ready_at, notices.c.id).limit(most)
    # The outer condition decides: PostgreSQL looks at it again once another sender's claim is through.
    statement = (
        update(notices)
        .where(notices.c.id.in_(ready.with_for_update(skip_locked=True).scalar_subquery()), _ready(now, wall))
        .values(owner=owner, lease_until=lease_until)
        .returning(notices.c.id)
    )
    return sorted(db.scalars(statement))


def claimed(db: Connection, ids: Sequence[int]) -> list[Claimed]:
    """What is to be sent of these; a notice whose subscriber was erased meanwhile is not among them."""
    query = (
        select(notices, func.coalesce(notices.c.email, subscribers.c.email).label("address"), subscribers.c.name)
        .outerjoin(subscribers, subscribers.c.id == notices.c.subscriber)
        .where(notices.c.id.in_(ids))
        .order_by(notices.c.ready_at, notices.c.id)
    )
    return [
        Claimed(
            id=row.id,
            digest=row.digest,
            locale=row.locale,
            email=on_the_wire(row.address),
            name=row.name or "",
            notice=codec.load(Notice, row.body),
            created_at=row.created_at,
            expires_at=row.expires_at,
            attempts=row.attempts,
        )
        for row in db.execute(query)
        if row.address
    ]


def begin(db: Connection, id: int, owner: str) -> bool:
    """Says that the notice is about to leave; False where it is not in the owner's hands any more."""
    ours = and_(notices.c.id == id, notices.c.owner == owner, notices.c.state == OutcomeState.QUEUED)
    return db.execute(update(notices).where(ours).values(state=OutcomeState.SENDING)).rowcount == 1


def settle(db: Connection, id: int, state: OutcomeState, *, code: str = "", detail: str = "", now: datetime) -> None:
    """Says what became of a notice, and forgets whom it went to and what it said."""
    values = {"state": state, "code": code, "detail": detail, "settled_at": now, **_FORGOTTEN}
    db.execute(update(notices).where(notices.c.id == id, notices.c.state.in_(_OPEN)).values(values))


def refused(db: Connection, id: int, *, now: datetime) -> None:
    """Suppresses the address of a notice of which a server said that there is no such one."""
    _suppress(db, id, SuppressionReason.HARD_BOUNCE, now=now)


def hear(db: Connection, receipts: Iterable[Receipt], *, now: datetime) -> tuple[int, int]:
    """Tells what mail services say later of notices: of how many nobody knows, and how many addresses it suppressed.

    A hard bounce or a complaint suppresses the address, as one of an edition does. The worst that was told stays.
    """
    strangers = suppressed = 0
    for one in receipts:
        known = db.execute(select(notices.c.state, notices.c.settled_at).where(notices.c.id == one.batch)).one_or_none()
        strangers += known is None
        if known is None:
            continue
        state = _HEARD[one.kind]
        if known.settled_at and _ORDER.index(state) > _ORDER.index(known.state):
            values = {"state": state, "code": one.code, "detail": one.detail}
            db.execute(update(notices).where(notices.c.id == one.batch).values(values))
        if one.kind is ReceiptKind.COMPLAINED:
            suppressed += _suppress(db, one.batch, SuppressionReason.COMPLAINT, now=now)
        elif one.bounce is BounceClass.HARD:
            suppressed += _suppress(db, one.batch, SuppressionReason.HARD_BOUNCE, now=now)
    return strangers, suppressed


def _suppress(db: Connection, id: int, reason: SuppressionReason, *, now: datetime) -> bool:
    key = db.scalar(select(notices.c.address_key).where(notices.c.id == id))
    return key is not None and suppressions.add(db, key, reason, now=now)


def put_back(db: Connection, ids: Sequence[int], owner: str, *, ready_at: datetime, tried: bool = False) -> None:
    """Gives back what certainly has not left, for another try at that time."""
    ours = and_(notices.c.id.in_(ids), notices.c.owner == owner, notices.c.state.in_(_OPEN))
    values = {"state": OutcomeState.QUEUED, "owner": None, "lease_until": None, "ready_at": ready_at}
    db.execute(update(notices).where(ours).values(**values, attempts=notices.c.attempts + int(tried)))


def stale(db: Connection, *, wall: datetime) -> list[tuple[int, str]]:
    """(id, digest) of notices that were leaving when their sender died."""
    query = select(notices.c.id, notices.c.digest).where(
        notices.c.state == OutcomeState.SENDING, notices.c.lease_until < wall
    )
    return [(row.id, row.digest) for row in db.execute(query)]


def requeue_stale(db: Connection, id: int, *, wall: datetime) -> None:
    """Queues a dead sender's notice again, for a way out where handing over twice is harmless."""
    theirs = and_(notices.c.id == id, notices.c.state == OutcomeState.SENDING, notices.c.lease_until < wall)
    db.execute(update(notices).where(theirs).values(state=OutcomeState.QUEUED, owner=None, lease_until=None))


def expire(db: Connection, *, now: datetime, wall: datetime) -> int:
    """Gives up what nobody could hand over in its time; how many."""
    late = and_(notices.c.state == OutcomeState.QUEUED, notices.c.expires_at <= now, _free(wall))
    values = {"state": OutcomeState.REJECTED, "code": "expired", "settled_at": now, **_FORGOTTEN}
    return db.execute(update(notices).where(late).values(values)).rowcount


def purge(db: Connection, *, before: datetime) -> int:
    """Forgets notices that were settled before; how many."""
    return db.execute(notices.delete().where(notices.c.settled_at < before)).rowcount


def newest(db: Connection, *, limit: int) -> list[Kept]:
    return [_kept(row) for row in db.execute(_known().order_by(notices.c.created_at.desc()).limit(limit)).mappings()]


def of_subscriber(db: Connection, subscriber: int) -> list[Kept]:
    query = _known().where(notices.c.subscriber == subscriber).order_by(notices.c.created_at)
    return [_kept(row) for row in db.execute(query).mappings()]


def was_told(db: Connection, subscriber: int, kind: NoticeKind, *, since: datetime) -> bool:
    """Whether a notice of this kind was queued for the subscriber after that time."""
    query = select(notices.c.id).where(
        notices.c.subscriber == subscriber, notices.c.kind == kind, notices.c.created_at > since
    )
    return db.execute(query.limit(1)).first() is not None


def _free(wall: datetime) -> ColumnElement[bool]:
    return or_(notices.c.lease_until.is_(None), notices.c.lease_until < wall)


def _ready(now: datetime, wall: datetime) -> ColumnElement[bool]:
    return and_(notices.c.state == OutcomeState.QUEUED, notices.c.ready_at <= now, _free(wall))


def _known() -> Select[tuple[object, ...]]:
    return select(
        notices.c.id,
        notices.c.kind,
        notices.c.digest,
        notices.c.state,
        notices.c.created_at,
        notices.c.settled_at,
        notices.c.code,
        notices.c.detail,
    )


def _kept(row: RowMapping) -> Kept:
    return Kept(**row)
