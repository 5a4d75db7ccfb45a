"""When a mail that was put off is tried again, and when it is too late. Pure."""

import random
from datetime import datetime, timedelta

RETRY_FIRST = timedelta(minutes=2)  # greylisting servers let the second try through after one to five minutes
RETRY_MAX = timedelta(minutes=30)
JITTER = 0.25  # of the wait, so that a thousand senders do not return at one moment


def retry_at(now: datetime, *, attempts: int, until: datetime, chance: float | None = None) -> datetime | None:
    """When to try again after this many attempts; None where the edition's time is up before that.

    `chance` in [0, 1) moves it within the jitter.
    """
    wait = min(RETRY_FIRST * 2 ** min(max(attempts - 1, 0), 10), RETRY_MAX)
    spread = random.random() if chance is None else chance  # noqa: S311 (spreads load, keeps no secret)
    at = now + wait * (1 - JITTER / 2 + JITTER * spread)
    return at if at < until else None
