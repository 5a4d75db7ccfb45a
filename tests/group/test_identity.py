"""Which earlier story a group is: what is told in other words on its third day, and what shares names alone."""

from collections.abc import Mapping, Sequence

from digest.group import identity
from digest.model.story import Story
from tests import world
from tests.world import at

TOLD = {"orrevik": 0.7, "tunnel": 0.5, "collapse": 0.3, "minister": 0.2, "brandt": 0.2, "17": 0.3}
GOES_ON = {"brandt": 0.6, "resign": 0.5, "orrevik": 0.4, "minister": 0.2, "tunnel": 0.1}
NAMES = frozenset({"orrevik", "brandt", "minister"})


def group(articles: Sequence[str], terms: Mapping[str, float], names: frozenset[str] = NAMES) -> identity.Group:
    return identity.Group(articles=tuple(articles), terms=terms, names=names, starts_at=at("2026-03-10 03:00"))


def told(terms: Mapping[str, float], articles: Sequence[str] = ("a", "b")) -> Story:
    return world.story(articles=tuple(articles), lead=articles[0], terms=tuple(terms.items()))


def ids(groups: Sequence[identity.Group], *stories: Story) -> list[str]:
    return [known.id for known in identity.known(groups, stories)]


def test_a_story_goes_on_in_other_words_where_its_names_agree():
    """Their words are less than half alike: the toll has become a resignation."""
    story = told(TOLD)
    assert sum(TOLD[term] * GOES_ON[term] for term in TOLD.keys() & GOES_ON) < identity.CONTINUES_COSINE_MIN
    assert ids([group("c", GOES_ON)], story) == [story.id]
    assert ids([group("c", GOES_ON, frozenset({"orrevik", "minister"}))], story) != [story.id]


def test_names_do_not_carry_a_story_on_that_is_about_somebody_else():
    """Another tie of the cup names all its teams and grounds."""
    cup = {"haven": 0.6, "rover": 0.5, "athletic": 0.4, "cup": 0.4, "ropework": 0.2}
    other = {"calder": 0.5, "orre": 0.5, "penalty": 0.4, "haven": 0.2, "rover": 0.2, "athletic": 0.25, "cup": 0.2}
    story = told(cup)
    assert sum(cup[term] * other[term] for term in cup.keys() & other) >= identity.GOES_ON_COSINE_MIN
    assert ids([group("c", other, frozenset(other))], story) != [story.id]


def test_a_story_goes_on_with_todays_reports_and_those_of_yesterday_that_nothing_came_to_stand_alone():
    story = told(TOLD)
    yesterday, today = group("ab", TOLD), group("cd", GOES_ON)
    (old, new) = identity.known([yesterday, today], [story])
    assert (new.id, new.earlier) == (story.id, story)
    assert (old.id != story.id, old.earlier) == (True, None)
    again = [told(GOES_ON, "cd"), world.story(id=old.id, articles=("a", "b"), terms=tuple(TOLD.items()))]
    assert ids([yesterday, today], *again) == [old.id, new.id]


def test_a_story_that_grew_keeps_its_id_from_all_who_sound_like_it():
    story = told(TOLD)
    assert ids([group("abe", TOLD), group("cd", GOES_ON)], story)[0] == story.id


def test_what_merely_sounds_alike_takes_no_id_from_reports_that_are_still_there():
    """The grouping of the day has found them to be two, and few names say otherwise."""
    story = told(TOLD)
    assert ids([group("ab", TOLD), group("cd", TOLD, frozenset({"orrevik"}))], story)[0] == story.id
    assert ids([group("cd", TOLD, frozenset({"orrevik"}))], story) == [story.id]
