"""Sixty hostile addresses and names, written before the code: each is right, or refused with a line."""

import csv
import io
from email import message_from_bytes, policy

import pytest

from digest import mail, store
from digest.audience import addresses, lists
from digest.audience.addresses import Address, Refused
from digest.model.people import ListRow
from digest.people import add, join
from digest.people.guard import Verdict
from tests.people import mails
from tests.people.conftest import form, wish

USABLE = (
    "ada@example.com",
    "ADA@EXAMPLE.COM",
    "ada+news@example.com",
    "o'brien@example.com",
    "a!#$%&'*+/=?^_`{|}~-b@example.com",
    "x" * 64 + "@example.com",
    "ada@" + ".".join(["a" * 60] * 3) + ".com",
    "ada@münchen.example",
    "ada@xn--mnchen-3ya.example",
    "用户@例え.example",
    "пример@пример.example",
    "ada@sub.sub.sub.example.com",
    "_@example.com",
    "0@example.com",
    "δοκιμή@example.gr",
    "=cmd@example.com",
    "-ada@example.com",
)
REFUSED = (
    "",
    "@",
    "ada",
    "ada@",
    "@example.com",
    "ada@localhost",
    "ada@@example.com",
    "ada@example..com",
    ".ada@example.com",
    "ada.@example.com",
    "a..da@example.com",
    '"ada lovelace"@example.com',
    '"ada\\"@evil.example"@example.com',
    "ada@[127.0.0.1]",
    "ada@[IPv6:::1]",
    "ada@-example.com",
    "ada@example.com-",
    "x" * 65 + "@example.com",
    "x" * 308 + "@example.com",
    "ada@" + "a" * 64 + ".com",
    "ada@example.com\r\nBcc: all@example.com",
    "ada\r\n@example.com",
    "ada@example.com,bo@example.com",
    "ada@example.com;bo@example.com",
    "Ada <ada@example.com>",
    "<ada@example.com>",
    "ada@example.com\x00",
    "ada\u202e@example.com",
    "ada@exam\u200bple.com",
    "ada\ufeff@example.com",
    "ada @example.com",
    "ada@exa mple.com",
    "ada(comment)@example.com",
    "😀@😀",
    "mailto:ada@example.com",
    "ada@example.com?subject=x",
)
NAMES = (
    'O\'Brien, "Ada" <x@evil.example>',
    "Ada\r\nBcc: all@example.com",
    '=HYPERLINK("http://evil.example")',
    "+1+1",
    "@SUM(A1:A9)",
    "-2+3|cmd",
    "\tAda",
    "👩‍🚀 Ada",
    "\u202eadA",
    "Ångström é́́",
    "x" * 5_000,
    "عائشة",
    "{{ 7*7 }}%(name)s{0}",
    "<script>alert(1)</script>",
    "\x00\x1b[2J",
    "a;b,c\"d'e",
)


def test_there_are_sixty_of_them():
    assert len(USABLE + REFUSED + NAMES) >= 60


@pytest.mark.parametrize("text", USABLE)
def test_a_usable_address_is_read_the_same_again(text):
    found = addresses.canonical(text)
    assert isinstance(found, Address), found
    again = addresses.canonical(found.email)
    assert isinstance(again, Address)
    assert again.canonical == found.canonical
    assert "\n" not in found.email


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_usable_address_is_refused_with_a_line_that_does_not_repeat_it(text):
    found = addresses.canonical(text)
    assert isinstance(found, Refused), found
    assert found.reason
    assert "\n" not in found.reason
    assert "example" not in found.reason


def test_a_sign_up_with_each_is_one_mail_to_it_and_a_subscription(open_house, clock):
    for text in USABLE:
        clock.move(days=2)
        before = len(mails.sent(open_house))
        assert join.ask(open_house, wish(open_house, text), form(open_house)) is Verdict.MAIL, text
        sent = mails.sent(open_house)
        assert len(sent) == before + 1, text
        (to,) = sent[-1]["To"].addresses
        assert sent[-1]["Bcc"] is None
        assert canonical(to.addr_spec) == canonical(text)
        assert join.confirm(open_house, mails.token(sent[-1], "c")), text


def canonical(text: str) -> str:
    found = addresses.canonical(text)
    assert isinstance(found, Address), text
    return found.canonical


@pytest.mark.parametrize("name", NAMES)
def test_a_name_ends_no_header_and_starts_no_formula(open_house, name):
    row = ListRow(address="ada@example.com", email="ada@example.com", name=name)
    add.add(open_house, row, "readers")
    with open_house.store.read() as db:
        exported = "".join(lists.write(row for row, _, _ in store.people.rows(db)))
    (_, cells) = csv.reader(io.StringIO(exported))
    assert not cells[1].startswith(("=", "+", "-", "@", "\t", "\r"))
    letterhead = mail.notice_letterhead(open_house.settings.digests["morning"].sender)
    raw = mail.notice(
        subject=name,
        html="",
        text="",
        sender=letterhead.sender,
        email="ada@example.com",
        name=name,
        message_id="<1@x>",
        at=open_house.now(),
    )
    parsed = message_from_bytes(raw, policy=policy.default)
    assert parsed["Bcc"] is None
    assert [one.addr_spec for one in parsed["To"].addresses] == ["ada@example.com"]
