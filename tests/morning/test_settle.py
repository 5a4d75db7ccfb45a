"""Deliveries of unknown outcome are settled by evidence first, and blindly only where config says so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from digest import mail, store
from digest.model.delivery import OutcomeState, Receipt, ReceiptKind
from digest.model.edition import EditionState
from digest.model.settings import Unknown
from digest.model.transport import Transport, TransportKind
from digest.morning import jobs, settle
from digest.morning.settle import Evidence
from digest.runtime import Runtime
from tests.deliver import world
from tests.deliver.peers import postfix_log
from tests.deliver.world import EDITION
from tests.web import house


@pytest.fixture
def runtime(tmp_path: Path, sqlite_url: str) -> Iterator[Runtime]:
    """A sent edition: two of five readers accepted, three unknown for an hour."""
    with house.opened(tmp_path, sqlite_url) as opened:
        house.fill(opened)
        ids = world.readers(opened.store, 5)
        now = opened.real_now()
        with opened.store.write() as db:
            planned = [world.Planned(segment=world.SEGMENT, due_at=world.DUE, subscriptions=ids)]
            assert store.audiences.freeze(db, EDITION, planned, now=now - timedelta(hours=2))
            db.exec_driver_sql("UPDATE batches SET state = 'done', accepted = 2, attempts = 1")
            for id in ids[2:]:
                db.exec_driver_sql(
                    "INSERT INTO exceptions (batch, subscription, state, code, detail, at) VALUES (1, ?, ?, '', '', ?)",
                    (id, "unknown", (now - timedelta(hours=1)).replace(tzinfo=None).isoformat(" ")),
                )
            assert store.editions.put(db, replace(house.edition(opened), state=EditionState.SENT, version=2), now=now)
        yield opened


def with_way(runtime: Runtime, **fields) -> None:
    way = Transport(name="outbox", kind=TransportKind.SMTP, **fields)
    runtime.settings = replace(runtime.settings, transports={"outbox": way})


def with_log(runtime: Runtime, *fates: str, covers: bool = True) -> None:
    """The log of a server that took readers 3, 4, … as far as `fates` says."""
    now, file = runtime.real_now(), runtime.settings.root / "mail.log"
    text = postfix_log.other(now - timedelta(hours=3 if covers else 1))
    for number, fate in enumerate(fates):
        id = mail.message_id(EDITION, 3 + number, "news.example")
        text += postfix_log.taken(now - timedelta(hours=1), f"A{number}", id, status=fate, dsn="5.1.1")
    file.write_text(text + postfix_log.other(now), encoding="utf-8")
    with_way(runtime, mail_log=file)


def settled(runtime: Runtime) -> Evidence:
    return settle.by_evidence(runtime, house.edition(runtime), house.digest_of(runtime))


def outcomes(runtime: Runtime) -> dict[str, int]:
    with runtime.store.read() as db:
        return world.outcomes(store.tallies.of_edition(db, EDITION))


def test_a_mail_log_says_who_has_it_and_who_is_to_get_it(runtime: Runtime):
    with_log(runtime, "sent", "bounced")
    assert settled(runtime) == Evidence(taken=2, queued=1)
    assert outcomes(runtime) == {"accepted": 2, "delivered": 1, "bounced": 1, "queued": 1}
    assert house.edition(runtime).state is EditionState.SENDING
    assert settled(runtime) == Evidence()


def test_a_log_that_does_not_cover_the_time_sends_to_nobody_again(runtime: Runtime):
    with_log(runtime, "sent", covers=False)
    assert settled(runtime) == Evidence(taken=1)
    assert outcomes(runtime) == {"accepted": 2, "delivered": 1, "unknown": 2}


def test_a_service_that_told_of_others_and_not_of_these_within_a_day_never_had_them(runtime: Runtime):
    with_way(runtime, webhook_key="key")
    assert settled(runtime) == Evidence()
    with runtime.store.write() as db:
        store.receipts.apply(db, [Receipt(1, 1, ReceiptKind.DELIVERED, world.DUE)], now=world.DUE)
    assert settled(runtime) == Evidence()
    with runtime.store.write() as db:
        db.exec_driver_sql("UPDATE exceptions SET at = '2026-03-10 06:00:00.000000'")
    assert settled(runtime) == Evidence(lost=3)
    assert outcomes(runtime) == {"accepted": 1, "rejected": 3, "delivered": 1}


def test_of_mails_handed_over_ahead_nothing_is_told_before_their_hour_and_silence_counts_from_then(runtime: Runtime):
    with runtime.store.write() as db:
        store.receipts.apply(db, [Receipt(1, 1, ReceiptKind.DELIVERED, world.DUE)], now=world.DUE)
        handed_at = (runtime.real_now() - timedelta(hours=30)).replace(tzinfo=None)
        db.exec_driver_sql("UPDATE exceptions SET at = ?", (handed_at.isoformat(" "),))
    with_way(runtime, webhook_key="key", ahead_minutes=6 * 60)
    assert settled(runtime) == Evidence()
    with_way(runtime, webhook_key="key", ahead_minutes=4 * 60)
    assert settled(runtime) == Evidence(lost=3)


def test_without_evidence_the_policy_decides_which_is_to_hold(runtime: Runtime):
    digest = house.digest_of(runtime)
    with_way(runtime)
    assert settle.by_policy(runtime, house.edition(runtime), digest) == 0
    assert outcomes(runtime) == {"accepted": 2, "unknown": 3}
    again = replace(digest, unknown=Unknown.SEND_AGAIN)
    assert settle.by_policy(runtime, house.edition(runtime), again) == 3
    assert outcomes(runtime) == {"accepted": 2, "queued": 3}


def test_a_batch_is_not_sent_blindly_for_ever_nor_at_once(runtime: Runtime):
    again = replace(house.digest_of(runtime), unknown=Unknown.SEND_AGAIN)
    with runtime.store.write() as db:
        db.exec_driver_sql("UPDATE batches SET attempts = 3")
    assert settle.by_policy(runtime, house.edition(runtime), again) == 0
    with runtime.store.write() as db:
        db.exec_driver_sql("UPDATE batches SET attempts = 1")
        now = runtime.real_now().replace(tzinfo=None).isoformat(" ")
        db.exec_driver_sql("UPDATE exceptions SET at = ?", (now,))
    assert settle.by_policy(runtime, house.edition(runtime), again) == 0


def test_the_service_settles_by_itself_and_alerts_once_to_what_stays_unknown(runtime: Runtime):
    with_log(runtime, "sent", covers=False)
    assert ("settle", {"edition": EDITION}) in list(jobs.due(runtime))
    for _ in range(2):
        jobs.settle_unknown(runtime, {}, {"edition": EDITION})
    assert outcomes(runtime)[OutcomeState.UNKNOWN] == 2
    with runtime.store.read() as db:
        assert sum(one.kind == "alert" for one in store.notices.newest(db, limit=9)) == 1
