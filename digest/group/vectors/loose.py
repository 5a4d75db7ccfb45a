"""Who hardly belongs to a group: the loosest goes first, and the others are looked at again without it."""

from collections.abc import Callable, Sequence

import numpy as np

from digest.group.vectors.ties import Ties


def firm(ties: Ties, *, kinds: Sequence[int], needed: Callable[[int], float]) -> list[int]:
    """The texts that are left when the loosest has gone, again and again until all belong.

    A text belongs that is tied to all the others, or to those of its kind, by what is `needed` in a group of so many.
    """
    kind = np.asarray(kinds)
    nodes = ties.nodes()
    akin = kind[nodes] == kind[ties.others]
    strong = ties.strengths.astype(np.float64)
    pull, kin_pull = (np.bincount(nodes, weights, minlength=len(ties)) * 1.0 for weights in (strong, strong * akin))
    left, held = np.ones(len(ties), dtype=bool), np.zeros(len(ties), dtype=bool)
    size, sizes = len(ties), np.bincount(kind)
    while size:
        asked = np.where(left & ~held, pull, np.inf)
        loosest = int(asked.argmin())
        if asked[loosest] >= needed(size):
            break  # all the others are tied more firmly, or are held by their kind
        kin = int(sizes[kind[loosest]])
        if 1 < kin < size and kin_pull[loosest] >= needed(kin):
            held[loosest] = True
            continue
        left[loosest] = False
        size, sizes[kind[loosest]] = size - 1, kin - 1
        part = slice(*ties.starts[loosest : loosest + 2].tolist())
        others, strengths = ties.others[part], strong[part]
        same = kind[others] == kind[loosest]
        pull[others] -= strengths
        kin_pull[others[same]] -= strengths[same]
        held[others[same]] = False  # its kind holds it by less now
    places: list[int] = np.flatnonzero(left).tolist()
    return places
