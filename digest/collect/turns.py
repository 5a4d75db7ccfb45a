"""Whose turn it is: so many requests at once in all, so many towards one host, and a pause between two of them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from digest.collect import limits

HOSTS_KEPT_MAX = 2_000  # a long-running service forgets idle hosts beyond this


@dataclass(slots=True)
class _Host:
    slots: asyncio.Semaphore
    gap_s: float
    free_at: float = 0.0
    """By the event loop's clock."""
    users: int = field(default=0)


class Turns:
    """Hands out turns within one event loop. `is_own` tells the operator's own machines, which need no pause."""

    def __init__(self, is_own: Callable[[str, int], bool], *, gap_s: float, own_gap_s: float) -> None:
        self._is_own = is_own
        self._gap_s = gap_s
        self._own_gap_s = own_gap_s
        self._all = asyncio.Semaphore(limits.CONNECTIONS_MAX)
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def at(self, host: str, port: int, delay_s: float = 0.0) -> AsyncIterator[None]:
        """Waits for a turn at `host`, which asked for `delay_s` between requests."""
        entry = self._host(host, port)
        entry.users += 1
        try:
            async with entry.slots:
                await _pause(entry, max(entry.gap_s, delay_s))
                async with self._all:
                    yield
        finally:
            entry.users -= 1

    def _host(self, host: str, port: int) -> _Host:
        own = self._is_own(host, port)
        key = f"{host}:{port}" if own else host
        if key not in self._hosts:
            self._forget_idle()
            together = limits.OWN_HOST_CONNECTIONS_MAX if own else limits.HOST_CONNECTIONS_MAX
            self._hosts[key] = _Host(asyncio.Semaphore(together), self._own_gap_s if own else self._gap_s)
        return self._hosts[key]

    def _forget_idle(self) -> None:
        if len(self._hosts) >= HOSTS_KEPT_MAX:
            now = asyncio.get_running_loop().time()
            self._hosts = {key: h for key, h in self._hosts.items() if h.users or h.free_at > now}


async def _pause(host: _Host, gap_s: float) -> None:
    """Takes the next free moment of `host` and waits for it."""
    now = asyncio.get_running_loop().time()
    start = max(now, host.free_at)
    host.free_at = start + gap_s
    if start > now:
        await asyncio.sleep(start - now)
