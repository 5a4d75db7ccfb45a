"""Which addresses may be dialled: public ones, and the operator's own where config allows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

# What the standard library calls private has changed between patch releases, and `is_global` lets addresses through
# that embed or tunnel others; so the list is ours, and `is_global` only a second look.
_REFUSED = {
    ip_network(network): why
    for network, why in (
        ("0.0.0.0/8", "reserved"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "private"),  # carriers' own
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),  # with the metadata service of clouds
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "relay"),  # 6to4
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "test"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::1/128", "loopback"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
        ("2001::/23", "tunnel"),  # Teredo and others
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "tunnel"),  # 6to4
        ("3fff::/20", "documentation"),
    )
}
_OPEN_IPV6 = IPv6Network("2000::/3")
"""All that has been given out; outside lie mapped, translated (64:ff9b::/96), discarded and unassigned addresses."""


def refusal(address: Address) -> str | None:
    """Why `address` is not dialled, in a word; None for one on the open net."""
    for network, why in _REFUSED.items():
        if address.version == network.version and address in network:
            return why
    if isinstance(address, IPv6Address) and address not in _OPEN_IPV6:
        return "reserved"
    return None if address.is_global and not address.is_multicast and not address.is_reserved else "private"


def literal(host: str) -> Address | None:
    """The address that `host` spells in its plain form; None for a name."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Private machines that may be dialled all the same."""

    networks: tuple[Network, ...] = ()
    hosts: frozenset[tuple[str, int | None]] = frozenset()
    """(host in lower case, port or None for any)."""

    def names(self, host: str, port: int) -> bool:
        """Whether the operator listed this host, by name or by network."""
        host = host.lower().rstrip(".")
        if (host, None) in self.hosts or (host, port) in self.hosts:
            return True
        address = literal(host)
        return address is not None and self.covers(address)

    def covers(self, address: Address) -> bool:
        return any(address.version == network.version and address in network for network in self.networks)


def allowed(entries: Sequence[str]) -> Allowed:
    """Reads `collect.allow_private`: networks (10.0.0.0/8), addresses and host names, these also as `host:port`.

    Raises ValueError naming the entry that is none of these.
    """
    networks: list[Network] = []
    hosts: set[tuple[str, int | None]] = set()
    for entry in entries:
        network = _network(entry)
        if network is not None:
            networks.append(network)
        else:
            hosts.add(_host(entry))
    return Allowed(networks=tuple(networks), hosts=frozenset(hosts))


def _network(entry: str) -> Network | None:
    try:
        return ip_network(entry.strip().strip("[]"), strict=False)
    except ValueError:
        return None


def _host(entry: str) -> tuple[str, int | None]:
    host, colon, port = entry.strip().lower().rpartition(":")
    if not colon:
        host, port = port, ""
    host = host.strip("[]").rstrip(".")
    if not host or "/" in host or (port and not port.isdecimal()):
        raise ValueError(f'"{entry}" is neither a network such as 10.0.0.0/8 nor a host name')
    return host, int(port) if port else None
