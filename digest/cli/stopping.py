"""Ctrl-C and SIGTERM while mails are handed over: what is under way is answered first, and nobody becomes unknown."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
SAID = (
    b"digest: stopping; what is under way is finished first. Once more: stop at once, which may leave mails unknown.\n"
)


class _Stop:
    """What a sender asks whether to stop. Who never asks cannot be waited for: a signal interrupts them."""

    def __init__(self) -> None:
        self.is_asked = False
        self._is_heard = False

    def __call__(self) -> bool:
        self._is_heard = True
        return self.is_asked

    def told(self, _signal: int, _frame: FrameType | None) -> None:
        if self.is_asked or not self._is_heard:
            raise KeyboardInterrupt
        self.is_asked = True
        os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, SAID)  # print may be what was interrupted


@contextmanager
def gently() -> Iterator[Callable[[], bool]]:
    """Gives `stop` for whoever hands mails over. From its first question on, a signal makes the answer yes.

    Before that, and at the second signal, the block is interrupted. A block that was told to stop ends with
    KeyboardInterrupt, once it is through. A signal that our parent has us ignore stays ignored.
    """
    stop = _Stop()
    before = {one: signal.getsignal(one) for one in SIGNALS}
    heard = [one for one, handler in before.items() if handler is not signal.SIG_IGN]
    for one in heard:
        signal.signal(one, stop.told)
    try:
        yield stop
    finally:
        for one in heard:
            signal.signal(one, before[one])
    if stop.is_asked:
        raise KeyboardInterrupt
