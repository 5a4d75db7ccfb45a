"""Forms for strangers: each is shown with a mark of its own, is worth one mail, and may ask for digits to copy."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest import tokens
from digest.errors import TokenError
from digest.people.guard import FORM_HOURS_MAX
from digest.tokens import Keys, Purpose

NONCE_BITS = 60
DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a form's mark says."""

    shown_at: datetime
    nonce: int
    asks: bool
    """Whether it showed digits to copy."""


def mark(keys: Keys, now: datetime, *, asks: bool = False, since: datetime | None = None) -> str:
    """The mark of a form that is shown now; `since` where it was shown before, and only comes back."""
    shown_at = since or now
    return tokens.make(
        keys,
        Purpose.FORM,
        int(shown_at.timestamp() * 1000),
        secrets.randbits(NONCE_BITS),
        int(asks),
        expires=now + timedelta(hours=FORM_HOURS_MAX),
    )


def read(keys: Keys, text: str, now: datetime) -> Shown | None:
    """What the mark of a form says; None where it is not ours, or too old."""
    try:
        shown_ms, nonce, asks = tokens.read(keys, Purpose.FORM, text, now)
    except (TokenError, ValueError):
        return None
    return Shown(shown_at=datetime.fromtimestamp(shown_ms / 1000, tz=now.tzinfo), nonce=nonce, asks=bool(asks))


def digits(keys: Keys, shown: Shown) -> str:
    """The digits that the form shows, in its words for people alone: its mark does not tell them."""
    return str(int(tokens.keyed_hash(keys, f"digits {shown.nonce}"), 16) % 10**DIGITS).zfill(DIGITS)


def is_right(keys: Keys, shown: Shown | None, answer: str) -> bool:
    """Whether the form asked, and these are its digits."""
    return bool(shown and shown.asks) and "".join(answer.split()) == digits(keys, shown)  # type: ignore[arg-type]
