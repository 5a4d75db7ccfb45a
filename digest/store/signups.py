"""Sign-ups that wait for their confirmation, and those that had it, until their link's time is up."""

from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import Connection, select, update

from digest.model.people import Preferences
from digest.store.schema import signups

TOPIC_SEPARATOR = "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signup:
    """What was filled in at the form, and what stood at its button."""

    id: int
    address_key: str
    email: str | None
    """None once it is confirmed: the subscriber's row has the address then."""
    address: str | None
    list: str
    preferences: Preferences
    page: str
    words: str
    version: str
    asked_at: datetime
    expires_at: datetime
    subscription: int | None
    """Where it was confirmed: what came of it."""


def put(
    db: Connection,
    *,
    address_key: str,
    address: str,
    email: str,
    list_: str,
    preferences: Preferences,
    page: str,
    words: str,
    version: str,
    now: datetime,
    expires_at: datetime,
) -> int:
    """Keeps a sign-up until it is confirmed or its time is up; its id, which never stands for another one."""
    values = {
        "address_key": address_key,
        "address": address,
        "email": email,
        "list": list_,
        "topics": TOPIC_SEPARATOR.join(preferences.topics),
        "hour": preferences.hour,
        "locale": preferences.locale,
        "page": page,
        "words": words,
        "version": version,
        "asked_at": now,
        "expires_at": expires_at,
    }
    return int(db.execute(signups.insert().returning(signups.c.id), values).scalar_one())


def by_id(db: Connection, id: int) -> Signup | None:
    row = db.execute(select(signups).where(signups.c.id == id)).one_or_none()
    return _signup(**row._asdict()) if row else None


def of_address(db: Connection, address_key: str) -> list[Signup]:
    query = select(signups).where(signups.c.address_key == address_key).order_by(signups.c.id)
    return [_signup(**row._asdict()) for row in db.execute(query)]


def confirm(db: Connection, id: int, subscription: int) -> bool:
    """Says what came of a sign-up and forgets its address; False where it was confirmed already."""
    waiting = update(signups).where(signups.c.id == id, signups.c.subscription.is_(None))
    return db.execute(waiting.values(subscription=subscription, email=None, address=None)).rowcount == 1


def forget(db: Connection, address_key: str) -> int:
    return db.execute(signups.delete().where(signups.c.address_key == address_key)).rowcount


def has_expired(db: Connection, *, now: datetime) -> bool:
    return db.execute(select(signups.c.id).where(signups.c.expires_at <= now).limit(1)).first() is not None


def purge(db: Connection, *, now: datetime) -> int:
    """Forgets sign-ups whose time is up; how many."""
    return db.execute(signups.delete().where(signups.c.expires_at <= now)).rowcount


def _signup(topics: str, hour: time | None, locale: str | None, **row: object) -> Signup:
    chosen = tuple(topics.split(TOPIC_SEPARATOR)) if topics else ()
    return Signup(preferences=Preferences(topics=chosen, hour=hour, locale=locale), **row)  # type: ignore[arg-type]
