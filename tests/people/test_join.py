"""Signing up: nobody is subscribed by anybody but the owner of the mailbox, and nobody is flooded."""

from datetime import time

import pytest
from sqlalchemy import text

from digest import store, tokens
from digest.errors import TokenError
from digest.model.people import Preferences, Subscription, SubscriptionState, SuppressionReason
from digest.people import consents, join, leave, sync
from digest.people.guard import Verdict
from digest.tokens import Purpose
from tests.people import mails
from tests.people.conftest import WORDS, address, ask, form, wish


def found(runtime, email: str) -> Subscription | None:
    with runtime.store.read() as db:
        return store.people.find(db, email, "readers")


def signed_up(runtime, email: str, **preferences) -> str:
    """The token of the confirm link that was mailed."""
    assert join.ask(runtime, wish(runtime, email, **preferences), form(runtime)) is Verdict.MAIL
    return mails.token(mails.sent(runtime)[-1], "c")


def test_a_form_alone_subscribes_nobody(open_house):
    signed_up(open_house, "ada@example.com")
    assert found(open_house, "ada@example.com") is None


def test_the_button_behind_the_link_subscribes_with_what_was_chosen(open_house):
    token = signed_up(open_house, "Ada@Example.com", topics=("Sport",), hour=time(8, 30))
    confirmed = join.confirm(open_house, token)
    assert confirmed
    there = found(open_house, "ada@example.com")
    assert there
    assert (there.state, there.origin) == (SubscriptionState.ACTIVE, "site")
    assert there.preferences == Preferences(topics=("Sport",), hour=time(8, 30))


def test_the_proof_holds_the_words_and_both_moments(open_house, clock):
    token = signed_up(open_house, "ada@example.com")
    clock.move(minutes=5)
    join.confirm(open_house, token)
    key = tokens.keyed_hash(open_house.keys, "ada@example.com")
    with open_house.store.read() as db:
        (proof,) = store.consents.of_address(db, key)
    assert (proof.words, proof.page, proof.source, proof.email) == (WORDS, "/join/readers", "site", "ada@example.com")
    assert proof.asked_at
    assert (proof.at - proof.asked_at).total_seconds() == 300


def test_a_link_works_once_and_changes_nothing_after_its_reader_left(open_house):
    token = signed_up(open_house, "ada@example.com")
    first = join.confirm(open_house, token)
    again = join.confirm(open_house, token)
    assert first
    assert again
    assert (first.is_new, again.is_new) == (True, False)
    leave.leave(open_house, first.subscription)
    join.confirm(open_house, token)
    there = found(open_house, "ada@example.com")
    assert there
    assert there.state is SubscriptionState.LEFT


def test_a_link_of_the_day_before_yesterday_has_expired_and_the_address_is_forgotten(open_house, clock):
    token = signed_up(open_house, "ada@example.com")
    clock.move(days=2, minutes=2)
    with pytest.raises(TokenError, match="expired"):
        join.confirm(open_house, token)
    assert join.needs_tidying(open_house)
    join.tidy(open_house)
    with open_house.store.read() as db:
        assert not db.execute(text("SELECT 1 FROM signups")).all()


def test_a_link_for_something_else_confirms_nothing(open_house):
    with pytest.raises(TokenError):
        join.confirm(open_house, tokens.make(open_house.keys, Purpose.UNSUBSCRIBE, 1))


@pytest.mark.parametrize("reason", SuppressionReason)
def test_the_readers_own_confirmed_sign_up_lifts_whatever_stood_against_their_address(open_house, reason):
    token = signed_up(open_house, "ada@example.com")
    key = tokens.keyed_hash(open_house.keys, "ada@example.com")
    with open_house.store.write() as db:
        store.suppressions.add(db, key, reason, now=open_house.now())
    join.confirm(open_house, token)
    with open_house.store.read() as db:
        assert not store.suppressions.among(db, [key])


def test_who_left_comes_back_by_signing_up(open_house, clock):
    confirmed = join.confirm(open_house, signed_up(open_house, "ada@example.com"))
    assert confirmed
    leave.leave(open_house, confirmed.subscription)
    clock.move(days=2)
    join.confirm(open_house, signed_up(open_house, "ada@example.com", topics=("World",)))
    there = found(open_house, "ada@example.com")
    assert there
    assert (there.id, there.state) == (confirmed.subscription, SubscriptionState.ACTIVE)
    assert there.preferences.topics == ("World",)
    assert consents.verify(open_house).entries == 3


def test_a_sign_up_by_somebody_else_does_not_change_an_active_readers_choices(open_house, clock):
    join.confirm(open_house, signed_up(open_house, "ada@example.com", topics=("Sport",)))
    clock.move(days=2)
    join.confirm(open_house, signed_up(open_house, "ada@example.com", topics=("World",)))
    there = found(open_house, "ada@example.com")
    assert there
    assert there.preferences.topics == ("Sport",)


def test_who_confirms_does_not_depend_on_a_lists_file_any_more(open_house):
    sync.sync(open_house, "readers")
    join.confirm(open_house, signed_up(open_house, "ada@example.com"))
    (open_house.settings.lists_path / "readers.csv").write_text("email\nbo@example.org\n", encoding="utf-8")
    sync.sync(open_house, "readers", remove=True)
    there = found(open_house, "ada@example.com")
    assert there
    assert (there.state, there.origin) == (SubscriptionState.ACTIVE, "site")


def test_the_confirm_mail_holds_no_visitors_text(open_house):
    signed_up(open_house, "BUY.NOW@example.com")
    mail = mails.sent(open_house)[-1]
    assert "BUY" not in str(mail["Subject"]) + mails.words(mail)


def test_one_mail_a_day_and_three_a_month_for_a_mailbox_however_it_is_spelled(open_house, clock):
    asked: list[Verdict] = []
    for spelling in ("ada@example.com", "Ada+1@example.com", "a.da@example.com"):
        asked.append(ask(open_house, spelling, visitor=f"192.0.2.{len(asked)}"))
    assert asked == [Verdict.MAIL, Verdict.QUIET, Verdict.QUIET]
    for _ in range(3):
        clock.move(days=1, minutes=1)
        asked.append(ask(open_house, "ada@example.com"))
        mails.sent(open_house)
    assert asked[3:] == [Verdict.MAIL, Verdict.MAIL, Verdict.QUIET]
    assert len(mails.sent(open_house)) == 3


def test_known_and_unknown_addresses_get_the_same_verdict(open_house):
    join.confirm(open_house, signed_up(open_house, "ada@example.com"))
    assert ask(open_house, "bo@example.org") is Verdict.MAIL
    assert ask(open_house, "ada@example.com") is ask(open_house, "bo@example.org") is Verdict.QUIET


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"trap": "http://spam.example"}, Verdict.QUIET),
        ({"age_s": 0.4}, Verdict.AGAIN),
        ({"mark": ""}, Verdict.AGAIN),
        ({"mark": "AAAA"}, Verdict.AGAIN),
    ],
)
def test_robots_cause_no_mail(open_house, fields, verdict):
    assert ask(open_house, "ada@example.com", **fields) is verdict
    assert not mails.sent(open_house)


def test_one_form_is_worth_one_mail(open_house):
    sent = form(open_house)
    assert join.ask(open_house, wish(open_house, "ada@example.com"), sent) is Verdict.MAIL
    assert join.ask(open_house, wish(open_house, "bo@example.org"), sent) is Verdict.QUIET


def test_a_stranger_takes_part_in_no_transaction_where_a_robot_is_seen_at_once(open_house):
    """Ten thousand of those must not make a reader wait for the database's one writer."""
    with open_house.store.write():
        assert ask(open_house, "ada@example.com", trap="x") is Verdict.QUIET


def test_nothing_in_the_limits_names_anybody(open_house):
    ask(open_house, "ada@example.com")
    with open_house.store.read() as db:
        kept = str(db.execute(text("SELECT * FROM marks")).all())
    assert "example" not in kept
    assert "192.0.2" not in kept


def test_address_is_only_a_name_for_counting():
    assert address("A.d.a+x@Example.com").canonical == "a.d.a+x@example.com"
