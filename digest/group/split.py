"""The second look at a group: two events with the same people in the same place are two, and strangers go."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from digest.group import vectors
from digest.group.alike import Graph

SMALLER_MIN = 4  # articles of the smaller half: fewer do not show a pattern of their own
CONDUCTANCE_MAX = 0.28  # a cleaner cut than this runs between two events
OWN_TERMS_MIN = 0.5  # … where each half has a term that half of it shares and the other hardly knows
NODES_MAX = 600  # the cut is cubic in the group's size; so large an event is left whole
TIE_MEAN_MIN = 0.42  # a member's mean tie with its group, in a group of few …
FEW = 6  # … and in larger ones this many members' worth of it: nobody knows everybody in a crowd


def split(labels: Sequence[int], graph: Graph) -> list[list[int]]:
    """The groups of nodes, after clean cuts and without members that hardly belong."""
    groups: dict[int, list[int]] = defaultdict(list)
    for node, label in enumerate(labels):
        groups[label].append(node)
    parts = (part for group in groups.values() for part in _cut(group, graph))
    return sorted(kept for part in parts for kept in _without_strangers(part, graph.ties))


def _cut(group: Sequence[int], graph: Graph) -> list[Sequence[int]]:
    """The group cut at its weakest bridge, again and again while the cut is clean."""
    done: list[Sequence[int]] = []
    waiting = [group]
    while waiting:
        part = waiting.pop()
        side = _side(part, graph)
        if side is None:
            done.append(part)
        else:
            waiting.append([node for node, one in zip(part, side, strict=True) if one])
            waiting.append([node for node, one in zip(part, side, strict=True) if not one])
    return done


def _side(part: Sequence[int], graph: Graph) -> Sequence[bool] | None:
    if not 2 * SMALLER_MIN <= len(part) <= NODES_MAX:
        return None
    found = vectors.halves([graph.readings[node].counts for node in part], smaller_min=SMALLER_MIN)
    if found is None or found.conductance > CONDUCTANCE_MAX or found.own_terms < OWN_TERMS_MIN:
        return None
    return found.side


def _without_strangers(part: Sequence[int], ties: Sequence[Mapping[int, float]]) -> list[list[int]]:
    """The part without members whose mean tie to the others is too weak; each of those stands alone."""
    if len(part) < 2:
        return [list(part)]
    least = TIE_MEAN_MIN * min(1.0, FEW / len(part)) * (len(part) - 1)
    inside = set(part)
    strangers = {node for node in part if sum(w for other, w in ties[node].items() if other in inside) < least}
    kept = [node for node in part if node not in strangers]
    return [*([kept] if kept else []), *([node] for node in sorted(strangers))]
