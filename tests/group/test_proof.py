"""Evidence, confidence and doubt."""

from dataclasses import replace

import pytest

from digest.group import proof, vectors
from digest.model.article import Article
from tests.group import newsroom


def test_the_weakest_link_is_the_one_that_holds_the_loosest_part():
    """A chain is as weak as its bridge; a detour over stronger ties is taken; one node has no bridge."""
    ties = vectors.ties(6, vectors.edges([(0, 1, 0.9), (0, 2, 0.2), (1, 2, 0.6), (2, 3, 0.8), (4, 5, 1.0)]))
    assert ties.weakest_links([[0, 1, 2], [3], [4, 5]]) == pytest.approx([0.6, 1.0, 1.0])
    assert ties.weakest_links([[0, 1, 4], [2, 3]]) == pytest.approx([0.0, 0.8])
    assert ties.weakest_links([]) == []


def test_a_story_shows_the_names_words_hours_and_publishers_that_make_it_one():
    (story,) = newsroom.stories(newsroom.day()["quake"])
    assert "Veldoro" in story.evidence.names
    assert "earthquake" in story.evidence.words
    assert story.evidence.hours == 1.0
    assert len(story.evidence.publishers) == 3
    assert 0.5 <= story.evidence.weakest_link <= 1.0


def test_what_nearly_falls_apart_is_doubtful_unless_an_editor_said_so():
    members = newsroom.day()["quake"]
    weak = proof.proof(members, (), weakest=0.5, bridge=1.0, decided=False)
    assert weak.doubtful
    assert not proof.proof(members, (), weakest=0.5, bridge=1.0, decided=True).doubtful
    assert proof.proof(members, (), weakest=1.0, bridge=0.3, decided=False).doubtful
    assert proof.proof(members[:1], (), weakest=1.0, bridge=1.0, decided=False).confidence == 1.0


def test_reports_that_share_no_name_are_doubtful_unless_an_editor_said_so_or_one_is_a_copy():
    port = newsroom.report(1, "Gale stops the cranes at Breck", "Ships wait.", language="en")
    other = newsroom.report(2, "Gale stops the cranes at Orle", "Ships wait.", language="en")

    def told(*members: Article, decided: bool = False) -> proof.Proof:
        return proof.proof(members, (), weakest=1.0, bridge=1.0, decided=decided)

    assert told(port, other).doubtful
    assert not told(port, other, decided=True).doubtful
    assert not told(port, replace(other, copy_of=port.id)).doubtful
    unnamed = newsroom.report(3, "Gale stops the cranes", "Ships wait.", language="en")
    assert not told(unnamed, replace(unnamed, id="another")).doubtful


def test_a_name_at_the_start_of_a_sentence_is_shared_where_another_report_has_it_elsewhere():
    first = newsroom.report(1, "Breck's cranes stand still", "Ships wait.", language="en")
    other = newsroom.report(2, "Cranes stand still at Breck", "Ships wait.", language="en")
    assert proof.proof([first, other], (), weakest=1.0, bridge=1.0, decided=False).evidence.names == ("Breck",)


def test_the_rank_is_the_sum_of_named_signals_and_counts_families_once():
    """Two papers of one owner are one voice: a third family raises the rank more than a sister paper."""
    reports = newsroom.day()["factory"]
    names = {signal.name for story in newsroom.stories(reports) for signal in story.signals}
    assert {"publishers", "freshness", "size", "topic weight"} <= names

    def publishers(*outlets: str) -> float:
        told = newsroom.stories(
            [newsroom.report(at, *newsroom.FACTORY[at], publisher=outlet) for at, outlet in enumerate(outlets)]
        )
        return next(signal.value for signal in told[0].signals if signal.name == "publishers")

    assert publishers("Harbour Gazette", "Harbour Evening") < publishers("Harbour Gazette", "Northern Post")
