"""What editors see."""

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from digest import desk, schedule, store
from digest.desk.room import Room, clock
from digest.model.edition import EditionState
from digest.model.fault import Fault
from digest.morning import compose
from digest.runtime import Runtime
from tests import world
from tests.web import house

PAGE = "/desk/morning/2026-03-10"


@pytest.fixture
def client(runtime: Runtime) -> TestClient:
    return house.signed_in(runtime)


def test_the_start_says_when_each_digest_goes_out_and_what_happens_without_approval(client):
    page = client.get("/desk/").text
    assert "The Morning, Tuesday, 10 March 2026" in page
    assert "Goes out on Tue 10 March, 07:00 (Europe/Berlin)" in page
    assert "If nobody approves it, it goes out by itself." in page


def test_the_start_says_of_a_sent_edition_when_it_was_due(client, runtime):
    made = house.fill(runtime)
    with runtime.store.write() as db:
        store.editions.put(db, replace(made, state=EditionState.SENT, version=made.version + 1), now=runtime.now())
    assert "Was due on Tue 10 March, 07:00" in client.get("/desk/").text


def test_a_digest_leads_to_its_next_edition(client):
    assert client.get("/desk/morning").headers["location"] == PAGE


def test_a_story_shows_its_source_links_rank_and_doubt(client):
    page = client.get(PAGE).text
    assert "Morning Ledger, other view" in page
    assert "several publishers +1.90, fresh +0.50" in page
    assert "One story or two?" in page
    assert "They share North Pier; the weakest link between two reports is 0.41 of 1." in page


def test_what_failed_on_the_way_is_on_the_page(client, runtime):
    faults = [Fault(where="northline", what="the feed could not be read")]
    compose.compose(runtime, house.digest_of(runtime), house.slot_of(runtime), faults=faults)
    assert "northline: the feed could not be read" in client.get(PAGE).text


def test_the_preview_is_the_mail_and_its_text(client):
    html = client.get(f"{PAGE}/mail.html").text
    assert "<h1" in html
    assert 'target="_blank"' in html
    text = client.get(f"{PAGE}/mail.txt")
    assert text.headers["content-type"].startswith("text/plain")
    assert "North Pier".casefold() in text.text.casefold()


def test_the_preview_has_three_kinds_by_plain_links(client):
    assert 'aria-current="page">Phone' in client.get(PAGE).text
    assert 'aria-current="page">Desktop' in client.get(f"{PAGE}?view=desktop").text
    assert "<pre " in client.get(f"{PAGE}?view=text").text


def test_looking_changes_nothing(client, runtime):
    before = house.edition(runtime)
    for path in ("/desk/", PAGE, f"{PAGE}/mail.html", "/desk/morning/2026-03-12", f"{PAGE}/edit", f"{PAGE}/state"):
        client.get(path)
        client.head(path)
    assert house.edition(runtime) == before


def test_hours_are_those_of_the_digests_clock(runtime):
    digest = replace(house.digest_of(runtime), timezone="America/New_York")
    assert clock(world.at("2026-03-10 02:30"), digest) == "Mon 9 March, 22:30"


def test_an_edition_that_is_held_past_its_hour_is_still_the_present_one(tmp_path, sqlite_url):
    """Until it expires; an edition that is over makes room for the next."""
    with house.opened(tmp_path, sqlite_url) as runtime:
        made = house.fill(runtime)
        digest = house.digest_of(runtime)
        runtime.now = lambda: world.at("2026-03-10 08:00")
        room: Room = desk.app(runtime).state.room
        assert room.present(digest) == house.slot_of(runtime)
        with runtime.store.write() as db:
            sent = replace(made, state=EditionState.SENT, version=made.version + 1)
            assert store.editions.put(db, sent, now=runtime.now())
        assert room.present(digest) == schedule.upcoming(digest, runtime.now())
        assert room.present(digest).date.isoformat() == "2026-03-11"


def test_sources_in_trouble_are_named_at_the_start(client, runtime):
    (source,) = runtime.settings.sources
    with runtime.store.write() as db:
        store.sources.put(db, store.sources.Visit(id=source.id, failures=2, last_error="the folder is not there"))
    page = client.get("/desk/").text
    assert "1 of 1 sources could not be read at their last visit" in page
    assert "the folder is not there (2 times in a row)" in page
