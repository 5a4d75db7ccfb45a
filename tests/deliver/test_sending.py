"""Nobody is lost, nobody is mailed twice."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from digest.deliver.gate import Road
from digest.deliver.transports.folder import Folder
from digest.deliver.transports.protocol import ACCEPTED, Abilities, Ack, Answer, Intent, Mail, Mails, one_by_one
from digest.errors import TransportError
from digest.model.delivery import OutcomeState
from digest.model.people import SubscriptionState, SuppressionReason
from digest.model.transport import Transport, TransportKind
from digest.progress import Progress
from digest.store import Store, outcomes, pauses, people, suppressions, tallies
from tests.deliver import world
from tests.deliver.world import DUE, EDITION


class Hand:
    """A transport that answers as it is told, and remembers whom it was handed."""

    keeping = None

    def __init__(self, answers: Callable[[Mail], Answer | None] = lambda _: ACCEPTED, *, window: int = 200) -> None:
        self.abilities = Abilities(window=window)
        self.handed: list[int] = []
        self.wait: timedelta | None = None
        self._answers = answers

    def deliver(self, mails: Mails, *, intent: Intent, ack: Ack) -> timedelta | None:
        for mail in one_by_one(mails):
            if not intent((mail,)):
                break
            self.handed.append(mail.to.subscription)
            answer = self._answers(mail)
            if answer:
                ack((mail,), answer)
        return self.wait

    def close(self) -> None: ...


def test_everybody_gets_the_edition_once_and_sending_again_sends_to_nobody(store: Store, tmp_path: Path):
    ids = world.readers(store, 25)
    world.frozen(store, ids, size=10)
    hand = Hand()
    assert world.outcomes(world.send(store, hand, tmp_path)) == {"accepted": 25}
    assert world.outcomes(world.send(store, hand, tmp_path)) == {"accepted": 25}
    assert sorted(hand.handed) == sorted(ids)


def test_who_left_or_was_suppressed_since_the_freeze_gets_nothing(store: Store, tmp_path: Path):
    ids = world.readers(store, 5)
    world.frozen(store, ids)
    with store.write() as db:
        people.set_state(db, ids[:1], SubscriptionState.LEFT, was=SubscriptionState.ACTIVE, now=DUE)
        suppressions.add(db, "key 3", SuppressionReason.COMPLAINT, now=DUE)
    hand = Hand()
    assert world.outcomes(world.send(store, hand, tmp_path)) == {"accepted": 3, "skipped": 2}
    assert hand.handed == [ids[1], ids[2], ids[4]]


def test_while_it_is_sent_it_is_told_every_second_what_became_of_the_mails(store: Store, tmp_path: Path):
    ids = world.readers(store, 12)
    world.frozen(store, ids, size=4)
    refused = Answer(OutcomeState.REJECTED, "550", "no such mailbox")
    hand = Hand(lambda mail: refused if mail.to.subscription == ids[1] else ACCEPTED, window=4)
    told: list[Progress] = []
    world.send(store, hand, tmp_path, report=told.append, monotonic=itertools.count().__next__)
    assert (told[0].done, dict(told[0].counts)) == (0, {"queued": 12})
    assert (told[-1].done, dict(told[-1].counts)) == (12, {"accepted": 11, "rejected": 1})
    assert any(dict(one.counts).get("rejected") and 0 < one.done < one.total for one in told)
    assert [one.done for one in told] == sorted(one.done for one in told)
    assert all(sum(count for _, count in one.counts) == one.total == 12 for one in told)


def test_mails_are_sent_at_their_hour_and_not_before_unless_asked(store: Store, tmp_path: Path):
    world.frozen(store, world.readers(store, 2))
    hand = Hand()
    before = DUE - timedelta(minutes=1)
    assert world.outcomes(world.send(store, hand, tmp_path, now=before)) == {"queued": 2}
    assert world.outcomes(world.send(store, hand, tmp_path, now=before, early=True)) == {"accepted": 2}


def test_a_mail_that_is_put_off_is_tried_again_later_and_given_up_when_the_time_is_up(store: Store, tmp_path: Path):
    ids = world.readers(store, 3)
    world.frozen(store, ids)
    busy = Answer(OutcomeState.DEFERRED, "451", "try later")
    hand = Hand(lambda mail: busy if mail.to.subscription == ids[1] else ACCEPTED)
    assert world.outcomes(world.send(store, hand, tmp_path)) == {"accepted": 2, "deferred": 1}
    assert world.outcomes(world.send(store, hand, tmp_path, early=True)) == {"accepted": 2, "deferred": 1}
    assert hand.handed.count(ids[1]) == 1
    late = DUE + timedelta(minutes=10)
    assert world.outcomes(world.send(store, hand, tmp_path, now=late)) == {"accepted": 2, "deferred": 1}
    assert hand.handed.count(ids[1]) == 2
    over = DUE + timedelta(hours=7)
    assert world.outcomes(world.send(store, hand, tmp_path, now=over)) == {"accepted": 2, "rejected": 1}
    assert hand.handed.count(ids[1]) == 2
    assert hand.handed.count(ids[0]) == 1


def test_nothing_is_sent_once_the_next_edition_is_due(store: Store, tmp_path: Path):
    world.frozen(store, world.readers(store, 3))
    hand = Hand()
    assert world.outcomes(world.send(store, hand, tmp_path, until=DUE)) == {"rejected": 3}
    assert hand.handed == []


def test_a_stop_hands_over_nothing_more_and_loses_nothing(store: Store, tmp_path: Path):
    ids = world.readers(store, 10)
    world.frozen(store, ids, size=5)
    hand = Hand()
    tally = world.send(store, hand, tmp_path, stop=lambda: len(hand.handed) >= 3)
    assert world.outcomes(tally) == {"accepted": 3, "queued": 7}
    assert world.outcomes(world.send(store, hand, tmp_path)) == {"accepted": 10}
    assert sorted(hand.handed) == sorted(ids)


def test_a_mail_without_an_answer_is_unknown_and_never_sent_again_by_itself(store: Store, tmp_path: Path):
    ids = world.readers(store, 3)
    world.frozen(store, ids)
    hand = Hand(lambda mail: None if mail.to.subscription == ids[2] else ACCEPTED)
    assert world.outcomes(world.send(store, hand, tmp_path)) == {"accepted": 2, "unknown": 1}
    assert world.outcomes(world.send(store, hand, tmp_path)) == {"accepted": 2, "unknown": 1}
    with store.read() as db:
        (unknown,) = outcomes.unknowns(db, EDITION)
    assert unknown.subscription == ids[2]


@pytest.mark.parametrize(
    ("verdict", "after"),
    [
        (OutcomeState.ACCEPTED, {"accepted": 3}),
        (OutcomeState.REJECTED, {"accepted": 2, "rejected": 1}),
        (OutcomeState.QUEUED, {"accepted": 2, "queued": 1}),
    ],
)
def test_the_operator_decides_what_became_of_an_unknown(store: Store, tmp_path: Path, verdict, after):
    ids = world.readers(store, 3)
    world.frozen(store, ids)
    world.send(store, Hand(lambda mail: None if mail.to.subscription == ids[2] else ACCEPTED), tmp_path)
    with store.write() as db:
        (unknown,) = outcomes.unknowns(db, EDITION)
        assert outcomes.settle(db, unknown.batch, ids, verdict, now=DUE) == 1
        assert world.outcomes(tallies.of_edition(db, EDITION)) == after
    hand = Hand()
    world.send(store, hand, tmp_path)
    assert hand.handed == ([ids[2]] if verdict is OutcomeState.QUEUED else [])


def test_rejected_mails_can_be_tried_again_at_the_operators_word(store: Store, tmp_path: Path):
    ids = world.readers(store, 3)
    world.frozen(store, ids)
    world.send(store, Hand(lambda _: Answer(OutcomeState.REJECTED, "550", "no")), tmp_path)
    with store.write() as db:
        (first, *_) = outcomes.of_edition(db, EDITION, OutcomeState.REJECTED)
        assert outcomes.retry(db, first.batch, ids[:2], now=DUE) == 2
    hand = Hand()
    assert world.outcomes(world.send(store, hand, tmp_path)) == {"accepted": 2, "rejected": 1}
    assert hand.handed == list(ids[:2])


def test_a_transport_that_fails_leaves_what_it_did_not_hand_over_in_the_queue(store: Store, tmp_path: Path):
    ids = world.readers(store, 6)
    world.frozen(store, ids)

    def answer(mail: Mail) -> Answer:
        if mail.to.subscription == ids[3]:
            raise TransportError("the cable is out")
        return ACCEPTED

    with pytest.raises(TransportError):
        world.send(store, Hand(answer), tmp_path)
    hand = Hand()
    assert world.outcomes(world.send(store, hand, tmp_path)) == {"accepted": 5, "unknown": 1}
    assert hand.handed == list(ids[4:])


def test_a_transport_that_asks_for_patience_is_given_it_by_the_whole_edition(store: Store, tmp_path: Path):
    """Batches that nobody had taken up yet wait too."""
    world.frozen(store, world.readers(store, 2), size=1)

    class Busy(Hand):
        def deliver(self, mails: Mails, *, intent: Intent, ack: Ack) -> timedelta | None:
            mails.take(1)
            return timedelta(seconds=40)

    assert world.outcomes(world.send(store, Busy(), tmp_path)) == {"queued": 2}
    hand = Hand()
    assert world.outcomes(world.send(store, hand, tmp_path, now=DUE + timedelta(seconds=39))) == {"queued": 2}
    assert world.outcomes(world.send(store, hand, tmp_path, now=DUE + timedelta(seconds=40))) == {"accepted": 2}


def test_progress_counts_to_the_end(store: Store, tmp_path: Path):
    world.frozen(store, world.readers(store, 30), size=10)
    told: list[Progress] = []
    world.send(store, Hand(window=4), tmp_path, report=told.append)
    assert [p.done for p in told] == sorted(p.done for p in told)
    assert (told[-1].done, told[-1].total) == (30, 30)


def test_a_folder_holds_one_whole_mail_for_each_reader(store: Store, tmp_path: Path):
    ids = world.readers(store, 3, domain="example.com")
    world.frozen(store, ids)
    assert world.outcomes(world.send(store, Folder(tmp_path / "outbox"), tmp_path)) == {"accepted": 3}
    files = sorted((tmp_path / "outbox" / EDITION).iterdir())
    assert len(files) == 3
    assert all(b"Subject: Council" in file.read_bytes() for file in files)
    assert not [file for file in files if "reader" in file.name]


def test_a_journal_is_gone_when_all_it_says_is_in_the_database(store: Store, tmp_path: Path):
    world.frozen(store, world.readers(store, 3))
    world.send(store, Hand(), tmp_path)
    assert list((tmp_path / "journal").iterdir()) == []


def test_a_sender_that_was_frozen_past_its_lease_hands_over_nobody_twice(store: Store, tmp_path: Path):
    ids = world.readers(store, 30)
    world.frozen(store, ids)
    second = Hand(window=4)

    def freeze(mail: Mail) -> Answer:
        if mail.to.subscription == ids[9]:
            world.send(store, second, tmp_path, now=DUE + timedelta(minutes=6), owner="there:2")
        return ACCEPTED

    first = Hand(freeze, window=4)
    tally = world.send(store, first, tmp_path)
    assert not set(first.handed) & set(second.handed)
    never_left = len(ids) - len(first.handed) - len(second.handed)
    assert never_left <= 4
    assert world.outcomes(tally).get("queued", 0) == never_left
    last = Hand()
    assert world.outcomes(world.send(store, last, tmp_path)) == {"accepted": 30}
    assert sorted(first.handed + second.handed + last.handed) == list(ids)


def test_a_sender_that_wakes_up_after_its_lease_hands_over_nobody_at_all(store: Store, tmp_path: Path):
    """Its own clock tells, which nobody steps; it need not ask the database first."""
    ids = world.readers(store, 30)
    world.frozen(store, ids)
    awake = [0.0]
    second = Hand(window=10)

    def freeze(mail: Mail) -> Answer:
        if mail.to.subscription == ids[4]:
            awake[0] += 400
            world.send(store, second, tmp_path, now=DUE + timedelta(seconds=400), owner="there:2")
        return ACCEPTED

    first = Hand(freeze, window=10)
    tally = world.send(store, first, tmp_path, monotonic=lambda: awake[0])
    assert first.handed == list(ids[:5])
    assert second.handed == list(ids[10:])
    assert world.outcomes(tally) == {"accepted": 25, "queued": 5}, "it said itself which five never left"


@pytest.mark.parametrize("step", [timedelta(days=-2), timedelta(hours=-1), timedelta(hours=3)])
def test_a_clock_that_is_stepped_while_sending_costs_nobody_a_mail(store: Store, tmp_path: Path, step: timedelta):
    ids = world.readers(store, 30)
    world.frozen(store, ids, size=10)
    hand = Hand(window=4)
    tally = world.send(store, hand, tmp_path, clock=lambda: DUE + (step if len(hand.handed) > 4 else timedelta()))
    again = Hand()
    later = world.send(store, again, tmp_path, now=DUE + timedelta(hours=4))
    assert sum(world.outcomes(tally).values()) == 30
    assert sorted(hand.handed + again.handed) == list(ids)
    assert world.outcomes(later) == {"accepted": 30}


def test_a_pause_leaves_the_rest_queued_and_nobody_is_handed_over_twice(store: Store, tmp_path: Path):
    world.frozen(store, world.readers(store, 300), size=50)
    road = Road(way=Transport(name="hand", kind=TransportKind.SMTP), sender="news.example")
    hand = Hand(lambda mail: Answer(OutcomeState.REJECTED, "550 5.7.1") if mail.to.subscription > 150 else ACCEPTED)
    paused = world.outcomes(world.send(store, hand, tmp_path, road=road))
    assert paused == {"accepted": 150, "rejected": 17, "queued": 133}
    assert world.outcomes(world.send(store, hand, tmp_path, road=road)) == paused
    with store.write() as db:
        assert pauses.lift(db, EDITION, now=DUE)
    hand = Hand()
    assert world.outcomes(world.send(store, hand, tmp_path, road=road)) == {"accepted": 283, "rejected": 17}
    assert len(hand.handed) == 133


def test_a_pace_that_is_used_up_says_when_to_come_back(store: Store, tmp_path: Path):
    world.frozen(store, world.readers(store, 20), size=10)
    road = Road(way=Transport(name="hand", kind=TransportKind.SMTP, per_hour=60), sender="news.example")
    assert world.outcomes(world.send(store, Hand(), tmp_path, road=road)) == {"accepted": 6, "queued": 14}
    soon = world.send(store, Hand(), tmp_path, now=DUE + timedelta(minutes=1), road=road)
    assert world.outcomes(soon) == {"accepted": 6, "queued": 14}
    later = world.send(store, Hand(), tmp_path, now=DUE + timedelta(minutes=10), road=road)
    assert world.outcomes(later) == {"accepted": 12, "queued": 8}
