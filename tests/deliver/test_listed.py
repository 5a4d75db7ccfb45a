"""Mails that somebody has already, taken as a way out takes them."""

from digest.deliver.transports.protocol import Listed, one_by_one
from tests.deliver.test_transports import mails


def test_at_most_as_many_are_taken_as_are_wanted_and_all_of_one_batch():
    waiting = Listed(mails(5, batches=2))
    taken = [waiting.take(3) for _ in range(5)]
    assert [[mail.place for mail in some] for some in taken] == [[0, 1, 2], [3, 4], [0, 1, 2], [3, 4], []]
    assert [{mail.batch for mail in some} for some in taken] == [{1}, {1}, {2}, {2}, set()]


def test_one_by_one_none_is_taken_before_it_is_asked_for():
    waiting = iter(mails(3))
    first = next(one_by_one(Listed(waiting)))
    assert [first.place, *(mail.place for mail in waiting)] == [0, 1, 2]
