"""Who is tied to whom, and how surely: a list of neighbours per text, in arrays, for a day has many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digest.group.vectors.rows import Floats, Ints

Bools = NDArray[np.bool_]
Hours = NDArray[np.float64]
"""Centuries of them to the minute, for some articles are dated 1970."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """The neighbours of text n are `others[starts[n]:starts[n + 1]]`, ascending; `strengths` go from 0 to 1."""

    starts: Ints
    others: Ints
    strengths: Floats
    cosines: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1

    def of(self, node: int) -> dict[int, float]:
        """The neighbours of one text with their strengths."""
        part = slice(*self.starts[node : node + 2].tolist())
        return dict(zip(self.others[part].tolist(), self.strengths[part].tolist(), strict=True))

    def told(self, node: int) -> dict[int, tuple[float, float]]:
        """The neighbours of one text with their strengths and cosines."""
        part = slice(*self.starts[node : node + 2].tolist())
        told = zip(self.strengths[part].tolist(), self.cosines[part].tolist(), strict=True)
        return dict(zip(self.others[part].tolist(), told, strict=True))

    def nodes(self) -> Ints:
        """Per entry of `others` whose neighbour that is."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))

    def where(self, kept: Bools) -> "Ties":
        """These entries alone."""
        counts = np.bincount(self.nodes()[kept], minlength=len(self))
        return Ties(
            starts=np.concatenate([np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)]),
            others=self.others[kept],
            strengths=self.strengths[kept],
            cosines=self.cosines[kept],
        )

    def edges(self) -> "Edges":
        """Each tie once."""
        nodes = self.nodes()
        once = nodes < self.others
        return Edges(
            left=nodes[once], right=self.others[once], strengths=self.strengths[once], cosines=self.cosines[once]
        )

    def within(self, kinds: Sequence[int]) -> "Ties":
        """The ties between texts of one kind."""
        kind = np.asarray(kinds, dtype=np.int32)
        return self.where(kind[self.nodes()] == kind[self.others])

    def sums(self) -> list[float]:
        """How strongly each text is tied, all its ties together."""
        summed: list[float] = np.bincount(self.nodes(), self.strengths, minlength=len(self)).tolist()
        return summed

    def strongest(self) -> list[float]:
        """How strongly each text is tied to the one that it is tied to most, 0 where it has no ties."""
        most = np.zeros(len(self))
        np.maximum.at(most, self.nodes(), self.strengths)
        found: list[float] = most.tolist()
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Ties as parallel arrays, each once."""

    left: Ints
    right: Ints
    strengths: Floats
    cosines: Floats

    def where(self, kept: Bools) -> "Edges":
        return Edges(
            left=self.left[kept],
            right=self.right[kept],
            strengths=self.strengths[kept],
            cosines=self.cosines[kept],
        )


def edges(listed: Iterable[tuple[int, int, float]]) -> Edges:
    """Ties of texts that need not share words."""
    each = list(listed)
    strengths = np.fromiter((strength for *_, strength in each), dtype=np.float32)
    return Edges(
        left=ints(left for left, *_ in each),
        right=ints(right for _, right, _ in each),
        strengths=strengths,
        cosines=np.zeros_like(strengths),
    )


def ties(count: int, *parts: Edges) -> Ties:
    """The ties of `count` texts."""
    left, right, strengths, cosines = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("left", "right", "strengths", "cosines")
    )
    nodes, others = np.concatenate([left, right]), np.concatenate([right, left])
    order = np.lexsort((others, nodes))
    counts = np.bincount(nodes, minlength=count)
    return Ties(
        starts=np.concatenate([np.zeros(1, np.int32), np.cumsum(counts, dtype=np.int32)]),
        others=others[order],
        strengths=np.concatenate([strengths, strengths])[order],
        cosines=np.concatenate([cosines, cosines])[order],
    )


def hours(values: Iterable[float]) -> Hours:
    return np.fromiter(values, dtype=np.float64)


def ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int32)


def bools(values: Iterable[bool]) -> Bools:
    return np.fromiter(values, dtype=np.bool_)


def joined(parts: Iterable[Floats]) -> Floats:
    """Columns one after the other."""
    return np.concatenate([np.zeros(0, np.float32), *parts])
