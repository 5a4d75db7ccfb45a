"""An edition over a span tells each story once, as it was told last, to somebody who read none of it."""

from datetime import date

from digest import compose
from digest.compose import Known
from digest.model.edition import Edition, Section, Span
from digest.model.story import Development, DevelopmentKind
from tests import world
from tests.audience.test_batches import DIGEST

SLOT = world.slot(span=Span.WEEK)
NEWS = Development(kind=DevelopmentKind.REPORTS, before="1", after="4")


def day(number: int, *stories, lead: str | None = None) -> Edition:
    topics = dict.fromkeys(story.topic for story in stories)
    return world.edition(
        id=f"morning/2026-03-{number:02}",
        date=date(2026, 3, number),
        lead_topic=lead or next(iter(topics)),
        sections=tuple(
            Section(topic=t, slug=t.lower(), stories=tuple(s for s in stories if s.topic == t)) for t in topics
        ),
        articles=10,
    )


def story(id: str, topic: str = "World", **fields):
    return world.printed(**{"id": id, "topic": topic, "headline": f"{id} told", "rank": 0.5, **fields})


def gathered(*editions: Edition, aliases=None, known=None) -> Edition:
    return compose.gathered(SLOT, editions, DIGEST, aliases=aliases or {}, known=known or {})


def test_each_story_stands_once_in_its_last_state():
    first = day(9, story("pier", headline="Pier torn"), story("cup", "Sport"))
    second = day(10, story("pier", headline="Pier mended"), story("moon", "Science"))
    made = gathered(first, second)
    assert sorted(s.headline for s in made.stories) == ["Pier mended", "cup told", "moon told"]
    assert (made.id, made.span, made.articles) == ("morning/2026-03-10/week", Span.WEEK, 20)


def test_what_led_most_often_leads_and_gives_the_subject():
    made = gathered(day(8, story("a"), story("b", "Sport")), day(9, story("b", "Sport")), day(10, story("b", "Sport")))
    assert made.lead
    assert made.lead.id == "b"
    assert (made.subject, made.lead_topic) == ("b told", "Sport")


def test_stories_that_became_one_stand_once():
    made = gathered(day(9, story("old")), day(10, story("new")), aliases={"old": "new"})
    assert [s.id for s in made.stories] == ["new"]


def test_a_story_that_changed_its_topic_stands_in_its_last():
    made = gathered(day(9, story("a", "World")), day(10, story("a", "Sport")))
    assert [(s.topic, [one.id for one in s.stories]) for s in made.sections] == [("Sport", ["a"])]


def test_what_was_told_before_the_span_says_what_is_new_and_all_else_is_told_for_the_first_time():
    told = story("known", day=6, developments=())
    fresh = story("fresh", "Sport", day=3, developments=(NEWS,))
    made = gathered(day(10, told, fresh), known={"known": Known(developments=(NEWS,))})
    by_id = {s.id: s for s in made.stories}
    assert (by_id["known"].day, by_id["known"].developments) == (6, (NEWS,))
    assert (by_id["fresh"].day, by_id["fresh"].developments) == (1, ())


def test_of_nothing_comes_nothing():
    made = gathered()
    assert (made.stories, made.subject) == ((), DIGEST.title)


def test_what_a_month_has_no_room_for_is_named():
    many = [day(d, *(story(f"{d}-{n}", rank=n / 10) for n in range(10))) for d in range(1, 8)]
    made = gathered(*many)
    assert (len(made.stories), len(made.left_out)) == (60, 10)
    assert {left.headline.split()[0][-1] for left in made.left_out} == {"1", "2"}
