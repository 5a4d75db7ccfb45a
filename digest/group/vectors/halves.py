"""A group of texts cut in two along what tells its texts apart from each other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ITERATIONS = 100  # a cut clean enough to be made shows much earlier
START_STEP = 2.4  # radians between texts in the start of the iteration: any pattern that is no eigenvector
OWN_FACTOR = 3.0  # a term that the other side has a third as often is nobody's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Halves:
    """The best cut of some texts in two: which are on the one side, and how clean the cut is."""

    side: tuple[bool, ...]
    conductance: float
    """Likeness across the cut per likeness of the smaller side: 0 for two worlds, about 1 for one."""
    own_terms: float
    """How widely each side has a term of its own: 1 where all texts have it and none of the other side."""


def halves(texts: Sequence[Mapping[str, int]], *, smaller_min: int) -> Halves | None:
    """Cuts texts of one group in two by what is rare *within* the group; None where nothing tells them apart."""
    matrix = _within(texts)
    if matrix.shape[1] < 2 or len(texts) < 2 * smaller_min:
        return None
    alike = matrix @ matrix.T
    np.fill_diagonal(alike, 0)
    side, conductance = _sweep(alike, smaller_min)
    if not 0 < side.sum() < len(texts):
        return None
    one, other = (matrix[side] > 0).mean(axis=0), (matrix[~side] > 0).mean(axis=0)
    own = min((one - OWN_FACTOR * other).max(), (other - OWN_FACTOR * one).max())
    return Halves(side=tuple(side.tolist()), conductance=float(conductance), own_terms=float(own))


def _within(texts: Sequence[Mapping[str, int]]) -> Floats:
    """Unit rows of the terms that some but not all texts of the group have, weighted by their rarity in the group."""
    found_in = Counter(term for text in texts for term in text)
    columns = {term: at for at, term in enumerate(t for t, n in found_in.items() if 2 <= n < len(texts))}
    matrix = np.zeros((len(texts), len(columns)))
    for at, text in enumerate(texts):
        for term, count in text.items():
            if term in columns:
                matrix[at, columns[term]] = (1 + log(count)) * log(len(texts) / found_in[term])
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    unit: Floats = matrix / lengths
    return unit


def _second_axis(alike: Floats, degree: Floats) -> Floats:
    """The second eigenvector of a random walk on the texts, by power iteration from a fixed start."""
    root = np.sqrt(degree)
    first = root / np.linalg.norm(root)
    walk = alike / np.outer(root, root)
    axis = np.cos(np.arange(len(root)) * START_STEP)
    for _ in range(ITERATIONS):
        axis -= first * (first @ axis)
        axis = walk @ axis + axis  # the shift keeps every eigenvalue positive
        axis /= max(float(np.linalg.norm(axis)), 1e-12)
    place: Floats = axis / root
    return place


def _sweep(alike: Floats, smaller_min: int) -> tuple[NDArray[np.bool_], float]:
    """Orders the texts along the second eigenvector and cuts where the conductance is lowest."""
    degree = alike.sum(axis=1) + 1e-9
    order = np.argsort(np.round(_second_axis(alike, degree), 9), kind="stable")
    moved = alike[np.ix_(order, order)]
    volume = np.cumsum(degree[order])
    across = np.cumsum(degree[order]) - 2 * np.cumsum(np.tril(moved).sum(axis=1))
    ratio = across / np.maximum(np.minimum(volume, volume[-1] - volume), 1e-9)
    possible = slice(smaller_min - 1, len(order) - smaller_min)
    cut = int(np.argmin(ratio[possible])) + smaller_min
    side = np.zeros(len(order), dtype=bool)
    side[order[:cut]] = True
    return side, float(max(0.0, ratio[cut - 1]))
