"""Which articles of the days are alike, and how surely they tell one event: the graph that stories are cut from."""

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
    """Nodes are readings, and the ties between them."""

    readings: tuple[Reading, ...]
    found: vectors.Vectors
    marks: vetoes.Marks
    ties: vectors.Ties


def graph(readings: Sequence[Reading]) -> Graph:
    """Compares all readings; the same for any order of them."""
    ordered = tuple(sorted(readings, key=lambda reading: reading.id))
    return _tied(ordered, vectors.vectors([reading.said for reading in ordered], background.load()))


def extended(before: Graph, readings: Sequence[Reading]) -> Graph:
    """The graph with more nodes behind its own, whose ties stay as they are."""
    fresh = sorted(readings, key=lambda reading: reading.id)
    found = vectors.extended(before.found, [reading.said for reading in fresh], background.load())
    return _tied((*before.readings, *fresh), found, known=before.ties, since=len(before.readings))


def _tied(
    readings: tuple[Reading, ...], found: vectors.Vectors, *, known: vectors.Ties | None = None, since: int = 0
) -> Graph:
    """Ties of the readings from `since` on, in words that they share or, between languages, in names and numbers."""
    marks = vetoes.marks(readings)
    foreign = vectors.edges(tongues.tied(readings))
    near = (foreign.strengths >= TIE_MIN) & ~vetoes.long_apart(marks, foreign.left, foreign.right)
    alike = _alike(found, marks, known=known.edges() if known else None, since=since)
    fresh = foreign.where(near & (foreign.right >= since))
    return Graph(
        readings=readings, found=found, marks=marks, ties=vectors.ties(len(readings), alike, fresh, known=known)
    )


def _alike(found: vectors.Vectors, marks: vetoes.Marks, *, known: vectors.Edges | None, since: int) -> vectors.Edges:
    near = vectors.near(found, cosine_min=COSINE_MIN, since=since)
    circles = vectors.Near(left=known.left, right=known.right, cosine=known.cosines) if known else None
    decision = judge.load(sensed=found.senses is not None)
    measured = vectors.measured(found, near, known=circles)
    sure = vectors.joined(judge.judged(measures, decision) for measures in measured)
    edges = vectors.Edges(left=near.left, right=near.right, strengths=sure, cosines=near.cosine)
    likely = edges.where(sure >= TIE_MIN)
    return likely.where(~vetoes.apart(marks, likely.left, likely.right))


def strong(found: Graph) -> vectors.Ties:
    """The ties that are strong enough to make a story; the more time lies between two reports, the stronger."""
    return found.ties.where(vetoes.weakened(found.marks, found.ties) >= STRONG)


def fold(reading: Reading) -> object:
    """The same for readings of the same words, so that a thousand equal titles cost as much as one."""
    day = reading.at.date().toordinal() // FOLD_DAYS  # the hash stands for the words, which would take much memory
    return hash((day, reading.language, reading.key)) if reading.tells else reading.id
