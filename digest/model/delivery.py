"""Deliveries: an edition on its way to its readers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from digest.model.people import Length

NOBODY = 0
"""The subscription of a notice: it is sent to a person, not to a list."""


class OutcomeState(StrEnum):
    """What became of one delivery."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


LATER_NEWS = (OutcomeState.DELIVERED, OutcomeState.BOUNCED, OutcomeState.COMPLAINED)
"""Told by receipts about deliveries that were accepted."""


class BatchState(StrEnum):
    READY = "ready"
    CLAIMED = "claimed"
    DONE = "done"


class KeptState(StrEnum):
    """How it stands with mails that a mail service keeps until their hour, under one id."""

    OPEN = "open"
    """They can be called back, and more may be handed over under the id."""
    CALLED = "called"
    """They are being called back: nobody hands over more under the id, and nobody knows yet whether they leave."""
    BACK = "back"
    """None of them leaves."""
    GONE = "gone"
    """They leave, or left, at their hour."""
    FREED = "freed"
    """As `BACK`, and the service has forgotten the id."""


class Exclusion(StrEnum):
    """Why a candidate is not in any batch."""

    SUPPRESSED = "suppressed"
    PAUSED = "paused"
    DUPLICATE = "on another list of the digest"
    NOTHING_TO_READ = "no story in the chosen topics"
    PACE = "not today's pace"
    CATCHES_UP = "back from a pause: catches up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """What makes two readers' mails the same bytes but for their own values."""

    topics: tuple[str, ...] = ()
    """Chosen topics in the digest's order; empty for all."""
    locale: str
    theme: str
    length: Length = Length.FULL
    without: tuple[str, ...] = ()
    """Ids of the stories that these readers muted, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Frozen recipients that are claimed together: one segment, one due time."""

    id: int
    edition: str
    segment: Segment
    due_at: datetime
    subscriptions: tuple[int, ...]
    """At most 1,000 subscription ids, ascending."""
    state: BatchState = BatchState.READY
    epoch: int = 0
    """Counts up with every claim; what an outdated claim says is ignored."""
    kept: str = ""
    """The id under which a mail service keeps what was handed over of it until its hour; empty where none does."""


class Recipient(NamedTuple):
    """A reader as the mail needs them; lives only while a batch is being handed over.

    A tuple, since a million are made from as many rows of a query, each in a fraction of a dataclass's time.
    """

    subscription: int
    email: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What handing one delivery to a transport gave. `detail` holds the peer's reply without any address."""

    subscription: int
    state: OutcomeState
    code: str = ""
    detail: str = ""


class ReceiptKind(StrEnum):
    """What a mail service may tell later. Each proves that it had the mail."""

    PROCESSED = "processed"
    """It has the mail, and goes on trying."""
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    """The reader called it spam."""


class BounceClass(StrEnum):
    """What a bounce says about the address, from the least to the worst."""

    BLOCKED = "blocked"
    """Nothing: the mail or its sender was not liked."""
    SOFT = "soft"
    """It takes no mail now: full, or put off for too long."""
    HARD = "hard"
    """There is no such address."""


class Receipt(NamedTuple):
    """What the mail service says later about one delivery; `detail` names no address.

    A tuple, since a morning brings two for every reader.
    """

    batch: int
    subscription: int
    kind: ReceiptKind
    at: datetime
    bounce: BounceClass | None = None
    """Of a bounce."""
    code: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The accounting of an edition: candidates = excluded + batched; batched = the sum over states."""

    candidates: int = 0
    excluded: tuple[tuple[Exclusion, int], ...] = ()
    batched: int = 0
    outcomes: tuple[tuple[OutcomeState, int], ...] = ()
