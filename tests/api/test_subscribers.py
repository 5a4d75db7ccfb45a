"""Subscribers by the API: found without an address in any URL, put twice, never brought back against their word."""

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from digest import store, tokens
from digest.model.access import Scope
from digest.model.people import Preferences, SubscriptionState, SuppressionReason
from digest.people import choose, leave
from tests.api.conftest import Program
from tests.web import house

LIST = "/api/v1/lists/example/subscribers"
ADDRESS = "ada@example.com"
ADA = {"email": ADDRESS, "name": "Ada", "preferences": {"topics": ["World"], "hour": "07:30"}}


@pytest.fixture
def crm(program: Program) -> TestClient:
    return program(Scope.SUBSCRIBERS_READ, Scope.SUBSCRIBERS_WRITE, Scope.LISTS_READ)


def id_of(crm: TestClient, email: str) -> str:
    return str(crm.post("/api/v1/subscribers/id", json={"email": email}).json()["id"])


def put(crm: TestClient, **body: object) -> Response:
    return crm.put(f"{LIST}/{id_of(crm, str(body['email']))}", json=body)


def test_an_id_stands_for_every_spelling_of_an_address(crm, runtime):
    assert id_of(crm, "Ada@EXAMPLE.com") == id_of(crm, "ada@example.com")
    assert id_of(crm, "ada@example.com") == tokens.keyed_hash(runtime.keys, "ada@example.com")
    assert id_of(crm, "bo@example.com") != id_of(crm, "ada@example.com")


def test_putting_somebody_twice_changes_nothing(crm):
    first, second = put(crm, **ADA), put(crm, **ADA)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    made = first.json()
    assert made["email"] == "ada@example.com"
    assert made["subscription"]["state"] == "active"
    assert made["subscription"]["origin"] == "api"
    assert made["subscription"]["preferences"]["topics"] == ["World"]
    assert made["subscription"]["preferences"]["hour"] == "07:30"
    assert crm.post(LIST, json=ADA).status_code == 200
    assert crm.get("/api/v1/lists/example").json()["subscribers"]["active"] == 1


def test_what_the_api_said_it_may_say_anew(crm):
    put(crm, **ADA)
    changed = put(crm, **(ADA | {"name": "Ada L.", "preferences": {"pace": "weekly"}})).json()
    assert changed["name"] == "Ada L."
    assert changed["subscription"]["preferences"]["pace"] == "weekly"
    assert changed["subscription"]["preferences"]["topics"] == []


def test_a_readers_own_choice_stays(crm, runtime):
    id = put(crm, **ADA).json()["id"]
    with runtime.store.read() as db:
        there = store.subscribers.on_list(db, id, "example")
    assert there
    wanted = Preferences(topics=("Culture",))
    choose.choose(runtime, there.subscription.id, wanted)
    after = put(crm, **ADA).json()["subscription"]
    assert (after["origin"], after["preferences"]["topics"]) == ("site", ["Culture"])


def test_who_left_is_not_brought_back(crm, runtime):
    leave.leave(runtime, house.subscribe(runtime))
    for answer in (put(crm, **ADA), crm.post(LIST, json=ADA)):
        assert answer.status_code == 409
        assert answer.json()["type"] == f"{house.PUBLIC_URL}/api/v1/problems/left"
    assert crm.get(f"/api/v1/subscribers/{id_of(crm, ADDRESS)}").json()["subscriptions"][0]["state"] == "left"


def test_a_suppressed_address_is_not_brought_back(crm, runtime):
    key = id_of(crm, ADDRESS)
    with runtime.store.write() as db:
        store.suppressions.add(db, key, SuppressionReason.COMPLAINT, now=runtime.now())
    answer = put(crm, **ADA)
    assert answer.status_code == 409
    kind = answer.json()["type"]
    assert kind.endswith("/problems/suppressed")
    assert crm.get(kind.removeprefix(house.PUBLIC_URL)).json()["title"] == "This address is suppressed"
    assert crm.get(f"/api/v1/subscribers/{key}").status_code == 404


def test_taking_somebody_off_is_leaving(crm, runtime):
    id = put(crm, **ADA).json()["id"]
    assert [crm.delete(f"{LIST}/{id}").status_code for _ in range(2)] == [204, 204]
    with runtime.store.read() as db:
        there = store.subscribers.on_list(db, id, "example")
    assert there
    assert there.subscription.state is SubscriptionState.LEFT
    assert put(crm, **ADA).status_code == 409
    assert crm.delete(f"/api/v1/lists/other/subscribers/{id}").status_code == 404
    assert crm.delete(f"{LIST}/{'0' * 32}").status_code == 404


def test_a_list_comes_page_by_page_and_each_subscriber_once(crm):
    for n in range(5):
        put(crm, email=f"reader{n}@example.com")
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = crm.get(LIST, params={"limit": 2, "cursor": cursor}).json()
        assert len(page["items"]) <= 2
        seen += [each["email"] for each in page["items"]]
        cursor = page["next"]
    assert seen == [f"reader{n}@example.com" for n in range(5)]
    assert crm.get(LIST, params={"state": "left"}).json() == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"email": "ada"}, "email: there is no @ in it."),
        ({"email": "ada@example.com", "preferences": {"hour": "7:07"}}, "hour"),
        ({"email": "ada@example.com", "preferences": {"timezone": "Europe/Atlantis"}}, "timezone"),
        ({"email": "ada@example.com", "preferences": {"pace": "never"}}, "pace"),
        ({"email": "ada@example.com", "nickname": "x"}, "as the API's description says"),
        ({"name": "Ada"}, "as the API's description says"),
        ([], "as the API's description says"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_changes(crm, body, says):
    answer = crm.post(LIST, json=body)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]
    assert crm.get(LIST).json()["items"] == []


def test_a_wrong_part_of_a_body_is_pointed_to_without_repeating_it(crm):
    answer = crm.post(LIST, json={"email": "ada@example.com", "preferences": {"hour": ["secret@example.com"]}})
    assert answer.json()["errors"][0]["pointer"] == "#/preferences/hour"
    assert "secret" not in answer.text


def test_an_id_is_of_one_address(crm):
    answer = crm.put(f"{LIST}/{id_of(crm, 'bo@example.com')}", json=ADA)
    assert answer.status_code == 422
    assert crm.get(LIST).json()["items"] == []


def test_a_list_that_is_none_is_not_made(crm):
    assert crm.post("/api/v1/lists/nothing/subscribers", json=ADA).status_code == 404
    assert crm.get("/api/v1/lists/nothing").status_code == 404


def test_lists_say_their_digests_and_numbers(crm):
    put(crm, **ADA)
    (one,) = crm.get("/api/v1/lists").json()["items"]
    assert one == {
        "name": "example",
        "digests": ["morning"],
        "subscribers": {"pending": 0, "active": 1, "left": 0, "removed": 0},
    }
