"""Members that hardly belong to their group: the loosest goes first, and the others are looked at again without it."""

import heapq
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from digest.group import alike, vectors
from digest.group.alike import Graph
from digest.group.reading import Reading

TIE_MEAN_MIN = 0.5  # a member's mean tie with its group, in a group of few …
TIE_MEAN_MIXED_MIN = 0.42  # … or of several languages, whose ties are weaker …
FEW = 6  # … and in larger ones this many members' worth of it: nobody knows everybody in a crowd
PAIR = 2  # articles, which nobody else bears out …
PAIR_TIE_MIN = 0.7  # … so that their tie has to say it all, where both are of one language
TWIN_MIN = 0.9  # a tie this strong holds a member of more than two by itself; else it needs …
VOUCHERS_MIN = 2  # … so many …
VOUCHER_MIN = 0.4  # … of this strength …
NAMED_TERMS_MAX = 2  # … and to share more terms with the group than a name, which is one word or two
ROUNDING = 1e-6  # what sums of ties may be off
NOWHERE = -1  # and below: the kinds of nodes that are not asked about, each its own

Nodes = tuple[int, ...]
Settled = Mapping[Nodes, tuple[Nodes, ...]]
"""Groups → what is left of each, and the groups of its strangers."""


def settled(groups: Sequence[Nodes], graph: Graph, *, before: Settled) -> Settled:
    """Each group without its strangers, and behind it the groups that those make among themselves.

    Who writes in another language than most has few ties, so it is enough to belong among those of one's language.
    Who is tied by a name alone, or to one other alone, tells another event of the same people or place. What is known
    from `before`, where the same nodes had the same ties, stays.
    """
    found = {group: before[group] for group in groups if group in before}
    fresh = [group for group in groups if group not in before]
    place = {node: at for at, group in enumerate(fresh) for node in group}
    within = graph.ties.within([place.get(node, NOWHERE - node) for node in range(len(graph.readings))])
    pulls, strongest, vouchers = within.sums(), within.strongest(), within.many(VOUCHER_MIN)
    strong = alike.strong(replace(graph, ties=within))
    for group in fresh:
        least = _needed(len(group), mixed=_is_mixed(group, graph))
        twins = {node for node in group if strongest[node] >= TWIN_MIN}
        vouched = {node for node in group if vouchers[node] >= VOUCHERS_MIN}
        firm = all(pulls[node] >= least for node in group)
        whole = firm and len(_borne_out(group, graph, twins, vouched)) == len(group)
        found[group] = (group,) if whole else _settled(group, graph, {node: within.of(node) for node in group}, strong)
    return found


def _settled(
    group: Nodes, graph: Graph, ties: Mapping[int, Mapping[int, float]], strong: vectors.Ties
) -> tuple[Nodes, ...]:
    found, waiting = list[Nodes](), [group]
    while waiting:
        whole = waiting.pop()
        close = _without_loose(whole, graph, ties)
        near = set(close)
        inside = {node: [tie for other, tie in ties[node].items() if other in near] for node in close}
        twins = {node for node, held in inside.items() if max(held, default=0) >= TWIN_MIN}
        vouched = {node for node, held in inside.items() if sum(tie >= VOUCHER_MIN for tie in held) >= VOUCHERS_MIN}
        kept = _borne_out(close, graph, twins, vouched) or whole[:1]
        found.append(tuple(kept))
        waiting += _circles([node for node in whole if node not in set(kept)], strong)
    return tuple(found)


def _is_mixed(nodes: Sequence[int], graph: Graph) -> bool:
    """Whether the group is known to be of several languages."""
    return len({graph.readings[node].language for node in nodes} - {None}) > 1


def _needed(size: int, *, mixed: bool) -> float:
    """What a member's ties to the others of a group of this size have to sum up to."""
    mean = TIE_MEAN_MIXED_MIN if mixed else PAIR_TIE_MIN if size == PAIR else TIE_MEAN_MIN
    return mean * min(1.0, FEW / size) * (size - 1) - ROUNDING


def _without_loose(nodes: Sequence[int], graph: Graph, ties: Mapping[int, Mapping[int, float]]) -> list[int]:
    """The nodes that are left when the loosest has gone, again and again until all belong."""
    group = _Group(nodes, graph, ties)
    queue = [(pull, node) for node, pull in group.pull.items()]
    heapq.heapify(queue)
    while queue:
        pull, node = heapq.heappop(queue)
        if group.pull.get(node) != pull:
            continue  # gone, or looser by now and queued again
        if group.holds(pull):
            break  # all the others are tied more firmly
        if not group.holds_among_kin(node):
            for other in group.drop(node):
                heapq.heappush(queue, (group.pull[other], other))
    return sorted(group.pull)


class _Group:
    """Nodes, and how strongly each is tied to the others, and to those of its language."""

    def __init__(self, nodes: Sequence[int], graph: Graph, ties: Mapping[int, Mapping[int, float]]) -> None:
        inside = set(nodes)
        self.language = {node: graph.readings[node].language for node in nodes}
        self.ties = {node: {o: tie for o, tie in ties[node].items() if o in inside} for node in nodes}
        self.pull = {node: sum(self.ties[node].values()) for node in nodes}
        foreign = nodes if len(set(self.language.values())) > 1 else ()  # among themselves all are kin
        self.kin_pull = {node: sum(tie for o, tie in self.ties[node].items() if self._kin(node, o)) for node in foreign}
        self.kin = Counter(self.language.values())
        self.mixed = _is_mixed(nodes, graph)

    def holds(self, pull: float) -> bool:
        return pull >= _needed(len(self.pull), mixed=self.mixed)

    def holds_among_kin(self, node: int) -> bool:
        size = self.kin[self.language[node]]
        return size > 1 and node in self.kin_pull and self.kin_pull[node] >= _needed(size, mixed=self.mixed)

    def drop(self, node: int) -> list[int]:
        """Leaves the node out; those that are looser for it."""
        del self.pull[node]
        self.kin[self.language[node]] -= 1
        looser = [other for other in self.ties[node] if other in self.pull]
        for other in looser:
            self.pull[other] -= self.ties[node][other]
            if self.kin_pull and self._kin(node, other):
                self.kin_pull[other] -= self.ties[node][other]
        return looser

    def _kin(self, node: int, other: int) -> bool:
        return self.language[node] == self.language[other]


def _borne_out(nodes: Sequence[int], graph: Graph, twins: Collection[int], vouched: Collection[int]) -> Sequence[int]:
    """The members of three or more that have a twin, or that several bear out by more than a name."""
    if len(nodes) <= PAIR or len(twins) == len(nodes) or _is_mixed(nodes, graph):
        return nodes
    found_in = Counter(term for node in nodes for term in graph.readings[node].terms)
    return [n for n in nodes if n in twins or (n in vouched and _shares(graph.readings[n], found_in))]


def _shares(reading: Reading, found_in: Mapping[str, int]) -> bool:
    return sum(found_in[term] > 1 for term in reading.terms) > NAMED_TERMS_MAX


def _circles(nodes: Sequence[int], strong: vectors.Ties) -> Iterator[Nodes]:
    """The nodes in groups that hang together by strong ties."""
    outside = set(nodes)
    for first in nodes:
        if first not in outside:
            continue
        outside.discard(first)
        circle, asked = [first], [first]
        while asked:
            near = [other for other in strong.of(asked.pop()) if other in outside]
            outside.difference_update(near)
            circle += near
            asked += near
        yield tuple(sorted(circle))
