"""What editors teach by their decisions: topics by example, and habits."""

from pathlib import Path

import pytest

from digest.model.edition import EditKind
from digest.morning import edit, group, run, taught
from tests import newsroom
from tests.world import at


def silent(_progress) -> None:
    pass


@pytest.fixture
def runtime(tmp_path: Path):
    with newsroom.opened(newsroom.make(tmp_path)) as opened:
        yield opened


def test_a_story_moved_to_another_topic_is_an_example_for_later_days(runtime):
    """The corrections that grouping learns from are the leads of the stories that editors moved, with their topics."""
    digest, slot = newsroom.the_digest(runtime.settings)
    done = run.run(runtime, digest, slot, send=False, report=silent).edition
    story, topic = done.stories[0], digest.topics[-1]
    edit.record(runtime, digest, slot, EditKind.TOPIC, target=story.id, value=topic, editor="Ines")
    with runtime.store.read() as db:
        (learned,) = taught.corrections(db, runtime.now())
    assert (learned.title, learned.topic) == (story.headline, topic)
    assert group.context(runtime.settings, [learned]).corrections == (learned,)


def test_what_editors_hid_in_editions_that_are_out_is_a_habit_and_in_a_draft_it_is_none(runtime):
    digest, slot = newsroom.the_digest(runtime.settings)
    done = run.run(runtime, digest, slot, send=False, report=silent).edition
    for story in done.stories[:3]:
        edit.record(runtime, digest, slot, EditKind.HIDE, target=story.id, editor="Ines")
    edit.record(runtime, digest, slot, EditKind.SHOW, target=done.stories[0].id, editor="Ines")
    with runtime.store.read() as db:
        before, after = taught.of_editors(db, slot.send_at), taught.of_editors(db, at("2026-03-11 05:00"))
    assert before.publishers == {}
    assert after.publishers == {"Gazette": pytest.approx(-1 / 7)}
    assert set(after.topics) == {story.topic for story in done.stories[:3]}
