"""How fast mails leave, who waits, and when sending stops of itself. The clock moves only when somebody naps."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import cast

import pytest

from digest.deliver.gate import DEFERRALS_IN_A_ROW, RESTING, Gate, Road
from digest.deliver.transports.protocol import ACCEPTED, Answer, Letter, Listed, Mail, one_by_one
from digest.model.delivery import OutcomeState, Recipient
from digest.model.settings import Deliveries
from digest.model.transport import SendingDomain, Transport, TransportKind
from digest.store import Store, open_store, paces, pauses
from digest.store.paces import Limit
from tests.deliver import world
from tests.deliver.world import DUE, EDITION

LATER = Answer(OutcomeState.DEFERRED, "451 4.7.1", "later")
NEVER = Answer(OutcomeState.REJECTED, "550 5.1.1", "no")


@dataclass
class Clock:
    now: datetime = DUE
    gone_s: float = 0.0

    def __call__(self) -> datetime:
        return self.now

    def monotonic(self) -> float:
        return self.gone_s

    def nap(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.gone_s += seconds


@dataclass
class Scene:
    """Some gates of one edition, over one database and one clock."""

    store: Store
    clock: Clock = field(default_factory=Clock)
    left_at: list[datetime] = field(default_factory=list)
    put_off: list[str] = field(default_factory=list)

    def gate(self, way: Transport, **fields) -> Gate:
        road = Road(way=way, sender="news.example", **fields)
        return Gate(
            self.store,
            EDITION,
            road,
            clock=self.clock,
            stop=lambda: False,
            nap=self.clock.nap,
            monotonic=self.clock.monotonic,
        )

    def through(self, gate: Gate, mails: Iterator[Mail]) -> Iterator[Mail]:
        let_through = gate.through(Listed(mails), lambda some, _: self.put_off.extend(one.to.email for one in some))
        for mail in one_by_one(let_through):
            self.left_at.append(self.clock.now)
            yield mail

    def send(self, way: Transport, count: int, **fields) -> Gate:
        gate = self.gate(way, **fields)
        for mail in self.through(gate, mails(count)):
            gate.heard((mail,), ACCEPTED)
        gate.close()
        return gate

    def most_within(self, span: timedelta) -> int:
        return max(sum(at <= other < at + span for other in self.left_at) for at in set(self.left_at))


def mails(count: int, *domains: str) -> Iterator[Mail]:
    for n in range(count):
        domain = domains[n % len(domains)] if domains else "post.pub"
        to = Recipient(subscription=n + 1, email=f"r{n}@{domain}", name="")
        yield Mail(1, n, to, cast(Letter, None))


def way(**fields: float) -> Transport:
    return Transport(name="relay", kind=TransportKind.SMTP, **fields)  # type: ignore[arg-type]  # only limits are given


@pytest.fixture
def scene(sqlite_url: str) -> Iterator[Scene]:
    store = open_store(sqlite_url)
    world.frozen(store, world.readers(store, 1))
    yield Scene(store)
    store.close()


@pytest.mark.parametrize("most", [1, 14, 300])
def test_no_second_holds_more_mails_than_the_limit_and_all_leave(scene: Scene, most: int):
    assert scene.send(way(per_second=most), 3 * most).wait is None
    assert len(scene.left_at) == 3 * most
    assert scene.most_within(timedelta(seconds=1)) <= most
    assert scene.clock.gone_s <= 8


def test_whoever_takes_a_thousand_at_once_gets_what_may_leave_at_that_moment(scene: Scene):
    let_through = scene.gate(way(per_second=100)).through(Listed(mails(1_000)), lambda *_: None)
    taken = [mail for _ in range(3) for mail in let_through.take(1_000)]
    assert [mail.place for mail in taken] == [*range(len(taken))]
    assert 0 < len(taken) <= 10 + 90 * scene.clock.gone_s


def test_no_hour_holds_more_mails_than_the_limit_and_a_long_wait_is_not_waited_for_here(scene: Scene):
    left = 0
    while left < 250:
        gate = scene.send(way(per_hour=100), 250 - left)
        left = len(scene.left_at)
        if gate.wait:
            assert gate.wait > timedelta(minutes=1)
            scene.clock.now += gate.wait
    assert scene.most_within(timedelta(hours=1)) <= 100
    assert scene.clock.now - DUE < timedelta(hours=3)


def test_the_tightest_of_several_limits_counts(scene: Scene):
    gate = scene.send(way(per_second=1_000, per_hour=50), 20)
    assert len(scene.left_at) == 5
    assert gate.wait


def test_a_new_domain_sends_what_its_plan_says_for_the_day(scene: Scene):
    plan = SendingDomain(name="news.example", warm_up_from=date(2026, 3, 10), warm_up=(3, 5))
    gate = scene.send(way(), 9, domain=plan)
    assert (len(scene.left_at), gate.wait) == (3, timedelta(hours=18))
    scene.clock.now += timedelta(hours=18)
    scene.send(way(), 6, domain=plan)
    assert len(scene.left_at) == 8
    scene.clock.now += timedelta(days=1)
    assert scene.send(way(), 100, domain=plan).wait is None
    assert len(scene.left_at) == 108


def test_two_senders_share_one_bucket(scene: Scene):
    one, two = (scene.through(scene.gate(way(per_second=100)), mails(100)) for _ in range(2))
    for _ in zip(one, two, strict=True):
        pass
    assert len(scene.left_at) == 200
    assert scene.most_within(timedelta(seconds=1)) <= 100


def test_permits_that_are_not_used_are_given_back(scene: Scene):
    for _ in range(5):
        assert scene.send(way(per_hour=50), 1).wait is None
    assert scene.send(way(per_hour=50), 1).wait


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-400)])
def test_a_clock_that_is_stepped_neither_stops_mails_nor_lets_a_flood_through(scene: Scene, step: timedelta):
    gate = scene.gate(way(per_second=20))
    for number, _ in enumerate(scene.through(gate, mails(100))):
        if number == 50:
            scene.clock.now += step
    assert len(scene.left_at) == 100
    assert 4 <= scene.clock.gone_s <= 6


def test_a_limit_races_on_any_database(store: Store):
    limit = Limit(key="relay a second", capacity=50, per_second=0.0)
    got: list[int] = []

    def ask() -> None:
        for _ in range(5):
            with store.write() as db:
                got.append(paces.take(db, [limit], 7, now=DUE).mails)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(got) == 50


def test_a_domain_that_puts_off_mail_after_mail_slows_only_itself(scene: Scene):
    gate = scene.gate(way())
    for mail in scene.through(gate, mails(60, "slow.pub", "post.pub")):
        gate.heard((mail,), LATER if mail.to.email.endswith("@slow.pub") else ACCEPTED)
    assert len(scene.put_off) == 30 - DEFERRALS_IN_A_ROW
    assert {address.partition("@")[2] for address in scene.put_off} == {"slow.pub"}
    assert len(scene.left_at) == 30 + DEFERRALS_IN_A_ROW


def test_a_rest_ends_is_known_to_other_senders_and_grows_each_time(scene: Scene):
    rests = []
    for _ in range(3):
        gate = scene.gate(way())
        for mail in scene.through(gate, mails(DEFERRALS_IN_A_ROW, "slow.pub")):
            gate.heard((mail,), LATER)
        other, before = scene.gate(way()), len(scene.put_off)
        assert list(scene.through(other, mails(2, "slow.pub"))) == []
        assert len(scene.put_off) == before + 2
        with scene.store.read() as db:
            (found,) = paces.all_resting(db, now=scene.clock.now)["relay"]
        rests.append(found.until - scene.clock.now)
        scene.clock.now = found.until
    assert rests == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]


def test_a_mail_that_is_taken_in_between_shows_that_a_domain_is_well(scene: Scene):
    gate = scene.gate(way())
    for number, mail in enumerate(scene.through(gate, mails(50, "slow.pub"))):
        gate.heard((mail,), ACCEPTED if number % DEFERRALS_IN_A_ROW == 0 else LATER)
    assert scene.put_off == []


def test_resting_costs_nobody_a_try(scene: Scene):
    assert RESTING.state is OutcomeState.DEFERRED
    assert not RESTING.code[:1].isdigit(), "it does not count as the domain's own word"


@pytest.mark.parametrize(("refused", "is_over"), [(20, False), (21, True)])
def test_sending_pauses_once_more_than_the_stated_share_is_refused_and_not_before(
    scene: Scene, refused: int, *, is_over: bool
):
    gate = scene.gate(way(), most=Deliveries(rejects_max_percent=10.0))
    for number, mail in enumerate(scene.through(gate, mails(200))):
        gate.heard((mail,), NEVER if number >= 200 - refused else ACCEPTED)
    assert len(scene.left_at) == (199 if is_over else 200), "20 of 199 are over a tenth, 20 of 200 are not"
    assert gate.is_paused is is_over
    with scene.store.read() as db:
        assert pauses.is_paused(db, EDITION) is is_over


def test_a_few_mails_make_no_share_and_our_own_refusals_do_not_count(scene: Scene):
    gate = scene.gate(way(), most=Deliveries(rejects_max_percent=10.0))
    for mail in scene.through(gate, mails(99)):
        gate.heard((mail,), NEVER)
    other = scene.gate(way(), most=Deliveries(rejects_max_percent=10.0))
    for mail in scene.through(other, mails(300)):
        other.heard((mail,), Answer(OutcomeState.REJECTED, "reserved domain"))
    assert len(scene.left_at) == 399


def test_what_comes_after_a_pause_is_decided_before_another_mail_leaves(scene: Scene):
    gate = scene.gate(way(), most=Deliveries(rejects_max_percent=10.0))
    for mail in scene.through(gate, mails(500)):
        gate.heard((mail,), NEVER)
    assert len(scene.left_at) == 100


def test_a_pause_that_somebody_else_makes_stops_within_a_second(scene: Scene):
    gate = scene.gate(way())
    for number, mail in enumerate(scene.through(gate, mails(500))):
        if number == 10:
            with scene.store.write() as db:
                pauses.pause(db, EDITION, "by the operator", now=scene.clock.now)
        scene.clock.nap(0.1)
        gate.heard((mail,), ACCEPTED)
    assert len(scene.left_at) <= 10 + 1 + 10


def test_a_mail_that_a_way_out_took_before_a_pause_does_not_leave_after_it(scene: Scene):
    gate = scene.gate(way(), most=Deliveries(rejects_max_percent=10.0))
    intent = gate.guarding(lambda _: True)
    taken = list(scene.through(gate, mails(120)))
    left = 0
    for mail in taken:
        if intent((mail,)):
            left += 1
            gate.heard((mail,), NEVER)
    assert (len(taken), left) == (120, 100)


def test_a_lifted_pause_counts_anew(scene: Scene):
    with scene.store.write() as db:
        db.exec_driver_sql("UPDATE batches SET accepted = 100, size = 200")
        assert pauses.pause(db, EDITION, "too much", now=DUE)
        assert not pauses.pause(db, EDITION, "again", now=DUE)
        assert pauses.returns(db, EDITION).handed == 100
        assert pauses.lift(db, EDITION, now=DUE)
        assert pauses.returns(db, EDITION).handed == 0
        assert not pauses.lift(db, EDITION, now=DUE)
        assert pauses.pause(db, EDITION, "again", now=DUE)
