"""The second look at a group: two events with the same people in the same place are two, and strangers go."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digest.group import strangers, vectors
from digest.group.alike import Graph
from digest.group.reading import Reading

SMALLER_MIN = 3  # articles of the smaller half: fewer do not show a pattern of their own
CONDUCTANCE_MAX = 0.28  # a cleaner cut than this runs between two events
OWN_TERMS_MIN = 0.5  # … where each half has a term that half of it shares and the other hardly knows
CHANGED_MAX = 1.1  # times as many nodes, and a group is looked at again
NODES_MAX = 600  # the cut is cubic in the group's size; so large an event is left whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Nodes of one event; `bridge` is the conductance of the cleanest cut that was not made, 1 where there is none."""

    nodes: tuple[int, ...]
    bridge: float = 1.0


Cuts = Mapping[tuple[int, ...], tuple[Part, ...]]
"""Groups of nodes → what they were cut to."""


def cuts(labels: Sequence[int], graph: Graph, *, before: Cuts) -> Cuts:
    """The groups of nodes after clean cuts; one that was looked at before is what it was, while it changes little."""
    groups: dict[int, list[int]] = defaultdict(list)
    for node, label in enumerate(labels):
        groups[label].append(node)
    home = {node: group for group in before for node in group}
    return {group: _known(group, before, home, graph) or _cut(group, graph) for group in map(tuple, groups.values())}


def _known(group: tuple[int, ...], before: Cuts, home: Mapping[int, tuple[int, ...]], graph: Graph) -> tuple[Part, ...]:
    """The parts of nearly the same group before, with its newcomers; empty where the group has to be looked at."""
    if group in before:
        return before[group]
    homes = Counter(home[node] for node in group if node in home)
    old, stayed = homes.most_common(1)[0] if homes else ((), 0)
    if max(len(group), len(old)) > CHANGED_MAX * stayed:
        return ()
    parts = before[old]
    at = {node: place for place, part in enumerate(parts) for node in part.nodes}
    for node in group:
        if node not in at:
            at[node] = _nearest(graph.ties.of(node), at, len(parts))
    told = [(tuple(node for node in group if at[node] == place), part) for place, part in enumerate(parts)]
    return tuple(Part(nodes=nodes, bridge=part.bridge) for nodes, part in told if nodes)


def _nearest(ties: Mapping[int, float], at: Mapping[int, int], count: int) -> int:
    """Which of `count` parts a node is tied to most; `at` says where the others are."""
    pulls = [0.0] * count
    for other, tie in ties.items():
        if other in at:
            pulls[at[other]] += tie
    return pulls.index(max(pulls))


def split(cut: Cuts, settled: strangers.Settled) -> list[Part]:
    """The parts without members that hardly belong, in order."""
    found = [
        Part(nodes=nodes, bridge=1.0 if at else part.bridge)  # the first is the part, and then come its strangers
        for each in cut.values()
        for part in each
        for at, nodes in enumerate(settled[part.nodes])
    ]
    return sorted(found, key=lambda part: part.nodes)


def _cut(group: Sequence[int], graph: Graph) -> tuple[Part, ...]:
    """The group cut at its weakest bridge, again and again while the cut is clean."""
    done: list[Part] = []
    waiting = [tuple(group)]
    while waiting:
        part = waiting.pop()
        found = _halves(part, graph)
        if found is None or found.conductance > CONDUCTANCE_MAX:
            done.append(Part(nodes=part, bridge=min(1.0, found.conductance) if found else 1.0))
        else:
            waiting.append(tuple(node for node, one in zip(part, found.side, strict=True) if one))
            waiting.append(tuple(node for node, one in zip(part, found.side, strict=True) if not one))
    return tuple(done)


def _halves(part: Sequence[int], graph: Graph) -> vectors.Halves | None:
    """The cleanest cut in two halves that each have words of their own."""
    if not 2 * SMALLER_MIN <= len(part) <= NODES_MAX:
        return None
    readings = [graph.readings[node] for node in part]
    found = vectors.halves([reading.counts for reading in readings], smaller_min=SMALLER_MIN)
    if found is None or found.own_terms < OWN_TERMS_MIN or _is_of_languages(readings, found.side):
        return None
    return found


def _is_of_languages(readings: Sequence[Reading], side: Sequence[bool]) -> bool:
    """Whether the halves are merely those who write in one language and those who write in others."""
    one, other = ({r.language for r, s in zip(readings, side, strict=True) if s is wanted} for wanted in (True, False))
    return one.isdisjoint(other)
