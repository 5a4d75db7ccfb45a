"""What is told about a long step: its pace, what is left, and what became of what is done."""

import pytest

from digest.cli import progress
from digest.progress import Pace, Progress


def pace(*told: tuple[float, int]) -> Pace:
    made = Pace()
    for at_s, done in told:
        made.told(done, at_s=at_s)
    return made


def test_a_pace_is_that_of_the_last_seconds():
    assert pace((0, 0), (5, 1_000)).per_second == 200
    assert pace((0, 0), (5, 1_000), (12, 1_070), (15, 1_100)).per_second == 10


@pytest.mark.parametrize("told", [(), [(3, 7)], [(3, 7), (3, 9)], [(3, 7), (5, 7)], [(3, 7), (5, 2)]])
def test_without_anything_to_tell_it_by_there_is_no_pace_and_no_end(told):
    assert pace(*told).per_second == 0
    assert pace(*told).left_s(100) is None


@pytest.mark.parametrize(
    ("done", "left"),
    [(99_000, "less than a minute"), (40_000, "about 2 min"), (0, "about 3 min"), (-6_000_000, "about 3 h")],
)
def test_what_is_left_is_said_as_people_would(done: int, left: str):
    now = Progress(
        stage="send", done=done, total=100_000, counts=(("accepted", 40_000), ("deferred", 0), ("unknown", 1))
    )
    said = progress.in_words(now, pace((0, done - 5_000), (10, done)))
    assert said == f"500 a second, {left} left; 40,000 accepted, 1 unknown"


def test_what_stands_still_says_only_what_became_of_the_rest():
    now = Progress(stage="send", done=1, total=3, counts=(("accepted", 1), ("queued", 2)))
    assert progress.in_words(now, pace((0, 1), (1, 1))) == "1 accepted, 2 queued"
