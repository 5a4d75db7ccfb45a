"""Slots: the unique rows that say which editions exist, and who works on one right now."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, or_, select, update

from digest.model.edition import Slot
from digest.store.schema import slots
from digest.store.upsert import insert_missing

COLUMNS = [c for c in slots.c if c.name not in {"id", "owner", "lease_until", "epoch"}]


def open_(db: Connection, slot: Slot) -> bool:
    """Makes the slot's row unless it is there; True where this call made it."""
    row = {c.name: getattr(slot, c.name) for c in COLUMNS}
    return insert_missing(db, slots, [{"id": slot.id, "epoch": 0, **row}]) == 1


def by_id(db: Connection, slot: str) -> Slot | None:
    row = db.execute(select(*COLUMNS).where(slots.c.id == slot)).mappings().one_or_none()
    return _slot(row) if row else None


def claim(db: Connection, slot: str, *, owner: str, now: datetime, lease: timedelta) -> int | None:
    """Takes the slot for one worker until the lease ends; its epoch, or None where another holds it.

    The owner that holds it may claim again and so renews its lease.
    """
    free = or_(slots.c.owner.is_(None), slots.c.owner == owner, slots.c.lease_until <= now)
    statement = (
        update(slots)
        .where(slots.c.id == slot, free)
        .values(owner=owner, lease_until=now + lease, epoch=slots.c.epoch + 1)
        .returning(slots.c.epoch)
    )
    epoch: int | None = db.scalar(statement)
    return epoch


def release(db: Connection, slot: str, *, owner: str) -> None:
    """Gives the slot back; nothing happens where somebody else holds it by now."""
    db.execute(update(slots).where(slots.c.id == slot, slots.c.owner == owner).values(owner=None, lease_until=None))


def _slot(row: RowMapping) -> Slot:
    return Slot(**row)
