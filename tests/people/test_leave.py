"""Leaving by link and by mail, taking it back in time, and being told."""

import pytest

from digest import store, tokens
from digest.model.people import Preferences, SubscriptionState
from digest.people import choose, leave, sync
from digest.tokens import Purpose
from tests.people import mails


@pytest.fixture
def ada(open_house) -> int:
    sync.sync(open_house, "readers")
    with open_house.store.read() as db:
        found = store.people.find(db, "ada@example.com", "readers")
    assert found
    return found.id


def state(runtime, subscription: int) -> SubscriptionState:
    found = leave.find(runtime, subscription)
    assert found
    return found.state


def test_who_left_is_told_once_with_the_way_back(open_house, ada):
    leave.leave(open_house, ada)
    leave.stay(open_house, ada)
    leave.leave(open_house, ada)
    (told,) = mails.sent(open_house)
    assert told["To"].addresses[0].addr_spec == "ada@example.com"
    token = mails.token(told, "u")
    assert tokens.read(open_house.keys, Purpose.UNSUBSCRIBE, token, open_house.now()) == (ada,)


def test_leaving_can_be_taken_back_for_a_day_and_no_longer(open_house, ada, clock):
    leave.leave(open_house, ada)
    clock.move(hours=23)
    assert leave.may_undo(open_house, ada)
    assert leave.stay(open_house, ada)
    leave.leave(open_house, ada)
    clock.move(hours=25)
    assert not leave.may_undo(open_house, ada)
    assert not leave.stay(open_house, ada)
    assert state(open_house, ada) is SubscriptionState.LEFT


def test_an_old_forwarded_mail_brings_nobody_back_by_way_of_the_choices(open_house, ada, clock):
    leave.leave(open_house, ada)
    clock.move(days=3)
    assert not choose.choose(open_house, ada, Preferences(topics=("Sport",)))
    assert not leave.stay(open_house, ada)


def test_a_change_of_choices_is_told_once_a_day(open_house, ada, clock):
    for topics in (("Sport",), ("World",), ("World",)):
        choose.choose(open_house, ada, Preferences(topics=topics))
    assert len(mails.sent(open_house)) == 1
    clock.move(days=1, hours=1)
    choose.choose(open_house, ada, Preferences(topics=("World",)))
    assert len(mails.sent(open_house)) == 1
    choose.choose(open_house, ada, Preferences())
    assert len(mails.sent(open_house)) == 2


def asking(token: str, subject: str = "unsubscribe {}", **headers: str) -> bytes:
    lines = {"From": "whoever@example.net", "To": "morning@news.example", "Subject": subject.format(token), **headers}
    return "\r\n".join([*(f"{name}: {text}" for name, text in lines.items()), "", "please"]).encode()


def test_a_mail_with_the_readers_token_is_leaving_whoever_it_comes_from(open_house, ada):
    token = tokens.make(open_house.keys, Purpose.UNSUBSCRIBE, ada)
    assert leave.leave_by_mail(open_house, asking(token))
    assert state(open_house, ada) is SubscriptionState.LEFT
    assert leave.leave_by_mail(open_house, asking(token))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00 no mail at all",
        asking("A" * 40),
        asking("", subject="unsubscribe"),
        asking("", subject="Re: your edition"),
        b"Subject: =?utf-8?b?" + b"A" * 100_000 + b"\r\n\r\n",
    ],
)
def test_other_mails_are_not_ours(open_house, raw):
    assert not leave.leave_by_mail(open_house, raw)


def test_machines_answers_and_tokens_for_something_else_leave_nothing(open_house, ada):
    token = tokens.make(open_house.keys, Purpose.UNSUBSCRIBE, ada)
    assert not leave.leave_by_mail(open_house, asking(token, **{"Auto-Submitted": "auto-replied"}))
    assert not leave.leave_by_mail(open_house, asking(token, subject="Re: unsubscribe {}"))
    assert not leave.leave_by_mail(open_house, asking(tokens.make(open_house.keys, Purpose.CHOOSE, ada)))
    assert state(open_house, ada) is SubscriptionState.ACTIVE


def test_an_encoded_subject_is_read(open_house, ada):
    token = tokens.make(open_house.keys, Purpose.UNSUBSCRIBE, ada).replace("_", "=5F")  # a bare one is a space there
    assert leave.leave_by_mail(open_house, asking(token, subject="=?utf-8?q?unsubscribe_{}?="))


def test_the_address_may_carry_the_token_too(open_house, ada):
    token = tokens.make(open_house.keys, Purpose.UNSUBSCRIBE, ada)
    assert leave.leave_by_mail(open_house, asking("", subject="", To=f"<morning+{token}@news.example>"))
    assert state(open_house, ada) is SubscriptionState.LEFT
