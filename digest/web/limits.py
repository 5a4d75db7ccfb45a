"""Limits towards visitors: how much a form may hold, how often somebody may try."""

import threading
import time
from collections import deque
from collections.abc import Callable
from ipaddress import ip_address, ip_network

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digest.web.origin import Refuse

FORM_BYTES_MAX = 64 * 1024  # a long intro is 2 KB
TOO_MUCH = "That is more than this form takes; nothing was changed."

ATTEMPTS_MAX = 5  # wrong passwords a name may get from one network …
WINDOW_S = 15 * 60.0  # … in this time
IPV4_PREFIX, IPV6_PREFIX = 24, 64  # one household or office has at least so much
KEYS_MAX = 10_000  # remembered at once; the oldest are forgotten first


class BodyLimit:
    """Refuses bodies over the limit, by what they announce and by what they are."""

    def __init__(self, app: ASGIApp, *, refuse: Refuse, bytes_max: int = FORM_BYTES_MAX) -> None:
        self._app = app
        self._refuse = refuse
        self._bytes_max = bytes_max

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._announces_too_much(Headers(scope=scope)):
            await self._refuse(413, TOO_MUCH)(scope, receive, send)
        else:
            await self._app(scope, self._counted(receive), send)

    def _announces_too_much(self, headers: Headers) -> bool:
        length = headers.get("content-length", "0")
        return not length.isdecimal() or int(length) > self._bytes_max

    def _counted(self, receive: Receive) -> Receive:
        seen = 0

        async def counting() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self._bytes_max:
                raise HTTPException(413, TOO_MUCH)
            return message

        return counting


class Attempts:
    """Counts failures by key in a sliding window, in this process."""

    def __init__(
        self,
        *,
        attempts_max: int = ATTEMPTS_MAX,
        window_s: float = WINDOW_S,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max = attempts_max
        self._window_s = window_s
        self._seconds = seconds
        self._failures: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def wait_s(self, key: str) -> int:
        """How many seconds this key has to wait; 0 where it may try."""
        with self._lock:
            failures = self._recent(key)
            if len(failures) < self._max:
                return 0
            return max(1, int(failures[0] + self._window_s - self._seconds()) + 1)

    def failed(self, key: str) -> None:
        with self._lock:
            failures = self._recent(key)
            failures.append(self._seconds())
            self._failures.pop(key, None)
            self._failures[key] = failures
            while len(self._failures) > KEYS_MAX:
                self._failures.pop(next(iter(self._failures)))

    def succeeded(self, key: str) -> None:
        with self._lock:
            self._failures.pop(key, None)

    def _recent(self, key: str) -> deque[float]:
        failures = self._failures.get(key, deque(maxlen=self._max))
        while failures and failures[0] <= self._seconds() - self._window_s:
            failures.popleft()
        return failures


def network(address: str) -> str:
    """The network an address belongs to, as limits count it; the address itself where it is none."""
    try:
        version = ip_address(address).version
    except ValueError:
        return address
    return str(ip_network(f"{address}/{IPV4_PREFIX if version == 4 else IPV6_PREFIX}", strict=False))
