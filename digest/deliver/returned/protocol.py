"""What a mailbox that is read by Digest can do."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Protocol, Self


class Place(StrEnum):
    """Where a mail goes once it was read."""

    DONE = "Digest-Done"
    ASIDE = "Digest-Aside"
    """Nothing that Digest understands: for a person's eyes."""


class Letterbox(Protocol):
    """A mailbox for the length of a `with` block. Raises TransportError in one line where it cannot be used."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def count(self) -> int:
        """How many mails wait."""
        ...

    def mails(self, *, bytes_max: int, mails_max: int) -> Iterator[tuple[str, bytes]]:
        """(key, the mail's first bytes) of mails that wait. They stay where they are until `move`."""
        ...

    def move(self, key: str, place: Place) -> None:
        """Takes a mail out of the inbox into a folder; done twice, it is done."""
        ...
