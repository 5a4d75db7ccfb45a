"""The second look at a group: who hardly belongs, or is held by a name alone, goes."""

from dataclasses import replace

import pytest

from digest.group import alike, reading, strangers, vectors
from tests.group import newsroom

ARREST = ("Fan of Marla Quent arrested in her dressing room", "Police arrest fan in dressing room of Marla Quent")
PRANK = "Marla Quent plays a prank on a sleeping talk show host"


def parts(
    titles: tuple[str, ...], strengths: dict[tuple[int, int], float], *, german: int = 0
) -> list[tuple[int, ...]]:
    """What is left of one group of reports that are tied like this, in numbers of the titles; the last are German."""
    languages = ["en"] * (len(titles) - german) + ["de"] * german
    told = enumerate(zip(titles, languages, strict=True))
    graph = alike.graph([reading.read(newsroom.report(at, title, language=each)) for at, (title, each) in told])
    ties = vectors.ties(len(titles), vectors.edges((*pair, strength) for pair, strength in strengths.items()))
    group = tuple(range(len(titles)))
    return sorted(strangers.settled([group], replace(graph, ties=ties), before={})[group])


def test_a_report_held_by_a_name_alone_stands_alone():
    assert parts((*ARREST, PRANK), {(0, 1): 0.99, (0, 2): 0.85, (1, 2): 0.85}) == [(0, 1), (2,)]


def test_a_report_that_one_other_alone_bears_out_stands_alone():
    """A club's cup match, and the transfer of one of its players that mentions the match."""
    titles = (
        "Osk Rovers beat Lorrin City to reach cup final",
        "Rovers reach the cup final after late goal against City",
        "City sell winger to Rovers after cup exit",
    )
    assert parts(titles, {(0, 1): 0.99, (0, 2): 0.8, (1, 2): 0.3}) == [(0, 1), (2,)]
    assert parts(titles, {(0, 1): 0.99, (0, 2): 0.8, (1, 2): 0.45}) == [(0, 1, 2)]


@pytest.mark.parametrize(
    ("third", "tie"),
    [(PRANK, 0.95), ("Marla Quent: fan slept in her dressing room", 0.85)],
    ids=["one strong tie", "more words than the name"],
)
def test_a_report_with_more_than_a_name_stays(third, tie):
    assert parts((*ARREST, third), {(0, 1): 0.99, (0, 2): 0.85, (1, 2): tie}) == [(0, 1, 2)]


def test_of_two_reports_their_tie_has_to_say_it_all():
    """A third bears two out that would be none by themselves."""
    assert parts((ARREST[0], PRANK), {(0, 1): 0.71}) == [(0, 1)]
    assert parts((ARREST[0], PRANK), {(0, 1): 0.65}) == [(0,), (1,)]
    third = (*ARREST, "Marla Quent: fan slept in her dressing room")
    assert parts(third, {(0, 1): 0.65, (0, 2): 0.65, (1, 2): 0.65}) == [(0, 1, 2)]


CLINIC = (
    "Measles cases in Lorrin rise to 31",
    "Lorrin counts 19 measles cases",
    "Lorrin shuts school as measles spreads",
    "Osk lends nurses to Lorrin for measles jabs",
)
QUEUE = ("No measles in Osk yet, says health office", "Osk queues round the block for a jab")
FIRM = {(0, 1): 0.99, (0, 2): 0.99, (0, 3): 0.95, (1, 2): 0.95, (1, 3): 0.45, (2, 3): 0.45}


def test_who_hardly_belongs_takes_nobody_along():
    """A guest of one member loosens all the others, and goes alone."""
    assert parts((*CLINIC, QUEUE[1]), FIRM | {(3, 4): 0.75}) == [(0, 1, 2, 3), (4,)]


def test_those_who_go_together_stay_together():
    ties = {(3, 4): 0.75, (3, 5): 0.7, (4, 5): 0.98, (0, 4): 0.3}
    assert parts((*CLINIC, *QUEUE), FIRM | ties) == [(0, 1, 2, 3), (4, 5)]


def test_who_belongs_among_reports_of_the_own_language_stays():
    """Two German reports, hardly tied to the English ones, but firmly to each other."""
    german = ("Masern in Lorrin: 31 Fälle", "Masern: In Lorrin ist die Schule zu")
    ties = FIRM | {(4, 5): 0.9, (0, 4): 0.5}
    assert parts((*CLINIC, *german), ties, german=2) == [(0, 1, 2, 3, 4, 5)]
    assert parts((*CLINIC, *QUEUE), ties) == [(0, 1, 2, 3), (4, 5)]


def test_who_alone_writes_in_a_language_stays_by_two_firm_ties():
    """Four English reports hold each other; the German one can have few ties to them."""
    german = "Masern in Lorrin: 31 Fälle"
    assert parts((*CLINIC, german), FIRM | {(0, 4): 0.75, (1, 4): 0.72}, german=1) == [(0, 1, 2, 3, 4)]
    assert parts((*CLINIC, german), FIRM | {(0, 4): 0.95, (1, 4): 0.5}, german=1) == [(0, 1, 2, 3), (4,)]
    assert parts((*CLINIC, QUEUE[1]), FIRM | {(0, 4): 0.75, (1, 4): 0.72}) == [(0, 1, 2, 3), (4,)]
