"""Marks: who caused a mail when, as keyed hashes. What limits on sign-ups count, on any number of machines."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, func, select, text

from digest.store.schema import marks


def lock(db: Connection) -> None:
    """Lets one process at a time count and then put; held until the transaction ends."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(7106112)"))  # a number of ours; SQLite has one writer anyway


def put(db: Connection, keys: Collection[str], *, now: datetime) -> None:
    db.execute(marks.insert(), [{"key": key, "at": now} for key in keys])


def counts(db: Connection, keys: Collection[str], *, since: datetime) -> Mapping[str, int]:
    """How many marks each of the keys has got after that time; those without any are missing."""
    query = select(marks.c.key, func.count()).where(marks.c.key.in_(keys), marks.c.at > since).group_by(marks.c.key)
    return {row[0]: row[1] for row in db.execute(query)}


def purge(db: Connection, *, before: datetime) -> int:
    return db.execute(marks.delete().where(marks.c.at < before)).rowcount
