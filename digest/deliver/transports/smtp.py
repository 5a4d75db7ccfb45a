"""SMTP: a pool of pipelined connections to one server or several (RFC 5321, 2920, 3207, 4954, 6531)."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from digest.deliver.dkim import Signer
from digest.deliver.transports import reserved
from digest.deliver.transports.greeting import Greeted, Greeting
from digest.deliver.transports.pool import Pool
from digest.deliver.transports.postbag import Postbag
from digest.deliver.transports.protocol import Abilities, Ack, Intent, Mails
from digest.deliver.transports.relays import Server
from digest.deliver.transports.session import EnvelopeSender, Session, from_of
from digest.deliver.transports.wire import Wire
from digest.model.secret import Secret
from digest.model.transport import Relay, Security, Transport


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
        pool = Pool(
            [Server(relay=relay, password=password) for relay, password in self._relays],
            lambda: not bag.is_empty(),
            self._greeting,
            lambda server, greeted: self._session(server, greeted, bag),
            name=f"transports.{self._way.name}",
            connections=max(1, self._way.connections),
            timeout_s=self._way.timeout_s,
        )
        return pool.run()

    def close(self) -> None: ...

    def _greeting(self, server: Server) -> Greeting:
        relay = server.relay
        return Greeting(
            relay.host,
            relay.port,
            tls=self._tls(relay.security),
            at_once=relay.security is Security.TLS,
            login=(relay.username, server.password) if relay.username else None,
            timeout_s=self._way.timeout_s,
        )

    def _session(self, server: Server, greeted: Greeted, bag: Postbag) -> Session:
        return Session(
            Wire(greeted.sock),
            bag,
            server=server,
            offers=greeted.offers,
            envelope_sender=self._envelope_sender,
            sign=self._sign,
        )

    def _tls(self, security: Security) -> ssl.SSLContext | None:
        if security is Security.NONE:
            return None
        self._context = self._context or ssl.create_default_context()
        return self._context
