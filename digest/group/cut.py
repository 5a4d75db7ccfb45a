"""From the graph of alike articles to groups that tell one event each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from digest.group import alike, split, vectors, whispers
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """What is known beside the words: articles that belong together, and those that must stand alone."""

    together: tuple[tuple[str, ...], ...] = ()
    alone: frozenset[str] = frozenset()


def cut(readings: Sequence[Reading], known: Ties) -> Cut:
    """Groups of articles about one event; every reading is in exactly one."""
    ordered = sorted(readings, key=lambda reading: reading.id)
    folds = alike.folded([reading for reading in ordered if reading.id not in known.alone])
    free = [reading for reading in ordered if reading.id not in known.alone]
    graph = alike.graph([free[fold[0]] for fold in folds])
    node = {free[member].id: place for place, fold in enumerate(folds) for member in fold}
    heard = whispers.whisper(alike.strong(graph), seeds=[reading.id for reading in graph.readings])
    parts = split.split(heard, graph)
    labels = {place: label for label, part in enumerate(parts) for place in part.nodes}
    groups = _joined({article: labels[place] for article, place in node.items()}, known.together)
    bridge = {place: part.bridge for part in parts for place in part.nodes}
    return Cut(
        groups=(*groups, *((article,) for article in sorted(known.alone))),
        graph=graph,
        node=node,
        within=graph.ties.within(_kinds(groups, node)),
        bridge=tuple(bridge[place] for place in range(len(graph.readings))),
    )


def _kinds(groups: Sequence[Sequence[str]], node: Mapping[str, int]) -> list[int]:
    """Per node the number of its group."""
    number = {node[article]: at for at, group in enumerate(groups) for article in group}
    return [number[place] for place in sorted(number)]


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
