"""What is new in a story told before is said in one line."""

import pytest

from digest.model.story import Development, DevelopmentKind
from digest.render.developments import memory

NEWS = (
    Development(kind=DevelopmentKind.REPORTS, before="3", after="7"),
    Development(kind=DevelopmentKind.NUMBER, label="dead", before="12", after="19"),
)


def test_memory_says_what_is_new() -> None:
    assert memory(3, NEWS, "en") == "Day 3 · since yesterday: 4 more reports, dead 12 → 19"
    assert memory(3, (), "en") == "Day 3"
    assert memory(1, NEWS, "en") == ""


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("de", "Tag 3 · seit gestern: 4 weitere Berichte, Tote 12 → 19"),
        ("fr", "Jour 3 · depuis hier : 4 nouveaux articles, morts 12 → 19"),
        ("ja", "3日目 · 昨日から：新しい報道4件、死者 12 → 19"),
        ("ar", "قتلى: من 12 إلى 19"),
    ],
)
def test_what_is_counted_has_the_words_of_the_language(locale: str, said: str) -> None:
    assert said in memory(3, NEWS, locale)


def test_memory_says_reports_first_and_names_last_and_together() -> None:
    names = tuple(Development(kind=DevelopmentKind.NAME, after=name) for name in ("Ada", "Bo", "Cy", "Dee"))
    assert memory(2, (*names, *reversed(NEWS)), "en") == (
        "Day 2 · since yesterday: 4 more reports, dead 12 → 19, new: Ada, Bo, Cy"
    )


def test_a_change_without_a_before_is_still_said() -> None:
    number = Development(kind=DevelopmentKind.NUMBER, label="injured", after="4")
    nothing = Development(kind=DevelopmentKind.REPORTS, before="4", after="4")
    assert memory(2, (number, nothing), "en") == "Day 2 · since yesterday: injured 4"
