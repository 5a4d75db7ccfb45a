"""What comes back, and what it says about an address."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.deliver import returned
from digest.deliver.returned.classes import bounce_class
from digest.deliver.transports.protocol import Answer
from digest.model.delivery import OutcomeState
from digest.store import Store, open_store, suppressions
from tests.deliver import world
from tests.deliver.peers import reports
from tests.deliver.test_sending import Hand


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("550 5.1.1", "hard"),
        ("5.1.10", "hard"),
        ("smtp; 550-5.2.1 The account is disabled", "hard"),
        ("5.1.0", "soft"),
        ("5.2.2", "soft"),
        ("4.1.1", "soft"),
        ("4.4.7", "soft"),
        ("550", "soft"),
        ("", "soft"),
        ("1.5.1.1.0", "soft"),
        ("550 5.7.1", "blocked"),
        ("5.3.4", "blocked"),
        ("4.7.0", "blocked"),
    ],
)
def test_a_status_says_whether_the_address_is_to_blame(status: str, word: str):
    assert bounce_class(status) == word


@pytest.mark.parametrize(("code", "suppressed"), [("550 5.1.1", {"key 0"}), ("550 5.7.1", set()), ("550", set())])
def test_an_address_that_a_server_does_not_know_gets_no_further_mail(sqlite_url: str, tmp_path: Path, code, suppressed):
    store: Store = open_store(sqlite_url)
    world.frozen(store, world.readers(store, 1))
    world.send(store, Hand(lambda _: Answer(OutcomeState.REJECTED, code, "no")), tmp_path)
    with store.read() as db:
        assert suppressions.among(db, ["key 0"]) == suppressed
    store.close()


OURS = {"message_id": "<1@news.example>", "list_unsubscribe": "<https://news.example/u/abc>", "feedback_id": "f"}


@pytest.mark.parametrize(
    ("mail", "kind", "word", "code"),
    [
        (reports.bounce(), "bounced", "hard", "5.1.1"),
        (reports.bounce(status="5.0.0"), "bounced", "hard", "5.1.1"),
        (reports.bounce(status="5.2.2", said="x-unix; 75"), "bounced", "soft", "5.2.2"),
        (reports.bounce(said="smtp; 550-5.7.1 spam"), "bounced", "blocked", "5.7.1"),
        (reports.bounce(action="delayed", status="4.4.1"), "processed", None, "5.1.1"),
        (reports.bounce(action="delivered", status="2.0.0", said=""), "delivered", None, "2.0.0"),
        (reports.prose(to="b@news.example"), "bounced", "hard", "5.1.1"),
    ],
)
def test_a_bounce_is_read_with_what_it_says_about_the_address(mail: bytes, kind: str, word: str | None, code: str):
    found = returned.read(mail)
    assert (found.sort, found.kind, found.bounce, found.code) == ("bounce", kind, word, code)
    assert "@" not in found.detail


def test_a_report_brings_the_headers_of_our_mail_and_where_it_came_to():
    found = returned.read(reports.bounce(to="bounces+1-2-abc@news.example", original=OURS))
    assert (found.original.message_id, found.original.feedback_id) == ("<1@news.example>", "f")
    assert found.sent_to == ("bounces+1-2-abc@news.example",)
    found = returned.read(reports.complaint(mail_from="bounces+1-2-abc@news.example", original=OURS))
    assert (found.sort, found.kind) == ("complaint", "complained")
    assert "bounces+1-2-abc@news.example" in found.sent_to
    assert found.original.list_unsubscribe == "<https://news.example/u/abc>"


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"\xff\xfe\x00",
        reports.complaint(kind="not-spam"),
        reports.prose(to="b@news.example", sender="ada@post.pub"),
        reports.prose(to="b@news.example", code="out of office"),
        reports.bounce().replace(b"Action:", b"Motion:"),
        b"Content-Type: multipart/report\r\n\r\nno boundary",
        b'Content-Type: message/delivery-status; charset="x\0y"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!',
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3_000)),
        b"Content-Type: message/rfc822\r\n\r\n" * 5_000,
        b"To: " + b"a@b.c, " * 100_000 + b"\r\n\r\n",
        b"Subject: =?utf-8?q?" + b"=\r\n " * 40_000,
    ],
)
def test_what_is_no_report_or_cannot_be_read_is_left_to_a_person(mail: bytes):
    assert returned.read(mail).sort == "other"


@given(st.data())
def test_no_damage_to_a_report_breaks_its_reading(data: st.DataObject):
    raw = bytearray(data.draw(st.sampled_from([reports.bounce(original=OURS), reports.complaint(original=OURS)])))
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(raw)))
        raw[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=30))
    found = returned.read(bytes(raw))
    assert "@" not in found.detail
