"""A batch in one sender's hands: who of it has what, as far as the sender knows."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import repeat

from digest.deliver.transports.protocol import Letter, Mail
from digest.model.delivery import BatchState, Outcome, Recipient
from digest.store.claims import Claim, Fold
from digest.store.packed import NO, YES

_as_mail = partial(tuple.__new__, Mail)
"""From what a mail is made of, in its order, in a third of the time of `Mail._make`."""


@dataclass(slots=True, kw_only=True)
class Hold:
    """A batch in our hands; `accepted`, `under_way` and `handed` are masks by place."""

    claim: Claim
    places: Sequence[int]
    """The open places of those who get mail, ascending."""
    people: Sequence[Recipient]
    """Who they are, in the same order."""
    accepted: bytearray
    under_way: bytearray
    handed: bytearray
    handed_to: int
    left: int
    """Places without an answer."""
    until: float
    """Our last moment, on a clock that nobody steps: shortly before others may take the batch over."""
    taken: int = 0
    """How many of the places were given out."""
    retry_at: datetime | None = None
    outcomes: list[Outcome] = field(default_factory=list)
    dirty: bool = True
    lost: bool = False

    @property
    def id(self) -> int:
        return self.claim.batch.id

    def mails(self, letter: Letter, most: int) -> Sequence[Mail]:
        """The next of those whose places are committed as under way, at most so many, counted as given out."""
        first, places = self.taken, self.places
        self.taken = bisect_left(places, self.handed_to, first, min(first + most, len(places)))
        these = slice(first, self.taken)
        return list(map(_as_mail, zip(repeat(self.id), places[these], self.people[these], repeat(letter))))


def taken_up(claim: Claim, people: Sequence[Recipient], *, is_over: bool, until: float) -> Hold:
    """The hold of a claim, for those of its open places that these people have; none where its time `is_over`."""
    size = len(claim.accepted)
    return Hold(
        claim=claim,
        places=() if is_over else places_of(claim, people),
        people=people,
        accepted=bytearray(claim.accepted),
        under_way=bytearray([NO]) * size,
        handed=bytearray([NO]) * size,
        handed_to=claim.handed_to,
        left=len(claim.open),
        until=until,
    )


def places_of(claim: Claim, people: Sequence[Recipient]) -> Sequence[int]:
    """The open places of these people."""
    if len(people) == len(claim.open):
        return claim.open
    reached = {person.subscription for person in people}
    return [place for place in claim.open if claim.batch.subscriptions[place] in reached]


def fold_of(
    hold: Hold, handed_to: int, *, lease_until: datetime | None = None, back_at: datetime | None = None
) -> Fold:
    """What there is to say about the hold; `back_at` gives it back."""
    state, ready_at = BatchState.CLAIMED, None
    if hold.left == 0:
        state, ready_at = (BatchState.READY, hold.retry_at) if hold.retry_at else (BatchState.DONE, None)
    elif back_at:
        state, ready_at = BatchState.READY, back_at
    return Fold(
        batch=hold.id,
        epoch=hold.claim.batch.epoch,
        accepted=bytes(hold.accepted),
        handed_to=handed_to,
        state=state,
        ready_at=ready_at,
        lease_until=lease_until,
        outcomes=tuple(hold.outcomes),
    )


def marked(mask: bytearray) -> Iterator[int]:
    """The places that are marked."""
    place = mask.find(YES)
    while place >= 0:
        yield place
        place = mask.find(YES, place + 1)
