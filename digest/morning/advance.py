"""What is due for a slot: its edition's state and the time decide, nothing else. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from digest.model.edition import Edition, EditionState, Slot
from digest.model.settings import Digest, Unapproved


class Step(StrEnum):
    WAIT = "wait"
    COMPOSE = "compose"
    APPROVE = "approve"
    HOLD = "hold"
    SKIP = "skip"
    SEND = "send"
    NOTHING = "nothing"


def next_step(
    slot: Slot, edition: Edition | None, digest: Digest, now: datetime, *, ahead: timedelta = timedelta()
) -> Step:
    """The one step that is due for the slot at this moment.

    A draft is composed at its cutoff. Nobody approved it by its hour: the digest's rule for that decides, and before
    it the rule for too few stories. What is approved is sent `ahead` of its hour. What has not been approved when the
    slot expires is skipped.
    """
    if edition is None:
        return Step.COMPOSE if slot.cutoff_at <= now <= slot.expires_at else Step.WAIT
    match edition.state:
        case EditionState.APPROVED:
            return Step.SEND if now >= slot.send_at - ahead else Step.WAIT
        case EditionState.SENDING:
            return Step.SEND
        case EditionState.DRAFT | EditionState.HELD if now > slot.expires_at:
            return Step.SKIP
        case EditionState.DRAFT if now >= slot.send_at:
            return unapproved(edition, digest)
        case EditionState.DRAFT | EditionState.HELD:
            return Step.WAIT
        case _:
            return Step.NOTHING


def unapproved(edition: Edition, digest: Digest) -> Step:
    """What the digest's rules do with a draft that nobody approved in time."""
    rule = digest.too_few if len(edition.stories) < digest.stories_min else digest.unapproved
    if not edition.stories and rule is Unapproved.SEND:
        return Step.SKIP  # an edition without a story is nothing to send
    return {Unapproved.SEND: Step.APPROVE, Unapproved.HOLD: Step.HOLD, Unapproved.SKIP: Step.SKIP}[rule]
