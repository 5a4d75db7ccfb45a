"""How far a long step has come: told by the step, drawn by the command line and the desk only."""

from collections import deque
from dataclasses import dataclass

PACE_OF_S = 10.0  # long enough for a batch to be answered, short enough to follow a server that slows down


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """`done` of `total` units of `stage` are finished; `note` names the one just done, for people."""

    stage: str
    done: int
    total: int
    note: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    """What became of them, where that differs; told now and then."""


class Pace:
    """How fast a step goes, from what it told in the last seconds."""

    def __init__(self) -> None:
        self._told: deque[tuple[float, int]] = deque()

    def told(self, done: int, *, at_s: float) -> None:
        """`at_s` is of a clock that nobody steps."""
        self._told.append((at_s, done))
        while self._told[0][0] < at_s - PACE_OF_S:
            self._told.popleft()

    @property
    def per_second(self) -> float:
        """0 while there is nothing to tell it by."""
        (first_s, first), (last_s, last) = (self._told[0], self._told[-1]) if self._told else ((0.0, 0), (0.0, 0))
        return max(0, last - first) / (last_s - first_s) if last_s > first_s else 0.0

    def left_s(self, total: int) -> float | None:
        """Seconds until all of `total` are done at this pace; None where it stands still."""
        return (total - self._told[-1][1]) / self.per_second if self.per_second else None


def silent(_progress: Progress) -> None:
    """For where nobody watches."""
