"""Connections that are being opened, each in a thread; a file descriptor tells a poll that one is done."""

import os
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Self

from digest.deliver.transports.greeting import Greeted, Greeting
from digest.deliver.transports.relays import Server
from digest.errors import TransportError

BELLS_MAX = 4_096  # more connections at a time than anybody has


class Openers:
    """The connections of one delivery that are being opened."""

    def __init__(self, connections: int) -> None:
        self._threads = ThreadPoolExecutor(connections)
        self._under_way: dict[Future[Greeted], tuple[Server, Greeting]] = {}
        self.fd, self._bell = os.pipe()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        """Gives up what is still being opened."""
        for _, greeting in self._under_way.values():
            greeting.abort()
        self._threads.shutdown()
        for future in self._under_way:
            with suppress(Exception):
                future.result().sock.close()
        os.close(self.fd)
        os.close(self._bell)

    @property
    def are_busy(self) -> bool:
        return bool(self._under_way)

    def begin(self, server: Server, greeting: Greeting) -> None:
        future = self._threads.submit(greeting.opened)
        self._under_way[future] = (server, greeting)
        future.add_done_callback(self._ring)

    def done(self) -> Iterator[tuple[Server, Greeted | TransportError]]:
        """What came of those that are done. Raises what nobody expected of one."""
        os.read(self.fd, BELLS_MAX)
        for future in [future for future in self._under_way if future.done()]:
            server, _ = self._under_way.pop(future)
            try:
                yield server, future.result()
            except TransportError as error:
                yield server, error

    def _ring(self, _: Future[Greeted]) -> None:
        os.write(self._bell, b"\0")
