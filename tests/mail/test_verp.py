"""A bounce names its delivery, and nobody else can make one that does."""

import pytest

from digest import tokens
from digest.mail import verp

KEYS = tokens.keys("k" * 40)
BOUNCES = "bounces@news.example"


def test_a_bounce_to_an_envelope_sender_tells_its_delivery():
    assert verp.delivery(verp.sender(BOUNCES, "17-2043", KEYS), BOUNCES, KEYS) == "17-2043"


def test_servers_may_change_the_case_and_put_angles_around_it():
    given = f" <{verp.sender('Bounces@News.example', '17-2043', KEYS).upper()}> "
    assert verp.delivery(given, "Bounces@News.example", KEYS) == "17-2043"


def test_an_envelope_sender_fits_what_servers_take_of_a_name():
    local = verp.sender(BOUNCES, f"{2**31}-{2**31}", KEYS).partition("@")[0]
    assert len(local) <= 64


@pytest.mark.parametrize(
    "address",
    [
        BOUNCES,
        "",
        "bounces+17-2043@news.example",
        "bounces+17-2043-000000000000@news.example",
        verp.sender(BOUNCES, "17-2043", KEYS).replace("17-", "18-"),
        verp.sender(BOUNCES, "17-2043", tokens.keys("o" * 40)),
        verp.sender("other@news.example", "17-2043", KEYS),
        verp.sender("bounces@evil.example", "17-2043", KEYS),
    ],
)
def test_made_up_senders_tell_nothing(address: str):
    assert verp.delivery(address, BOUNCES, KEYS) is None
