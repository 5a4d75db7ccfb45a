"""The address guard: what is not on the open net is not dialled."""

from ipaddress import ip_address

import pytest

from digest.collect import guard

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.254",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:93.184.216.34",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "3fff::1",
    "fc00::1",
    "fd12:3456:789a::1",
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "5f00::1",
]

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "172.32.0.1",
    "192.0.1.1",
    "2606:4700::1111",
    "2a00:1450:4001:800::200e",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_on_the_open_net_is_refused(address: str):
    """Loopback, private, link-local, multicast, reserved, and every form that carries one of them inside."""
    assert guard.refusal(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_on_the_open_net_is_dialled(address: str):
    assert guard.refusal(ip_address(address)) is None


def test_a_listed_network_covers_its_addresses_and_no_others():
    allowed = guard.allowed(["10.1.0.0/16", "fd00::/8"])
    assert allowed.covers(ip_address("10.1.2.3"))
    assert allowed.covers(ip_address("fd00::1"))
    assert not allowed.covers(ip_address("10.2.0.1"))
    assert not allowed.covers(ip_address("::1"))


@pytest.mark.parametrize(
    ("entry", "host", "port", "listed"),
    [
        ("intranet.example", "intranet.example", 80, True),
        ("intranet.example", "INTRANET.example.", 443, True),
        ("intranet.example", "evil-intranet.example", 80, False),
        ("intranet.example", "sub.intranet.example", 80, False),
        ("intranet.example:8080", "intranet.example", 8080, True),
        ("intranet.example:8080", "intranet.example", 80, False),
        ("127.0.0.1:8080", "127.0.0.1", 8080, True),
        ("127.0.0.1:8080", "127.0.0.1", 8081, False),
        ("127.0.0.1", "127.0.0.1", 1, True),
        ("10.0.0.0/8", "10.1.1.1", 80, True),
        ("[::1]", "::1", 80, True),
        ("[::1]:8080", "::1", 8080, True),
    ],
)
def test_a_listed_host_is_the_operators_own(entry: str, host: str, port: int, listed: bool):
    """By exact name, with or without a port; a name that only ends alike is another's."""
    assert guard.allowed([entry]).names(host, port) is listed


@pytest.mark.parametrize("entry", ["", "10.0.0.0/99", "http://intranet/", "intranet:http", "a/b", ":80"])
def test_an_entry_that_makes_no_sense_is_named(entry: str):
    with pytest.raises(ValueError, match="neither a network"):
        guard.allowed([entry])
