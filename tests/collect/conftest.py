"""A peer to fetch from, and a fetcher that may dial it."""

import socket
from collections.abc import Iterator

import pytest

from digest.collect import guard
from digest.collect.fetch import Fetcher
from digest.collect.limits import Waits
from tests.collect.peer import Peer, serving


async def no_names(host: str, port: int) -> list[str]:
    """A name service that knows numbers and localhost alone, so that no test ever asks a real one."""
    if host == "localhost":
        return ["127.0.0.1"]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return [str(entry[4][0]) for entry in found]


@pytest.fixture
def peer() -> Iterator[Peer]:
    with serving() as peer:
        yield peer


@pytest.fixture
def fetcher(peer: Peer) -> Iterator[Fetcher]:
    """May dial the peer's port on loopback and nothing else that is private."""
    allowed = guard.allowed([f"127.0.0.1:{peer.port}"])
    agent = "Digest/test (+https://news.example)"
    with Fetcher(agent=agent, allowed=allowed, waits=Waits(total_s=10), look_up=no_names) as fetcher:
        yield fetcher
