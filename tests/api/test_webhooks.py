"""Events that a mail service posts: believed by their signature, told to the books, or refused in one line."""

import logging
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from digest import store
from digest.model.transport import Transport, TransportKind
from digest.runtime import Runtime
from tests.deliver import world
from tests.deliver.peers.events import Account, Post, event
from tests.deliver.world import EDITION

ACCOUNT = Account()
URL = "/api/webhooks/sendgrid/letters"


@pytest.fixture
def sent(runtime: Runtime, client: TestClient) -> TestClient:
    """The edition was accepted for three readers by a transport whose events are signed."""
    way = Transport(name="letters", kind=TransportKind.SENDGRID, webhook_key=ACCOUNT.webhook_key)
    silent = replace(way, name="silent", webhook_key="")
    runtime.settings = replace(
        runtime.settings, transports={**runtime.settings.transports, "letters": way, "silent": silent}
    )
    world.frozen(runtime.store, world.readers(runtime.store, 3))
    with runtime.store.write() as db:
        db.exec_driver_sql("UPDATE batches SET state = 'done', accepted = 3")
    return client


def posted(client: TestClient, post: Post, url: str = URL):
    return client.post(url, content=post.body, headers=post.headers)


def outcomes(runtime: Runtime) -> dict[str, int]:
    with runtime.store.read() as db:
        return world.outcomes(store.tallies.of_edition(db, EDITION))


def test_signed_events_are_told_to_the_books_however_often_they_come(sent: TestClient, runtime: Runtime):
    gone = event("bounce", "1-3", type="bounce", status="5.1.1")
    post = ACCOUNT.post([event("processed", "1-1"), event("delivered", "1-1"), event("open", "1-2"), gone, gone])
    for _ in range(3):
        assert posted(sent, post).status_code == 204
    assert outcomes(runtime) == {"accepted": 1, "delivered": 1, "bounced": 1}
    with runtime.store.read() as db:
        assert store.suppressions.among(db, ["key 0", "key 1", "key 2"]) == {"key 2"}


def test_forged_events_change_nothing(sent: TestClient, runtime: Runtime, caplog):
    answer = posted(sent, Account().post([event("spamreport", "1-1")]))
    assert answer.status_code == 403
    assert answer.headers["content-type"] == "application/problem+json"
    assert outcomes(runtime) == {"accepted": 3}
    assert "@" not in caplog.text


@pytest.mark.parametrize("body", [b"[", b"{}"])
def test_what_cannot_be_read_is_refused_in_one_line(sent: TestClient, body: bytes, caplog):
    with caplog.at_level(logging.WARNING):
        answer = posted(sent, ACCOUNT.signed(body))
    assert answer.status_code == 400
    assert len(caplog.messages) == 1
    malformed = ACCOUNT.post([]).headers | {"x-twilio-email-event-webhook-signature": "A"}
    assert posted(sent, Post(b"[]", malformed)).status_code == 400


@pytest.mark.parametrize("path", ["sendgrid/silent", "sendgrid/outbox", "folder/outbox", "smtp/letters", "sendgrid/no"])
def test_there_is_no_address_for_a_transport_that_takes_no_events(sent: TestClient, path: str):
    assert posted(sent, ACCOUNT.post([]), f"/api/webhooks/{path}").status_code == 404


def test_a_click_of_ours_is_refused_by_its_method(sent: TestClient):
    assert sent.get(URL).status_code == 405
