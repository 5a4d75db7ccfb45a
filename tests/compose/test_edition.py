"""Stories and edits become an edition."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import compose
from digest.compose import Material, Remembered
from digest.model.article import Article
from digest.model.edition import Edit, EditKind, LeftOutReason
from digest.model.settings import Digest, Retold, Sender
from digest.model.story import Development, DevelopmentKind, Evidence, Signal, Story
from tests import world
from tests.world import NOW

DIGEST = Digest(
    name="morning",
    title="The Morning",
    topics=("World", "Sport"),
    lists=("example",),
    send_at=time(7),
    cutoff=time(6, 30),
    timezone="Europe/Berlin",
    transport="outbox",
    sender=Sender(name="The Morning", email="morning@news.example"),
)


def pair(number: int, *, rank: float, topic: str = "World", publisher: str | None = None) -> tuple[Story, Article]:
    lead = world.article(number=number, title=f"Headline number {number}", publisher=publisher or f"Publisher {number}")
    story = world.story(
        id=f"{number:016x}",
        lead=lead.id,
        articles=(lead.id,),
        topic=topic,
        signals=(Signal(name="publishers", value=rank),),
    )
    return story, lead


def material(*pairs: tuple[Story, Article], **fields) -> Material:
    return Material(stories=[s for s, _ in pairs], articles={a.id: a for _, a in pairs}, **fields)


def edit(kind: EditKind, number: int = 0, value: str = "", minute: int = 0) -> Edit:
    return Edit(
        edition="morning/2026-03-10",
        kind=kind,
        target=f"{number:016x}" if number else "",
        value=value,
        editor="Ines",
        made_at=NOW + timedelta(minutes=minute),
    )


def headlines(edition) -> list[str]:
    return [s.headline.removeprefix("Headline number ") for s in edition.stories]


def test_the_best_ranked_story_leads_and_gives_the_subject():
    made = compose.edition(world.slot(), material(pair(1, rank=1), pair(2, rank=3), pair(3, rank=2)), DIGEST)
    assert headlines(made) == ["2", "3", "1"]
    assert made.lead_topic == "World"
    assert made.subject == "Headline number 2"
    assert made.preheader == "Headline number 3 · Headline number 1"


def test_sections_stand_in_the_order_of_the_digests_topics():
    made = compose.edition(world.slot(), material(pair(1, rank=9, topic="Sport"), pair(2, rank=1)), DIGEST)
    assert [section.topic for section in made.sections] == ["World", "Sport"]
    assert made.lead_topic == "Sport"


@given(st.permutations(range(1, 9)))
def test_the_order_in_which_stories_come_does_not_matter(order):
    pairs = {n: pair(n, rank=n % 3, topic="World" if n % 2 else "Sport") for n in range(1, 9)}
    in_order = compose.edition(world.slot(), material(*pairs.values()), DIGEST)
    assert compose.edition(world.slot(), material(*(pairs[n] for n in order)), DIGEST) == in_order


def test_limits_leave_the_weakest_out_and_say_so():
    small = replace(DIGEST, stories_max=3, section_max=2)
    pairs = [pair(n, rank=n) for n in (1, 2, 3)] + [pair(4, rank=0, topic="Sport")]
    made = compose.edition(world.slot(), material(*pairs), small)
    assert headlines(made) == ["3", "2", "4"]
    assert [(left.headline, left.reason) for left in made.left_out] == [("Headline number 1", LeftOutReason.NO_ROOM)]


def test_one_publisher_leads_no_more_than_its_share():
    pairs = [pair(n, rank=n, publisher="Gazette") for n in (3, 4, 5)] + [pair(1, rank=1)]
    made = compose.edition(world.slot(), material(*pairs), replace(DIGEST, publisher_max=2))
    assert headlines(made) == ["5", "4", "1"]


def test_a_story_of_another_topic_is_left_out_until_an_editor_moves_it():
    pairs = [pair(1, rank=1), pair(2, rank=2, topic="Other")]
    assert headlines(compose.edition(world.slot(), material(*pairs), DIGEST)) == ["1"]
    moved = material(*pairs, edits=[edit(EditKind.TOPIC, 2, "Sport")])
    assert headlines(compose.edition(world.slot(), moved, DIGEST)) == ["1", "2"]


def test_hidden_stories_are_left_out_and_come_back_when_shown():
    pairs = [pair(1, rank=1), pair(2, rank=2)]
    hidden = compose.edition(world.slot(), material(*pairs, edits=[edit(EditKind.HIDE, 2)]), DIGEST)
    assert headlines(hidden) == ["1"]
    assert [left.reason for left in hidden.left_out] == [LeftOutReason.HIDDEN]
    again = material(*pairs, edits=[edit(EditKind.HIDE, 2), edit(EditKind.SHOW, 2, minute=1)])
    assert headlines(compose.edition(world.slot(), again, DIGEST)) == ["2", "1"]


def test_a_pinned_story_leads_and_gets_in_past_the_limits():
    pairs = [pair(n, rank=n) for n in range(1, 6)]
    made = compose.edition(
        world.slot(), material(*pairs, edits=[edit(EditKind.PIN, 1)]), replace(DIGEST, section_max=2)
    )
    assert headlines(made) == ["1", "5"]
    assert made.subject == "Headline number 1"


def test_a_moved_story_stands_where_the_editor_put_it():
    pairs = [pair(n, rank=n) for n in range(1, 5)]
    made = compose.edition(world.slot(), material(*pairs, edits=[edit(EditKind.MOVE, 1, "1")]), DIGEST)
    assert headlines(made) == ["4", "1", "3", "2"]


def test_editors_words_replace_the_publishers_and_empty_ones_give_them_back():
    edits = [
        edit(EditKind.HEADLINE, 1, "Ours"),
        edit(EditKind.DEK, 1, "Our dek."),
        edit(EditKind.INTRO, value="Good morning."),
        edit(EditKind.SUBJECT, value="Today"),
    ]
    made = compose.edition(world.slot(), material(pair(1, rank=1), edits=edits), DIGEST)
    (story,) = made.stories
    assert (story.headline, story.dek, made.intro, made.subject) == ("Ours", "Our dek.", "Good morning.", "Today")
    assert story.edited
    back = material(pair(1, rank=1), edits=[*edits, edit(EditKind.HEADLINE, 1, "", minute=1)])
    assert compose.edition(world.slot(), back, DIGEST).stories[0].headline == "Headline number 1"


def test_who_pins_what_a_colleague_hid_meanwhile_has_it_in():
    """The later decision holds, either way round."""
    hide, pin = edit(EditKind.HIDE, 1), edit(EditKind.PIN, 1, minute=1)
    two = (pair(1, rank=1), pair(2, rank=2))
    assert headlines(compose.edition(world.slot(), material(*two, edits=[hide, pin]), DIGEST)) == ["1", "2"]
    assert headlines(compose.edition(world.slot(), material(*two, edits=[pin, hide]), DIGEST)) == ["2"]


def test_what_was_hidden_as_the_same_told_twice_takes_nothing_along_when_the_two_become_one():
    story, lead = pair(1, rank=1)
    merged = replace(story, aliases=(f"{7:016x}",))
    kept = compose.edition(world.slot(), material((merged, lead), edits=[edit(EditKind.HIDE, 7)]), DIGEST)
    assert headlines(kept) == ["1"]
    both = [edit(EditKind.HIDE, 1), edit(EditKind.HIDE, 7, minute=1)]
    assert headlines(compose.edition(world.slot(), material((merged, lead), edits=both), DIGEST)) == []


def test_an_edit_finds_a_story_that_was_merged_into_another():
    story, lead = pair(1, rank=1)
    merged = replace(story, aliases=(f"{7:016x}",))
    made = compose.edition(world.slot(), material((merged, lead), edits=[edit(EditKind.HEADLINE, 7, "Ours")]), DIGEST)
    assert made.stories[0].headline == "Ours"


def test_articles_that_arrive_later_lose_no_edit():
    edits = [edit(EditKind.HIDE, 2), edit(EditKind.PIN, 1)]
    early = [pair(1, rank=1), pair(2, rank=2)]
    late = compose.edition(world.slot(), material(*early, pair(3, rank=9), edits=edits), DIGEST)
    assert headlines(late) == ["1", "3"]


def test_a_story_told_before_is_told_again_only_with_news():
    news = (Development(kind=DevelopmentKind.NUMBER, label="dead", before="12", after="19"),)
    remembered = {
        f"{1:016x}": Remembered(
            day=2,
            headline="Yesterday's words",
            url="https://gazette.example/1",
            publisher="Gazette",
            last_told=date(2026, 3, 9),
        ),
        f"{2:016x}": Remembered(
            day=3, headline="Older words", url=None, publisher="Post", developments=news, last_told=date(2026, 3, 8)
        ),
    }
    pairs = [pair(1, rank=5), pair(2, rank=1)]
    made = compose.edition(world.slot(), material(*pairs, remembered=remembered), DIGEST)
    [again] = made.stories
    assert (again.headline, again.day, again.developments) == ("Headline number 2", 3, news)
    assert again.last_told == date(2026, 3, 8)
    [line] = made.still_running
    assert (line.headline, line.day) == ("Yesterday's words", 2)
    assert (line.url, line.publisher) == ("https://gazette.example/1", "Gazette")
    silent = compose.edition(
        world.slot(), material(*pairs, remembered=remembered), replace(DIGEST, retold=Retold.LEAVE_OUT)
    )
    assert silent.still_running == ()
    assert [left.reason for left in silent.left_out] == [LeftOutReason.TOLD_BEFORE]


@pytest.mark.parametrize(
    ("reported", "language", "told"),
    [(True, "en", "Headline number 1"), (True, "es", "Yesterday's words"), (False, "en", "Yesterday's words")],
)
def test_a_story_that_runs_on_is_told_by_todays_report_if_its_readers_can_read_it(reported, language, told):
    story, lead = pair(1, rank=5)
    words = Remembered(
        day=2,
        headline="Yesterday's words",
        url=None,
        publisher="Gazette",
        last_told=date(2026, 3, 9),
        reported=reported,
    )
    known = material((story, replace(lead, language=language)), remembered={story.id: words})
    [line] = compose.edition(world.slot(), known, DIGEST).still_running
    assert (line.headline, line.url) == (told, lead.url if told != words.headline else None)


def test_sources_that_are_not_linked_are_counted():
    story, lead = pair(1, rank=1)
    seen = replace(story, evidence=Evidence(publishers=("Publisher 1", "Gazette", "Post")))
    assert compose.edition(world.slot(), material((seen, lead)), DIGEST).stories[0].more_sources == 2


def test_no_stories_make_an_empty_edition_with_the_digests_name():
    made = compose.edition(world.slot(), material(), DIGEST)
    assert (made.stories, made.lead_topic, made.subject) == ((), None, "The Morning")


@pytest.mark.parametrize(
    ("standfirst", "text", "dek"),
    [
        ("https://gazette.example/1973802", "The pier closed at noon.", "The pier closed at noon."),
        ("A short lead.", "Body.", "A short lead."),
        ("", "First sentence. Second sentence.", "First sentence. Second sentence."),
        ("Headline number 1", "The body begins here.", "The body begins here."),
        ("", "", ""),
        ("", "One " + "word " * 80 + "end. Two.", ("One " + "word " * 80)[:216].strip().rsplit(" ", 1)[0] + "…"),
        ("", "首相は会見した。" * 3, "首相は会見した。" * 3),
    ],
)
def test_the_dek_is_the_standfirst_or_the_first_sentences(standfirst, text, dek):
    story, lead = pair(1, rank=1)
    with_text = world.article(number=1, title=lead.title, standfirst=standfirst, text=text)
    (printed,) = compose.edition(world.slot(), material((story, with_text)), DIGEST).stories
    assert printed.dek.startswith(dek.removesuffix("…"))
    assert len(printed.dek) <= 220


def test_what_readers_can_read_stands_before_what_is_told_in_another_language():
    foreign, article = pair(1, rank=9)
    made = compose.edition(
        world.slot(), material((foreign, replace(article, language="ar")), pair(2, rank=1), pair(3, rank=2)), DIGEST
    )
    assert headlines(made) == ["3", "2", "1"]
    assert made.subject == "Headline number 3"
