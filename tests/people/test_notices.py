"""Notices: rows that become mails, once, whoever dies on the way; their addresses are forgotten then."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import text

from digest import deliver, store, tokens
from digest.deliver import outbox
from digest.mail import verp
from digest.model.delivery import NOBODY, BounceClass, OutcomeState, Receipt, ReceiptKind
from digest.model.notice import Notice, NoticeKind
from digest.model.people import SuppressionReason
from digest.model.settings import Mailbox, MailboxKind, Takes
from digest.morning import mailboxes
from digest.people import notices
from digest.runtime import Runtime, wall_clock
from tests import newsroom, victims, world
from tests.deliver.peers import reports
from tests.deliver.peers.smtp import DROP, STALL, Manners, running
from tests.world import NOW

EMAIL = "op@example.com"
ALERT = Notice(kind=NoticeKind.ALERT, title="the disk is full", url="https://news.example/desk/")


@pytest.fixture
def runtime(tmp_path: Path, sqlite_url: str) -> Iterator[Runtime]:
    newsroom.make(tmp_path, database_url=sqlite_url)
    with newsroom.opened(tmp_path / "config.toml") as opened:
        yield opened


def put(runtime: Runtime, **to) -> int:
    with runtime.store.write() as db:
        return notices.queue(db, runtime, ALERT, digest=runtime.settings.digests["morning"], **to)


def mails(runtime: Runtime) -> list[EmailMessage]:
    files = sorted((runtime.settings.root / "var" / "outbox" / "notices").glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def states(runtime: Runtime) -> list[OutcomeState]:
    return [one.state for one in notices.newest(runtime, limit=9)]


def everything(runtime: Runtime) -> str:
    with runtime.store.read() as db:
        return str(db.execute(text("SELECT * FROM notices")).all())


def test_a_notice_that_waits_is_sent_once_and_its_address_forgotten(runtime):
    put(runtime, email="Op@example.com")
    assert notices.is_due(runtime)
    assert notices.send(runtime).outcomes == {OutcomeState.ACCEPTED: 1}
    assert not notices.is_due(runtime)
    assert not notices.send(runtime).outcomes
    (mail,) = mails(runtime)
    assert mail["To"] == "Op@example.com"
    assert mail["List-Unsubscribe"] is None
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "disk is full" in mail["Subject"]
    assert "example.com" not in everything(runtime)
    assert "disk" not in everything(runtime)


def test_a_row_to_a_subscriber_holds_no_address(runtime):
    with runtime.store.write() as db:
        row = world.CAST["Ada"]
        ada = store.people.put_subscriber(db, row, address_key=tokens.keyed_hash(runtime.keys, row.address), now=NOW)
    put(runtime, subscriber=ada)
    assert "ada@" not in everything(runtime)
    notices.send(runtime)
    assert mails(runtime)[0]["To"].addresses[0].addr_spec == "ada@example.com"


def test_a_notice_is_part_of_the_transaction_that_causes_it(runtime):
    def goes_wrong() -> None:
        with runtime.store.write() as db:
            notices.queue(db, runtime, ALERT, digest=runtime.settings.digests["morning"], email=EMAIL)
            raise LookupError

    with pytest.raises(LookupError):
        goes_wrong()
    assert states(runtime) == []


def test_two_senders_never_hold_the_same_notice(store_url: str):
    opened = store.open_store(store_url)
    wall, until = NOW, NOW + timedelta(minutes=10)
    with opened.write() as db:
        ids = {
            store.notices.put(
                db,
                ALERT,
                digest="morning",
                locale="en",
                email=EMAIL,
                address_key="key",
                now=NOW,
                ready_at=NOW,
                expires_at=until,
            )
            for _ in range(3)
        }
    with opened.write() as db:
        first = store.notices.claim(db, "a", now=NOW, wall=wall, lease_until=until, most=2)
        second = store.notices.claim(db, "b", now=NOW, wall=wall, lease_until=until, most=9)
    assert set(first) | set(second) == ids
    assert not set(first) & set(second)
    with opened.write() as db:
        assert not store.notices.begin(db, first[0], "b")
        assert store.notices.begin(db, first[0], "a")
        assert not store.notices.begin(db, first[0], "a")
    opened.close()


def left_by_a_dead_sender(runtime: Runtime, *, leaving: bool) -> int:
    """A notice whose sender was killed ten minutes ago, before or while it handed it over."""
    id = put(runtime, email=EMAIL)
    long_ago = runtime.real_now() - timedelta(minutes=20)
    with runtime.store.write() as db:
        store.notices.claim(db, "dead", now=NOW, wall=long_ago, lease_until=long_ago + timedelta(minutes=10), most=9)
        if leaving:
            assert store.notices.begin(db, id, "dead")
    return id


def test_what_a_dead_sender_had_not_begun_is_sent(runtime):
    left_by_a_dead_sender(runtime, leaving=False)
    assert notices.send(runtime).outcomes == {OutcomeState.ACCEPTED: 1}


def test_what_a_dead_sender_had_begun_is_sent_again_only_where_that_is_harmless(runtime):
    left_by_a_dead_sender(runtime, leaving=True)
    assert notices.is_due(runtime)
    assert notices.send(runtime).outcomes == {OutcomeState.ACCEPTED: 1}


def over_smtp(folder: Path, port: int) -> Path:
    return newsroom.make(
        folder,
        digest='transport = "post"',
        more=f'[transports.post]\nkind = "smtp"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\ntimeout_s = 20\n'
        "connections = 1\n",
    )


def test_what_was_begun_towards_a_mail_server_is_unknown_and_never_sent_again(tmp_path: Path):
    with running() as server, newsroom.opened(over_smtp(tmp_path, server.port)) as runtime:
        left_by_a_dead_sender(runtime, leaving=True)
        assert not notices.send(runtime).outcomes
        assert states(runtime) == [OutcomeState.UNKNOWN]
        assert not server.log.readers
        assert "example.com" not in everything(runtime)


def answered(verb: str, reply: str) -> Manners:
    return Manners(trouble=lambda said, _argument: reply if said == verb else None)


@pytest.mark.parametrize(
    ("reply", "state", "known"),
    [
        ("550 5.1.1 no such reader", OutcomeState.REJECTED, OutcomeState.REJECTED),
        ("450 4.2.1 come back", OutcomeState.DEFERRED, OutcomeState.QUEUED),
    ],
)
def test_a_refusal_is_settled_and_a_busy_server_is_asked_again_later(tmp_path: Path, reply, state, known):
    with running(answered("RCPT", reply)) as server, newsroom.opened(over_smtp(tmp_path, server.port)) as runtime:
        put(runtime, email=EMAIL)
        assert notices.send(runtime).outcomes == {state: 1}
        assert states(runtime) == [known]
        assert not notices.is_due(runtime)


def suppressed(runtime: Runtime, email: str = EMAIL) -> SuppressionReason | None:
    with runtime.store.read() as db:
        found = store.suppressions.of_address(db, tokens.keyed_hash(runtime.keys, email))
        return found.reason if found else None


def test_an_address_that_a_server_does_not_know_gets_no_further_mail(tmp_path: Path):
    with (
        running(answered("RCPT", "550 5.1.1 no such reader")) as server,
        newsroom.opened(over_smtp(tmp_path, server.port)) as runtime,
    ):
        put(runtime, email="Op@Example.com")
        notices.send(runtime)
        assert suppressed(runtime) is SuppressionReason.HARD_BOUNCE


@pytest.mark.parametrize(
    ("kind", "bounce", "state", "reason"),
    [
        (ReceiptKind.BOUNCED, BounceClass.HARD, OutcomeState.BOUNCED, SuppressionReason.HARD_BOUNCE),
        (ReceiptKind.BOUNCED, BounceClass.SOFT, OutcomeState.BOUNCED, None),
        (ReceiptKind.COMPLAINED, None, OutcomeState.COMPLAINED, SuppressionReason.COMPLAINT),
        (ReceiptKind.DELIVERED, None, OutcomeState.DELIVERED, None),
    ],
)
def test_what_comes_back_of_a_notice_counts_as_what_comes_back_of_an_edition(runtime, kind, bounce, state, reason):
    id = put(runtime, email=EMAIL)
    notices.send(runtime)
    told = Receipt(id, NOBODY, kind, NOW, bounce)
    both = [told, Receipt(id, NOBODY, ReceiptKind.PROCESSED, NOW), told, Receipt(4711, NOBODY, kind, NOW, bounce)]
    applied = deliver.take_in(runtime.store, both, now=NOW, most=runtime.settings.deliveries)
    assert (applied.told, applied.strangers, applied.suppressed) == (4, 1, int(reason is not None))
    assert (states(runtime), suppressed(runtime)) == ([state], reason)


def test_a_bounce_in_the_mailbox_is_heard_of_a_notice_too(runtime, tmp_path: Path):
    way = replace(runtime.settings.transports["outbox"], bounces="bounces@news.example")
    box = Mailbox(name="back", kind=MailboxKind.MAILDIR, path=tmp_path / "back", takes=(Takes.BOUNCES,))
    runtime.settings = replace(runtime.settings, transports={"outbox": way}, mailboxes={"back": box})
    id = put(runtime, email=EMAIL)
    notices.send(runtime)
    to = verp.sender("bounces@news.example", f"{id}-{NOBODY}", runtime.keys)
    for folder in ("new", "cur", "tmp"):
        (tmp_path / "back" / folder).mkdir(parents=True)
    (tmp_path / "back/new/1").write_bytes(reports.bounce(to=to))
    assert mailboxes.read(runtime, box).suppressed == 1
    assert (states(runtime), suppressed(runtime)) == ([OutcomeState.BOUNCED], SuppressionReason.HARD_BOUNCE)


def test_a_connection_lost_after_the_mail_leaves_it_unknown(tmp_path: Path):
    with running(answered("BODY", DROP)) as server, newsroom.opened(over_smtp(tmp_path, server.port)) as runtime:
        put(runtime, email=EMAIL)
        notices.send(runtime)
        assert states(runtime) == [OutcomeState.UNKNOWN]


def test_a_sender_that_is_killed_leaves_at_most_the_one_notice_unknown_that_it_had_handed_over(tmp_path: Path):
    handed_over = threading.Event()

    def silent(verb: str, _argument: str) -> str | None:
        if verb == "BODY":
            handed_over.set()
            return STALL
        return None

    with running(Manners(trouble=silent)) as server:
        file = over_smtp(tmp_path, server.port)
        with newsroom.opened(file, clock=wall_clock) as runtime:
            for _ in range(3):
                put(runtime, email=EMAIL)
            sender = victims.ready.Process(target=victims.command, args=(tmp_path, "notices", "send"))
            sender.start()
            assert handed_over.wait(60)
            sender.kill()
            sender.join()
            later = runtime.real_now() + notices.LEASE + timedelta(minutes=1)
            outbox.recover(runtime.store, has_evidence=lambda _digest: False, now=later, wall=later)
            assert sorted(states(runtime)) == ["queued", "queued", "unknown"]
            with runtime.store.write() as db:
                again = store.notices.claim(db, "next", now=later, wall=later, lease_until=later, most=9)
            assert len(again) == 2


def test_a_way_out_that_cannot_be_used_is_a_fault_and_the_notice_waits(tmp_path: Path):
    with newsroom.opened(over_smtp(tmp_path, 1)) as runtime:
        put(runtime, email=EMAIL)
        sent = notices.send(runtime)
        assert "no connection" in str(sent.faults[0])
        assert states(runtime) == [OutcomeState.QUEUED]


def test_a_notice_that_came_too_late_is_given_up(runtime):
    put(runtime, email=EMAIL, expires_at=runtime.now())
    assert not notices.send(runtime).outcomes
    assert states(runtime) == [OutcomeState.REJECTED]
    assert not mails(runtime)


def test_a_digest_that_is_gone_sends_no_notice(runtime):
    with runtime.store.write() as db:
        later = runtime.now() + timedelta(days=1)
        store.notices.put(
            db,
            ALERT,
            digest="evening",
            locale="en",
            email=EMAIL,
            address_key="key",
            now=NOW,
            ready_at=NOW,
            expires_at=later,
        )
    assert notices.send(runtime).outcomes == {OutcomeState.REJECTED: 1}


def test_an_alert_goes_to_the_newsrooms_contact_where_that_is_an_address(tmp_path: Path):
    file = newsroom.make(tmp_path)
    with newsroom.opened(file) as runtime, runtime.store.write() as db:
        assert not notices.alert(db, runtime, "the disk is full")
    words = file.read_text("utf-8").replace('name = "Test News"', 'name = "Test News"\ncontact = "desk@example.com"')
    file.write_text(words, encoding="utf-8")
    with newsroom.opened(file) as runtime:
        with runtime.store.write() as db:
            assert notices.alert(db, runtime, "the disk is full")
        notices.send(runtime)
        assert mails(runtime)[0]["To"] == "desk@example.com"
