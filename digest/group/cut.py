"""From the graph of alike articles to groups that tell one event each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from digest.group import alike, split, strangers, vectors, whispers
from digest.group.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The groups of one grouping, each a tuple of article ids, and the graph they were cut from."""

    groups: tuple[tuple[str, ...], ...]
    graph: alike.Graph
    node: dict[str, int]
    """Article id → its node; articles with the same words share one."""
    within: vectors.Ties
    """The ties within groups."""
    bridge: tuple[float, ...]
    """Per node how clean the cleanest cut through its group would be, 1 where there is none."""
    folds: Mapping[object, int]
    """Words → the node that has them."""
    heard: Sequence[int]
    """Per node the label that it took."""
    cuts: split.Cuts
    settled: strangers.Settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """What is known beside the words: articles that belong together, and those that must stand alone."""

    together: tuple[tuple[str, ...], ...] = ()
    alone: frozenset[str] = frozenset()


def cut(readings: Sequence[Reading], known: Ties, *, before: Cut | None = None) -> Cut:
    """Groups of articles about one event; every reading is in exactly one.

    Where `before` is given, its graph and groups grow by the readings that it does not know.
    """
    free = sorted((each for each in readings if each.id not in known.alone), key=lambda each: each.id)
    node = {each.id: before.node[each.id] for each in free if before and each.id in before.node}
    folds = dict(before.folds) if before else {}
    count = len(before.graph.readings) if before else 0
    added: list[Reading] = []
    for each in free:
        if each.id not in node:
            fold = alike.fold(each)
            if fold not in folds:
                folds[fold] = count + len(added)
                added.append(each)
            node[each.id] = folds[fold]
    graph = alike.extended(before.graph, added) if before else alike.graph(added)
    heard = whispers.whisper(
        alike.strong(graph), seeds=[each.id for each in graph.readings], before=before.heard if before else ()
    )
    cuts = split.cuts(heard, graph, before=before.cuts if before else {})
    parts = [part.nodes for each in cuts.values() for part in each]
    settled = strangers.settled(parts, graph, before=before.settled if before else {})
    return _grouped(graph, node, known, folds=folds, heard=heard, cuts=cuts, settled=settled)


def _grouped(
    graph: alike.Graph,
    node: dict[str, int],
    known: Ties,
    *,
    folds: Mapping[object, int],
    heard: Sequence[int],
    cuts: split.Cuts,
    settled: strangers.Settled,
) -> Cut:
    parts = split.split(cuts, settled)
    labels = {place: label for label, part in enumerate(parts) for place in part.nodes}
    groups = _joined({article: labels[place] for article, place in node.items()}, known.together)
    bridge = {place: part.bridge for part in parts for place in part.nodes}
    return Cut(
        groups=(*groups, *((article,) for article in sorted(known.alone))),
        graph=graph,
        node=node,
        within=graph.ties.within(_kinds(groups, node, len(graph.readings))),
        bridge=tuple(bridge[place] for place in range(len(graph.readings))),
        folds=folds,
        heard=heard,
        cuts=cuts,
        settled=settled,
    )


def _kinds(groups: Sequence[Sequence[str]], node: Mapping[str, int], count: int) -> list[int]:
    """Per node the number of its group; nodes whose articles are gone are their own."""
    number = {node[article]: at for at, group in enumerate(groups) for article in group}
    return [number.get(place, len(groups) + place) for place in range(count)]


def _joined(labels: dict[str, int], together: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """Groups by label, after the labels of articles known to belong together were made one."""
    root: dict[int, int] = {}

    def find(label: int) -> int:
        while label in root:
            label = root[label]
        return label

    for articles in together:
        labels_of_one = sorted({find(labels[article]) for article in articles if article in labels})
        root.update(dict.fromkeys(labels_of_one[1:], *labels_of_one[:1]))
    groups: dict[int, list[str]] = defaultdict(list)
    for article, label in labels.items():
        groups[find(label)].append(article)
    return sorted(tuple(sorted(members)) for members in groups.values())
