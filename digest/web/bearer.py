"""Tokens that programs send with each request: made here, told once, known again by their hash."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from digest import store
from digest.model.access import ApiToken, Scope
from digest.store import Connection

ID_BYTES = 6  # tells tokens apart; no secret
SECRET_BYTES = 32
PREFIX = "digest"
"""So that scanners of leaked secrets know ours."""

_FORM = re.compile(rf"{PREFIX}_(?P<id>[0-9a-f]{{{ID_BYTES * 2}}})_(?P<secret>[A-Za-z0-9_-]{{20,100}})")
_NOBODYS = hashlib.sha256(b"the token of nobody").hexdigest()


@dataclass(frozen=True, slots=True)
class Made:
    """A new token; `text` is told once and kept nowhere."""

    kept: ApiToken
    text: str


def make(name: str, scopes: Sequence[Scope], *, now: datetime, expires_at: datetime | None = None) -> Made:
    """A fresh token of this name."""
    id, secret = secrets.token_hex(ID_BYTES), secrets.token_urlsafe(SECRET_BYTES)
    kept = ApiToken(
        id=id,
        name=name,
        key=_hash(secret),
        scopes=tuple(scope for scope in Scope if scope in scopes),
        created_at=now,
        expires_at=expires_at,
    )
    return Made(kept, f"{PREFIX}_{id}_{secret}")


def known(db: Connection, text: str, *, now: datetime) -> ApiToken | None:
    """The token that this text is; None where it is none of ours, was revoked or has expired."""
    form = _FORM.fullmatch(text)
    if form is None:
        return None
    found = store.api_tokens.by_id(db, form["id"], now=now)
    # Compared for nobody's too, so that the time taken does not tell which ids there are.
    right = hmac.compare_digest(found.key if found else _NOBODYS, _hash(form["secret"]))
    return found if right else None


def _hash(secret: str) -> str:
    """Plain SHA-256 is enough: nobody can try 2^256 secrets, so it need not be slow as for passwords."""
    return hashlib.sha256(secret.encode()).hexdigest()
