"""What comes back: refusals at the door, bounces and complaints by mail."""

from collections.abc import Iterable
from datetime import datetime

from digest import store as stores
from digest.deliver.returned.classes import bounce_class
from digest.deliver.returned.reading import read
from digest.model.delivery import BounceClass, Outcome, OutcomeState
from digest.model.people import SuppressionReason
from digest.store import Connection

__all__ = ["bounce_class", "read", "refused"]


def refused(db: Connection, outcomes: Iterable[Outcome], *, now: datetime) -> None:
    """Suppresses the addresses of which a server said, when it was handed the mail, that there is no such one."""
    gone = [
        one.subscription
        for one in outcomes
        if one.state is OutcomeState.REJECTED and bounce_class(one.code) is BounceClass.HARD
    ]
    if gone:
        stores.suppressions.add_subscriptions(db, dict.fromkeys(gone, SuppressionReason.HARD_BOUNCE), now=now)
