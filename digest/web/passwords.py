"""Passwords of editors, hashed with Argon2id. The one door of argon2."""

import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from digest.errors import UsageError

LETTERS_MIN = 10  # what a guesser through a sign-in form with limited attempts cannot walk through
BYTES_MAX = 1_000  # more is no password, and hashing it costs
PARALLEL_MAX = 2  # each takes 64 MiB and a core for a quarter of a second
WAIT_S = 5.0

_hasher = PasswordHasher()
_slots = threading.BoundedSemaphore(PARALLEL_MAX)


class Busy(Exception):  # noqa: N818  (a state of the house, not a mistake of the caller)
    """So many people sign in at this moment that nobody can be checked in time."""


def hash_password(text: str) -> str:
    """What to store for a password. Raises UsageError where it is too short or too long."""
    if len(text) < LETTERS_MIN:
        raise UsageError(f"a password has at least {LETTERS_MIN} characters")
    if len(text.encode()) > BYTES_MAX:
        raise UsageError(f"a password has at most {BYTES_MAX:,} bytes")
    return _hasher.hash(text)


def verify(stored: str | None, text: str) -> bool:
    """Whether `text` is the password that was stored. None, for an unknown name, takes as long and is never right.

    Raises Busy where it would have to wait longer than anybody at a form does.
    """
    if not _slots.acquire(timeout=WAIT_S):
        raise Busy
    try:
        right = _matches(stored or _nobody(), text[:BYTES_MAX])
        return right and stored is not None
    finally:
        _slots.release()


def _matches(stored: str, text: str) -> bool:
    try:
        return _hasher.verify(stored, text)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash("the password of nobody")
