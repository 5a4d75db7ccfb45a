"""Tokens of the HTTP API."""

from datetime import datetime

from sqlalchemy import Connection, Row, select

from digest.model.access import ApiToken, Scope
from digest.store.schema import api_tokens
from digest.store.upsert import insert_missing

SEPARATOR = " "


def add(db: Connection, token: ApiToken) -> bool:
    """Keeps a token; False, and nothing is kept, where one of that name is there."""
    row = {
        "id": token.id,
        "name": token.name,
        "key": token.key,
        "scopes": SEPARATOR.join(token.scopes),
        "created_at": token.created_at,
        "expires_at": token.expires_at,
    }
    return insert_missing(db, api_tokens, [row]) == 1


def by_id(db: Connection, id: str, *, now: datetime) -> ApiToken | None:
    """The token whose public part this is, unless it has expired."""
    row = db.execute(select(api_tokens).where(api_tokens.c.id == id)).one_or_none()
    return _token(row) if row and (row.expires_at is None or row.expires_at > now) else None


def all_(db: Connection) -> tuple[ApiToken, ...]:
    """Every token, expired ones too, by name."""
    return tuple(map(_token, db.execute(select(api_tokens).order_by(api_tokens.c.name))))


def revoke(db: Connection, name: str) -> bool:
    """Forgets the token of this name; False where there is none."""
    return db.execute(api_tokens.delete().where(api_tokens.c.name == name)).rowcount == 1


def _token(row: Row[tuple[object, ...]]) -> ApiToken:
    return ApiToken(
        id=row.id,
        name=row.name,
        key=row.key,
        scopes=tuple(map(Scope, row.scopes.split(SEPARATOR))),
        created_at=row.created_at,
        expires_at=row.expires_at,
    )
