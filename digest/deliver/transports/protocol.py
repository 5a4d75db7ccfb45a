"""What a way out is handed, what it answers, and what it must keep."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple, Protocol

from digest import mail
from digest.mail import Letterhead, NoticeContent, ReaderColumns, ReaderValues, SegmentMail
from digest.model.delivery import OutcomeState, Receipt, Recipient
from digest.model.transport import Transport as Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What all mails of a batch share. A notice is the only mail of its own."""

    edition: str
    """`notices` for a notice."""
    content: SegmentMail | NoticeContent
    letterhead: Letterhead
    columns: Callable[[Sequence[Recipient]], ReaderColumns]
    """What fills these readers' copies."""
    send_at: datetime | None = None
    """The way out keeps the mails until then; only for one that can. None: they leave at once."""
    kept: str = ""
    """The id under which it keeps them; see `Keeping`."""

    def values(self, reader: Recipient) -> ReaderValues:
        """What fills one reader's copy."""
        return mail.row(self.columns((reader,)), 0)

    def copies(self, readers: Sequence[Recipient]) -> list[list[bytes]]:
        """These readers' messages before they are joined; printed together they cost half."""
        return self.content.copies(self.columns(readers), envelope=self.letterhead)


class Mail(NamedTuple):
    """One reader's copy, not printed yet; `place` is the reader's in the batch."""

    batch: int
    place: int
    to: Recipient
    letter: Letter

    @property
    def delivery(self) -> str:
        """The same for the same edition and subscription, for ever; tells nothing about the reader."""
        return f"{self.batch}-{self.to.subscription}"

    def message(self) -> bytes:
        """The whole message: lines end in CRLF, none begins with a dot."""
        return b"".join(self.pieces())

    def pieces(self) -> list[bytes]:
        """`message` before it is joined."""
        return self.letter.copies((self.to,))[0]


class Mails(Protocol):
    """Mails that wait to be handed over."""

    def take(self, most: int) -> Sequence[Mail]:
        """The next ones of one batch, at most so many; none where there are no more."""
        ...


class Listed(Mails):
    """Mails that somebody has already, in their order."""

    def __init__(self, mails: Iterable[Mail]) -> None:
        self._batches = (of_batch for _, of_batch in groupby(mails, key=attrgetter("batch")))
        self._batch: Iterator[Mail] | None = iter(())

    def take(self, most: int) -> Sequence[Mail]:
        while self._batch is not None:
            if some := tuple(islice(self._batch, most)):
                return some
            self._batch = next(self._batches, None)
        return ()


def one_by_one(mails: Mails) -> Iterator[Mail]:
    """Each when it is asked for, so that none is taken ahead."""
    while one := mails.take(1):
        yield one[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of mails that were handed over; `code` and `detail` hold no address."""

    state: OutcomeState
    code: str = ""
    detail: str = ""


ACCEPTED = Answer(OutcomeState.ACCEPTED)
TAKEN_BACK = Answer(OutcomeState.QUEUED)
"""It certainly has not left: whoever sends next hands it over."""
NO_ANSWER = Answer(OutcomeState.UNKNOWN, "no answer", "the connection ended after the mail was handed over")

Intent = Callable[[Sequence[Mail]], bool]
Ack = Callable[[Sequence[Mail], Answer], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Abilities:
    """What a way out can do, so that nobody asks for its kind."""

    evidence: bool = False
    """Handing over a second time what was handed over before is harmless: it finds out and answers accepted."""
    window: int = 200
    """How many mails may be under way between two commits; each is unknown if the machine is lost."""


class Doubt(StrEnum):
    """Why nothing that was posted in a mail service's name is believed."""

    UNSIGNED = "it carries no signature"
    FORGED = "it is not signed with the key that this transport's webhook_key names"
    MALFORMED = "signature or events cannot be read"


ReceiptsOf = Callable[[Way, bytes, Mapping[str, str]], tuple[Receipt, ...] | Doubt]
"""(way, body as it came, headers with names in lower case) → what the mail service tells, if it is the one."""


class Keeping(Protocol):
    """Of a way out that is handed mails before their hour and keeps them until then: how they are called back."""

    def new_id(self) -> str | None:
        """An id for mails to be kept under; None where the peer asks for patience. Raises TransportError."""
        ...

    def call_back(self, id: str) -> bool | None:
        """True: nothing under the id leaves, though it arrive only later. False: all of it leaves at its hour, and
        none of it was called back. None: nobody knows.
        """
        ...

    def is_called_back(self, id: str) -> bool | None:
        """Whether it was; None where the peer does not say."""
        ...

    def forget(self, id: str) -> bool:
        """Lets the peer forget an id whose hour is over; whether it did. A peer may remember but a few."""
        ...


class Transport(Protocol):
    """A way out. Not for use by two threads at once."""

    @property
    def abilities(self) -> Abilities: ...

    @property
    def keeping(self) -> Keeping | None:
        """None where mails leave when they are handed over, whatever `Letter.send_at` says."""
        ...

    def deliver(self, mails: Mails, *, intent: Intent, ack: Ack) -> timedelta | None:
        """Hands over mails, taken as there is room, until there are no more.

        `intent` is called before the first byte after which the peer could deliver the mail; where it says no, the
        mail must not leave any more. `ack` is called exactly once for each mail that had an intent, and at most once
        for others. A mail that was taken and had neither has not left.
        Returns early with a time to wait where the peer asks for patience. Raises TransportError where nothing can be
        handed over as configured.
        """
        ...

    def close(self) -> None:
        """Ends what is open towards the peer; the transport can be used again."""
        ...
