"""The consent log, as `audience.consent` defines it."""

import secrets
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, Row, select, text, update

from digest import codec
from digest.audience import consent as chain
from digest.model.consent import Consent, Link
from digest.store.schema import consents
from digest.tokens import Keys

SALT_BYTES = 16
ROWS_PER_FETCH = 2_000


def append(db: Connection, keys: Keys, consent: Consent, *, address_key: str, now: datetime) -> Link:
    """Adds an entry, after whatever another process adds at the same moment."""
    if db.dialect.name == "postgresql":
        db.execute(text("SELECT pg_advisory_xact_lock(7106111)"))  # a number of ours; SQLite has one writer anyway
    last = db.execute(select(consents.c.number, consents.c.seal).order_by(consents.c.number.desc()).limit(1)).first()
    made = chain.link(
        keys,
        number=last.number + 1 if last else 1,
        at=now,
        salt=secrets.token_hex(SALT_BYTES),
        payload=codec.dump(Consent, consent),
        before=last.seal if last else chain.START,
    )
    values = {name: getattr(made, name) for name in ("number", "at", "leaf", "seal", "salt", "payload")}
    db.execute(consents.insert(), {**values, "address_key": address_key})
    return made


def log(db: Connection) -> Iterator[Link]:
    """Every entry, oldest first; streamed."""
    query = select(consents).order_by(consents.c.number)
    return map(_link, db.execution_options(yield_per=ROWS_PER_FETCH).execute(query))


def of_address(db: Connection, address_key: str) -> list[Consent]:
    """What the person with this address said, oldest first."""
    query = select(consents.c.payload).where(consents.c.address_key == address_key).order_by(consents.c.number)
    return [codec.load(Consent, payload) for payload in db.scalars(query) if payload]


def forget(db: Connection, address_key: str) -> int:
    """Deletes what the person said, with its salts; the chain stays whole. How many entries that were."""
    theirs = update(consents).where(consents.c.address_key == address_key)
    return db.execute(theirs.values(payload=None, salt=None, address_key=None)).rowcount


def _link(row: Row[tuple[object, ...]]) -> Link:
    return Link(number=row.number, at=row.at, leaf=row.leaf, seal=row.seal, salt=row.salt, payload=row.payload)
