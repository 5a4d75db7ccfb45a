"""Consent: what a person agreed to or took back, kept as proof."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ConsentKind(StrEnum):
    CONFIRMED = "confirmed"
    """They signed up, and pressed the button behind the mailed link."""
    LEFT = "left"
    LEFT_ALL = "left all mail"
    STAYED = "stayed"
    """They took leaving back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One thing that a person said, in the words they said it to."""

    kind: ConsentKind
    email: str
    list: str
    source: str
    """`site`, `mail` for the advertised mailto address."""
    at: datetime
    """When they pressed the last button."""
    asked_at: datetime | None = None
    """When the form was filled in, where that was another moment."""
    page: str = ""
    """Path of the form."""
    words: str = ""
    """What stood at the button."""
    version: str = ""
    """Which words those were: the same for the same words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry of the consent log. Its payload can be deleted; what holds the chain together stays."""

    number: int
    """1, 2, 3, … without gaps."""
    at: datetime
    leaf: str
    """Hash over salt and payload: without the salt nobody can try what the payload may have been."""
    seal: str
    """Keyed hash over the seal before, and over number, time and leaf."""
    salt: str | None = None
    payload: str | None = None
    """The consent as JSON; None once its person was erased."""
