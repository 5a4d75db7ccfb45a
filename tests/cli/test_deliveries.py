"""What the operator sees of deliveries, and what follows from a decision about them."""

from datetime import timedelta
from pathlib import Path

import pytest

from digest import deliver
from digest.cli import under_way, what_next
from digest.deliver.journal import Journal
from digest.deliver.transports.protocol import Letter, Mail
from digest.model.delivery import OutcomeState, Recipient, Tally
from digest.model.edition import EditionState
from digest.store import batches
from tests import newsroom
from tests.cli.conftest import Run
from tests.deliver.world import LETTERHEAD, columns_for, segment_mail
from tests.world import at

EDITION = "morning/2026-03-10"
NOBODY = Recipient(0, "", "")
LETTER = Letter(edition=EDITION, content=segment_mail(), letterhead=LETTERHEAD, columns=columns_for)


@pytest.fixture
def left(digest: Run, tmp_path: Path):
    """`left(state)`: the edition is sent, but one of its two readers' outcome is this one."""

    def one(state: OutcomeState) -> None:
        assert digest("run", "--date", "2026-03-10").code == 0
        with newsroom.opened(tmp_path / "config.toml") as runtime, runtime.store.write() as db:
            db.exec_driver_sql(
                "INSERT INTO exceptions (batch, subscription, state, code, detail, at) "
                "SELECT b.id, s.id, ?, '550', 'no such mailbox', b.due_at FROM batches b, subscriptions s LIMIT 1",
                (str(state),),
            )
            db.exec_driver_sql("UPDATE batches SET accepted = accepted - 1")

    return one


def test_an_edition_that_everybody_has_is_one_line(digest: Run):
    digest("run", "--date", "2026-03-10")
    said = digest("deliveries", "show", EDITION)
    assert (said.code, said.out) == (0, "")
    assert f"{EDITION}: sent, 2 readers: 2 accepted" in said.err


@pytest.mark.parametrize("command", ["run", "send"])
def test_whoever_sent_hears_that_some_did_not_get_it(digest: Run, left, command: str):
    """By the exit code too: a cron reads nothing else."""
    left(OutcomeState.REJECTED)
    said = digest(command, "--date", "2026-03-10")
    assert said.code == 3
    assert f"1 of 2 deliveries were rejected. Who and why: digest deliveries show {EDITION}" in said.err


def test_an_unknown_is_named_by_its_subscription_and_by_address_only_on_request(digest: Run, left):
    left(OutcomeState.UNKNOWN)
    said = digest("deliveries", "show", EDITION)
    assert said.code == 3
    assert "unknown" in said.out
    assert "@" not in said.out + said.err
    assert "@" in digest("deliveries", "show", EDITION, "--addresses").out


@pytest.mark.parametrize(("decision", "outcomes"), [("accepted", "2 accepted"), ("rejected", "1 accepted, 1 rejected")])
def test_an_unknown_that_is_decided_stays_so(digest: Run, left, decision: str, outcomes: str):
    left(OutcomeState.UNKNOWN)
    said = digest("deliveries", "settle", EDITION, "--as", decision)
    assert (said.code, said.out) == (0, f"{EDITION}: 1 unknown settled as {decision}\n")
    assert digest("deliveries", "resume", EDITION).out == f"{EDITION}: sent, 2 readers: {outcomes}\n"


def test_without_evidence_and_without_a_decision_an_unknown_stays_so_and_warns(digest: Run, left):
    left(OutcomeState.UNKNOWN)
    said = digest("deliveries", "settle", EDITION)
    assert (said.code, said.out) == (3, "")
    assert "1 unknown" in said.err


@pytest.mark.parametrize(
    ("state", "command"), [(OutcomeState.UNKNOWN, ("settle", "--as", "queued")), (OutcomeState.REJECTED, ("retry",))]
)
def test_what_is_queued_again_reopens_the_edition_and_is_sent_by_resume(digest: Run, left, state, command):
    left(state)
    verb, *options = command
    said = digest("deliveries", verb, EDITION, *options)
    assert said.code == 0
    assert f"digest deliveries resume {EDITION}" in said.out
    assert "sending" in digest("deliveries", "status").out
    said = digest("deliveries", "resume", EDITION)
    assert (said.code, said.out) == (0, f"{EDITION}: sent, 2 readers: 2 accepted\n")


def test_an_edition_that_is_being_sent_is_told_with_its_pace(digest: Run, left, tmp_path: Path):
    left(OutcomeState.REJECTED)
    digest("deliveries", "retry", EDITION)
    with newsroom.opened(tmp_path / "config.toml") as runtime:
        with runtime.store.write() as db:
            db.exec_driver_sql("UPDATE batches SET state = 'claimed'")
        before = {EDITION: deliver.tally(runtime.store, EDITION)}

        def wait(seconds: float) -> None:
            assert seconds == 1
            with runtime.store.write() as db:
                db.exec_driver_sql("UPDATE batches SET accepted = 2")

        (line,) = under_way.lines(runtime, before, wait=wait, clock=iter((10.0, 11.0)).__next__)
        assert line == f"{EDITION} is on its way: 2 of 2; 1 a second; 2 accepted"


def test_a_paused_edition_is_shown_with_its_reason_and_resume_lifts_it(digest: Run, left):
    left(OutcomeState.REJECTED)
    digest("deliveries", "retry", EDITION)
    assert digest("deliveries", "pause", EDITION, "--why", "a misprint").out == f"{EDITION}: paused\n"
    assert "paused already" in digest("deliveries", "pause", EDITION).out
    assert "paused since" in (said := digest("deliveries", "status").err)
    assert "a misprint" in said
    assert "1 queued" in digest("send", "--date", "2026-03-10").out
    assert digest("deliveries", "resume", EDITION).out == f"{EDITION}: sent, 2 readers: 2 accepted\n"
    assert "paused" not in digest("deliveries", "status").err


def test_what_a_killed_sender_left_is_settled_before_anybody_is_told(digest: Run, tmp_path: Path):
    digest("run", "--date", "2026-03-10")
    with newsroom.opened(tmp_path / "config.toml") as runtime:
        with Journal(runtime.var / "journal", owner="gone", evidence=False) as journal:
            with runtime.store.write() as db:
                db.exec_driver_sql(
                    "UPDATE batches SET state = 'claimed', owner = ?, accepted = 0, lease_until = ?",
                    (journal.owner, "2099-01-01 00:00:00"),
                )
                journal.intent([Mail(batch.id, 0, NOBODY, LETTER) for batch in batches.of_edition(db, EDITION)])
            assert "2 sending" in digest("deliveries", "status").out, "it lives"
        said = digest("deliveries", "status")
        assert "1 queued, 1 unknown" in said.out
        assert "was killed" in said.err
        assert "nobody knows" in said.err
        shown = digest("deliveries", "show", EDITION)
        assert "sender died" in shown.out
        assert "was killed" not in shown.err


@pytest.mark.parametrize(
    ("outcomes", "minutes", "paused", "said"),
    [
        ((("accepted", 2),), 0, False, []),
        ((("queued", 1), ("deferred", 2)), 0, False, ["3 wait; the service sends them, or"]),
        ((("deferred", 1),), 5, False, ["1 wait until 2026-03-10 06:05 UTC; then the service sends them, or"]),
        ((("queued", 1),), 0, True, []),
        ((("queued", 1), ("unknown", 1)), 0, False, ["1 wait", "of 1 nobody knows"]),
    ],
)
def test_what_an_operator_can_do_is_said(outcomes, minutes: int, paused: bool, said: list[str]):
    tally = Tally(outcomes=tuple((OutcomeState(state), count) for state, count in outcomes))
    now = at("2026-03-10 06:00")
    next_at = now + timedelta(minutes=minutes)
    lines = list(what_next.lines(EDITION, EditionState.SENDING, tally, next_at=next_at, now=now, is_paused=paused))
    assert len(lines) == len(said)
    for line, words in zip(lines, said, strict=True):
        assert words in line


def test_a_pause_needs_no_key_where_no_mail_service_keeps_anything(digest: Run, left, tmp_path: Path):
    left(OutcomeState.REJECTED)
    digest("deliveries", "retry", EDITION)
    file = tmp_path / "config.toml"
    way = '[transports.outbox]\nkind = "sendgrid"\napi_key = { env = "NOWHERE" }\nahead_minutes = 60\n'
    file.write_text(file.read_text("utf-8") + way, encoding="utf-8")
    said = digest("deliveries", "pause", EDITION)
    assert (said.code, said.out) == (0, f"{EDITION}: paused\n")


def test_an_edition_that_is_cancelled_in_the_middle_is_sent_to_nobody_else(digest: Run, left, tmp_path: Path):
    left(OutcomeState.REJECTED)
    digest("deliveries", "retry", EDITION)
    assert digest("deliveries", "cancel", EDITION).out == f"{EDITION}: cancelled, 2 readers: 1 accepted, 1 skipped\n"
    assert "not approved" in digest("deliveries", "resume", EDITION).err
    assert "not on its way" in digest("deliveries", "cancel", EDITION).err


def test_nothing_to_decide_is_said_and_changes_nothing(digest: Run):
    digest("run", "--date", "2026-03-10")
    assert digest("deliveries", "retry", EDITION).out == f"{EDITION}: 0 queued again\n"
    assert digest("deliveries", "settle", EDITION, "--as", "queued").code == 0
    assert " sent " in digest("deliveries", "status").out


@pytest.mark.parametrize("edition", ["morning", "morning/yesterday", "evening/2026-03-10", "morning/2026-03-11"])
def test_an_edition_that_does_not_exist_is_one_clear_line(digest: Run, edition: str):
    said = digest("deliveries", "show", edition)
    assert said.code == 2
    assert said.err.startswith("digest: ")
    assert len(said.err.splitlines()) <= 2
