"""What the desk's buttons do."""

import re
from dataclasses import replace

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from digest import store
from digest.model.edition import EditionState
from digest.runtime import Runtime
from tests import world
from tests.web import house

PAGE = "/desk/morning/2026-03-10"


@pytest.fixture
def client(runtime: Runtime) -> TestClient:
    return house.signed_in(runtime)


def headlines(runtime: Runtime, topic: str) -> list[str]:
    return [
        s.headline for section in house.edition(runtime).sections if section.topic == topic for s in section.stories
    ]


def press(client: TestClient, do: str, number: int, **more: str) -> Response:
    answer = client.post(f"{PAGE}/edit", data={"do": do, "target": house.story_id(number), **more})
    assert answer.status_code == 303
    return answer


def test_a_press_leads_back_to_its_story(client):
    answer = press(client, "pin", 2, view="desktop")
    assert answer.headers["location"] == f"{PAGE}?did=pin&view=desktop#story-{house.story_id(2)}"


def test_a_hidden_story_is_left_out_and_can_be_brought_back(client, runtime):
    press(client, "hide", 1)
    assert "Council agrees to repair the north pier" not in headlines(runtime, "World")
    assert "Hidden by an editor (1)" in client.get(PAGE).text
    press(client, "show", 1)
    assert "Council agrees to repair the north pier" in headlines(runtime, "World")


def test_up_and_down_move_a_story_by_one_place(client, runtime):
    first, second, third = headlines(runtime, "World")
    press(client, "move:1", 1)
    assert headlines(runtime, "World") == [second, first, third]
    press(client, "move:0", 1)
    assert headlines(runtime, "World") == [first, second, third]


def test_a_pinned_story_stands_first_and_leads(client, runtime):
    press(client, "pin", 5)
    assert headlines(runtime, "Business")[0] == "Wool mill turns down its largest order"
    assert house.edition(runtime).lead_topic == "Business"
    press(client, "unpin", 5)
    assert house.edition(runtime).lead_topic == "World"


def test_a_story_moves_to_another_topic(client, runtime):
    press(client, "topic", 2, topic="Business")
    assert "Island ferry sails again after nine days" in headlines(runtime, "Business")


def test_a_story_of_no_topic_of_ours_comes_in_under_one(client, runtime):
    assert "Not a topic of this digest (1)" in client.get(PAGE).text
    press(client, "show", 7, topic="Culture")
    assert "The oldest rose of the island is in bloom" in headlines(runtime, "Culture")


def test_only_words_that_changed_are_edits(client, runtime):
    story = house.edition(runtime).stories[0]
    form = {"target": story.id, "headline": "The pier will be mended", "dek": story.dek}
    assert client.post(f"{PAGE}/words", data=form).status_code == 303
    assert headlines(runtime, "World")[0] == "The pier will be mended"
    with runtime.store.read() as db:
        assert [e.kind.value for e in store.editions.edits_of(db, "morning/2026-03-10")] == ["headline"]


def test_an_emptied_headline_is_the_publishers_again(client, runtime):
    target = house.story_id(1)
    client.post(f"{PAGE}/words", data={"target": target, "headline": "Ours"})
    client.post(f"{PAGE}/words", data={"target": target, "headline": ""})
    assert headlines(runtime, "World")[0] == "Council agrees to repair the north pier"


def test_subject_preheader_and_intro_are_kept(client, runtime):
    form = {"subject": "The pier stays", "preheader": "and the ferry sails", "intro": "Good morning.\r\nIt rains."}
    client.post(f"{PAGE}/words", data=form)
    edition = house.edition(runtime)
    assert (edition.subject, edition.preheader) == ("The pier stays", "and the ferry sails")
    assert edition.intro == "Good morning.\nIt rains."


def test_undo_takes_the_newest_edit_back(client, runtime):
    press(client, "hide", 1)
    press(client, "hide", 2)
    page = client.get(PAGE).text
    assert "Hidden: Island ferry sails again after nine days (ada," in page
    client.post(f"{PAGE}/undo")
    assert headlines(runtime, "World") == [
        "Island ferry sails again after nine days",
        "Drei Dörfer teilen sich künftig eine Feuerwehr",
    ]


def test_approving_names_the_editor_and_a_change_opens_it_again(client, runtime):
    assert client.post(f"{PAGE}/state", data={"to": "approve"}).status_code == 303
    assert house.edition(runtime).state is EditionState.APPROVED
    page = client.get(PAGE).text
    assert "Approved by ada" in page
    assert "Any change opens it again" in page
    press(client, "hide", 2)
    assert house.edition(runtime).state is EditionState.DRAFT


def seen(client: TestClient) -> str:
    """What a page that is open now says it shows."""
    found = re.search(r'name="saw" value="([^"]+)"', client.get(PAGE).text)
    assert found
    return found[1]


def test_nobody_approves_what_their_page_did_not_show(client, runtime):
    """A colleague's change, or articles that arrived: the page as it is now is the answer, and its button works."""
    saw = seen(client)
    press(client, "hide", 2, saw=saw)
    refused = client.post(f"{PAGE}/state", data={"to": "approve", "saw": saw})
    assert (refused.status_code, house.edition(runtime).state) == (409, EditionState.DRAFT)
    assert "has changed since your page was made" in refused.text
    assert client.post(f"{PAGE}/state", data={"to": "approve", "saw": seen(client)}).status_code == 303
    assert house.edition(runtime).state is EditionState.APPROVED


@pytest.mark.parametrize(
    ("path", "form"),
    [("/edit", {"do": "hide", "target": house.story_id(2)}), ("/words", {"intro": "x"}), ("/state", {"to": "hold"})],
)
def test_nobody_opens_again_what_a_colleague_approved_meanwhile_without_knowing_it(client, runtime, path, form):
    saw = seen(client)
    client.post(f"{PAGE}/state", data={"to": "approve", "saw": saw})
    refused = client.post(PAGE + path, data={**form, "saw": saw})
    assert (refused.status_code, house.edition(runtime).state) == (409, EditionState.APPROVED)
    assert "approved this edition meanwhile" in refused.text
    client.post(PAGE + path, data={**form, "saw": seen(client)})
    assert house.edition(runtime).state is not EditionState.APPROVED


def test_held_then_reopened_then_skipped(client, runtime):
    for to, state in (("hold", EditionState.HELD), ("reopen", EditionState.DRAFT), ("skip", EditionState.CANCELLED)):
        client.post(f"{PAGE}/state", data={"to": to})
        assert house.edition(runtime).state is state
    assert "/edit" not in client.get(PAGE).text


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/edit", {"do": "explode", "target": "x"}, 409),
        ("/edit", {"do": "move:-1", "target": "x"}, 409),
        ("/edit", {"do": "topic", "target": "x", "topic": "Weather"}, 409),
        ("/words", {"target": "not there", "headline": "x"}, 409),
        ("/state", {"to": "explode"}, 409),
        ("/test", {"address": "nobody"}, 400),
    ],
)
def test_what_cannot_be_done_is_said_on_the_page_and_changes_nothing(client, runtime, path, form, status):
    before = house.edition(runtime)
    answer = client.post(PAGE + path, data=form)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert house.edition(runtime) == before


def test_a_day_without_an_edition_offers_to_compose_it(client, runtime):
    page = client.get("/desk/morning/2026-03-11").text
    assert "There is no edition of this day yet" in page
    with runtime.store.read() as db:
        assert store.editions.by_id(db, "morning/2026-03-11") is None
    assert client.post("/desk/morning/2026-03-11/compose").status_code == 303
    with runtime.store.read() as db:
        assert store.editions.by_id(db, "morning/2026-03-11")


def on_its_way(runtime: Runtime) -> None:
    sending = replace(house.edition(runtime), state=EditionState.SENDING, version=9)
    with runtime.store.write() as db:
        db.exec_driver_sql("UPDATE editions SET version = 8")
        assert store.editions.put(db, sending, now=world.NOW)


def is_paused(runtime: Runtime) -> bool:
    with runtime.store.read() as db:
        return store.pauses.is_paused(db, house.edition(runtime).id)


def test_an_edition_on_its_way_is_paused_and_goes_on(client, runtime):
    on_its_way(runtime)
    assert 'value="resume"' not in client.get(PAGE).text
    assert client.post(f"{PAGE}/sending", data={"to": "pause"}).status_code == 303
    assert is_paused(runtime)
    page = client.get(PAGE).text
    assert "by ada at the desk" in page
    assert 'value="pause"' not in page
    assert client.post(f"{PAGE}/sending", data={"to": "resume"}).status_code == 303
    assert not is_paused(runtime)


def test_a_paused_edition_can_be_cancelled_for_those_who_wait_and_no_other(client, runtime):
    assert client.post(f"{PAGE}/sending", data={"to": "cancel"}).status_code == 409
    on_its_way(runtime)
    assert 'value="cancel"' not in client.get(PAGE).text
    client.post(f"{PAGE}/sending", data={"to": "pause"})
    assert 'value="cancel"' in client.get(PAGE).text
    assert client.post(f"{PAGE}/sending", data={"to": "cancel"}).status_code == 303
    assert house.edition(runtime).state is EditionState.CANCELLED
    assert "/sending" not in client.get(PAGE).text


def test_what_the_mail_service_keeps_until_its_hour_is_not_called_sent_and_can_be_called_back(client, runtime):
    sent = replace(house.edition(runtime), state=EditionState.SENT, version=9)
    with runtime.store.write() as db:
        db.exec_driver_sql("UPDATE editions SET version = 8")
        assert store.editions.put(db, sent, now=world.NOW)
    assert 'value="cancel"' not in client.get(PAGE).text
    with runtime.store.write() as db:
        store.kept.open_(db, "a batch id", sent.id, leaves_at=world.NOW, now=world.NOW)
    page = client.get(PAGE).text
    assert "The mail service keeps it until its hour" in page
    assert 'value="cancel"' in page
    assert client.post(f"{PAGE}/sending", data={"to": "cancel"}).status_code == 303
    assert house.edition(runtime).state is EditionState.CANCELLED


def test_only_an_edition_on_its_way_can_be_paused(client, runtime):
    assert f"{PAGE}/sending" not in client.get(PAGE).text
    assert client.post(f"{PAGE}/sending", data={"to": "pause"}).status_code == 409
    assert not is_paused(runtime)
    on_its_way(runtime)
    assert client.post(f"{PAGE}/sending", data={"to": "explode"}).status_code == 409


def test_nobody_pauses_an_edition_from_elsewhere(client, runtime):
    on_its_way(runtime)
    elsewhere = client.post(f"{PAGE}/sending", data={"to": "pause"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert elsewhere.status_code == 403
    assert not is_paused(runtime)


@pytest.mark.parametrize("button", ["edit", "words", "state", "sending", "test"])
def test_reloading_the_answer_to_a_button_leads_to_the_page(client, button):
    assert client.get(f"{PAGE}/{button}").headers["location"] == PAGE


def test_a_test_copy_goes_to_one_address_and_the_page_says_what_became_of_it(client, runtime):
    answer = client.post(f"{PAGE}/test", data={"address": "ada@example.com"})
    assert answer.status_code == 200
    assert 'role="status">The test copy: accepted' in answer.text
    assert len(list((runtime.settings.root / "var" / "outbox").rglob("*.eml"))) == 1


def test_a_button_pressed_after_the_session_ended_leads_back_to_its_page(client):
    client.cookies.clear()
    answer = client.post(f"{PAGE}/undo")
    assert answer.headers["location"] == "/desk/sign-in?next=/morning/2026-03-10"


def test_a_report_of_another_event_is_taken_out_of_its_story(client, runtime):
    assert "Pier to be mended" in client.get(PAGE).text
    report = f"{99:016x}"
    press(client, f"out:{report}", 1)
    with runtime.store.read() as db:
        assert [(e.kind.value, e.target) for e in store.editions.edits_of(db, "morning/2026-03-10")] == [
            ("take out", report)
        ]
        holding = [story for story in store.stories.since(db, world.at("2026-03-01 00:00")) if report in story.articles]
    assert holding
    assert all(story.articles == (report,) for story in holding)


def test_two_stories_of_one_event_are_joined(client, runtime):
    press(client, "join", 2, other=house.story_id(1))
    with runtime.store.read() as db:
        joined = store.stories.by_id(db, house.story_id(1))
    assert joined
    assert {f"{1:016x}", f"{2:016x}"} <= set(joined.articles)
