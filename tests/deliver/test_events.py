"""SendGrid's events: who is believed, and what each says about a delivery."""

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.deliver.transports import sendgrid, sendgrid_events
from digest.deliver.transports.protocol import Doubt
from digest.model.transport import Transport, TransportKind
from tests.deliver.peers.events import Account, Post, event

ACCOUNT = Account()


def way(account: Account = ACCOUNT) -> Transport:
    return Transport(name="sg", kind=TransportKind.SENDGRID, webhook_key=account.webhook_key)


def heard(post: Post, account: Account = ACCOUNT):
    return sendgrid.receipts(way(account), post.body, post.headers)


def only(name: str, **more):
    (found,) = heard(ACCOUNT.post([event(name, "3-7", **more)]))
    return found


@pytest.mark.parametrize(
    ("name", "kind"),
    [("processed", "processed"), ("deferred", "processed"), ("delivered", "delivered"), ("spamreport", "complained")],
)
def test_an_event_names_the_delivery_that_it_is_about(name: str, kind: str):
    found = only(name)
    assert (found.batch, found.subscription, found.kind) == (3, 7, kind)
    assert found.at.isoformat() == "2026-03-10T06:00:00+00:00"


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 no such user"}, "hard"),
        ({"type": "bounce", "status": "5.0.0", "bounce_classification": "Invalid Address"}, "hard"),
        ({"type": "bounce", "status": "", "reason": "550 5.1.1 <reader7@post.example.pub> unknown"}, "hard"),
        ({"type": "bounce", "status": "5.2.2", "bounce_classification": "Mailbox Unavailable"}, "soft"),
        ({"type": "bounce"}, "soft"),
        ({"type": "blocked", "status": "5.7.1"}, "blocked"),
        ({"type": "blocked", "status": "5.1.1"}, "blocked"),
        ({"type": 3, "status": None, "reason": ["x"]}, "soft"),
    ],
)
def test_a_bounce_says_what_it_means_for_the_address(more: dict[str, object], word: str):
    found = only("bounce", **more)
    assert (found.kind, found.bounce) == ("bounced", word)
    assert "@" not in found.detail


@pytest.mark.parametrize(
    ("reason", "kind", "word"),
    [
        ("Bounced Address", "bounced", "hard"),
        ("Spam Reporting Address", "complained", None),
        ("Recipient List over Package Quota", "bounced", "blocked"),
        (None, "bounced", "blocked"),
    ],
)
def test_what_they_drop_did_not_arrive(reason: str | None, kind: str, word: str | None):
    found = only("dropped", reason=reason)
    assert (found.kind, found.bounce) == (kind, word)


def test_opens_clicks_and_what_is_about_nothing_of_ours_are_passed_over():
    about_others = [event("delivered", "3-7") | {"delivery": told} for told in ("", "x-1", 7, None, "1-", f"1-{2**64}")]
    others = [event(name, "3-7", url="https://news.example") for name in ("open", "click", "group_resubscribe")]
    assert heard(ACCOUNT.post([*about_others, *others, event("processed", "1-1")]))[0].subscription == 1
    assert len(heard(ACCOUNT.post([*about_others, *others]))) == 0


def test_what_somebody_else_signed_or_changed_is_not_believed():
    post = ACCOUNT.post([event("spamreport", "3-7")])
    assert heard(Account().post([event("spamreport", "3-7")])) is Doubt.FORGED
    assert heard(Post(post.body.replace(b"3-7", b"3-8"), post.headers)) is Doubt.FORGED
    later = post.headers | {"x-twilio-email-event-webhook-timestamp": "1773122401"}
    assert heard(Post(post.body, later)) is Doubt.FORGED
    assert heard(Post(post.body, {})) is Doubt.UNSIGNED


@pytest.mark.parametrize("signature", ["no base64!", "ééé", "AAAA", "=", "a" * 10_000])
def test_a_signature_that_is_none_is_refused_in_one_word(signature: str):
    headers = ACCOUNT.post([]).headers | {"x-twilio-email-event-webhook-signature": signature}
    assert heard(Post(b"[]", headers)) in (Doubt.FORGED, Doubt.MALFORMED)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[1]", b"\xff", b"[", b'[{"event":"delivered","delivery":"1-1"}]', b"nul"]
)
def test_what_is_signed_and_no_bundle_of_events_is_malformed(body: bytes):
    assert heard(ACCOUNT.signed(body)) is Doubt.MALFORMED


@given(st.binary(max_size=200), st.integers(0, 2**32))
def test_no_bytes_break_the_reading(noise: bytes, seed: int):
    raw = bytearray(ACCOUNT.post([event("bounce", "3-7", status="5.1.1")]).body)
    place = random.Random(seed).randrange(len(raw))
    raw[place : place + len(noise)] = noise
    with suppress(ValueError):
        list(sendgrid_events.receipts(bytes(raw)))
