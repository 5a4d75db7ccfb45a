"""Cuts of a group are kept while it grows a little."""

from digest.group import alike, reading, split, vectors
from tests.group import newsroom


def test_a_newcomer_of_a_group_that_was_cut_goes_to_the_part_it_is_tied_to():
    """Eleven reports that were cut in two, and one more: it is not looked at again."""
    articles = [newsroom.report(at, f"Report {at} on a quake near Osk and Lorrin") for at in range(12)]
    graph = alike.graph([reading.read(article) for article in articles])
    edges = [*((11, at, 0.6) for at in range(2)), *((11, at, 0.7) for at in range(6, 11))]
    tied = alike.Graph(
        readings=graph.readings, found=graph.found, marks=graph.marks, ties=vectors.ties(12, vectors.edges(edges))
    )
    before = {tuple(range(11)): (split.Part(nodes=tuple(range(6)), bridge=0.3), split.Part(nodes=tuple(range(6, 11))))}
    (parts,) = split.cuts([0] * 12, tied, before=before).values()
    assert [part.nodes for part in parts] == [tuple(range(6)), tuple(range(6, 12))]
    assert parts[0].bridge == 0.3
    parts, alone = split.cuts([1, *[0] * 11], tied, before=before).values()
    assert sorted(part.nodes for part in (*parts, *alone)) == [(0,), tuple(range(1, 6)), tuple(range(6, 12))]
