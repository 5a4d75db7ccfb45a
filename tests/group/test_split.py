"""The second look at a group: who is held by a name alone goes."""

from dataclasses import replace

import pytest

from digest.group import alike, reading, split, vectors
from tests.group import newsroom

ARREST = ("Fan of Marla Quent arrested in her dressing room", "Police arrest fan in dressing room of Marla Quent")
PRANK = "Marla Quent plays a prank on a sleeping talk show host"


def parts(titles: tuple[str, ...], strengths: dict[tuple[int, int], float]) -> list[tuple[int, ...]]:
    """What is left of one group of reports that are tied like this, in numbers of the titles."""
    graph = alike.graph([reading.read(newsroom.report(at, title)) for at, title in enumerate(titles)])
    ties = vectors.ties(len(titles), vectors.edges((*pair, strength) for pair, strength in strengths.items()))
    group = tuple(range(len(titles)))
    found = split.split({group: (split.Part(nodes=group),)}, replace(graph, ties=ties))
    return [part.nodes for part in found]


def test_a_report_held_by_a_name_alone_stands_alone():
    assert parts((*ARREST, PRANK), {(0, 1): 0.99, (0, 2): 0.85, (1, 2): 0.85}) == [(0, 1), (2,)]


@pytest.mark.parametrize(
    ("third", "tie"),
    [(PRANK, 0.95), ("Marla Quent: fan slept in her dressing room", 0.85)],
    ids=["one strong tie", "more words than the name"],
)
def test_a_report_with_more_than_a_name_stays(third, tie):
    assert parts((*ARREST, third), {(0, 1): 0.99, (0, 2): 0.85, (1, 2): tie}) == [(0, 1, 2)]


def test_of_two_reports_the_tie_that_made_them_a_story_says_it_all():
    assert parts((ARREST[0], PRANK), {(0, 1): 0.7}) == [(0, 1)]
