"""The archive by the API: what went out, as it was printed."""

import pytest
from starlette.testclient import TestClient

from digest.model.access import Scope
from digest.morning import approve
from tests.api.conftest import Program
from tests.web import house


@pytest.fixture
def reader(program: Program) -> TestClient:
    return program(Scope.ARCHIVE_READ)


def test_an_edition_says_everything_with_the_hash_of_what_was_approved(reader, runtime):
    (line,) = reader.get("/api/v1/digests/morning/editions").json()["items"]
    assert line["id"] == "morning/2026-03-10"
    whole = reader.get("/api/v1/digests/morning/editions/2026-03-10").json()
    edition = house.edition(runtime)
    assert whole["content_hash"] == approve.content_hash(edition)
    assert [s["headline"] for section in whole["sections"] for s in section["stories"]] == [
        story.headline for story in edition.stories
    ]
    assert line.items() <= whole.items()


def test_a_story_and_a_search_lead_to_the_same_telling(reader):
    story = reader.get(f"/api/v1/stories/{house.story_id(1)}").json()
    found = reader.get("/api/v1/search", params={"q": "north pier"}).json()
    assert found == {"items": story["tellings"], "next": None}
    assert story["tellings"][0]["url"] == f"{house.PUBLIC_URL}/morning/2026-03-10#{house.story_id(1)}"


def test_a_search_comes_page_by_page(reader):
    first = reader.get("/api/v1/search", params={"q": "the", "limit": 1}).json()
    second = reader.get("/api/v1/search", params={"q": "the", "limit": 1, "cursor": first["next"]}).json()
    assert first["items"] != second["items"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("digests/evening/editions", 404),
        ("digests/morning/editions/2026-03-09", 404),
        ("digests/morning/editions/today", 422),
        ("digests/morning/editions/2026-03-10?span=week", 404),
        ("digests/morning/editions?cursor=x", 422),
        ("digests/morning/editions?cursor=%00", 422),
        ("digests/morning/editions?limit=0", 422),
        ("digests/morning/editions?limit=1000000", 422),
        ("stories/nothing", 404),
        ("stories/%00", 422),
        ("search", 422),
        ("search?q=x&cursor=-1", 422),
        ("search?q=x&digest=evening", 404),
    ],
)
def test_what_is_not_there_or_not_right_is_a_problem(reader, path, status):
    answer = reader.get(f"/api/v1/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_a_draft_is_not_in_the_archive(reader, runtime):
    with runtime.store.write() as db:
        db.exec_driver_sql("UPDATE editions SET state = 'draft'")
    assert reader.get("/api/v1/digests/morning/editions").json()["items"] == []
    assert reader.get("/api/v1/digests/morning/editions/2026-03-10").status_code == 404
    assert reader.get(f"/api/v1/stories/{house.story_id(1)}").status_code == 404
