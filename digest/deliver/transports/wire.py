"""A connected socket that nobody waits for: what it does not take at once waits here."""

import select
import socket
import ssl
from collections import deque

SEND_BUFFER_BYTES = 1_048_576  # several mails: a write that the kernel takes whole is copied once
READ_BYTES = 65_536  # more than a record of TLS: none is left where a poll does not see it

_NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Wire:
    """One end of a connection."""

    def __init__(self, sock: socket.socket) -> None:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        self._sock = sock
        self._unsent: deque[memoryview] = deque()
        self._is_broken = False
        self.lagged = False
        """Whether it lagged when its poll was last told."""
        self.fd = sock.fileno()

    @property
    def lags(self) -> bool:
        """Whether the peer takes less than is sent."""
        return bool(self._unsent)

    @property
    def awaits(self) -> int:
        """Of what a poll is to tell."""
        return select.POLLIN | select.POLLOUT if self._unsent else select.POLLIN

    def send(self, data: bytes) -> None:
        """All of it, after what was sent before. That the connection is gone is told by `receive`."""
        if self._unsent:
            self._unsent.append(memoryview(data))
        elif (taken := self._taken(data)) < len(data):
            self._unsent.append(memoryview(data)[taken:])
            self.flush()

    def flush(self) -> None:
        """Sends on what waits. TLS takes a record at a time: all is taken only where nothing more is."""
        while self._unsent and (taken := self._taken(self._unsent[0])):
            rest = self._unsent.popleft()[taken:]
            if rest:
                self._unsent.appendleft(rest)

    def receive(self) -> bytes | None:
        """What has come: nothing where nothing has, None where nothing will."""
        try:
            return self._sock.recv(READ_BYTES) or None
        except _NOT_NOW:
            return b""
        except OSError:
            return None

    def close(self) -> None:
        self._unsent.clear()
        self._sock.close()

    def _taken(self, data: bytes | memoryview) -> int:
        """How many bytes the kernel takes now; all, to be forgotten, of a connection that is broken: the peer may have
        said why, which is still to be read.
        """
        if self._is_broken:
            return len(data)
        try:
            return self._sock.send(data)
        except _NOT_NOW:
            return 0
        except OSError:
            self._is_broken = True
            return len(data)
