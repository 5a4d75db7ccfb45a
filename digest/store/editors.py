"""Editors who may sign in at the desk, and their sessions (by the hash of the cookie's token)."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from digest.store.schema import editors, sessions
from digest.store.upsert import upsert


def put(db: Connection, name: str, password_hash: str, *, now: datetime) -> None:
    """Adds an editor, or gives one a new password, which ends that editor's sessions."""
    db.execute(delete(sessions).where(sessions.c.editor == name))
    row = {"name": name, "password_hash": password_hash, "created_at": now}
    upsert(db, editors, [row], keep=("created_at",))


def password_hash(db: Connection, name: str) -> str | None:
    return db.scalar(select(editors.c.password_hash).where(editors.c.name == name))


def names(db: Connection) -> tuple[str, ...]:
    return tuple(db.scalars(select(editors.c.name).order_by(editors.c.name)))


def remove(db: Connection, name: str) -> bool:
    db.execute(delete(sessions).where(sessions.c.editor == name))
    return db.execute(delete(editors).where(editors.c.name == name)).rowcount == 1


def open_session(db: Connection, key: str, editor: str, *, expires_at: datetime, now: datetime) -> None:
    """Opens a session and clears away those that are over."""
    db.execute(delete(sessions).where(sessions.c.expires_at <= now))
    db.execute(sessions.insert().values(key=key, editor=editor, expires_at=expires_at))


def session_editor(db: Connection, key: str, *, now: datetime) -> str | None:
    return db.scalar(select(sessions.c.editor).where(sessions.c.key == key, sessions.c.expires_at > now))


def close_session(db: Connection, key: str) -> None:
    db.execute(delete(sessions).where(sessions.c.key == key))
