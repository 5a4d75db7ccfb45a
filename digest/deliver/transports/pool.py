"""The connections of one delivery by SMTP: opened each in a thread, at work all in one loop."""

import select
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from digest.deliver.transports import relays
from digest.deliver.transports.greeting import Greeted, Greeting
from digest.deliver.transports.openers import Openers
from digest.deliver.transports.relays import Server
from digest.deliver.transports.session import Ended, Session
from digest.errors import TransportError

WATCH_S = 1.0  # how often silent connections are looked for
REST = timedelta(minutes=1)  # after a server asks for patience


class Pool:
    """As many connections at a time as are wanted, while there is mail for them."""

    def __init__(
        self,
        servers: Sequence[Server],
        has_mail: Callable[[], bool],
        greeting: Callable[[Server], Greeting],
        session: Callable[[Server, Greeted], Session],
        *,
        name: str,
        connections: int,
        timeout_s: float,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._servers = servers
        self._has_mail = has_mail
        self._greeting = greeting
        self._session = session
        self._name = name
        self._connections = connections
        self._timeout_s = timeout_s
        self._monotonic = monotonic
        self._live: dict[int, Session] = {}
        """By the number that a poll knows its connection by."""
        self._has_worked = False
        self._wait: timedelta | None = None
        self._is_stopped = False

    def run(self) -> timedelta | None:
        """Until there is no more mail; early, with a time to wait, where the servers ask for patience.

        Raises TransportError where no server can be used, and what a session raises.
        """
        with Openers(self._connections) as self._openers:
            self._poll = select.poll()
            self._poll.register(self._openers.fd, select.POLLIN)
            try:
                # The first connection is opened alone: what is wrong with the settings is said once.
                self._open()
                self._work()
            finally:
                for session in self._live.values():
                    session.wire.close()
        return self._wait

    def _work(self) -> None:
        every_s = min(WATCH_S, self._timeout_s / 4)
        look_at = self._monotonic() + every_s
        while self._live or self._openers.are_busy:
            for fd, event in self._poll.poll(every_s * 1_000):
                if session := self._live.get(fd):
                    self._serve(session, event)
                elif fd == self._openers.fd:
                    for server, opened in self._openers.done():
                        self._take_up(server, opened)
            if self._monotonic() >= look_at:
                self._look()
                look_at = self._monotonic() + every_s

    def _serve(self, session: Session, event: int) -> None:
        """Something can be read or written."""
        wire = session.wire
        if event & select.POLLOUT:
            wire.flush()
        if event & ~select.POLLOUT:
            data = wire.receive()
            if data is None:
                session.lose()
            elif data:
                session.hear(data)
                session.heard_at = self._monotonic()
        if session.ended:
            self._over(session, session.ended)
        elif wire.lags is not wire.lagged:
            self._poll.modify(wire.fd, wire.awaits)
            wire.lagged = wire.lags

    def _look(self) -> None:
        """Gives up connections whose server has owed a reply for too long."""
        for session in tuple(self._live.values()):
            if session.waits and self._monotonic() - session.heard_at > self._timeout_s:
                session.lose()
                self._over(session, session.ended or Ended.LOST)

    def _over(self, session: Session, ended: Ended) -> None:
        """Another connection takes the place of one that ended before the mails did."""
        server = session.server
        self._poll.unregister(session.wire.fd)
        del self._live[session.wire.fd]
        server.live -= 1
        match ended:
            case Ended.NO_MORE_MAIL:
                return
            case Ended.PATIENCE:
                server.is_out = True
                if relays.following(self._servers) is None:
                    self._wait = REST
            case Ended.STOPPED:
                self._is_stopped = True
            case Ended.LOST:
                self._lost(server)
        self._open()

    def _lost(self, server: Server) -> None:
        server.lost()
        if server.is_out and relays.following(self._servers) is None:
            raise TransportError(
                "the server ends connections without an answer",
                where=self._name,
                hint="What it was handed then is held as unknown; look at its log, and send again.",
            )

    def _open(self) -> None:
        """Begins to open a connection, where there is a mail for it."""
        if not self._ends() and self._has_mail():
            self._begin(TransportError("no server can be used for now", where=self._name))

    def _ends(self) -> bool:
        return self._is_stopped or self._wait is not None

    def _begin(self, fault: TransportError) -> None:
        """To the next server that may give one; where none is left, that is the fault."""
        server = relays.following(self._servers)
        if server is None:
            self._failed(fault)
        else:
            server.live += 1
            self._openers.begin(server, self._greeting(server))

    def _take_up(self, server: Server, opened: Greeted | TransportError) -> None:
        """A connection is there, or cannot be had."""
        if isinstance(opened, TransportError):
            server.live -= 1
            if server.live:  # it works, and takes no more connections than these
                self._failed(opened)
            else:
                server.is_out = True
                self._begin(opened)
        elif self._ends():
            server.live -= 1
            opened.sock.close()
        else:
            self._start(server, opened)

    def _start(self, server: Server, greeted: Greeted) -> None:
        session = self._session(server, greeted)
        self._live[session.wire.fd] = session
        session.heard_at = self._monotonic()
        session.begin()
        if greeted.rest:
            session.hear(greeted.rest)
        self._poll.register(session.wire.fd, session.wire.awaits)
        session.wire.lagged = session.wire.lags
        is_first, self._has_worked = not self._has_worked, True
        if session.ended:
            self._over(session, session.ended)
        for _ in range(self._connections - 1 if is_first else 0):
            self._open()

    def _failed(self, fault: TransportError) -> None:
        """The first connection tells what is wrong; others fail for a while."""
        if not self._has_worked:
            raise fault
        if not self._live:
            self._wait = REST
