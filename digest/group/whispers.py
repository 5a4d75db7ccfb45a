"""Chinese whispers: every text takes the label that weighs most among those alike, until nothing changes."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

ROUNDS_MAX = 12  # labels have settled long before


def whisper(neighbours: Sequence[Mapping[int, float]], *, seeds: Sequence[str]) -> list[int]:
    """A label per node. The visiting order follows a hash of each node's seed, so input order does not matter."""
    keys = [hashlib.sha256(seed.encode("utf8", "surrogatepass")).digest() for seed in seeds]
    order = sorted(range(len(neighbours)), key=lambda node: (keys[node], seeds[node]))
    labels = list(range(len(neighbours)))
    rank = {node: place for place, node in enumerate(order)}
    for _ in range(ROUNDS_MAX):
        changed = [_listen(node, neighbours[node], labels, rank) for node in order if neighbours[node]]
        if not any(changed):
            break
        order.reverse()
    return labels


def _listen(node: int, heard: Mapping[int, float], labels: list[int], rank: Mapping[int, int]) -> bool:
    votes: dict[int, float] = defaultdict(float)
    for other, weight in heard.items():
        votes[labels[other]] += weight
    best = max(votes, key=lambda label: (votes[label], -rank[label]))
    changed = best != labels[node]
    labels[node] = best
    return changed
