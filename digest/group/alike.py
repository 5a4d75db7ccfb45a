"""Which articles of the days are alike, and how surely they tell one event: the graph that stories are cut from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from digest.group import background, judge, tongues, vectors, vetoes
from digest.group.reading import Reading

COSINE_MIN = 0.08  # less is chance
TIE_MIN = 0.003  # weaker ties are forgotten
STRONG = 0.50  # a tie of this strength makes a story; a weaker one is only shown as related
FOLD_DAYS = 1  # equal texts of different days are not one text


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """Nodes are readings in order of their ids, and the ties between them."""

    readings: tuple[Reading, ...]
    found: vectors.Vectors
    marks: vetoes.Marks
    ties: vectors.Ties


def graph(readings: Sequence[Reading]) -> Graph:
    """Compares all readings; the same for any order of them."""
    ordered = tuple(sorted(readings, key=lambda reading: reading.id))
    found = vectors.vectors([reading.said for reading in ordered], background.load())
    marks = vetoes.marks(ordered)
    alike = _alike(found, marks)
    foreign = vectors.edges(tongues.tied(ordered))
    near = (foreign.strengths >= TIE_MIN) & ~vetoes.long_apart(marks, foreign.left, foreign.right)
    return Graph(
        readings=ordered, found=found, marks=marks, ties=vectors.ties(len(ordered), alike, foreign.where(near))
    )


def _alike(found: vectors.Vectors, marks: vetoes.Marks) -> vectors.Edges:
    """The ties of texts in words that they share."""
    near = vectors.near(found, cosine_min=COSINE_MIN)
    decision = judge.load()
    sure = vectors.joined(judge.judged(measures, decision) for measures in vectors.measured(found, near))
    edges = vectors.Edges(left=near.left, right=near.right, strengths=sure, cosines=near.cosine)
    return edges.where((sure >= TIE_MIN) & ~vetoes.apart(marks, near.left, near.right))


def strong(found: Graph) -> vectors.Ties:
    """The ties that are strong enough to make a story; the more time lies between two reports, the stronger."""
    return found.ties.where(vetoes.weakened(found.marks, found.ties) >= STRONG)


def folded(readings: Sequence[Reading]) -> list[list[int]]:
    """Indices of readings with the same words, so that a thousand equal titles cost as much as one."""
    same: dict[object, list[int]] = defaultdict(list)
    for at, reading in enumerate(readings):
        key = (reading.at.date().toordinal() // FOLD_DAYS, reading.language, reading.key)
        same[key if reading.tells else reading.id].append(at)
    return list(same.values())
