"""The mails of one delivery, shared by its connections: printed some at a time, handed over one by one."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from digest.deliver.transports import reserved
from digest.deliver.transports.protocol import Ack, Answer, Intent, Mail, Mails

SLICE_MAX = 32  # copies printed together: more save nothing
SLICE_S = 0.05  # what a slice may take to leave: a pause, a rest or a pace must not find many mails taken ahead

Copy = tuple[Mail, list[bytes]]
"""A mail and its message before it is joined."""


class Postbag:
    """What waits to be handed over."""

    def __init__(
        self,
        mails: Mails,
        *,
        intent: Intent,
        ack: Ack,
        real: bool,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._slices = _slices(mails, monotonic)
        self._printed: deque[Copy] = deque()
        self._back: list[Mail] = []
        self._real = real
        self.intent = intent
        self._ack = ack

    def take(self) -> Copy | None:
        """The next mail whose address can be handed over at all."""
        if self._back:
            mail = self._back.pop()
            return mail, mail.pieces()
        return self._printed.popleft() if self._printed or self._print() else None

    def put_back(self, mail: Mail) -> None:
        self._back.append(mail)

    def is_empty(self) -> bool:
        return not (self._back or self._printed or self._print())

    def ack(self, mail: Mail, answer: Answer) -> None:
        self._ack((mail,), answer)

    def _print(self) -> bool:
        """Prints some more; whether there are any."""
        for mails in self._slices:
            usable = reserved.usable(mails, real=self._real, ack=self._ack)
            if usable:
                copies = usable[0].letter.copies([mail.to for mail in usable])
                self._printed.extend(zip(usable, copies, strict=True))
                return True
        return False


def _slices(mails: Mails, monotonic: Callable[[], float]) -> Iterator[Sequence[Mail]]:
    """Neighbours of one batch: twice as many as before where those were soon gone, else half as many."""
    size, began = 1, monotonic()
    while some := mails.take(size):
        yield some
        now = monotonic()
        size = min(2 * size, SLICE_MAX) if now - began < SLICE_S else max(1, size // 2)
        began = now
