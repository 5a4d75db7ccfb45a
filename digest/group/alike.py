"""Which articles of the days are alike, and how surely they tell one event: the graph that stories are cut from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from digest.group import background, judge, tongues, vectors, vetoes
from digest.group.reading import Reading

COSINE_MIN = 0.08  # less is chance
TIE_MIN = 0.02  # weaker ties are forgotten
STRONG = 0.50  # a tie of this strength makes a story; a weaker one is only shown as related
FOLD_DAYS = 1  # equal texts of different days are not one text


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Nodes are readings in order of their ids; `ties[n]` maps a neighbour to a strength from 0 to 1."""

    readings: tuple[Reading, ...]
    found: vectors.Vectors
    ties: tuple[dict[int, float], ...]


def graph(readings: Sequence[Reading]) -> Graph:
    """Compares all readings; the same for any order of them."""
    ordered = tuple(sorted(readings, key=lambda reading: reading.id))
    found = vectors.vectors([(reading.counts, reading.title) for reading in ordered], background.load())
    pairs = vectors.pairs(found, cosine_min=COSINE_MIN)
    sure = judge.judged(pairs, judge.load())
    ties: list[dict[int, float]] = [{} for _ in ordered]
    for left, right, strength in zip(pairs.left.tolist(), pairs.right.tolist(), sure, strict=True):
        if strength >= TIE_MIN and not vetoes.apart(ordered[left], ordered[right]):
            ties[left][right] = ties[right][left] = strength
    for left, right, strength in tongues.tied(ordered):
        if strength >= TIE_MIN and not vetoes.long_apart(ordered[left], ordered[right]):
            ties[left][right] = ties[right][left] = strength
    return Graph(readings=ordered, found=found, ties=tuple(ties))


def strong(found: Graph) -> list[dict[int, float]]:
    """The ties that are strong enough to make a story; the more time lies between two reports, the stronger."""
    return [
        {
            other: weight
            for other, weight in heard.items()
            if vetoes.weakened(weight, found.readings[node], found.readings[other]) >= STRONG
        }
        for node, heard in enumerate(found.ties)
    ]


def folded(readings: Sequence[Reading]) -> list[list[int]]:
    """Indices of readings with the same words, so that a thousand equal titles cost as much as one."""
    same: dict[object, list[int]] = defaultdict(list)
    for at, reading in enumerate(readings):
        key = (reading.at.date().toordinal() // FOLD_DAYS, reading.language, frozenset(reading.counts.items()))
        same[key if reading.tells else reading.id].append(at)
    return list(same.values())
