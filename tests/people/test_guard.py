"""The guard: what it thinks of a form, and of how many mails there were."""

import pytest

from digest import tokens
from digest.people import forms, guard
from digest.people.guard import CALM, CEILINGS, DAY, Attempt, Counted, Verdict
from tests.world import NOW

KEYS = tokens.keys(tokens.new_key())
PERSON = Attempt(is_trapped=False, age_s=20.0, is_repeated=False, is_answered=False)
ANSWERED = Attempt(is_trapped=False, age_s=20.0, is_repeated=False, is_answered=True)


@pytest.mark.parametrize("limit", CALM)
def test_where_it_is_not_calm_the_form_asks_and_an_answer_is_a_mail(limit):
    assert guard.verdict(PERSON, {limit: limit.most - 1}) is Verdict.MAIL
    assert guard.verdict(PERSON, {limit: limit.most}) is Verdict.QUESTION
    assert guard.verdict(ANSWERED, {limit: limit.most}) is Verdict.MAIL


@pytest.mark.parametrize("limit", CEILINGS)
def test_above_the_ceilings_nobody_gets_a_mail_and_only_a_mailboxs_own_limit_is_not_said(limit):
    quiet = limit.counted is Counted.ADDRESS
    assert guard.verdict(ANSWERED, {limit: limit.most}) is (Verdict.QUIET if quiet else Verdict.BUSY)


@pytest.mark.parametrize(
    ("visitor", "network", "area"),
    [
        ("192.0.2.77", "192.0.2.77/32", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.77/32", "192.0.2.0/24"),
        ("testclient", "testclient", "testclient"),
    ],
)
def test_networks(visitor, network, area):
    assert guard.networks(visitor) == (network, area)


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("ada@example.com", "ada@example.com"),
        ("a.da+news@example.com", "ada@example.com"),
        ("+odd@example.com", "+odd@example.com"),
    ],
)
def test_a_mailbox_has_one_name(address, mailbox):
    assert guard.mailbox(address) == mailbox


def test_a_form_asks_for_digits_that_its_mark_does_not_tell():
    mark = forms.mark(KEYS, NOW, asks=True)
    shown = forms.read(KEYS, mark, NOW)
    assert shown
    digits = forms.digits(KEYS, shown)
    assert len(digits) == 4
    assert forms.is_right(KEYS, shown, f" {digits[:2]} {digits[2:]} ")
    assert not forms.is_right(KEYS, shown, "")
    plain = forms.read(KEYS, forms.mark(KEYS, NOW), NOW)
    assert plain
    assert not forms.is_right(KEYS, plain, forms.digits(KEYS, plain))


def test_a_form_is_worth_nothing_a_day_later():
    assert forms.read(KEYS, forms.mark(KEYS, NOW), NOW + DAY) is None
