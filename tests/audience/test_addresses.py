"""One mailbox is one reader, however it is written; what is no address is refused in a line that does not repeat it."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from digest.audience.addresses import Address, Refused, canonical, on_the_wire

SAME = [
    ("ada@example.com", "Ada@EXAMPLE.com"),
    ("ada@example.com", "  ADA@example.COM\t"),
    ("jo@bücher.example", "JO@XN--BCHER-KVA.example"),
    ("jo@bücher.example", "jo@BÜCHER.example"),
    ("é.dupont@example.org", "e\u0301.dupont@example.org"),
    ("ÅSA@example.org", "åsa@example.org"),
]
DIFFERENT = [
    ("jo@example.org", "jo+news@example.org"),
    ("jo@example.org", "j.o@example.org"),
    ("jo@example.org", "jo@example.net"),
    ("jo@example.org", "jo@www.example.org"),
]
REFUSED = [
    "", "   ", "ada", "@", "ada@", "@example.com", "ada@@example.com", "ada@example", "ada@localhost",
    "ada@example.com,bo@example.com", "ada@example.com bo@example.com", "Ada <ada@example.com>",
    "ada@example.com\r\nBcc: eve@example.com", "ada\r\nBcc:eve@example.com", "ada\0@example.com",
    "a..b@example.com", ".ada@example.com", "ada.@example.com", "ada@example..com", "ada@-example.com",
    "ada@exa_mple.com", "ada@example.com.", "ada@[127.0.0.1]", "ada@127.0.0.1", '"ada b"@example.com',
    "x" * 65 + "@example.com", "ada@" + "x" * 64 + ".com", "ada@" + "x." * 130 + "com", "a" * 320,
    "\u202eada@example.com", "ada\u200b@example.com", "ada@exam\u202eple.com", "ada@💩.com", "=cmd()|' '!A0",
    "mailto:ada@example.com", "ada@example.invalid", "ada@example.com?subject=x", "ada%example.com",
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_one_mailbox_are_one_reader(one, other):
    first, second = canonical(one), canonical(other)
    assert isinstance(first, Address)
    assert isinstance(second, Address)
    assert first.canonical == second.canonical


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_mailboxes_stay_two_readers(one, other):
    first, second = canonical(one), canonical(other)
    assert isinstance(first, Address)
    assert isinstance(second, Address)
    assert first.canonical != second.canonical


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_usable_address_is_refused_without_repeating_it(text):
    found = canonical(text)
    assert isinstance(found, Refused)
    assert found.reason
    assert "\n" not in found.reason
    assert len(text) < 5 or text not in found.reason


def test_the_address_is_kept_as_its_owner_wrote_it():
    found = canonical("Ada.Lindqvist@Example.COM")
    assert found == Address(canonical="ada.lindqvist@example.com", email="Ada.Lindqvist@example.com")


@given(
    st.text(alphabet="aZ9._+-é@ ", max_size=12),
    st.sampled_from(["example.com", "EXAMPLE.org", "a-b.example", "-x.org", "x.c", "test", "xn--bcher-kva.de", "a..b"]),
)
def test_the_short_way_for_plain_addresses_agrees_with_the_whole_grammar(local, domain):
    text = f"{local}@{domain}".strip()
    try:
        known = validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        known = None
    found = canonical(text)
    if known is None or "." not in domain:
        assert isinstance(found, Refused)
    else:
        assert isinstance(found, Address)
        assert found.email == known


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("Jo@bücher.example", "Jo@xn--bcher-kva.example"),
        ("jo@example.org", "jo@example.org"),
        ("é.dupont@bücher.example", "é.dupont@bücher.example"),
    ],
)
def test_mail_goes_to_a_domain_in_ascii_unless_the_mailbox_needs_smtputf8_anyway(written, sent):
    assert on_the_wire(written) == sent


@given(st.text())
def test_no_text_at_all_makes_it_fail(text):
    found = canonical(text)
    if isinstance(found, Address):
        assert canonical(found.email) == found
