"""Members that hardly belong to their group: the loosest goes first, and the others are looked at again without it."""

import functools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
GUEST_TIE_MIN = 0.7  # two ties of this strength hold the one report in a language that no other of the group is in
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
        firm = all(pulls[node] >= least for node in group)
        whole = firm and len(_borne_out(group, graph, strongest, vouchers)) == len(group)
        found[group] = (group,) if whole else _settled(group, graph, within, strong)
    return found


def _settled(group: Nodes, graph: Graph, ties: vectors.Ties, strong: vectors.Ties) -> tuple[Nodes, ...]:
    found, waiting = list[Nodes](), [group]
    while waiting:
        whole = waiting.pop()
        close = _firm(whole, graph, ties)
        among = ties.among(close)
        strongest = dict(zip(close, among.strongest(), strict=True))
        vouchers = dict(zip(close, among.many(VOUCHER_MIN), strict=True))
        kept = tuple(_borne_out(close, graph, strongest, vouchers)) or whole[:1]
        found.append(kept)
        waiting += _circles(sorted(set(whole) - set(kept)), strong)
    return tuple(found)


def _firm(nodes: Nodes, graph: Graph, ties: vectors.Ties) -> Nodes:
    languages = [graph.readings[node].language for node in nodes]
    spoken = sorted(set(languages), key=str)
    kinds = [spoken.index(language) for language in languages]
    needed = functools.partial(_needed, mixed=_is_mixed(nodes, graph))
    close = [nodes[place] for place in vectors.firm(ties.among(nodes), kinds=kinds, needed=needed)]
    return tuple(sorted((*close, *_guests(nodes, close, graph, ties))))


def _guests(nodes: Nodes, close: Sequence[int], graph: Graph, ties: vectors.Ties) -> Iterator[int]:
    """Those whom nobody of their language can hold, for there is none, but whom two of the close know well."""
    kept = frozenset(close)
    spoken = {graph.readings[node].language for node in close} | {None}
    for node in sorted(kept.symmetric_difference(nodes)):
        near = [other for other, tie in ties.of(node).items() if tie >= GUEST_TIE_MIN and other in kept]
        if graph.readings[node].language not in spoken and len(near) >= VOUCHERS_MIN:
            yield node


def _is_mixed(nodes: Sequence[int], graph: Graph) -> bool:
    """Whether the group is known to be of several languages."""
    return len({graph.readings[node].language for node in nodes} - {None}) > 1


def _needed(size: int, *, mixed: bool) -> float:
    """What a member's ties to the others of a group of this size have to sum up to."""
    mean = TIE_MEAN_MIXED_MIN if mixed else PAIR_TIE_MIN if size == PAIR else TIE_MEAN_MIN
    return mean * min(1.0, FEW / size) * (size - 1) - ROUNDING


def _borne_out(
    nodes: Sequence[int],
    graph: Graph,
    strongest: Mapping[int, float] | Sequence[float],
    vouchers: Mapping[int, int] | Sequence[int],
) -> Sequence[int]:
    """The members of three or more that have a twin, or that several bear out by more than a name."""
    twins = {node for node in nodes if strongest[node] >= TWIN_MIN}
    if len(nodes) <= PAIR or len(twins) == len(nodes) or _is_mixed(nodes, graph):
        return nodes
    vouched = {node for node in nodes if vouchers[node] >= VOUCHERS_MIN}
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
