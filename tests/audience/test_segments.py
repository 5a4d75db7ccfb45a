"""What a reader muted is never in their mail, and the number of different mails has an end."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import audience, compose
from digest.audience import bound, muting, paces
from digest.audience.segments import segment
from digest.model.delivery import Segment
from digest.model.edition import Edition, Section, Slot, Span, StillRunning
from digest.model.people import Length, Pace, Preferences
from digest.model.story import Reason, RelatedLink
from tests import world
from tests.audience.test_batches import DIGEST, candidate, plan

HEADLINES = {
    "World": ("Storm tears open the north pier", "Ministers meet in Lund", "Über die Brücke von Marlow"),
    "Sport": ("Cup final goes to Veska", "深海の貝"),
}


def story(topic: str, place: int, **fields: Any):
    return world.printed(id=f"{topic}{place}", topic=topic, headline=HEADLINES[topic][place], dek="A dek.", **fields)


EDITION = world.edition(
    subject=HEADLINES["World"][0],
    preheader="Ministers meet in Lund · Cup final goes to Veska",
    lead_topic="World",
    sections=tuple(
        Section(topic=topic, slug=topic.lower(), stories=tuple(story(topic, n) for n in range(len(lines))))
        for topic, lines in HEADLINES.items()
    ),
    still_running=(
        StillRunning(story="run", topic="World", headline="Ferry strike", url=None, publisher="Gazette", day=4),
    ),
)
CONTENTS = audience.contents(EDITION, aliases={"old": "World1"}, themes=("gazette", "plain"))


def of(**preferences: Any) -> Segment | None:
    return segment(Preferences(**preferences), DIGEST, CONTENTS)


def without(**preferences: Any) -> tuple[str, ...]:
    found = of(**preferences)
    assert found
    return found.without


@pytest.mark.parametrize(
    ("word", "out"),
    [
        ("storm", ("World0",)),
        ("NORTH  pier", ("World0",)),
        ("pie", ()),
        ("brücke", ("World2",)),
        ("深海", ("Sport1",)),
        ("ferry", ("run",)),
        ("dek", ("Sport0", "Sport1", "World0", "World1", "World2")),
    ],
)
def test_a_muted_word_takes_out_every_story_that_prints_it_as_a_word(word, out):
    assert muting.muted(CONTENTS.lines, (), (muting.folded(word),), {}) == frozenset(out)


def test_a_story_that_another_was_merged_into_stays_muted():
    assert without(muted_stories=("old", "gone for good")) == ("World1",)


def test_what_is_muted_in_topics_that_the_reader_does_not_get_makes_no_segment_of_its_own():
    assert without(topics=("World",), muted_stories=("Sport0",)) == ()


def test_whoever_muted_all_there_is_gets_no_mail():
    assert of(muted_words=("dek",)) is None
    assert of(topics=("Sport",), muted_topics=("Sport",)) is None


def test_a_muted_topic_is_left_out_and_what_the_digest_takes_up_later_is_let_in():
    assert of(muted_topics=("Sport",)) == Segment(topics=("World",), locale="en", theme="gazette")
    later = segment(Preferences(muted_topics=("Gardening",)), DIGEST, CONTENTS)
    assert later
    assert later.topics == ()


def test_what_still_runs_in_a_topic_that_is_not_wanted_is_not_shown():
    """Without a topic in the segment the lines of all topics are printed."""
    running = StillRunning(story="r", topic="Business", headline="Wagon", url=None, publisher="Gazette", day=2)
    contents = audience.contents(replace(EDITION, still_running=(running,)), aliases={}, themes=())
    found = segment(Preferences(muted_topics=("Business",)), DIGEST, contents)
    assert found
    assert found.topics == ("World", "Sport")


@pytest.mark.parametrize(("theme", "got"), [("plain", "plain"), ("gone", "gazette"), (None, "gazette")])
def test_a_theme_that_is_not_there_any_more_is_the_digests(theme, got):
    found = of(theme=theme, length=Length.SHORT)
    assert found
    assert (found.theme, found.length) == (got, Length.SHORT)


@pytest.mark.parametrize("big", [True, False])
def test_only_when_a_story_is_big(big):
    gets = paces.span_for(Preferences(pace=Pace.BIG), DIGEST, date(2026, 3, 9), big=big)
    assert gets == (Span.DAY if big else None)


@pytest.mark.parametrize(("more", "big"), [(2, False), (3, True)])
def test_a_story_is_big_when_so_many_publishers_reported_its_lead(more, big):
    link = RelatedLink(reason=Reason.ALSO_REPORTED, title="T", url=None, publisher="Courier")
    lead = world.printed(related=(link,), more_sources=more)
    edition = world.edition(sections=(Section(topic="World", slug="world", stories=(lead,)),))
    assert paces.is_big(edition, replace(DIGEST, big_publishers=5)) is big
    assert paces.publishers(edition) == more + 2
    assert not paces.is_big(world.edition(sections=()), replace(DIGEST, big_publishers=0))


def test_the_edition_without_a_story_has_no_word_of_it_left():
    left = compose.variant(EDITION, length=Length.FULL, without=("World0", "run"))
    assert [story.id for story in left.stories] == ["World1", "World2", "Sport0", "Sport1"]
    assert left.subject == "Ministers meet in Lund"
    assert left.preheader.startswith("Über die Brücke")
    assert left.still_running == ()
    assert left.lead == left.stories[0]


def test_subject_and_preheader_stay_where_they_do_not_speak_of_what_is_gone():
    edited = replace(EDITION, subject="Our own words", preheader="Also ours")
    left = compose.variant(edited, length=Length.FULL, without=("World1", "Sport0"))
    assert (left.subject, left.preheader) == ("Our own words", "Also ours")
    gone = compose.variant(EDITION, length=Length.FULL, without=("Sport0",))
    assert (gone.subject, "Veska" in gone.preheader) == (EDITION.subject, False)


def test_a_section_of_which_all_is_muted_is_gone_and_another_leads():
    left = compose.variant(EDITION, length=Length.FULL, without=("World0", "World1", "World2"))
    assert [section.topic for section in left.sections] == ["Sport"]
    assert left.lead
    assert left.lead.id == "Sport0"


def test_short_is_the_lead_in_full_the_first_of_each_section_with_its_dek_and_headlines():
    link = RelatedLink(reason=Reason.ALSO_REPORTED, title="T", url=None, publisher="Courier")
    sections = tuple(
        replace(section, stories=tuple(replace(s, related=(link,), more_sources=2) for s in section.stories))
        for section in EDITION.sections
    )
    short = compose.variant(replace(EDITION, sections=sections), length=Length.SHORT, without=())
    assert [(len(s.related), s.more_sources, bool(s.dek)) for s in short.stories] == [
        (1, 2, True), (0, 0, False), (0, 0, False), (0, 0, True), (0, 0, False)
    ]  # fmt: skip


SEGMENTS = st.dictionaries(
    st.builds(
        Segment,
        topics=st.sampled_from([(), ("World",), ("Sport",)]),
        locale=st.sampled_from(["en", "de"]),
        theme=st.sampled_from(["gazette", "plain", "bulletin"]),
        length=st.sampled_from(Length),
        without=st.sets(st.sampled_from("abcdefgh")).map(sorted).map(tuple),
    ),
    st.integers(1, 1_000),
    max_size=60,
)


@given(SEGMENTS, st.integers(4, 16))
def test_the_forms_of_a_mail_are_bounded_and_nobody_sees_what_they_muted_or_gets_more(readers, variants_max):
    became = bound.settled(readers, "gazette", variants_max=variants_max)
    assert became.keys() == readers.keys()
    for was, now in became.items():
        assert set(was.without) <= set(now.without)
        assert (was.topics, was.locale, was.length) == (now.topics, now.locale, now.length)
        assert now.theme in (was.theme, "gazette")
    least = len({(s.locale, s.length, bool(s.without)) for s in readers})
    assert len({bound.variant(now) for now in became.values()}) <= max(variants_max, variants_max // 2 + least)


def test_within_the_bound_nothing_changes():
    readers = {Segment(locale="en", theme="plain", without=(str(n),)): 1 for n in range(8)}
    assert bound.settled(readers, "gazette", variants_max=8) == {each: each for each in readers}


def test_the_largest_sets_stay_as_they_are():
    readers = {Segment(locale="en", theme="gazette", without=(str(n),)): 10 - n for n in range(10)}
    became = bound.settled(readers, "gazette", variants_max=4)
    assert [each for each in readers if became[each] == each] == list(readers)[:2]
    assert len({became[each] for each in list(readers)[2:]}) == 1


def test_readers_whom_united_sets_leave_nothing_get_no_empty_mail():
    """One of two stories is muted by each: united, there is nothing left."""
    edition = small("World")
    people = [candidate(n, muted_words=(f"unheard{n}",)) for n in range(3)]
    batches, excluded = plan(*people, of=edition)
    assert (len(batches), excluded) == (1, {})


def small(topic: str) -> Edition:
    return world.edition(sections=(Section(topic=topic, slug="x", stories=(world.printed(topic=topic),)),))


def test_a_muted_story_and_a_length_set_batches_apart():
    batches, _ = plan(
        candidate(1), candidate(2, length=Length.SHORT), candidate(3, muted_stories=("World0",)), of=EDITION
    )
    assert sorted((b.segment.length, b.segment.without, b.subscriptions) for b in batches) == [
        ("full", (), (1,)),
        ("full", ("World0",), (3,)),
        ("short", (), (2,)),
    ]


def test_slots_of_other_hours_do_not_matter_to_segments():
    slot: Slot = replace(world.slot(), date=date(2026, 3, 14))
    batches, _ = plan(candidate(1, hour=time(3)), of=EDITION, slot=slot)
    assert [batch.subscriptions for batch in batches] == [(1,)]
