"""SMTP: a pool of pipelined connections to one server or several (RFC 5321, 2920, 3207, 4954, 6531)."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from digest.deliver.dkim import Signer
from digest.deliver.transports import relays, reserved
from digest.deliver.transports.greeting import open_session
from digest.deliver.transports.postbag import Postbag
from digest.deliver.transports.protocol import Abilities, Ack, Intent, Mails
from digest.deliver.transports.relays import Server
from digest.deliver.transports.session import Ended, EnvelopeSender, Session, from_of
from digest.errors import TransportError
from digest.model.settings import Relay, Secret, Security, Transport

WATCH_S = 1.0  # how often silent connections are looked for
REST = timedelta(minutes=1)  # after a server asks for patience


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    username: str
    password: str


class Smtp:
    """A transport's servers; each mail is a message with one recipient."""

    abilities = Abilities(window=200)
    keeping = None

    def __init__(
        self,
        way: Transport,
        *,
        login: Login | None,
        password_of: Callable[[Secret], str] | None = None,
        context: ssl.SSLContext | None = None,
        signer: Signer | None = None,
        envelope_sender: EnvelopeSender = from_of,
    ) -> None:
        self._way = way
        own = Relay(host=way.host, port=way.port, security=way.security, username=login.username if login else "")
        self._relays = [(own, login.password if login else "")]
        self._relays += [
            (relay, password_of(relay.password) if password_of and relay.password else "") for relay in way.relays
        ]
        self._context = context
        self._sign = signer.signed if signer else None
        self._envelope_sender = envelope_sender
        self._real = not all(reserved.is_loopback(relay.host) for relay, _ in self._relays)

    def deliver(self, mails: Mails, *, intent: Intent, ack: Ack) -> timedelta | None:
        bag = Postbag(mails, intent=intent, ack=ack, real=self._real)
        return asyncio.run(_Pool(self, bag).run())

    def close(self) -> None: ...

    def servers(self) -> list[Server]:
        return [Server(relay=relay, password=password) for relay, password in self._relays]

    async def open(self, server: Server, bag: Postbag) -> Session:
        relay = server.relay
        return await open_session(
            relay.host,
            relay.port,
            lambda: Session(bag, server=server, envelope_sender=self._envelope_sender, sign=self._sign),
            tls=self._tls(relay.security),
            at_once=relay.security is Security.TLS,
            login=(relay.username, server.password) if relay.username else None,
            timeout_s=self.timeout_s,
        )

    def _tls(self, security: Security) -> ssl.SSLContext | None:
        if security is Security.NONE:
            return None
        self._context = self._context or ssl.create_default_context()
        return self._context

    @property
    def connections(self) -> int:
        return max(1, self._way.connections)

    @property
    def timeout_s(self) -> float:
        return self._way.timeout_s

    @property
    def name(self) -> str:
        return f"transports.{self._way.name}"


class _Pool:
    """The connections of one `deliver`."""

    def __init__(self, smtp: Smtp, bag: Postbag) -> None:
        self._smtp = smtp
        self._bag = bag
        self._servers = smtp.servers()
        self._live: set[Session] = set()
        self._wait: timedelta | None = None
        self._stopped = False

    async def run(self) -> timedelta | None:
        watch = asyncio.create_task(self._watch())
        try:
            # The first connection is opened alone: what is wrong with the settings is said once.
            first = await self._opened()
            if first:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._work(first))
                    for _ in range(self._smtp.connections - 1):
                        group.create_task(self._work(None))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None  # the first ended the others
        finally:
            watch.cancel()
            for session in self._live:
                session.abort()
        return self._wait

    async def _opened(self) -> Session | None:
        """A connection, where there is a mail for it."""
        if self._bag.is_empty():
            return None
        session = await self._connected()
        self._live.add(session)
        return session

    async def _connected(self) -> Session:
        """A connection to the first server that gives one. Raises the last one's TransportError where none does."""
        fault = TransportError("no server can be used for now", where=self._smtp.name)
        while server := relays.following(self._servers):
            server.live += 1
            try:
                return await self._smtp.open(server, self._bag)
            except TransportError as error:
                server.live -= 1
                fault = error
                if server.live:
                    break  # it works, and takes no more connections than these
                server.is_out = True
        raise fault

    async def _work(self, session: Session | None) -> None:
        while self._wait is None and not self._stopped:
            session = session or await self._reopened()
            if session is None:
                return
            ended = await session.work()
            self._live.discard(session)
            server, session = session.server, None
            server.live -= 1
            match ended:
                case Ended.NO_MORE_MAIL:
                    return
                case Ended.PATIENCE:
                    server.is_out = True
                    if relays.following(self._servers) is None:
                        self._wait = REST
                case Ended.STOPPED:
                    self._stopped = True
                case Ended.LOST:
                    self._lost(server)

    async def _reopened(self) -> Session | None:
        try:
            return await self._opened()
        except TransportError:
            if not self._live:
                self._wait = REST
            return None

    def _lost(self, server: Server) -> None:
        server.lost()
        if server.is_out and relays.following(self._servers) is None:
            raise TransportError(
                "the server ends connections without an answer",
                where=self._smtp.name,
                hint="What it was handed then is held as unknown; look at its log, and send again.",
            )

    async def _watch(self) -> None:
        """Ends connections that have been silent for too long."""
        loop = asyncio.get_running_loop()
        every = min(WATCH_S, self._smtp.timeout_s / 4)
        while True:
            await asyncio.sleep(every)
            for session in tuple(self._live):
                if session.waits_since is not None and loop.time() - session.waits_since > self._smtp.timeout_s:
                    session.abort()
