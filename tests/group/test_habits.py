"""What editors tend to want moves a story's rank."""

from digest.group import Context, habits
from digest.group.habits import Choice, Habits
from tests.group import newsroom


def choices(count: int, *, publisher: str, wanted: bool, topic: str = "World") -> list[Choice]:
    return [Choice(topic=topic, publisher=publisher, wanted=wanted)] * count


def test_what_editors_pin_gains_and_what_they_hide_loses():
    learned = habits.learned(
        [*choices(6, publisher="Gazette", wanted=True), *choices(6, publisher="Post", wanted=False, topic="Sport")]
    )
    gained = learned.signal(topic="World", publisher="Gazette")
    lost = learned.signal(topic="Sport", publisher="Post")
    assert gained == -lost > 0
    assert learned.signal(topic="Culture", publisher="Courier") == 0.0


def test_one_choice_is_hardly_a_habit_and_a_thousand_have_a_bound():
    def leaning(count: int) -> float:
        return habits.learned(choices(count, publisher="Gazette", wanted=True)).publishers["Gazette"]

    assert leaning(1) < 0.25 < leaning(6) < leaning(1000) < 1.0


def test_as_many_pins_as_hides_are_no_habit():
    both = [*choices(5, publisher="Gazette", wanted=True), *choices(5, publisher="Gazette", wanted=False)]
    assert habits.learned(both).publishers == {"Gazette": 0.0}


def test_a_storys_rank_names_the_habits_that_moved_it():
    reports = newsroom.day()["factory"]
    (plain,) = newsroom.stories(reports)
    publisher = next(report.publisher for report in reports if report.id == plain.lead)
    (liked,) = newsroom.stories(reports, context=Context(habits=Habits(publishers={publisher: 0.8})))
    named = {signal.name: signal.value for signal in liked.signals}
    assert named["editors' habits"] == 0.4
    assert liked.rank > plain.rank
