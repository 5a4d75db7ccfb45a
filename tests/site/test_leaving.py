"""Leaving: one press, at once, only by POST, and it can be taken back."""

import pytest

from digest import store, tokens
from digest.model.people import SubscriptionState, SuppressionReason
from digest.morning import links
from digest.people import leave
from digest.runtime import Runtime
from digest.tokens import Purpose
from tests import world
from tests.web import house


def address(runtime: Runtime, subscription: int, purpose: Purpose = Purpose.UNSUBSCRIBE) -> str:
    return "/u/" + tokens.make(runtime.keys, purpose, subscription)


def state(runtime: Runtime, subscription: int) -> SubscriptionState:
    found = leave.find(runtime, subscription)
    assert found
    return found.state


def is_suppressed(runtime: Runtime) -> bool:
    key = tokens.keyed_hash(runtime.keys, world.CAST["Ada"].address)
    with runtime.store.read() as db:
        return bool(store.suppressions.among(db, [key]))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", ["", "/stay", "/all"])
def test_looking_changes_nothing(runtime, method, path):
    """Mail scanners follow every link: none of them may leave for a reader."""
    ada = house.subscribe(runtime)
    house.client(runtime).request(method, address(runtime, ada) + path)
    assert state(runtime, ada) is SubscriptionState.ACTIVE
    assert not is_suppressed(runtime)


def test_the_page_has_one_button_and_names_the_digest(runtime):
    page = house.client(runtime).get(address(runtime, house.subscribe(runtime)))
    assert page.status_code == 200
    assert page.text.count("<button") == 1
    assert "Unsubscribe from The Morning?" in page.text
    assert world.CAST["Ada"].email not in page.text


def test_one_click_of_a_mail_program_leaves_at_once(runtime):
    """RFC 8058: from anywhere, without cookie, page or redirect."""
    ada = house.subscribe(runtime)
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}
    answer = house.client(runtime).post(address(runtime, ada), data={"List-Unsubscribe": "One-Click"}, headers=headers)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert state(runtime, ada) is SubscriptionState.LEFT


def test_one_click_may_come_as_multipart_too(runtime):
    ada = house.subscribe(runtime)
    house.client(runtime).post(address(runtime, ada), files={"List-Unsubscribe": (None, "One-Click")})
    assert state(runtime, ada) is SubscriptionState.LEFT


def test_leaving_twice_is_leaving(runtime):
    ada = house.subscribe(runtime)
    client = house.client(runtime)
    assert client.post(address(runtime, ada)).status_code == 200
    assert client.post(address(runtime, ada)).status_code == 200
    assert "You are unsubscribed" in client.get(address(runtime, ada)).text


def test_undo_brings_the_reader_back(runtime):
    ada = house.subscribe(runtime)
    client = house.client(runtime)
    client.post(address(runtime, ada))
    answer = client.post(address(runtime, ada) + "/stay", headers=house.FROM_US)
    assert "You are back" in answer.text
    assert state(runtime, ada) is SubscriptionState.ACTIVE


def test_leaving_all_mail_suppresses_the_address_and_can_be_taken_back(runtime):
    ada = house.subscribe(runtime)
    client = house.client(runtime)
    assert "No more mail from us" in client.post(address(runtime, ada) + "/all", headers=house.FROM_US).text
    assert is_suppressed(runtime)
    client.post(address(runtime, ada) + "/stay", headers=house.FROM_US)
    assert not is_suppressed(runtime)
    assert state(runtime, ada) is SubscriptionState.ACTIVE


def test_undo_lifts_no_suppression_that_another_reason_made(runtime):
    ada = house.subscribe(runtime)
    with runtime.store.write() as db:
        store.suppressions.add_subscriber(db, 1, SuppressionReason.COMPLAINT, now=runtime.now())
    house.client(runtime).post(address(runtime, ada) + "/stay", headers=house.FROM_US)
    assert is_suppressed(runtime)


def test_links_of_previews_open_and_change_nothing(runtime):
    ada = house.subscribe(runtime)
    client = house.client(runtime)
    link = address(runtime, links.NOBODY)
    for answer in (client.get(link), client.post(link), client.post(link + "/all", headers=house.FROM_US)):
        assert answer.status_code == 200
        assert "belongs to a preview" in answer.text
    assert state(runtime, ada) is SubscriptionState.ACTIVE


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_that_is_not_ours_says_so_in_a_sentence(runtime, method):
    """Truncated, made up, of another purpose, of a subscription that is no more: 400, and nothing changed."""
    ada = house.subscribe(runtime)
    bad = [
        "/u/abc",
        address(runtime, ada)[:-4],
        address(runtime, ada, Purpose.CHOOSE),
        address(runtime, 4_711),
    ]
    for link in bad:
        answer = house.client(runtime).request(method, link)
        assert answer.status_code == 400
        assert "This link" in answer.text
    assert state(runtime, ada) is SubscriptionState.ACTIVE
