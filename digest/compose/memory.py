"""What a digest remembers of a story while an edition is composed."""

from dataclasses import dataclass
from datetime import date

from digest.model.story import Development


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A story that this digest told on an earlier day, and what is new about it since."""

    day: int
    """Which day of the story today is: 2 on the second day it is told."""
    headline: str
    """As it was told last, …"""
    url: str | None
    """… with the link that these words had, …"""
    publisher: str
    """… and whose report that was."""
    last_told: date
    """The date of the edition that told it so."""
    developments: tuple[Development, ...] = ()
    reported: bool = False
    """Whether a report of today tells it further, be it too little for news."""
