"""The second look at a group: two events with the same people in the same place are two, and strangers go."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.group import vectors
from digest.group.alike import Graph
from digest.group.reading import Reading

SMALLER_MIN = 3  # articles of the smaller half: fewer do not show a pattern of their own
CONDUCTANCE_MAX = 0.28  # a cleaner cut than this runs between two events
OWN_TERMS_MIN = 0.5  # … where each half has a term that half of it shares and the other hardly knows
GROWN_MAX = 1.1  # times as many nodes, and a group is looked at again
NODES_MAX = 600  # the cut is cubic in the group's size; so large an event is left whole
TIE_MEAN_MIN = 0.6  # a member's mean tie with its group, in a group of few …
TIE_MEAN_MIXED_MIN = 0.42  # … or of several languages, whose ties are weaker …
FEW = 6  # … and in larger ones this many members' worth of it: nobody knows everybody in a crowd
PAIR = 2  # articles: of two, the tie that made them a story has said it all
NAMED_TERMS_MAX = 2  # a name is one word or two; who shares no more with a group shares perhaps nothing else …
TWIN_MIN = 0.9  # … and needs one tie this strong


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Nodes of one event; `bridge` is the conductance of the cleanest cut that was not made, 1 where there is none."""

    nodes: tuple[int, ...]
    bridge: float = 1.0


Cuts = Mapping[tuple[int, ...], tuple[Part, ...]]
"""Groups of nodes → what they were cut to."""


def cuts(labels: Sequence[int], graph: Graph, *, before: Cuts) -> Cuts:
    """The groups of nodes after clean cuts; a group that was looked at before is what it was, while it grows little."""
    groups: dict[int, list[int]] = defaultdict(list)
    for node, label in enumerate(labels):
        groups[label].append(node)
    known = frozenset(node for group in before for node in group)
    return {group: _grown(group, before, known) or _cut(group, graph) for group in map(tuple, groups.values())}


def _grown(group: tuple[int, ...], before: Cuts, known: Collection[int]) -> tuple[Part, ...]:
    """What the group was before; with a few more nodes, if it was whole. Empty where it has to be looked at."""
    old = tuple(node for node in group if node in known)
    parts = before.get(old, ())
    if len(old) == len(group) or len(parts) != 1:
        return parts if len(old) == len(group) else ()
    return (Part(nodes=group, bridge=parts[0].bridge),) if len(group) <= GROWN_MAX * len(old) else ()


def split(cut: Cuts, graph: Graph) -> list[Part]:
    """The parts without members that hardly belong, in order."""
    parts = [part for each in cut.values() for part in each]
    return sorted(_without_strangers(parts, graph), key=lambda part: part.nodes)


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


def _without_strangers(parts: Sequence[Part], graph: Graph) -> Iterator[Part]:
    """The parts without members that hardly belong; each of those stands alone.

    Who writes in another language than most has few ties, so it is enough to belong among those of one's language.
    Who is tied by a name alone tells another event of the same person, firm or place.
    """
    place = {node: at for at, part in enumerate(parts) for node in part.nodes}
    part_of = [place[node] for node in range(len(graph.readings))]
    kin_of = _numbered((part, reading.language) for part, reading in zip(part_of, graph.readings, strict=True))
    mixed = [_is_mixed(part, graph) for part in parts]
    least = [TIE_MEAN_MIXED_MIN if mixed[part] else TIE_MEAN_MIN for part in part_of]
    within = graph.ties.within(part_of)
    loose, loose_among_kin = _loose(part_of, least, within), _loose(kin_of, least, graph.ties.within(kin_of))
    kin, strongest = Counter(kin_of), within.strongest()
    for part, is_mixed in zip(parts, mixed, strict=True):
        close = [n for n in part.nodes if not (loose[n] and (loose_among_kin[n] or kin[kin_of[n]] == 1))]
        kept = close if is_mixed else _without_namesakes(close, strongest, graph)
        if kept:
            yield Part(nodes=tuple(kept), bridge=part.bridge)
        yield from (Part(nodes=(node,)) for node in sorted(set(part.nodes) - set(kept)))


def _without_namesakes(nodes: Sequence[int], strongest: Sequence[float], graph: Graph) -> Sequence[int]:
    """The members of three or more that share more with the others than a name, or have a twin among them."""
    if len(nodes) <= PAIR or all(strongest[node] >= TWIN_MIN for node in nodes):
        return nodes
    found_in = Counter(term for node in nodes for term in graph.readings[node].terms)
    return [node for node in nodes if strongest[node] >= TWIN_MIN or _shares(graph.readings[node], found_in)]


def _shares(reading: Reading, found_in: Mapping[str, int]) -> bool:
    return sum(found_in[term] > 1 for term in reading.terms) > NAMED_TERMS_MAX


def _is_mixed(part: Part, graph: Graph) -> bool:
    """Whether the part is known to be of several languages."""
    return len({graph.readings[node].language for node in part.nodes} - {None}) > 1


def _loose(kinds: Sequence[int], least: Sequence[float], within: vectors.Ties) -> list[bool]:
    """Per node whether its mean tie to the others of its kind is weaker than `least`; `within` are ties in kinds."""
    size = Counter(kinds)
    pulled = within.sums()
    return [
        pull < weakest * min(1.0, FEW / size[kind]) * (size[kind] - 1)
        for pull, kind, weakest in zip(pulled, kinds, least, strict=True)
    ]


def _numbered(kinds: Iterable[Hashable]) -> list[int]:
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(kind, len(numbers)) for kind in kinds]
