"""A peer to fetch from, and a fetcher that may dial it."""

from collections.abc import Iterator

import pytest

from digest.collect import guard
from digest.collect.fetch import Fetcher
from digest.collect.limits import Waits
from tests.collect.peer import Peer, serving


@pytest.fixture
def peer() -> Iterator[Peer]:
    with serving() as peer:
        yield peer


@pytest.fixture
def fetcher(peer: Peer) -> Iterator[Fetcher]:
    """May dial the peer's port on loopback and nothing else that is private."""
    allowed = guard.allowed([f"127.0.0.1:{peer.port}"])
    with Fetcher(agent="Digest/test (+https://news.example)", allowed=allowed, waits=Waits(total_s=10)) as fetcher:
        yield fetcher
