"""What comes back by mail is told to the books, and whoever writes to leave has left."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from digest import mail, store, tokens
from digest.mail import verp
from digest.model.delivery import OutcomeState
from digest.model.people import SubscriptionState
from digest.model.settings import Mailbox, MailboxKind, Takes
from digest.model.transport import Transport, TransportKind
from digest.morning import mailboxes
from digest.morning.mailboxes import Read, Rounds
from digest.runtime import Runtime
from digest.tokens import Purpose
from tests.deliver import world
from tests.deliver.peers import reports
from tests.deliver.test_mailboxes import maildir
from tests.deliver.world import EDITION
from tests.web import house

BOUNCES = "bounces@news.example"


@pytest.fixture
def runtime(tmp_path: Path, sqlite_url: str) -> Iterator[Runtime]:
    """The edition was accepted for two of three readers; the outcome of the third is unknown."""
    with house.opened(tmp_path, sqlite_url) as opened:
        box = Mailbox(name="back", kind=MailboxKind.MAILDIR, path=maildir(tmp_path / "box"))
        way = Transport(name="relay", kind=TransportKind.SMTP, bounces=BOUNCES)
        opened.settings = replace(opened.settings, mailboxes={"back": box}, transports={"relay": way})
        world.frozen(opened.store, world.readers(opened.store, 3))
        with opened.store.write() as db:
            db.exec_driver_sql("UPDATE batches SET state = 'done', accepted = 2")
            db.exec_driver_sql(
                "INSERT INTO exceptions (batch, subscription, state, code, detail, at) "
                "SELECT id, 3, 'unknown', '', '', due_at FROM batches"
            )
        yield opened


def visited(runtime: Runtime, *mails: bytes, takes: tuple[Takes, ...] = tuple(Takes)) -> Read:
    box = replace(runtime.settings.mailboxes["back"], takes=takes)
    assert box.path
    maildir(box.path, *mails)
    return mailboxes.read(runtime, box)


def outcomes(runtime: Runtime) -> dict[str, int]:
    with runtime.store.read() as db:
        return world.outcomes(store.tallies.of_edition(db, EDITION))


def signed(runtime: Runtime, subscription: int) -> str:
    return verp.sender(BOUNCES, f"1-{subscription}", runtime.keys)


def original(runtime: Runtime, subscription: int, *, copy_of: str = EDITION) -> dict[str, str]:
    """The headers of our mail as they come back."""
    token = tokens.make(runtime.keys, Purpose.UNSUBSCRIBE, subscription)
    return {
        "message_id": mail.message_id(copy_of, subscription, "news.example"),
        "list_unsubscribe": f"<{house.PUBLIC_URL}/u/{token}>, <mailto:m@news.example?subject=unsubscribe%20{token}>",
        "feedback_id": "2026-03-10:morning:day:news.example",
    }


def test_a_bounce_to_an_address_that_we_signed_is_told_and_settles_an_unknown(runtime: Runtime):
    done = visited(runtime, reports.bounce(to=signed(runtime, 3)))
    assert (done.bounces, done.settled, done.suppressed, done.aside) == (1, 1, 1, 0)
    assert outcomes(runtime) == {"accepted": 2, "bounced": 1}


def test_a_bounce_without_such_an_address_is_known_by_the_mail_that_it_returns(runtime: Runtime):
    assert visited(runtime, reports.bounce(original=original(runtime, 2))).bounces == 1
    assert outcomes(runtime) == {"accepted": 1, "unknown": 1, "bounced": 1}


def test_a_complaint_is_told_by_either_proof(runtime: Runtime):
    done = visited(
        runtime,
        reports.complaint(mail_from=signed(runtime, 1)),
        reports.complaint(original=original(runtime, 2)),
    )
    assert (done.complaints, done.suppressed) == (2, 2)
    assert outcomes(runtime) == {"unknown": 1, "complained": 2}


def test_what_proves_nothing_is_put_aside_and_changes_nothing(runtime: Runtime):
    forged = original(runtime, 2) | {"list_unsubscribe": f"<{house.PUBLIC_URL}/u/AAAAAAAAAAAAAAAAAAAAAAAA>"}
    of_another = original(runtime, 2, copy_of="morning/2026-03-09")
    done = visited(
        runtime,
        reports.bounce(to="bounces+1-1-0123456789ab@news.example"),
        reports.bounce(original=forged),
        reports.bounce(original=of_another),
        reports.complaint(),
        b"Subject: hello\r\n\r\nI like the pier.\r\n",
    )
    assert done == Read(aside=5)
    assert outcomes(runtime) == {"accepted": 2, "unknown": 1}
    aside = runtime.settings.root / "box" / ".Digest-Aside" / "cur"
    assert len(list(aside.iterdir())) == 5


def test_a_mail_that_is_read_twice_counts_once(runtime: Runtime):
    bounce = reports.bounce(to=signed(runtime, 3))
    assert visited(runtime, bounce).suppressed == 1
    again = visited(runtime, bounce, bounce)
    assert (again.bounces, again.suppressed, again.settled) == (2, 0, 0)
    assert outcomes(runtime) == {"accepted": 2, "bounced": 1}


def test_a_mailbox_is_read_for_what_it_is_for(runtime: Runtime):
    done = visited(runtime, reports.bounce(to=signed(runtime, 3)), takes=(Takes.UNSUBSCRIBES,))
    assert done == Read(aside=1)


def test_whoever_writes_to_the_advertised_address_has_left(runtime: Runtime):
    token = tokens.make(runtime.keys, Purpose.UNSUBSCRIBE, 2)
    done = visited(runtime, f"From: a@b.pub\r\nSubject: unsubscribe {token}\r\n\r\n".encode())
    assert done == Read(unsubscribes=1)
    with runtime.store.read() as db:
        found = store.people.subscription(db, 2)
    assert found
    assert found.state is SubscriptionState.LEFT


def test_a_bounced_copy_is_never_taken_for_a_wish_to_leave(runtime: Runtime):
    mine = original(runtime, 2)
    subject = mine["list_unsubscribe"].partition("=unsubscribe%20")[2].rstrip(">")
    bounce = reports.bounce(original=mine | {"message_id": "<other@news.example>"})
    visited(runtime, bounce.replace(b"Subject: Undelivered", f"Subject: {subject} Undelivered".encode()))
    with runtime.store.read() as db:
        found = store.people.subscription(db, 2)
    assert found
    assert found.state is SubscriptionState.ACTIVE


def test_a_mailbox_that_is_down_is_said_once_and_read_when_it_is_back(runtime: Runtime, caplog, tmp_path: Path):
    box = runtime.settings.mailboxes["back"]
    assert box.path
    away = box.path.rename(tmp_path / "away")
    rounds = Rounds()
    for _ in range(3):
        rounds.go(runtime)
        rounds._next.clear()
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    away.rename(box.path)
    maildir(box.path, reports.bounce(to=signed(runtime, 3)))
    rounds.go(runtime)
    assert outcomes(runtime)[OutcomeState.BOUNCED] == 1


def test_a_mailbox_is_not_looked_at_at_every_tick(runtime: Runtime):
    rounds = Rounds()
    rounds.go(runtime)
    box = runtime.settings.mailboxes["back"]
    assert box.path
    maildir(box.path, reports.bounce(to=signed(runtime, 3)))
    rounds.go(runtime)
    assert outcomes(runtime) == {"accepted": 2, "unknown": 1}
