"""What a delivery's connections share: how far ahead mails are taken, and that none is lost or changed."""

from collections.abc import Iterator

from digest.deliver.transports.postbag import SLICE_MAX, SLICE_S, Postbag
from digest.deliver.transports.protocol import Answer, Listed, Mail
from tests.deliver.test_transports import mails


class Bench:
    """A postbag whose mails leave at a pace of the test's, on a clock of its own."""

    def __init__(self, waiting: list[Mail], *, real: bool = False) -> None:
        self.now = 0.0
        self.taken = 0
        self.answers: list[tuple[str, Answer]] = []
        self.bag = Postbag(
            Listed(self._counted(waiting)), intent=lambda _: True, ack=self._ack, real=real, monotonic=lambda: self.now
        )

    def _counted(self, waiting: list[Mail]) -> Iterator[Mail]:
        for mail in waiting:
            self.taken += 1
            yield mail

    def _ack(self, some, answer: Answer) -> None:
        self.answers += [(mail.to.email, answer) for mail in some]

    def leave(self, count: int, *, every_s: float) -> int:
        """How many mails were ever taken that did not leave at once, while so many left."""
        ahead = 0
        before = self.taken
        for left in range(1, count + 1):
            assert self.bag.take()
            ahead = max(ahead, self.taken - before - left)
            self.now += every_s
        return ahead


def test_every_mail_is_taken_once_in_its_order_with_its_own_message():
    waiting = mails(100, batches=3)
    bag = Bench(waiting).bag
    taken = [bag.take() for _ in waiting]
    assert [mail for mail, _ in filter(None, taken)] == waiting
    assert all(b"".join(pieces) == mail.message() for mail, pieces in filter(None, taken))
    assert bag.take() is None
    assert bag.is_empty()


def test_mails_that_leave_fast_are_taken_some_at_a_time():
    assert Bench(mails(500)).leave(300, every_s=0.0) == SLICE_MAX - 1


def test_mails_that_leave_slowly_are_taken_one_by_one():
    assert Bench(mails(50)).leave(40, every_s=2 * SLICE_S) == 0


def test_where_mails_begin_to_leave_slowly_no_more_than_one_slice_was_taken_ahead():
    bench = Bench(mails(500))
    bench.leave(200, every_s=0.0)
    assert bench.leave(SLICE_MAX * 4, every_s=2 * SLICE_S) < SLICE_MAX
    assert bench.leave(20, every_s=2 * SLICE_S) == 0


def test_a_mail_that_is_put_back_comes_again_with_its_message():
    bag = Bench(mails(5)).bag
    first = bag.take()
    second = bag.take()
    assert first
    assert second
    bag.put_back(first[0])
    assert bag.take() == first


def test_an_address_that_cannot_be_handed_over_is_answered_and_the_others_are_taken():
    waiting = mails(6)
    waiting[4] = waiting[4]._replace(to=waiting[4].to._replace(email="r@example.com"))
    bench = Bench(waiting, real=True)
    taken = [bench.bag.take() for _ in range(6)]
    assert [mail for mail, _ in filter(None, taken)] == waiting[:4] + waiting[5:]
    assert [email for email, _ in bench.answers] == ["r@example.com"]
