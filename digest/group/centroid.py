"""What a story's articles have in common, as its heaviest terms."""

from collections import defaultdict
from collections.abc import Sequence

from digest.group import alike, vectors

TERMS_MAX = 50
MEMBERS_MAX = 200  # more articles of one story do not change what it is about


def terms(nodes: Sequence[int], graph: alike.Graph) -> tuple[tuple[str, float], ...]:
    """At most fifty terms of unit length together, heaviest first."""
    summed: dict[str, float] = defaultdict(float)
    for node in nodes[:MEMBERS_MAX]:
        for term, weight in vectors.row(graph.found, node):
            summed[term] += weight
    best = sorted(summed.items(), key=lambda pair: (-round(pair[1], 9), pair[0]))[:TERMS_MAX]
    size = sum(weight * weight for _, weight in best) ** 0.5 or 1.0
    return tuple((term, round(weight / size, 4)) for term, weight in best)


def names(nodes: Sequence[int], graph: alike.Graph) -> frozenset[str]:
    """Terms that are names or numbers in any of the articles."""
    readings = [graph.readings[node] for node in nodes[:MEMBERS_MAX]]
    return frozenset().union(*(each for reading in readings for each in (reading.names, reading.numbers)))
