"""Which articles of the days are alike, and how much: the graph that stories are cut from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from digest.group import background, vectors, vetoes
from digest.group.reading import Reading

COSINE_MIN = 0.10  # below this two reports of one event are not found by words anyway
NEIGHBOURS_MAX = 40  # strongest ties kept per article: bounds the graph on any day
TIE_MIN = 0.20  # a weaker tie is shown as related but does not make a story


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Nodes are readings in order of their ids; `ties[n]` maps a neighbour to a strength from 0 to 1."""

    readings: tuple[Reading, ...]
    found: vectors.Vectors
    ties: tuple[dict[int, float], ...]


def graph(readings: Sequence[Reading]) -> Graph:
    """Compares all readings; the same for any order of them."""
    ordered = tuple(sorted(readings, key=lambda reading: reading.id))
    found = vectors.vectors([reading.counts for reading in ordered], background.load())
    pairs = vectors.pairs(found, cosine_min=COSINE_MIN)
    ties: list[dict[int, float]] = [{} for _ in ordered]
    for left, right, cosine in zip(pairs.left.tolist(), pairs.right.tolist(), pairs.cosine.tolist(), strict=True):
        strength = vetoes.judged(ordered[left], ordered[right], cosine)
        if strength > 0:
            ties[left][right] = ties[right][left] = strength
    return Graph(readings=ordered, found=found, ties=tuple(_strongest(ties)))


def strong(ties: Sequence[dict[int, float]], least: float = TIE_MIN) -> list[dict[int, float]]:
    """The ties that are strong enough to make a story."""
    return [{other: weight for other, weight in heard.items() if weight >= least} for heard in ties]


def folded(readings: Sequence[Reading]) -> list[list[int]]:
    """Indices of readings with the same words, so that a thousand equal titles cost as much as one."""
    same: dict[object, list[int]] = defaultdict(list)
    for at, reading in enumerate(readings):
        same[frozenset(reading.counts.items()) if reading.tells else reading.id].append(at)
    return list(same.values())


def _strongest(ties: Sequence[dict[int, float]]) -> list[dict[int, float]]:
    kept: list[dict[int, float]] = [{} for _ in ties]
    for node, heard in enumerate(ties):
        best = sorted(heard.items(), key=lambda tie: (-tie[1], tie[0]))[:NEIGHBOURS_MAX]
        for other, weight in best:
            kept[node][other] = kept[other][node] = weight
    return kept
