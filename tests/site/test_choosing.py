"""Choosing topics, hour and pace by the link in every mail."""

from datetime import date, time

from httpx2 import Response

from digest import store, tokens
from digest.model.people import Pace, Preferences
from digest.morning import links
from digest.people import leave
from digest.runtime import Runtime
from digest.tokens import Purpose
from tests.web import house

FORM = {"topics": ["World"], "hour": "18:30", "timezone": "Asia/Tokyo", "pace": "weekly", "paused_until": "2026-04-01"}


def address(runtime: Runtime, subscription: int) -> str:
    return "/m/" + tokens.make(runtime.keys, Purpose.CHOOSE, subscription)


def chosen(runtime: Runtime, subscription: int) -> Preferences:
    found = leave.find(runtime, subscription)
    assert found
    return found.preferences


def post(runtime: Runtime, subscription: int, **form: str) -> Response:
    return house.client(runtime).post(address(runtime, subscription), data={**FORM, **form}, headers=house.FROM_US)


def test_the_form_shows_what_is_chosen_now(runtime):
    ada = house.subscribe(runtime, Preferences(topics=("Business",), hour=time(6, 10)))
    page = house.client(runtime).get(address(runtime, ada)).text
    assert 'value="Business" checked' in page
    assert 'value="World">' in page
    assert '<option value="06:10" selected>' in page


def test_saving_leads_back_and_is_kept(runtime):
    ada = house.subscribe(runtime)
    answer = post(runtime, ada)
    assert answer.status_code == 303
    assert answer.headers["location"] == address(runtime, ada) + "?saved=1"
    assert chosen(runtime, ada) == Preferences(
        topics=("World",),
        hour=time(18, 30),
        timezone="Asia/Tokyo",
        pace=Pace.WEEKLY,
        paused_since=date(2026, 3, 10),
        paused_until=date(2026, 4, 1),
    )


def test_a_mistake_keeps_the_answers_in_the_form_and_changes_nothing(runtime):
    ada = house.subscribe(runtime)
    answer = post(runtime, ada, timezone="Europe/Atlantis")
    assert answer.status_code == 400
    assert 'value="Europe/Atlantis"' in answer.text
    assert 'aria-describedby="timezone-problem"' in answer.text
    assert chosen(runtime, ada) == Preferences()


def test_the_link_of_a_preview_shows_the_form_and_changes_nothing(runtime):
    ada = house.subscribe(runtime)
    answer = post(runtime, links.NOBODY)
    assert answer.status_code == 200
    assert "belongs to a preview" in answer.text
    assert chosen(runtime, ada) == Preferences()


def test_a_link_for_leaving_opens_no_preferences(runtime):
    ada = house.subscribe(runtime)
    token = tokens.make(runtime.keys, Purpose.UNSUBSCRIBE, ada)
    assert house.client(runtime).get(f"/m/{token}").status_code == 400


def test_the_page_speaks_the_language_that_its_reader_chose(runtime):
    ada = house.subscribe(runtime, Preferences(locale="ar"))
    page = house.client(runtime).get(address(runtime, ada)).text
    assert 'lang="ar"' in page
    assert "كم مرة" in page


def test_length_looks_muted_topics_and_words_are_kept(runtime):
    ada = house.subscribe(runtime)
    wishes = {"later": "1", "length": "short", "theme": "plain", "muted_words": "Ferry strike", "paused_until": ""}
    assert post(runtime, ada, **wishes).status_code == 303
    kept = chosen(runtime, ada)
    assert (kept.topics, kept.theme, kept.length) == ((), "plain", "short")
    assert kept.muted_topics
    assert kept.muted_words == ("ferry strike",)


def test_a_story_of_the_last_edition_can_be_muted_and_let_in_again(runtime):
    ada = house.subscribe(runtime)
    house.fill(runtime)
    house.sent(runtime)
    with runtime.store.read() as db:
        newest = store.editions.archived(db, "morning", limit=1)
    story = newest[0].edition.stories[0]
    page = house.client(runtime).get(address(runtime, ada)).text
    assert f'name="muted_stories" value="{story.id}"' in page
    post(runtime, ada, muted_stories=story.id)
    assert chosen(runtime, ada).muted_stories == (story.id,)
    post(runtime, ada)
    assert chosen(runtime, ada).muted_stories == ()
