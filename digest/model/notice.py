"""Notices: mails to one address that are no edition."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from digest.model.delivery import OutcomeState
from digest.model.fault import Fault


class NoticeKind(StrEnum):
    CONFIRM = "confirm"
    """Asks a new reader whether the address is theirs."""
    DATA_LINK = "data link"
    """Leads a reader to everything held about them."""
    LEFT = "left"
    """Tells a reader that they were unsubscribed, in case it was not them."""
    CHANGED = "changed"
    """Tells a reader that their choices were changed, in case it was not them."""
    TEST = "test"
    """Proves that a transport works."""
    ALERT = "alert"
    """Tells the operator what needs a hand."""
    MORNING_REPORT = "morning report"
    """Tells editors what became of an edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a notice says; fields that its kind does not use keep their defaults."""

    kind: NoticeKind
    title: str = ""
    """The digest's title; of an alert, what happened, in a few words."""
    url: str = ""
    """Where its button leads; without one there is no button."""
    day: date | None = None
    """Until when the link works; of a morning report, the edition's date."""
    outcomes: tuple[tuple[OutcomeState, int], ...] = ()
    faults: tuple[Fault, ...] = ()
