"""Requests over a kept connection, where it matters whether one that failed can have arrived."""

import http.client
import select
import time
from collections.abc import Mapping
from dataclasses import dataclass

IDLE_S_MAX = 5.0  # a connection that lay idle longer is opened anew: servers close them, at the worst moment
ANSWER_BYTES_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class Answered:
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


@dataclass(frozen=True, slots=True)
class NotSent:
    """The peer cannot have the whole request."""

    reason: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The whole request was written, and nobody knows what became of it."""

    reason: str


Posted = Answered | NotSent | NoAnswer


class Line:
    """One connection to one host."""

    def __init__(self, scheme: str, host: str, *, timeout_s: float) -> None:
        kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        self._connection = kind(host, timeout=timeout_s)
        self._used_at = 0.0

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Posted:
        try:
            self._ready()
            self._connection.request(method, path, body, {**headers})
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return NotSent(_words(error))
        try:
            response = self._connection.getresponse()
            answer = response.read(ANSWER_BYTES_MAX)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return NoAnswer(_words(error))
        self._used_at = time.monotonic()
        return Answered(response.status, {name.lower(): text for name, text in response.getheaders()}, answer)

    def close(self) -> None:
        self._connection.close()

    def _ready(self) -> None:
        """Opens the connection, anew where the peer may have closed it meanwhile."""
        sock = self._connection.sock
        if sock and (time.monotonic() - self._used_at > IDLE_S_MAX or select.select([sock], [], [], 0)[0]):
            self.close()
        if self._connection.sock is None:
            self._connection.connect()


def _words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "time-out"
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__)[:200]
