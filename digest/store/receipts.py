"""What mail services say later, told to the books in the transaction that suppresses whom it must.

A receipt is a fact about a delivery, not an event in a row: the books end up the same in whatever order, and however
often, it is told. So nobody keeps the ids of events. Each proves that the service had the mail, which settles an
unknown. A bit a place says who has it; a row of `exceptions` says who bounced or complained.

Receipts for a batch that is being sent wait, since its sender's own books are not written yet; see `catch_up`.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, select, update

from digest.model.delivery import LATER_NEWS, NOBODY, BatchState, BounceClass, OutcomeState, Receipt, ReceiptKind
from digest.model.people import SuppressionReason
from digest.store import notices, suppressions
from digest.store.outcomes import IDS_MAX
from digest.store.packed import NO, YES, bits, mask, unpacked_ids
from digest.store.schema import batches, delivered, early_receipts, exceptions, soft_bounces
from digest.store.upsert import upsert

IN_A_ROW_DAYS = 14  # older soft bounces say nothing about an address of today
SOFT_BOUNCES_MAX = 5
AT_ONCE_MAX = 50_000  # waiting receipts that are told in one transaction

COMPLAINT = "complaint"
RETURNED = {ReceiptKind.BOUNCED: OutcomeState.BOUNCED, ReceiptKind.COMPLAINED: OutcomeState.COMPLAINED}
WEIGHTS = {word: weight for weight, word in enumerate((*map(str, BounceClass), COMPLAINT), start=1)}
"""The first word of a code → how much it says; the worst that was told stays."""
NOTHING = (OutcomeState.ACCEPTED, "")

# Built once: a sender asks with every batch that it ends.
_CAUGHT_UP = (
    select(early_receipts)
    .join(batches, batches.c.id == early_receipts.c.batch)
    .where(batches.c.state != BatchState.CLAIMED)
    .limit(AT_ONCE_MAX)
)


@dataclass(slots=True, kw_only=True)
class Applied:
    """What came of receipts."""

    told: int = 0
    """All that were heard."""
    settled: int = 0
    """Deliveries that were not known to be accepted."""
    suppressed: int = 0
    """Addresses that get no mail from now on."""
    waiting: int = 0
    strangers: int = 0
    """About deliveries that are none of ours."""
    returned: set[int] = field(default_factory=set)
    """Batches with a new bounce or complaint."""


@dataclass(slots=True)
class _Effects:
    """What is to be written, gathered over batches so that it is written at once."""

    exceptions: list[dict[str, Any]] = field(default_factory=list)
    arrived: list[dict[str, Any]] = field(default_factory=list)
    soft: list[dict[str, Any]] = field(default_factory=list)
    suppress: dict[int, SuppressionReason] = field(default_factory=dict)
    arrived_in: dict[int, int] = field(default_factory=dict)
    """Subscription → the newest batch of which it has the mail."""

    def follow(self, receipt: Receipt) -> None:
        """Notes a new bounce or complaint, and what it means for the address."""
        self.exceptions.append(
            {
                "batch": receipt.batch,
                "subscription": receipt.subscription,
                "state": RETURNED[receipt.kind],
                "code": _code(receipt),
                "detail": receipt.detail,
                "at": receipt.at,
            }
        )
        if receipt.kind is ReceiptKind.COMPLAINED:
            self.suppress[receipt.subscription] = SuppressionReason.COMPLAINT
        elif receipt.bounce is BounceClass.HARD:
            self.suppress.setdefault(receipt.subscription, SuppressionReason.HARD_BOUNCE)
        elif receipt.bounce is BounceClass.SOFT:
            self.soft.append({"subscription": receipt.subscription, "batch": receipt.batch, "at": receipt.at})


def apply(db: Connection, receipts: Iterable[Receipt], *, now: datetime, soft_max: int = SOFT_BOUNCES_MAX) -> Applied:
    """Tells the books.

    Hard bounces and complaints suppress an address at once, soft bounces after `soft_max` in a row: of deliveries
    none of which arrived, as far as anybody told, within `IN_A_ROW_DAYS`.
    """
    by_batch: dict[int, list[Receipt]] = {}
    of_notices: list[Receipt] = []
    for receipt in receipts:
        if receipt.subscription == NOBODY:
            of_notices.append(receipt)
        else:
            by_batch.setdefault(receipt.batch, []).append(receipt)
    applied = Applied(told=len(of_notices) + sum(map(len, by_batch.values())))
    effects = _Effects()
    pages = _pages(db, sorted(by_batch))
    for id, page in pages.items():
        page.hear(db, by_batch[id], effects, applied)
    _wait(db, [one for id, some in by_batch.items() if id not in pages for one in some], applied)
    upsert(db, exceptions, effects.exceptions)
    upsert(db, delivered, effects.arrived)
    _count_soft(db, effects, soft_max=soft_max, now=now)
    applied.suppressed = suppressions.add_subscriptions(db, effects.suppress, now=now)
    strangers, suppressed = notices.hear(db, of_notices, now=now)
    applied.strangers += strangers
    applied.suppressed += suppressed
    return applied


def catch_up(db: Connection, *, now: datetime, soft_max: int = SOFT_BOUNCES_MAX) -> Applied:
    """Tells what waited for batches that nobody is sending any more."""
    waiting = [Receipt(**row) for row in db.execute(_CAUGHT_UP).mappings()]
    if not waiting:
        return Applied()
    gone = delete(early_receipts).where(
        early_receipts.c.batch == bindparam("of"),
        early_receipts.c.subscription == bindparam("to"),
        early_receipts.c.kind == bindparam("what"),
    )
    db.execute(gone, [{"of": one.batch, "to": one.subscription, "what": one.kind} for one in waiting])
    return apply(db, waiting, now=now, soft_max=soft_max)


def any_of(db: Connection, edition: str) -> bool:
    """Whether anything was told about the edition: that a mail arrived, bounced, or was complained of."""
    of_edition = select(batches.c.id).where(batches.c.edition == edition)
    arrived = select(delivered.c.batch).where(delivered.c.batch.in_(of_edition)).limit(1)
    returned = exceptions.c.state.in_(LATER_NEWS)
    came_back = select(exceptions.c.batch).where(exceptions.c.batch.in_(of_edition), returned).limit(1)
    return db.scalar(arrived) is not None or db.scalar(came_back) is not None


@dataclass(slots=True)
class _Page:
    """One batch in the books."""

    row: Row[int, BatchState, int, bytes, bytes | None]
    ids: tuple[int, ...]
    told: dict[int, tuple[OutcomeState, str]]
    """(state, code) of its exceptions by subscription."""
    arrived: bytes | None

    def hear(self, db: Connection, receipts: Sequence[Receipt], effects: _Effects, applied: Applied) -> None:
        places = {id: place for id in {one.subscription for one in receipts} if (place := self._place(id)) is not None}
        ours = [one for one in receipts if one.subscription in places]
        applied.strangers += len(receipts) - len(ours)
        applied.settled += self._settle(db, places)
        returned = self._worse(ours)
        for one in returned:
            effects.follow(one)
        if returned:
            applied.returned.add(self.row.id)
        arrived = [one.subscription for one in ours if one.kind is ReceiptKind.DELIVERED]
        if arrived or (returned and self.arrived):
            effects.arrived.append(self._with_arrived([places[id] for id in arrived]))
            effects.arrived_in.update(dict.fromkeys(arrived, self.row.id))

    def _settle(self, db: Connection, places: Mapping[int, int]) -> int:
        """Whoever the service had a mail for was accepted, whatever we thought; of how many we thought otherwise."""
        excepted = {id for id in places if id in self.told and self.told[id][0] not in LATER_NEWS}
        if self.row.state is BatchState.DONE:
            newly, accepted = excepted, None
        else:
            accepted = mask(self.row.accepted_bits, self.row.size)
            newly = {id for id, place in places.items() if accepted[place] == NO}
        if not newly:
            return 0
        if excepted:
            these = and_(exceptions.c.batch == self.row.id, exceptions.c.subscription.in_(sorted(excepted)))
            db.execute(delete(exceptions).where(these))
        values: dict[str, Any] = {"accepted": batches.c.accepted + len(newly)}
        if accepted is not None:
            for id in newly:
                accepted[places[id]] = YES
            values["accepted_bits"] = bits(accepted)
        db.execute(update(batches).where(batches.c.id == self.row.id).values(values))
        for id in excepted:
            del self.told[id]
        return len(newly)

    def _worse(self, receipts: Iterable[Receipt]) -> Sequence[Receipt]:
        """The bounces and complaints that say more than the books do, the worst of each delivery."""
        found: dict[int, Receipt] = {}
        for one in receipts:
            if one.kind in RETURNED and _weight(_code(one)) > _weight(self.told.get(one.subscription, NOTHING)[1]):
                found[one.subscription] = one
                self.told[one.subscription] = (RETURNED[one.kind], _code(one))
        return tuple(found.values())

    def _with_arrived(self, places: Iterable[int]) -> dict[str, Any]:
        have = mask(self.arrived, self.row.size)
        for place in places:
            have[place] = YES
        returned = [self._place(id) for id in self.told]
        count = have.count(YES) - sum(have[place] == YES for place in returned if place is not None)
        return {"batch": self.row.id, "count": count, "bits": bits(have)}

    def _place(self, id: int) -> int | None:
        place = bisect_left(self.ids, id)
        return place if place < len(self.ids) and self.ids[place] == id else None


def _pages(db: Connection, ids: Sequence[int]) -> dict[int, _Page]:
    """Those of the batches that nobody is sending, locked. One that somebody has in hand is left out, not waited for:
    so no sender and no other receipts ever wait for us in a circle.
    """
    columns = (batches.c.id, batches.c.state, batches.c.size, batches.c.recipients, batches.c.accepted_bits)
    query = select(*columns).where(batches.c.id.in_(ids), batches.c.state != BatchState.CLAIMED)
    rows = db.execute(query.order_by(batches.c.id).with_for_update(skip_locked=True)).all()
    free = [row.id for row in rows]
    masks = {row.batch: row.bits for row in db.execute(select(delivered).where(delivered.c.batch.in_(free)))}
    told: dict[int, dict[int, tuple[OutcomeState, str]]] = {}
    excepted = select(exceptions.c.batch, exceptions.c.subscription, exceptions.c.state, exceptions.c.code)
    for batch, subscription, state, code in db.execute(excepted.where(exceptions.c.batch.in_(free))):
        told.setdefault(batch, {})[subscription] = (state, code)
    return {row.id: _Page(row, unpacked_ids(row.recipients), told.get(row.id, {}), masks.get(row.id)) for row in rows}


def _wait(db: Connection, receipts: Sequence[Receipt], applied: Applied) -> None:
    """Keeps what is told about batches in somebody's hands; what is about none of ours is counted."""
    if not receipts:
        return
    there = set(db.scalars(select(batches.c.id).where(batches.c.id.in_({one.batch for one in receipts}))))
    ours = sorted({one[:3]: one for one in receipts if one.batch in there}.values(), key=_key)
    applied.strangers += sum(one.batch not in there for one in receipts)
    applied.waiting += len(ours)
    upsert(db, early_receipts, [one._asdict() for one in ours], keep=("at", "bounce", "code", "detail"))


def _count_soft(db: Connection, effects: _Effects, *, soft_max: int, now: datetime) -> None:
    """Soft bounces in a row become a suppression; what arrived ends the row."""
    upsert(db, soft_bounces, effects.soft, keep=("at",))
    if effects.arrived_in and db.scalar(select(soft_bounces.c.batch).limit(1)) is not None:
        for some in _slices(sorted(effects.arrived_in)):
            hit = select(soft_bounces.c.subscription).where(soft_bounces.c.subscription.in_(some)).distinct()
            for id in db.scalars(hit).all():
                before = soft_bounces.c.batch <= effects.arrived_in[id]
                db.execute(delete(soft_bounces).where(soft_bounces.c.subscription == id, before))
    since = now - timedelta(days=IN_A_ROW_DAYS)
    for some in _slices(sorted({row["subscription"] for row in effects.soft})):
        row_of = select(soft_bounces.c.subscription).where(
            soft_bounces.c.subscription.in_(some), soft_bounces.c.at >= since
        )
        for id in db.scalars(row_of.group_by(soft_bounces.c.subscription).having(func.count() >= soft_max)):
            effects.suppress.setdefault(id, SuppressionReason.SOFT_BOUNCES)


def _code(receipt: Receipt) -> str:
    """What the books call it: the class of a bounce and the code that was told."""
    return " ".join(filter(None, (receipt.bounce or COMPLAINT, receipt.code)))


def _weight(code: str) -> int:
    return WEIGHTS.get(code.partition(" ")[0], 0)


def _key(receipt: Receipt) -> tuple[int, int, str]:
    return receipt.batch, receipt.subscription, receipt.kind


def _slices(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + IDS_MAX] for start in range(0, len(ids), IDS_MAX))
