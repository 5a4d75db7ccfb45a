"""Chinese whispers: every text takes the label that weighs most among those alike, until nothing changes."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

from digest.group import vectors

ROUNDS_MAX = 12  # labels have settled long before


def whisper(ties: vectors.Ties, *, seeds: Sequence[str], before: Sequence[int] = ()) -> list[int]:
    """A label per node. The visiting order follows a hash of each node's seed, so input order does not matter.

    The first nodes have the labels `before`, and listen again only when a neighbour has something new to say.
    """
    keys = [hashlib.sha256(seed.encode("utf8", "surrogatepass")).digest() for seed in seeds]
    order = sorted(range(len(seeds)), key=lambda node: (keys[node], seeds[node]))
    rank = {node: place for place, node in enumerate(order)}
    labels = [*before, *range(len(before), len(seeds))]
    curious = bytearray(at >= len(before) for at in range(len(seeds)))  # the others would say the same again
    for _ in range(ROUNDS_MAX):
        for node in order:
            if curious[node]:
                curious[node] = False
                _listen(node, ties.of(node), labels, rank, curious)
        if not any(curious):
            break
        order.reverse()
    return labels


def _listen(
    node: int, heard: Mapping[int, float], labels: list[int], rank: Mapping[int, int], curious: bytearray
) -> None:
    votes: dict[int, float] = defaultdict(float)
    for other, weight in heard.items():
        votes[labels[other]] += weight
    if not votes:
        return
    best = max(votes, key=lambda label: (votes[label], -rank[label])) if len(votes) > 1 else next(iter(votes))
    if best != labels[node]:
        labels[node] = best
        for other in heard:
            curious[other] = True
