"""Which addresses may be dialled: public ones, and the operator's own where config allows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

# `is_global` lets these through although they lead to machines that are not on the open net: each embeds or
# tunnels an IPv4 address, is set aside for documentation or discarding, or was private once.
_REFUSED = tuple(
    map(
        ip_network,
        (
            "192.88.99.0/24",  # 6to4 relays
            "::/96",  # IPv4-compatible
            "::ffff:0:0/96",  # IPv4-mapped
            "64:ff9b::/96",  # NAT64
            "64:ff9b:1::/48",  # NAT64, local use
            "100::/64",  # discard
            "2001::/32",  # Teredo
            "2002::/16",  # 6to4
            "3fff::/20",  # documentation
            "fec0::/10",  # site-local
        ),
    )
)


def refusal(address: Address) -> str | None:
    """Why `address` is not dialled, in a word or two; None for one on the open net."""
    if address.is_loopback:
        return "loopback"
    if address.is_link_local:
        return "link-local"
    if address.is_multicast:
        return "multicast"
    if address.is_private or not address.is_global:
        return "private"
    if address.is_reserved or address.is_unspecified:
        return "reserved"
    return "reserved" if any(address in network for network in _REFUSED) else None


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
    """Reads `collecting.allow_private`: networks (10.0.0.0/8), addresses and host names, these also as `host:port`.

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
