"""What a Postfix log proves about a mail, and what it does not."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from digest.deliver import mail_log
from digest.deliver.mail_log import Log
from digest.errors import TransportError
from tests.deliver.peers import postfix_log
from tests.deliver.world import DUE

MINE, OTHER = "<1@news.example>", "<2@news.example>"
BEFORE, AFTER = DUE - timedelta(minutes=1), DUE + timedelta(minutes=9)


def traced(*lines: str) -> Log:
    return mail_log.traced("".join(lines).splitlines(), frozenset({MINE}), now=AFTER)


def fate(*lines: str) -> tuple[str, str] | None:
    found = traced(*lines).traces.get(MINE)
    return (found.fate, found.code) if found else None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"whole": False}, ("begun", "")),
        ({}, ("taken", "")),
        ({"status": "deferred", "dsn": "4.4.1"}, ("taken", "4.4.1")),
        ({"status": "sent"}, ("sent", "2.0.0")),
        ({"status": "bounced", "dsn": "5.1.1"}, ("bounced", "5.1.1")),
    ],
)
def test_a_log_tells_how_far_a_mail_came(fields: dict[str, object], expected: tuple[str, str]):
    assert fate(postfix_log.taken(DUE, "4F1A2", MINE, **fields)) == expected  # type: ignore[arg-type]


def test_a_queue_id_that_is_used_again_is_another_mails():
    first = postfix_log.taken(DUE, "4F1A2", MINE, status="sent")
    second = postfix_log.taken(DUE, "4F1A2", OTHER, status="bounced", dsn="5.1.1")
    assert fate(first, second) == ("sent", "2.0.0")
    assert fate(postfix_log.taken(DUE, "4F1A2", OTHER, status="sent")) is None


@pytest.mark.parametrize(
    ("first", "last", "proved"),
    [
        (BEFORE, AFTER, True),
        (DUE + timedelta(seconds=1), AFTER, False),
        (BEFORE, DUE + timedelta(minutes=1), False),
        (None, None, False),
    ],
)
def test_silence_proves_something_only_where_the_log_covers_the_time(first, last, proved: bool):
    lines = [postfix_log.other(at) for at in (first, last) if at]
    assert traced(*lines).proves_absent(MINE, begun_at=DUE, given_up_at=DUE) is proved


def test_a_mail_that_was_only_begun_is_not_proved_absent():
    begun = postfix_log.taken(DUE, "4F1A2", MINE, whole=False)
    log = traced(postfix_log.other(BEFORE), begun, postfix_log.other(AFTER))
    assert not log.proves_absent(MINE, begun_at=DUE, given_up_at=DUE)


@pytest.mark.parametrize(
    ("line", "now", "expected"),
    [
        ("2026-03-10T07:00:01.5+01:00 mx", DUE, datetime(2026, 3, 10, 6, 0, 1, 500_000, tzinfo=UTC)),
        ("Mar 10 07:00:01 mx", DUE, datetime(2026, 3, 10, 6, 0, 1, tzinfo=UTC)),
        ("Mar  9 07:00:01 mx", DUE, datetime(2026, 3, 9, 6, 0, 1, tzinfo=UTC)),
        ("Dec 31 23:59:59 mx", datetime(2027, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)),
        ("Foo 31 23:59:59 mx", DUE, None),
        ("Feb 29 00:00:00 mx", DUE, None),
        ("", DUE, None),
    ],
)
def test_times_are_read_in_both_forms(line: str, now: datetime, expected: datetime | None):
    assert mail_log.moment(line, now=now, zone=timezone(timedelta(hours=1))) == expected


def test_the_log_before_this_one_is_read_too_and_a_missing_one_is_said(tmp_path: Path):
    file = tmp_path / "mail.log"
    (tmp_path / "mail.log.1").write_text(postfix_log.taken(BEFORE, "A1", MINE, status="sent"), encoding="utf-8")
    with pytest.raises(TransportError, match="the mail log cannot be read"):
        mail_log.read(file, frozenset({MINE}), now=AFTER)
    file.write_bytes(postfix_log.other(AFTER).encode() + b"\xff\xfe no text \x00" * 900 + b"\n")
    found = mail_log.read(file, frozenset({MINE}), now=AFTER)
    assert (found.since, found.traces[MINE].fate) == (BEFORE, "sent")
