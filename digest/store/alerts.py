"""What the operator was alerted to already, so that each matter is told once."""

from datetime import datetime

from sqlalchemy import Connection

from digest.store.schema import alerts
from digest.store.upsert import insert_missing


def is_first(db: Connection, about: str, *, now: datetime) -> bool:
    """Whether nobody was told about this before; from now on somebody was."""
    return insert_missing(db, alerts, [{"about": about, "at": now}]) == 1
