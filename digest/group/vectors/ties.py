"""Who is tied to whom, and how surely: a list of neighbours per text, in arrays, for a day has many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from digest.group.vectors.rows import Floats, Ints

LOOSEST = 2.0  # above any tie, for a tree takes nothing for no tie

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

    def among(self, texts: Sequence[int]) -> "Ties":
        """The ties of these texts with each other, who are numbered by their place; they come in ascending order."""
        asked = np.asarray(texts, dtype=np.int32)
        starts, counts = self.starts[asked], self.starts[asked + 1] - self.starts[asked]
        entries = np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        place = np.searchsorted(asked, self.others[entries]).clip(max=len(asked) - 1).astype(np.int32)
        known = asked[place] == self.others[entries]
        found = np.bincount(np.repeat(np.arange(len(asked)), counts)[known], minlength=len(asked))
        return Ties(
            starts=np.concatenate([np.zeros(1, np.int32), np.cumsum(found, dtype=np.int32)]),
            others=place[known],
            strengths=self.strengths[entries[known]],
            cosines=self.cosines[entries[known]],
        )

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

    def many(self, least: float) -> list[int]:
        """How many ties of this strength or more each text has."""
        counted: list[int] = np.bincount(self.nodes()[self.strengths >= least], minlength=len(self)).tolist()
        return counted

    def weakest_links(self, groups: Sequence[Sequence[int]]) -> list[float]:
        """For each group of texts the weakest tie that is needed to hold it together, of its maximum spanning tree.

        1 for one text, 0 where the texts do not hang together at all. No text is in two of the groups.
        """
        sizes = np.fromiter((len(group) for group in groups), dtype=np.int64, count=len(groups))
        kind = np.full(len(self), -1)
        kind[[node for group in groups for node in group]] = np.repeat(np.arange(len(groups)), sizes)
        nodes = self.nodes()
        once = (nodes < self.others) & (kind[nodes] == kind[self.others]) & (kind[nodes] >= 0)
        slack = (LOOSEST - self.strengths[once], (nodes[once], self.others[once]))  # trees are made of what is least
        tree = csgraph.minimum_spanning_tree(sparse.csr_array(slack, shape=(len(self), len(self)))).tocoo()
        of_kind = kind[tree.row]
        found = np.ones(len(groups))
        np.minimum.at(found, of_kind, LOOSEST - tree.data)
        found[np.bincount(of_kind, minlength=len(groups)) < sizes - 1] = 0.0
        links: list[float] = found.tolist()
        return links


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


def ties(count: int, *parts: Edges, known: Ties | None = None) -> Ties:
    """The ties of `count` texts: those that are `known` already, and more."""
    left, right, strengths, cosines = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("left", "right", "strengths", "cosines")
    )
    before = known or Ties(starts=ints([0]), others=left[:0], strengths=strengths[:0], cosines=cosines[:0])
    nodes, others = np.concatenate([before.nodes(), left, right]), np.concatenate([before.others, right, left])
    order = np.argsort(nodes.astype(np.int64) * count + others, kind="stable")  # fast, where most is in order
    return Ties(
        starts=np.concatenate([np.zeros(1, np.int32), np.cumsum(np.bincount(nodes, minlength=count), dtype=np.int32)]),
        others=others[order],
        strengths=np.concatenate([before.strengths, strengths, strengths])[order],
        cosines=np.concatenate([before.cosines, cosines, cosines])[order],
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
